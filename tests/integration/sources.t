#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Sources that are huge, broken or something else altogether, and the odd
# places that a program is started in.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
small_org org.ldif
KEYS=$SRC/tests/data/keys

# peak LIMIT-MIB SECONDS CAPTION COMMAND...: runs it, as run does
cat >peak.py <<'EOF2'
import resource, subprocess, sys, time
began = time.monotonic()
rc = subprocess.call(sys.argv[2:])
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
with open(sys.argv[1], 'w') as f:
    f.write('%d %d' % (peak, time.monotonic() - began))
sys.exit(rc)
EOF2
peak() {
	local got
	run /usr/bin/python3 peak.py figures "${@:4}"
	read -r -a got <figures
	# the sanitizers need memory and time of their own
	[ -n "${SAN-}" ] || [ "${got[0]}" -le "$1" ]
	result $? "$3: memory" "${got[0]} MiB"
	[ -n "${SAN-}" ] || [ "${got[1]}" -le "$2" ]
	result $? "$3: time" "${got[1]} s"
}

# shellcheck disable=SC2317 # run calls it
# as nobody, who is bound by permissions, where we are root
nobody() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		"$@"
	fi
}
chmod 755 "$T"

# --- lists of names --------------------------------------------------------------

seq -f 'h%.0f.contoso.com' 1 1000000 >million.txt
peak 400 30 'a million names' sanreq discover -f names -o found.txt million.txt
status 0 'a million names'
is "$(wc -l <found.txt)" 1000000 'a million names: all of them'
ok 'a million names: sorted' env LC_ALL=C sort -c found.txt
run sanreq request -p lets-encrypt million.txt
complains 6 'CNT0.*1000000' 'a million names: too many for the CA'
rm -f million.txt found.txt

while IFS='|' read -r text pattern; do
	printf 'mail.contoso.com\n%b\n' "$text" >bad.txt
	run sanreq discover -f names bad.txt
	complains 3 "$pattern" "names: $text"
	is "$out" '' "names: $text: no result"
