#!/bin/sh
# SPDX-License-Identifier: ISC
#
# smoke.sh DIR SECONDS: runs each libFuzzer program of DIR for SECONDS from
# its corpus, two at a time. What breaks one is kept in DIR/found/.
set -u

here=$(dirname "$0")

# one PROGRAM SECONDS WORK: leaves WORK/<name>.ok or WORK/<name>.failed
one() {
	name=${1##*/}
	corpus=$3/$name.corpus
	log=$3/$name.log
	mkdir -p "$corpus" "${1%/*}/found"
	# new inputs go to the copy
	if [ -d "$here/corpus/${name#fuzz_}" ]; then
		cp -R "$here/corpus/${name#fuzz_}/." "$corpus/"
	fi
	if "$1" -max_total_time="$2" -max_len=8192 -timeout=10 \
	    -rss_limit_mb=1536 -print_final_stats=1 \
	    -artifact_prefix="${1%/*}/found/$name-" "$corpus" \
	    >"$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		echo "ok      $name: ${runs:-?} runs in $2 s"
		: >"$3/$name.ok"
	else
		echo "FAILED  $name:"
		grep -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log" ||
		    tail -n 20 "$log"
		: >"$3/$name.failed"
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
	one "$2" "$3" "$4"
	exit 0
fi
if [ $# -ne 2 ]; then
	echo 'usage: smoke.sh DIR SECONDS' >&2
	exit 2
fi
case $2 in
'' | *[!0-9]* | 0)
	echo "smoke.sh: '$2' is no number of seconds" >&2
	exit 2
	;;
esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
for f in "$1"/fuzz_*; do
	[ -f "$f" ] && [ -x "$f" ] && printf '%s\n' "$f"
done >"$work/list"
total=$(wc -l <"$work/list")
xargs -P 2 -I '{}' sh "$0" --one '{}' "$2" "$work" <"$work/list"
passed=$(count "$work"/*.ok)
failed=$((total - passed))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
