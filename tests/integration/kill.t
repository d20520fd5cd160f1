#!/bin/bash
# sanreq request killed, and failing, at every write, fsync, link and rename:
# there is nothing, or a key, or a key and its request; never anything else.
#
# A shell in the background gives signals that are ignored, which the program
# would rightly leave so.
if [ -z "${KILL_SIGNALS-}" ]; then
	KILL_SIGNALS=default exec env --default-signal=INT,QUIT,HUP bash "$0"
fi
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
small_org org.ldif
printf 'sanreq-profile: 1\nextends: public-ca\nkey: {type: p-256}\n' >fast.yaml
# the leak checker cannot run under strace
export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0

pub() { openssl pkey -in "$1" -pubout 2>/dev/null; }

# Says what is wrong in folder $1, nothing when all is well.
wrong() {
	local f
	for f in "$1"/* "$1"/.[!.]*; do
		[ -e "$f" ] || continue
		case ${f##*/} in
		k.key | r.csr | .sanreq-*) ;;
		*) echo "unexpected $f" ;;
		esac
		if grep -q 'PRIVATE KEY' "$f" && [ "$(stat -c %a "$f")" != 600 ]; then
			echo "$f: mode"
		fi
	done
	if [ -e "$1/k.key" ]; then
		openssl pkey -in "$1/k.key" -noout 2>/dev/null || echo 'key is not whole'
	fi
	if [ -e "$1/r.csr" ]; then
		[ -e "$1/k.key" ] || echo 'a request without its key'
		openssl req -verify -noout -in "$1/r.csr" >/dev/null 2>&1 || echo 'request is not whole'
		[ "$(openssl req -in "$1/r.csr" -noout -pubkey)" = "$(pub "$1/k.key")" ] || echo 'request of another key'
	fi
}

request() { # folder strace-options...
	local d=$1
	shift
	mkdir "$d"
	run strace -f -qq -o trace "$@" sanreq request -p ./fast.yaml --key "$d/k.key" --csr "$d/r.csr" org.ldif
}

ok 'strace works here' strace -qq -o trace true
request whole -e trace=all
status 0 'untouched it works'
is "$(wrong whole)" '' 'and all is well'