done <<'EOF2'
a.contoso.com,b.contoso.com|bad.txt:2: NAM09: .*','.*give each name by itself
a.con\000toso.com|bad.txt
a.contoso.com DNS:b.contoso.com|bad.txt:2: NAM09
DNS:b.contoso.com|bad.txt:2: NAM27
a.contoso.com\tDNS:b|bad.txt:2: NAM
https://a.contoso.com/|bad.txt:2: NAM
-a.contoso.com|bad.txt:2: NAM
a..contoso.com|bad.txt:2: NAM
*.|bad.txt:2: NAM
a\033[2J.contoso.com|bad.txt:2: NAM.*x1b
\377\376.contoso.com|bad.txt:2: NAM
user@contoso.com|bad.txt:2: NAM
EOF2
for name in 'a.contoso.com,DNS:*.evil.example' $'a.contoso.com\nDNS:b' 'email:x@evil.example' 'a.example,dirName:sect'; do
	run sanreq request --add "$name" -d "$T" org.ldif
	complains 2 'NAM' "--add $(printf '%q' "$name")"
done
is "$(ls ./*.key ./*.csr 2>/dev/null)" '' 'nothing was written'
head -c 200000 /dev/zero | tr '\0' 'x' >long.txt
run sanreq discover long.txt
complains 3 'long.txt:1: a line longer than' 'a name of 200 kB'

# --- LDIF ------------------------------------------------------------------------

huge() { # what stands before each of 200 blocks of 1 MB
	cat org.ldif
	printf '\ndn: CN=big\nobjectClass: top\ndescription: '
	/usr/bin/python3 -c '
import sys
for i in range(200): sys.stdout.write(sys.argv[1] + "x" * 1000000)' "$1"
	echo
}
huge '' >huge.ldif
peak 40 10 'a line of 200 MB' sanreq discover huge.ldif
complains 3 'huge.ldif:4[0-9]: a record longer than 8388608 bytes' 'a line of 200 MB'
huge $'\n ' >huge.ldif
peak 40 10 'a folded line of 200 MB' sanreq discover huge.ldif
complains 3 'huge.ldif:4[0-9]: a record longer' 'a folded line of 200 MB'
(cat org.ldif; printf '\ndn: CN=big\n'; seq -f 'member: CN=%.0f' 1000000) >huge.ldif
peak 40 10 'a million values' sanreq discover huge.ldif
complains 3 'huge.ldif:[0-9]+: a record with more than 65536 values' 'a million values'
rm huge.ldif

while IFS='|' read -r text pattern; do
	(cat org.ldif; printf '\ndn: CN=x\n%b\n' "$text") >bad.ldif
	run sanreq discover bad.ldif
	complains 3 "bad.ldif:[0-9]+: $pattern" "LDIF: $text"
	is "$out" '' "LDIF: $text: no result"
done <<'EOF2'
cn: a\000b|.*NUL
cn:: YQ=|.*base64
cn:: Y*==|.*base64
cn:: YWJj ZGVm|.*base64
changetype: modify\nadd: cn\ncn: x\n-|'changetype: modify' is a change
changetype: delete|'changetype: delete' is a change
changetype: modrdn\nnewrdn: CN=y\ndeleteoldrdn: 1|'changetype: modrdn' is a change
changetype: moddn\nnewrdn: CN=y\ndeleteoldrdn: 1|'changetype: moddn' is a change
no colon here|.*no colon
dn: CN=y|a second dn in one record
: value|no attribute before the colon
EOF2
printf '\xff\xfe' >half.ldif
printf 'dn: CN=a\ncn: x' | iconv -t UTF-16LE >>half.ldif
cp half.ldif odd.ldif
printf '\x3d\xd8\x0a\x00' >>half.ldif
run sanreq discover half.ldif
complains 3 'half.ldif:2: .*UTF-16' 'half a UTF-16 pair'
printf 'x' >>odd.ldif
run sanreq discover odd.ldif
complains 3 'odd.ldif:2: .*UTF-16' 'half a UTF-16 unit'

# a name in LDIF is never opened
printf 'mail.contoso.com\n' >secret.txt
for line in "description:< file://$T/secret.txt" "description:< file:///etc/hostname" \
	"description:< http://127.0.0.1:9/x"; do
	(cat org.ldif; printf '\ndn: CN=x\n%s\n' "$line") >url.ldif
	run env ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" strace -f -o trace -e trace=open,openat,socket sanreq discover url.ldif
	complains 3 'url.ldif:[0-9]+: .*never' "refused: $line"
	unlike "$(cat trace)" 'secret.txt|/etc/hostname|socket\(' "not opened: $line"
done
printf 'include: file://%s/org.ldif\n' "$T" >include.ldif
run env ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" strace -f -o trace -e trace=open,openat sanreq discover include.ldif
complains 3 "include.ldif:1: 'include: .*never followed" 'include:'
unlike "$(cat trace)" 'org.ldif' 'include: is not opened'

# cut anywhere it is an error or a smaller organization, never a crash
size=$(wc -c <org.ldif)
bad=''
for ((n = 1; n < size; n += 37)); do
	head -c "$n" org.ldif >cut.ldif
	run sanreq discover -f names cut.ldif
	case $rc in
	0) ;;
	3) [ "$(printf '%s\n' "$err" | wc -l)" = 1 ] || bad="$bad $n" ;;
	*) bad="$bad $n:$rc" ;;
	esac
done
is "$bad" '' 'LDIF cut at every 37th byte'

# a search that failed
(cat org.ldif; printf '\n# search result\nsearch: 2\nresult: 4 Size limit exceeded\n') >part.ldif
for verb in discover plan 'request -n'; do
	# shellcheck disable=SC2086
	run sanreq $verb part.ldif
	status 0 "$verb of a part"
	like "$out" '^Incomplete: part.ldif was not read whole: the search ended' "$verb of a part says so"
	# shellcheck disable=SC2086
	run sanreq $verb -f names part.ldif
	complains 0 'part.ldif: incomplete: the search ended with 4 Size limit exceeded' "$verb -f names of a part says so"
