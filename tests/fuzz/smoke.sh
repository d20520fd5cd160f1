#!/bin/sh
# SPDX-License-Identifier: ISC
#
# smoke.sh SECONDS SEED PROGRAM...: runs each libFuzzer program for SECONDS
# from its corpus, two at a time. The same SEED makes the same programs try the
# same inputs, so that what breaks is new in them (which takes addresses that
# are the same too, where that may be had); 0 is another seed each time. What
# breaks one is kept in found/ beside it.
set -u

here=$(dirname "$0")

# one PROGRAM SECONDS SEED WORK: leaves WORK/<name>.ok or WORK/<name>.failed
one() {
	name=${1##*/}
	log=$4/$name.log
	mkdir -p "${1%/*}/found"
	# a folder's own order is not everywhere the same
	find "$here/corpus/${name#fuzz_}" -type f | LC_ALL=C sort |
	    paste -s -d , - | tr -d '\n' >"$4/$name.corpus"
	fixed=''
	if [ "$3" -ne 0 ] && setarch -R true 2>/dev/null; then
		fixed='setarch -R'
	fi
	# shellcheck disable=SC2086 # words
	if $fixed env -i PATH="$PATH" "$1" -max_total_time="$2" -seed="$3" -max_len=8192 -timeout=10 \
	    -rss_limit_mb=1536 -print_final_stats=1 \
	    -artifact_prefix="${1%/*}/found/$name-" \
	    -seed_inputs="@$4/$name.corpus" >"$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		echo "ok      $name: ${runs:-?} runs in $2 s"
		: >"$4/$name.ok"
	else
		echo "FAILED  $name:"
		grep -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log" ||
		    tail -n 20 "$log"
		: >"$4/$name.failed"
	fi
}

count() { # files that exist
	n=0
	for f; do
		[ -e "$f" ] && n=$((n + 1))
	done
	echo "$n"
}

if [ "${1-}" = --one ]; then
	one "$2" "$3" "$4" "$5"
	exit 0
fi
if [ $# -lt 3 ]; then
	echo 'usage: smoke.sh SECONDS SEED PROGRAM...' >&2
	exit 2
fi
case $1 in
'' | *[!0-9]* | 0)
	echo "smoke.sh: '$1' is no number of seconds" >&2
	exit 2
	;;
esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
seconds=$1
seed=$2
shift 2
printf '%s\n' "$@" |
    xargs -P 2 -I '{}' sh "$0" --one '{}' "$seconds" "$seed" "$work"
passed=$(count "$work"/*.ok)
failed=$(($# - passed))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
