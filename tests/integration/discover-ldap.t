#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Discovery over LDAP, end to end: the same organization from a file and from
# a directory, every transport and bind, and every way that it can fail.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"
CFG=CN=Configuration,DC=corp,DC=contoso,DC=local
MANAGER=CN=Manager,DC=corp,DC=contoso,DC=local
CLASSIC=$SRC/tests/data/classic-2007.ldif
SUFFIX=DC=corp,DC=contoso,DC=local
# leaks cannot be looked for under strace
TRACED_ASAN=$ASAN_OPTIONS:detect_leaks=0

make_ca ca '/CN=Example Test CA'
make_ca otherca '/CN=Other CA'
make_cert good ca DNS:localhost,IP:127.0.0.1
make_cert wrongname ca DNS:other.example.com
make_cert dc ca DNS:dc1.contoso.com
make_cert foreign otherca IP:127.0.0.1
make_cert expired ca IP:127.0.0.1 20230101000000Z 20240102000000Z
CA=(--ca-file "$T/ca.crt")

# --- the same inventory from everywhere ---------------------------------------

# What a source is called, how many records it took, and its type may differ.
cat >same.py <<'EOF2'
import json, re, sys
text = open(sys.argv[1]).read().replace(json.dumps(sys.argv[2]), '"S"')
sys.stdout.write(re.sub(r'("source": "S", "type": )"\w+", "records": \d+',
                        r'\1"T", "records": 0', text))
EOF2
# inventory SOURCE [INPUT]: what discover makes of it, comparable
inventory() {
	sanreq discover -v -f json "$1" <"${2:-/dev/null}" >raw.json 2>discover.err ||
		cat discover.err
	/usr/bin/python3 same.py raw.json "$1"
}
same() { # CAPTION SOURCE [INPUT]
	inventory "${@:2}" >got.json
	ok "$1" cmp want.json got.json
}
utf16() { # as ldifde -u writes it
	{
		printf '\xff\xfe'
		sed 's/$/\r/' "$1" | iconv -f UTF-8 -t UTF-16LE
	} >"$2"
}
search() { # to a file, with options
	ldapsearch -x -H "$U" -E pr=50/noprompt -b "$suffix" "${@:2}" >"$1" 2>/dev/null
}

for org in classic-2007 coexistence-2010-2016 hybrid-2019 hostile; do
	file=$SRC/tests/data/$org.ldif
	suffix=$(grep -m1 -oE 'DC=.*' "$file")
	slapd_start good '' '' "$file" "$suffix" || exit 1
	U=ldap://127.0.0.1:$LDAP_PORT
	inventory "$file" >want.json
	like "$(cat want.json)" '"names": \[$' "$org: an inventory"
	same "$org: ldap" "$U"
	slapcat -f "$SLAPD_CONF" -l cat.ldif
	same "$org: slapcat" cat.ldif
	search folded.ldif
	like "$(cat folded.ldif)" '^ ' "$org: ldapsearch folds"
	same "$org: ldapsearch" folded.ldif
	search long.ldif -o ldif-wrap=no
	unlike "$(cat long.ldif)" '^ ' "$org: ldapsearch does not fold"
	same "$org: ldapsearch unfolded" long.ldif
	search bare.ldif -LLL
	same "$org: ldapsearch -LLL" bare.ldif
	sed 's/$/\r/' folded.ldif >crlf.ldif
	same "$org: CRLF" crlf.ldif
	utf16 long.ldif wide.ldif
	same "$org: UTF-16" wide.ldif
	same "$org: standard input" - folded.ldif
	for profile in public-ca private-ca hybrid; do
		want=$(sanreq plan -p $profile -f names "$file" 2>&1)
		is "$(sanreq plan -p $profile -f names "$U" 2>&1)" "$want" \
			"$org: plan -p $profile by ldap"
		is "$(sanreq plan -p $profile -f names wide.ldif 2>&1)" "$want" \
			"$org: plan -p $profile by UTF-16"
	done
done

# --- transports and binds ------------------------------------------------------

# nobody but who has bound sees anything
slapd_start good '' 'access to * by users read by anonymous auth' "$CLASSIC" "$SUFFIX" || exit 1
PLAIN=ldap://127.0.0.1:$LDAP_PORT
SECURE=ldaps://127.0.0.1:$LDAPS_PORT
names=$(sanreq discover -f names "$CLASSIC")
printf 'correct-horse\n' >password
printf 'wrong\n' >wrong
chmod 600 password wrong
BIND=(-D "$MANAGER" -y password)
found() { # CAPTION
	status 0 "$1"
	is "$out" "$names" "$1: the names"
	is "$err" '' "$1: nothing else is said"
}