done
run sanreq discover -f json part.ldif
like "$out" '"unread": \["the search ended with 4 Size limit exceeded"\]' 'a part: unread'
like "$out" '"id": "DSC17", "severity": "warning", "message": "part.ldif was not read whole' 'a part: a finding'
printf '%s\n' "$out" >part.json
run sanreq plan part.json
like "$out" '^Incomplete: part.ldif' 'the inventory of a part'
run sanreq plan -f yaml -o part.yaml part.json
run sanreq plan part.yaml
like "$out" '^Incomplete: part.ldif' 'the plan of a part'
run sanreq plan -f html part.ldif
like "$out" 'Incomplete: part.ldif was not read whole' 'the page of a part'

# --- what is no source -------------------------------------------------------------

gzip -c org.ldif >org.gz
/usr/bin/python3 -c 'import zipfile
zipfile.ZipFile("org.zip", "w").write("org.ldif")'
printf '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n<Obj RefId="0"/></Objs>\n' >shell.xml
printf '\xef\xbb\xbf#TYPE Microsoft.Exchange\r\n"Name","Server"\r\n"EWS","EX01"\r\n' >shell.csv
printf 'Name  Url\n----  ---\nEWS   https://...\n' >table.txt
printf '{"value": [1]}\n' >other.json
printf '[1]\n' >list.json
printf '{"value": [1}\n' >broken.json
printf '{"sanreq": 1, "kind": "check"}\n' >check.json
mkfifo fifo
while IFS='|' read -r file pattern; do
	run sanreq discover "$file"
	complains 3 "$pattern" "no source: ${file##*/}"
done <<EOF2
org.gz|packed .*unpack it
org.zip|packed .*unpack it
$KEYS/bundle.pem|private key: keep it safe
$KEYS/rsa-2048.pem|private key: keep it safe
$KEYS/p-256-encrypted.pem|private key: keep it safe
$KEYS/openssh.pem|private key: keep it safe
$KEYS/p-256.der|private key: keep it safe
$KEYS/p-256-encrypted.der|private key: keep it safe
$KEYS/rsa-2048-traditional.der|private key: keep it safe
$KEYS/public.pem|"PUBLIC KEY" in line 1: neither a certificate nor a request
$KEYS/bundle.pfx|PFX
$KEYS/garbage.bin|neither text
shell.xml|no name of an Exchange organization
shell.csv|no name of an Exchange organization
table.txt|a table .*Format-List
other.json|no name of an Exchange organization
list.json|neither an inventory nor a plan
broken.json|broken.json:1:[0-9]+: JSON
check.json|kind 'check' is no source
/dev/null|is empty
/dev/zero|neither text
.|is a directory
no-such-file|No such file or directory$
nosuch.ldif|No such file or directory$
ldap:/dc1|No such file .*a URL is written ldap://HOST$
LDAPS:dc1|a URL is written ldaps://HOST$
tls//mail.contoso.com|a URL is written tls://HOST$
mail.contoso.com|No such file .*ldaps://HOST, .* tls://HOST, DNS dns:DOMAIN, .* --add NAME$
EOF2
while IFS='|' read -r cert pattern; do
	run sanreq check "$cert" org.ldif
	complains 3 "$pattern" "no certificate: $cert"
done <<'EOF2'
no-such-file|No such file or directory$
ldap:/dc1|No such file or directory$
tls:mail.contoso.com|No such file .*a URL is written tls://HOST$
mail.contoso.com|No such file .*what a server presents is tls://HOST$
EOF2
run sanreq discover ''
complains 2 'empty name' 'no source: an empty name'
run sanreq discover http://mail.contoso.com/
complains 2 'must be ldap://' 'no source: http://'
cp org.ldif closed.ldif
chmod 0 closed.ldif
run nobody "$BUILD/sanreq" discover closed.ldif
complains 3 'closed.ldif: cannot be opened: Permission denied' 'no source: a file of somebody else'

# --- several -------------------------------------------------------------------