calls=$(awk '{print $2}' trace | grep -oE '^(openat|write|pwrite64|fsync|fdatasync|linkat|link|rename|renameat|renameat2|unlinkat|unlink|fchmod)\(' | tr -d '(' | sort | uniq -c | awk '{print $2":"$1}')
like "$calls" '^fsync:' 'it calls fsync'
for pair in $calls; do
	call=${pair%:*}
	count=${pair#*:}
	bad=
	for i in $(seq "$count"); do
		d=kill-$call-$i
		request "$d" -e "trace=$call" -e "inject=$call:signal=KILL:when=$i"
		w=$(wrong "$d")
		[ "$rc" = 137 ] && [ -z "$w" ] || bad="$bad
$call $i: status $rc $w"
	done
	is "$bad" '' "killed before each of $count $call"
done

# a power cut may lose what was not synced: before each link comes a sync of
# the file, after it one of the folder
order=$(grep -oE '(fsync|fdatasync|linkat|renameat2|rename)\(' trace | tr '\n' ' ')
request order -e trace=fsync,linkat,rename,renameat2
order=$(grep -oE '(fsync|linkat|renameat2|rename)\(' trace | tr -d '(' | tr '\n' ' ')
is "$order" 'fsync fsync linkat fsync linkat fsync ' 'both files synced, then key, folder, request, folder'

for fault in write:ENOSPC write:EIO fsync:EIO linkat:ENOSPC linkat:EIO; do
	call=${fault%:*}
	count=$(printf '%s\n' "$calls" | sed -n "s/^$call://p")
	bad=
	for i in $(seq "${count:-0}"); do
		d=fail-$call-${fault#*:}-$i
		request "$d" -e "trace=$call" -e "inject=$call:error=${fault#*:}:when=$i"
		w=$(wrong "$d")
		left=$(find "$d" -name '.sanreq-*')
		# writes to the terminal come after the files
		if [ "$rc" != 5 ] || [ -n "$w" ] || [ -n "$left" ]; then
			bad="$bad
$fault $i: status $rc $w $left $err"
		fi
	done
	is "$bad" '' "each $call failing with ${fault#*:}: status 5, nothing half done"
done

# a small disk, if one can be mounted here; else a limit on the file's size
run bash -c 'ulimit -f 0; trap "" XFSZ; sanreq request -p ./fast.yaml --key full.key --csr full.csr org.ldif'
status 5 'no space'
ok 'no space: nothing is left' test ! -e full.key -a ! -e full.csr

# --force: what is replaced is the file that was there at the beginning, and
# never a private key, however late it appears
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out late.pem 2>/dev/null
forced() { # folder old-request strace-options...
	local d=$1
	mkdir "$d"
	[ -z "$2" ] || printf '%s\n' "$2" >"$d/r.csr"
	shift 2
	run strace -f -qq -o trace "$@" sanreq request -q --force -p ./fast.yaml --key "$d/k.key" --csr "$d/r.csr" org.ldif
}
# The key comes once ours is in place: the request is then about to be.
late_key() { # folder
	for _ in $(seq 500); do
		[ -e "$1/k.key" ] && break
		sleep 0.02
	done
	cp late.pem "$1/r.csr"
}
late=$(cat late.pem)
delay=delay_enter=1500000
for way in linkat:when=2 renameat2; do
	d=late-${way%:*}
	old=
	[ "$way" = renameat2 ] && old=old
	late_key "$d" &
	forced "$d" "$old" -e "trace=${way%:*}" -e "inject=${way%:*}:$delay${way#"${way%:*}"}"
	wait $!
	status 5 "--force, a key just before ${way%:*}: refused"
	is "$(cat "$d/r.csr")" "$late" 'it is still there'
	is "$(find "$d" -name '.sanreq-*')" '' 'and no temporary'
done
d=stuck
late_key "$d" &
forced "$d" old -e trace=fsync,renameat2 -e "inject=fsync:$delay:when=3" -e inject=renameat2:error=EIO:when=2+
wait $!
status 5 'a key that cannot be put back'
like "$err" 'kept as \.sanreq-' 'the message says where it is'
is "$(cat "$d"/.sanreq-*)" "$late" 'it is kept there'
forced no-exchange old -e trace=renameat2 -e inject=renameat2:error=EINVAL:when=1
status 0 'a file system that cannot exchange'
is "$(wrong no-exchange)" '' 'the request is replaced'
d=unseen
late_key "$d" &
forced "$d" old -e trace=fsync,renameat2 -e "inject=fsync:$delay:when=3" -e inject=renameat2:error=EINVAL:when=1
wait $!
status 5 'nor does a key go there'
is "$(cat "$d/r.csr")" "$late" 'it is still there'
for call in fsync renameat2 unlinkat fchmod; do
	bad=
	for i in $(seq 5); do
		d=force-$call-$i
		forced "$d" old -e "trace=$call" -e "inject=$call:signal=KILL:when=$i"
		[ "$(cat "$d/r.csr")" = old ] || bad=$bad$(wrong "$d")
	done
	is "$bad" '' "--force, killed at each $call: the old request or the new"
done

# signals of people, limits and faults
fault=SEGV
[ -z "$SAN" ] || fault= # which a sanitizer keeps for itself
for sig in INT TERM HUP QUIT ALRM USR1 XCPU ABRT $fault; do
	request "sig-$sig" -e trace=fsync -e "inject=fsync:signal=$sig:when=1"
	is "$(ls -A "sig-$sig")" '' "SIG$sig leaves nothing"
done
done_testing