run sanreq discover -f names "${CA[@]}" "${BIND[@]}" "$SECURE"
found 'ldaps, -y FILE'
# lint binds as check does, for --inventory
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout l.key \
	-out l.pem -subj /CN=mail.contoso.com -days 90 \
	-addext subjectAltName=DNS:mail.contoso.com 2>/dev/null
judged=$(sanreq lint -f json --inventory "$CLASSIC" l.pem)
like "$judged" 'EXC0[14]' 'lint: the inventory from a file'
run sanreq lint -f json "${CA[@]}" "${BIND[@]}" --inventory "$SECURE" l.pem
is "$(printf '%s\n' "$out" | grep EXC)" "$(printf '%s\n' "$judged" | grep EXC)" \
	'lint: and from a directory, bound'
run sanreq lint "${CA[@]}" -D "$MANAGER" -y wrong --inventory "$SECURE" l.pem
complains 4 "$SECURE.*invalidCredentials" 'lint: a wrong password'
run sanreq lint "${CA[@]}" --keep-going --inventory "$SECURE" --inventory "$CLASSIC" l.pem
like "$err" 'going on without it' 'lint: --keep-going'
run sanreq discover -v -f names "${CA[@]}" "${BIND[@]}" "$SECURE"
like "$err" "^$SECURE: [0-9]+ entries, [0-9]+ requests, [0-9]+ bytes, [0-9]+ ms$" '-v: figures'
run sanreq discover -f names "${CA[@]}" "${BIND[@]}" -ZZ "$PLAIN"
found 'StartTLS, -y FILE'
PW=correct-horse run sanreq discover -f names "${CA[@]}" -D "$MANAGER" --bind-pass env:PW "$SECURE"
found '--bind-pass env:'
run bash -c 'sanreq discover -f names "$@" 7<password' - "${CA[@]}" -D "$MANAGER" --bind-pass fd:7 "$SECURE"
found '--bind-pass fd:'
run bash -c 'sanreq discover -f names "$@" <password' - "${CA[@]}" -D "$MANAGER" --bind-pass stdin "$SECURE"
found '--bind-pass stdin'
run sanreq discover -f names "${BIND[@]}" "$LDAPI"
found 'ldapi, simple bind'
run sanreq discover -f names -Y EXTERNAL "$LDAPI"
found 'ldapi, EXTERNAL'
run sanreq discover -f names "${BIND[@]}" --insecure-plain-bind "$PLAIN"
found 'in the clear when told to'
run sanreq discover -f names "${BIND[@]}" --insecure-no-verify "$SECURE"
found 'unverified when told to'
run sanreq discover -f names "${BIND[@]}" "${CA[@]}" --base "CN=Services,$CFG" "$SECURE"
found '--base'
# the password came from standard input: a source may still be a file
run sanreq discover -f names "${CA[@]}" "${BIND[@]}" "$SECURE" "$CLASSIC"
found 'a directory and a file of it'

# --- what the server or its certificate is refused for ---------------------------

fails() { # STATUS PATTERN CAPTION ARG...
	run sanreq discover "${@:4}"
	complains "$1" "$2" "$3"
	is "$out" '' "$3: no result"
}
fails 4 'invalidCredentials \(49\)' 'a wrong password' "${CA[@]}" -D "$MANAGER" -y wrong "$SECURE"
fails 2 'password over plain ldap:// is refused: use -ZZ' 'a password in the clear' "${BIND[@]}" "$PLAIN"
fails 2 'needs a password' 'a bind DN without password' -D "$MANAGER" "${CA[@]}" "$SECURE"
fails 4 'insufficientAccessRights \(50\): bind with -D' 'not bound, nothing seen' "${CA[@]}" --base "CN=Services,$CFG" "$SECURE"
fails 4 'issued by "CN=Example Test CA".*--ca-file' 'a CA that the system does not know' "${BIND[@]}" "$SECURE"
fails 3 'none.crt: .*No such file' 'a CA file that is not there' --ca-file none.crt "${BIND[@]}" "$SECURE"
fails 4 'cannot resolve "no-such-host.invalid"' 'an unknown host' ldap://no-such-host.invalid
fails 4 'cannot connect: Connection refused' 'a closed port' "ldap://127.0.0.1:$(free_ports 1)"
for url in ldap://user:se-cret@host/ ldaps://se-cret@host ldap://u:se-cret/x@host/ \
    ldap://u:se-cret@se-cret@host/CN=x; do
	fails 2 "ldaps?://\.\.\.@host.*: no name or password" "$url" "$url"
	unlike "$err" 'se-cret' "$url: not repeated"