names=$(sanreq discover -f names org.ldif)
cat org.ldif >fifo &
run sanreq discover -f names fifo
is "$out" "$names" 'a FIFO'
run bash -c 'cat org.ldif | sanreq discover -f names -'
is "$out" "$names" 'a pipe'
run bash -c 'sanreq discover -f names <(cat org.ldif)'
is "$out" "$names" 'a process'
sanreq discover -f json org.ldif >inv.json
for pair in 'org.ldif org.ldif' 'inv.json org.ldif' 'org.ldif inv.json' 'inv.json inv.json'; do
	# shellcheck disable=SC2086
	run sanreq discover -f names $pair
	is "$out" "$names" "twice: $pair"
	# shellcheck disable=SC2086
	run sanreq plan -f names $pair
	is "$out" "$(sanreq plan -f names org.ldif)" "twice, planned: $pair"
done
run sanreq discover -f json org.ldif inv.json
is "$(printf '%s\n' "$out" | grep -c '"service": "ews", "scope": "external"')" 1 'twice: each use once'
run sanreq discover -f names "$SRC/tests/data/classic-2007.ldif" "$SRC/tests/data/coexistence-2010-2016.ldif"
is "$out" "$(for f in classic-2007 coexistence-2010-2016; do
	sanreq discover -f names "$SRC/tests/data/$f.ldif"
done | LC_ALL=C sort -u)" 'two organizations: the names of both'
run sanreq discover "$SRC/tests/data/classic-2007.ldif" "$SRC/tests/data/coexistence-2010-2016.ldif"
like "$out" 'DSC14' 'two organizations: said so'
run sanreq discover org.ldif org.gz
complains 3 'org.gz' 'one that is none spoils all'
is "$out" '' 'one that is none: no result'

# --- odd places -----------------------------------------------------------------

run bash -c 'sanreq request org.ldif <&- >&- 2>&-'
status 5 'no standard descriptors'
like "$(cat mail.contoso.com.key)" '^-----BEGIN PRIVATE KEY-----' 'no standard descriptors: the key is a key'
ok 'no standard descriptors: the request is one' openssl req -verify -noout -in mail.contoso.com.csr
is "$(grep -c -e '-----' mail.contoso.com.key)$(grep -c -e '-----' mail.contoso.com.csr)" 22 'no standard descriptors: and nothing else'
rm -f mail.contoso.com.*
run bash -c 'sanreq discover - <&-'
complains 3 'cannot be read: Bad file' 'no standard input'
run bash -c 'sanreq discover org.ldif >&-'
complains 5 'standard output: ' 'no standard output'
run bash -c 'sanreq discover nosuch.ldif 2>&-'
status 3 'no standard error'
for fds in '<&-' '<&- 2>&-' '2>&-'; do
	run bash -c "sanreq discover -f names org.ldif $fds"
	is "$rc $out" "0 $names" "$fds"
done

table=$(sanreq discover "$SRC/tests/data/hostile.ldif")
run env LC_ALL=C LANG=C sanreq discover "$SRC/tests/data/hostile.ldif"
is "$out" "$table" 'LANG=C'
run env -i "$BUILD/sanreq" discover "$SRC/tests/data/hostile.ldif"
is "$out" "$table" 'no environment at all'
run env -u HOME TZ=Asia/Kathmandu LC_ALL=tr_TR.UTF-8 sanreq discover "$SRC/tests/data/hostile.ldif"
is "$out" "$table" 'no HOME, another time zone, another locale'
run env "A=$(head -c 100000 /dev/zero | tr '\0' x)" "KRB5CCNAME=$(head -c 100000 /dev/zero | tr '\0' y)" \
	sanreq discover -f names org.ldif
is "$out" "$names" 'a large environment'

mkdir shut own
chmod 555 shut
cp "$BUILD/sanreq" own # the build's folder may be closed to others
# shellcheck disable=SC2016 # that shell's
run nobody bash -c 'cd shut && "$1" request ../org.ldif' - "$T/own/sanreq"
complains 5 'Permission denied' 'a folder that cannot be written to'
is "$(ls -A shut)" '' 'a folder that cannot be written to: nothing there'
# shellcheck disable=SC2016 # that shell's
run nobody bash -c 'cd shut && "$1" discover -f names ../org.ldif' - "$T/own/sanreq"
is "$out" "$names" 'reading needs no folder to write to'
# shellcheck disable=SC2016 # that shell's
run bash -c 'mkdir gone && cd gone && rmdir ../gone && sanreq discover -f names "$1"' - "$T/org.ldif"
is "$out" "$names" 'a folder that is gone'
run bash -c 'mkdir gone && cd gone && rmdir ../gone && sanreq request "$1"' - "$T/org.ldif"
complains 5 'No such file' 'a request into a folder that is gone'