done
run sanreq discover -f names names.none "ldap://127.0.0.1:$(free_ports 1)"
complains 3 'names.none' 'the first source fails'
printf 'mail.contoso.com\n' >one-name
fails 4 'Connection refused' 'a file, and a directory that fails' -f names one-name "ldap://127.0.0.1:$(free_ports 1)"
fails 4 'Connection refused' 'a directory that fails, and a file' -f json "ldap://127.0.0.1:$(free_ports 1)" one-name
# a resolver that never answers, in a network and a file system of its own
if unshare -Urnm true 2>/dev/null; then
	# by its name, as a domain controller's certificate has it
	slapd_start dc '' '' "$CLASSIC" "$SUFFIX" || exit 1
	printf '127.0.0.1 dc1.contoso.com dc2.contoso.com\n' >hosts
	# shellcheck disable=SC2016 # expanded inside
	by_name() { # COMMAND...
		run unshare -Urm sh -c 'mount --bind hosts /etc/hosts && shift && exec "$@"' - - "$@"
	}
	by_name sanreq discover -f names "${CA[@]}" "ldaps://dc1.contoso.com:$LDAPS_PORT"
	is "$out" "$names" 'a server by its DNS name'
	by_name sanreq discover -f names "${CA[@]}" "ldaps://dc2.contoso.com:$LDAPS_PORT"
	complains 4 'certificate is for "dc1.contoso.com", not "dc2.contoso.com"' 'and by another'
	cat >mute.py <<'EOF2'
import fcntl, os, socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(s, 0x8914, struct.pack('16sH22x', b'lo', 0x49))  # SIOCSIFFLAGS: up
s.bind(('127.0.0.1', 53))
sys.exit(os.spawnvp(os.P_WAIT, sys.argv[1], sys.argv[1:]))
EOF2
	echo 'nameserver 127.0.0.1' >resolv.conf
	echo 'hosts: dns' >nsswitch.conf
	# shellcheck disable=SC2016 # expanded inside
	run unshare -Urnm sh -c 'mount --bind resolv.conf "$(realpath /etc/resolv.conf)" &&
		mount --bind nsswitch.conf /etc/nsswitch.conf && shift && exec "$@"' - - \
		/usr/bin/python3 mute.py sanreq discover --timeout 1 ldap://dc1.contoso.com
	complains 4 'ldap://dc1.contoso.com: cannot resolve "dc1.contoso.com": DNS did not answer in time \(server 127.0.0.1\)' 'a resolver that never answers'
else
	echo '# no private network here: the resolver is not tested'
	[ -z "${CI-}" ]
	result $? 'only CI must have namespaces'
fi

fails 2 'a domain controller of which domain.* give --domain NAME' 'no host' ldap:///
printf '\n' >empty-password
chmod 600 empty-password
fails 3 'empty-password: the password is empty' 'an empty password' "${CA[@]}" -D "$MANAGER" -y empty-password "$SECURE"
fails 3 'fd:99: the password cannot be read' 'a descriptor that is not open' "${CA[@]}" -D "$MANAGER" --bind-pass fd:99 "$SECURE"
fails 3 'env:NOPE: there is no such variable' 'a variable that is not there' "${CA[@]}" -D "$MANAGER" --bind-pass env:NOPE "$SECURE"
fails 2 'never the password itself' 'a password on the command line' "${CA[@]}" -D "$MANAGER" --bind-pass correct-horse "$SECURE"
unlike "$err" 'correct-horse' 'a password on the command line is not repeated'
fails 3 'No such file' 'a password file that is not there' "${CA[@]}" -D "$MANAGER" -y nosuch "$SECURE"
run setsid sanreq discover "${CA[@]}" -D "$MANAGER" -W "$SECURE"
complains 2 'no terminal to ask' 'nothing is asked without a terminal'
chmod 644 password
fails 3 'chmod 600' 'a password file that others may read' "${CA[@]}" "${BIND[@]}" "$SECURE"
chmod 600 password

slapd_start wrongname '' '' "$CLASSIC" "$SUFFIX" || exit 1
fails 4 'certificate is for "other.example.com", not "127.0.0.1"' 'a certificate for another name' "${CA[@]}" "ldaps://127.0.0.1:$LDAPS_PORT"
slapd_start foreign '' '' "$CLASSIC" "$SUFFIX" || exit 1
fails 4 'issued by "CN=Other CA", which is not in' 'a certificate of another CA' "${CA[@]}" "ldaps://127.0.0.1:$LDAPS_PORT"
slapd_start expired '' '' "$CLASSIC" "$SUFFIX" || exit 1
fails 4 'expired on 2024-01-02' 'an expired certificate' "${CA[@]}" -ZZ "ldap://127.0.0.1:$LDAP_PORT"
slapd_start good 'sizelimit size.soft=2 size.hard=2 size.prtotal=disabled' '' "$CLASSIC" "$SUFFIX" || exit 1
fails 4 '\([0-9]+\)' 'a server that will not page' "ldap://127.0.0.1:$LDAP_PORT"

printf 'dn: %s\nobjectClass: domainDNS\ndc: corp\n' "$SUFFIX" >bare.ldif
slapd_start good '' '' "$T/bare.ldif" "$SUFFIX" || exit 1
fails 4 'noSuchObject \(32\)' 'an empty directory' "ldap://127.0.0.1:$LDAP_PORT"
fails 3 'no name of an Exchange organization found in 0 records' 'an empty directory, from its root' --base "$SUFFIX" "ldap://127.0.0.1:$LDAP_PORT"
{
	cat bare.ldif
	printf '\ndn: %s\nobjectClass: configuration\ncn: Configuration\n' "$CFG"
	printf '\ndn: CN=Services,%s\nobjectClass: container\ncn: Services\n' "$CFG"
} >noexchange.ldif
slapd_start good '' '' "$T/noexchange.ldif" "$SUFFIX" || exit 1
fails 3 'no name of an Exchange organization' 'a directory without Exchange' "ldap://127.0.0.1:$LDAP_PORT"

# --- a hostile server ------------------------------------------------------------

now_ms() { date +%s%3N; }
hostile() { # MODE STATUS PATTERN ARG...
	local began took
	mock "$1"
	began=$(now_ms)
	fails "$2" "$3" "$1 ${4-}" --timeout 1 "${@:4}" "${SCHEME:-ldap}://127.0.0.1:$MOCK_PORT"
	took=$(($(now_ms) - began))
	result $((took >= 3000)) "$1 ${4-}: in time" "took $took ms"
}
hostile named:dn 4 'the server sent an attribute named "dn"'
hostile named:control 4 'the server sent an attribute named "control"'
hostile manyvalues 4 'an entry of more than 65000 values'
hostile blackhole 4 'no connection within 1 s'
hostile silent 4 'bind: no answer within 1 s'
hostile silent 4 'StartTLS: no answer within 1 s' -ZZ
hostile stallbind 4 'bind: no answer within 1 s'
hostile stalltls 4 'TLS handshake: no answer within 1 s' -ZZ "${CA[@]}"
SCHEME=ldaps hostile silent 4 'TLS handshake: no answer within 1 s' "${CA[@]}"
hostile stall 4 'no answer within 1 s'
hostile midpage 4 'no answer within 1 s'
hostile close 4 'the server closed the connection'
hostile garbage 4 'search below'
hostile loopcookie 4 'pages in a loop'
hostile emptyloop 4 'pages in a loop'
hostile sizelimit 4 'sizeLimitExceeded \(4\)'
hostile forgeddn 4 'an entry is called'
hostile nocontext 4 'no configurationNamingContext.*--base'

mock referral
run sanreq discover --timeout 2 -f names "ldap://127.0.0.1:$MOCK_PORT"
status 3 'a reference alone is no organization'
printf 'mail.contoso.com\n' >names.txt
mock referral
run sanreq discover --timeout 2 names.txt "ldap://127.0.0.1:$MOCK_PORT"
like "$out" '^Incomplete: ldap://127' 'a reference: the table is not whole'
mock referral
run sanreq discover --timeout 2 -f json names.txt "ldap://127.0.0.1:$MOCK_PORT"
like "$out" '"unread": \[".*ldap://child.example.com' 'a reference: unread'
like "$out" '"id": "DSC17", "severity": "warning"' 'a reference: a finding'
mock referral
run sanreq plan --timeout 2 -f names names.txt "ldap://127.0.0.1:$MOCK_PORT"
status 0 'a reference: names'
like "$err" 'incomplete: a part of the directory is on another server' \
	'a reference: told beside the names'

# --- secrets and processes --------------------------------------------------------

mock stallbind
PW=se-cret-word sanreq discover -D cn=x --bind-pass env:PW --insecure-plain-bind \
	--timeout 3 "ldap://127.0.0.1:$MOCK_PORT" >/dev/null 2>killed.err &
pid=$!
ok 'the helper runs' wait_for 10 helper_of "$pid"
helper_of "$pid"
for p in "$pid" "$child"; do
	cat "/proc/$p/cmdline" "/proc/$p/environ" 2>/dev/null