# recognized whatever stands above it, and however it is folded
{ printf '# Contoso, Microsoft\n cal: d\n'; cat org.ldif; } >folded-comment.ldif
sed '1s/^dn/d\n n/' org.ldif >folded-dn.ldif
{ head -c 200000 /dev/zero | tr '\0' '\n'; cat org.ldif; } >blank.ldif
{ printf '# '; head -c 200000 /dev/zero | tr '\0' x; echo; cat org.ldif; } >long-comment.ldif
for f in folded-comment folded-dn blank long-comment; do
	run sanreq discover -f names $f.ldif
	is "$out" "$(sanreq discover -f names org.ldif)" "$f is LDIF"
done
printf 'a.contoso.com,b.contoso.com\n' >comma.txt
run sanreq discover comma.txt
complains 3 'comma.txt:1: .*one a line, without commas' 'a list with a comma'

# settings that make no sense give no name
srv='CN=EX01,CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=corp,DC=contoso,DC=local'
{
	cat org.ldif
	printf '\ndn: CN=1,CN=POP3,CN=Protocols,%s\nobjectClass: protocolCfgPOPServer\n' "$srv"
	for v in port.contoso.com:999999:SSL mode.contoso.com:993:FOO ::1:995:SSL good.contoso.com:995:SSL; do
		printf 'msExchPOPIMAPExternalConnectionSettings: %s\n' "$v"
	done
	printf '\ndn: CN=owa (Default Web Site),CN=HTTP,CN=Protocols,%s\n' "$srv"
	printf 'objectClass: msExchOWAVirtualDirectory\nmsExchInternalHostName: https://b\374cher.contoso.com/owa\n'
} >pop.ldif
run sanreq discover -f names pop.ldif
unlike "$out" 'port|mode|::1|cher' 'broken settings give no name'
like "$out" '^good.contoso.com$' 'sound ones do'
run sanreq discover pop.ldif
is "$(printf '%s\n' "$out" | grep -c DSC13)" 3 'each is told'
like "$(printf '%s\n' "$out" | tr -d '\n' | tr -s ' ')" 'DSC01[^D]*ANSI export' 'an ANSI byte is no attack'

# a full disk: a small file system of our own, where that may be had
mkdir disk
if unshare -Urm mount -t tmpfs -o size=4k none disk 2>/dev/null; then
	# shellcheck disable=SC2016 # that shell's
	run unshare -Urm bash -c 'mount -t tmpfs -o size=4k none disk && cd disk || exit 99
		sanreq request ../org.ldif; rc=$?; ls -A .; exit $rc'
else
	run bash -c 'cd disk && trap "" XFSZ && ulimit -f 1 && sanreq request ../org.ldif; rc=$?; ls -A .; exit $rc'
fi
complains 5 '.*(No space left|File too large)' 'a full disk'
unlike "$out" 'csr$' 'a full disk: no request'
run bash -c 'trap "" XFSZ; ulimit -f 1; sanreq discover -f json -o big.json "$1"' - "$SRC/tests/data/hostile.ldif"
complains 5 'big.json: .*File too large' 'no room for the output'
is "$(find . -name 'big.json' -o -name '.sanreq-*')" '' 'no room for the output: nothing is left'

# --- installed -------------------------------------------------------------------

copy_build build
run remake -s -C "$SRC" install BUILD="$T/build" PREFIX="$T/prefix"
status 0 'make install'
run env -i prefix/bin/sanreq discover -f names org.ldif
is "$out" "$names" 'installed: a file'
run env -i prefix/bin/sanreq discover --timeout 2 ldap://127.0.0.1:1
complains 4 'cannot connect: Connection refused' 'installed: the helper is found'
mv prefix elsewhere
run env -i elsewhere/bin/sanreq discover --timeout 2 ldap://127.0.0.1:1
complains 4 'cannot connect' 'installed and moved: the helper is found'
done_testing