done | tr '\0' '\n' >seen
like "$(cat seen)" '^--password-fd' 'both processes were looked at'
unlike "$(cat seen)" 'se-cret-word' 'no password in an argument or a variable'
# the helper's descriptors are for root to see
if [ "$(id -u)" = 0 ]; then
	# shellcheck disable=SC2317 # wait_for does
	has_four() {
		local fds=("/proc/$child/fd"/*)
		[ "${fds[*]##*/}" = '0 1 2 3' ]
	}
	ok 'the helper has its streams and its connection' wait_for 5 has_four
fi
kill -9 "$child"
wait "$pid"
is $? 70 'a helper that is killed: status'
like "$(cat killed.err)" '^sanreq: ldap://127.*sanreq-fetch was killed by signal 9$' 'a helper that is killed: one line'
mock stallbind
sanreq discover --timeout 20 "ldap://127.0.0.1:$MOCK_PORT" >/dev/null 2>&1 &
pid=$!
ok 'a helper runs' wait_for 10 helper_of "$pid"
helper_of "$pid"
kill -TERM "$pid"
wait "$pid" 2>/dev/null
ok 'the helper ends with who started it' wait_for 5 gone "$child"

mkdir alone
cp "$BUILD/sanreq" alone
# one that was installed beside the build would be taken
installed=/usr/local/libexec/sanreq
hide=()
# shellcheck disable=SC2016 # the inner shell expands them
[ ! -e "$installed" ] || hide=(unshare -Urm sh -c
	'mount -t tmpfs none "$0" && exec "$@"' "$installed")
run "${hide[@]}" alone/sanreq discover "$PLAIN"
complains 70 '/sanreq-fetch: .*cannot be started .*: No such file' 'no helper'
printf '#!/bin/sh\nexit 0\n' >alone/sanreq-fetch
chmod +x alone/sanreq-fetch
# one that was installed beside the build would be taken
installed=/usr/local/libexec/sanreq
hide=()
# shellcheck disable=SC2016 # the inner shell expands them
[ ! -e "$installed" ] || hide=(unshare -Urm sh -c
	'mount -t tmpfs none "$0" && exec "$@"' "$installed")
run "${hide[@]}" alone/sanreq discover "$PLAIN"
complains 70 'sanreq-fetch ended' 'a helper that says nothing'
printf '#!/bin/sh\necho nonsense\n' >alone/sanreq-fetch
# one that was installed beside the build would be taken
installed=/usr/local/libexec/sanreq
hide=()
# shellcheck disable=SC2016 # the inner shell expands them
[ ! -e "$installed" ] || hide=(unshare -Urm sh -c
	'mount -t tmpfs none "$0" && exec "$@"' "$installed")
run "${hide[@]}" alone/sanreq discover "$PLAIN"
complains 70 'alone/sanreq-fetch: .*not LDIF' 'a helper that talks nonsense'
rm alone/sanreq-fetch
ln -s "$BUILD/sanreq" alone/link
run alone/link discover -f names "${CA[@]}" "${BIND[@]}" "$SECURE"
found 'through a symbolic link'
run bash -c 'cd alone && ./link discover -f names "$@"' - "${CA[@]}" -D "$MANAGER" -y "$T/password" "$SECURE"
found 'through a relative symbolic link'

# --- a request straight from the directory ---------------------------------------

run env ASAN_OPTIONS="$TRACED_ASAN" strace -f -o trace -e trace=network,execve,openat,exit_group \
	sanreq request "${CA[@]}" "${BIND[@]}" -d "$T" "$SECURE"
status 0 'a request straight from ldaps'
is "$(openssl req -in mail.contoso.com.csr -noout -text | grep -oE 'DNS:[a-z.]*' | tr '\n' ' ')" \
	'DNS:autodiscover.contoso.com DNS:mail.contoso.com ' 'its names'
main=$(awk 'NR == 1 { print $1 }' trace)
unlike "$(grep "^$main " trace)" ' (socket|connect|bind|accept4?|sendto|sendmsg)\(' \
	'who signs never opens a socket'
like "$(grep -v "^$main " trace)" ' socket\(AF_INET' 'the helper does'
gone=$(grep -nE "^[0-9]+ +\\+\\+\\+ exited" trace | grep -v ":$main " | tail -1 | cut -d: -f1)
made=$(grep -n 'openat(.*\.sanreq-.*O_CREAT' trace | head -1 | cut -d: -f1)
[ -n "$gone" ] && [ -n "$made" ] && [ "$gone" -lt "$made" ]
result $? 'the helper is gone before the key is made' "gone $gone, made $made"
done_testing
