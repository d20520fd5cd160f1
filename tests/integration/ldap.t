#!/bin/bash
# SPDX-License-Identifier: ISC
#
# The helper sanreq-fetch against a real slapd and against a hostile mock.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"
FETCH=$BUILD/sanreq-fetch
CFG=CN=Configuration,DC=corp,DC=example,DC=com
SVC=CN=Services,$CFG
MANAGER=CN=Manager,DC=corp,DC=example,DC=com
READER=CN=Reader,DC=corp,DC=example,DC=com

# fetch ARG...: its output in $out, values unfolded and last record decoded
fetch() {
	out=$("$FETCH" ldap "$@" 3</dev/null 2>&1)
	rc=$?
}

# fetch_pw PASSWORD ARG...
fetch_pw() {
	local pw=$1
	shift
	out=$("$FETCH" ldap --password-fd 3 "$@" 3< <(printf '%s\n' "$pw") 2>&1)
	rc=$?
}

# refused STATUS PATTERN CAPTION: the last record says so, and so does $?
refused() {
	like "$out" "^status: -$1\$" "$3: status"
	like "$out" "^message: $2" "$3: message"
	is "$rc" 1 "$3: exit status"
}

whole() {
	like "$out" '^status: 0$' "$1"
	is "$rc" 0 "$1: exit status"
}

# within SECONDS CAPTION: the last command, since $began (milliseconds)
now_ms() { date +%s%3N; }
within() {
	local took=$(($(now_ms) - began))
	[ "$took" -lt "$1" ]
	result $? "$2: ended in time"
	[ "$took" -lt "$1" ] || echo "# took $took ms"
}

make_ca ca '/CN=Example Test CA'
make_ca otherca '/CN=Other CA'
make_cert good ca DNS:localhost,IP:127.0.0.1
make_cert wrongname ca DNS:other.example.com,DNS:more.example.com
make_cert foreign otherca IP:127.0.0.1
make_cert expired ca IP:127.0.0.1 20230101000000Z 20240102000000Z
make_cert future ca IP:127.0.0.1 20980101000000Z 20991231000000Z
CA=(--ca-file "$T/ca.crt")

# it lasts ten times the timeout, so it goes on beside the others and is looked
# at with the hostile servers
mock drip
timeout 20 "$FETCH" ldap --timeout 1 "ldap://127.0.0.1:$MOCK_PORT" \
    3</dev/null >"$T/drip" 2>&1 &
drip=$!

# --- what is found ----------------------------------------------------------

slapd_start good || exit 1
PLAIN=ldap://127.0.0.1:$LDAP_PORT
SECURE=ldaps://127.0.0.1:$LDAPS_PORT
GOOD_LDAPI=$LDAPI

fetch "$PLAIN"
whole 'anonymous over ldap'
like "$out" '^dn: .*[Cc][Nn]=EWS \(Default Web Site\),' 'records come'
like "$out" '^msExchExternalHostName: https://mail.contoso.com/' 'values come'
like "$out" '^adminDisplayName:: R3LDvMOfZQ==$' 'non-ASCII is base64'
like "$out" '^entries: 5$' 'entries are counted'
like "$out" '^ms: [0-9]+$' 'time is told'
unlike "$out" 'Reader' 'nothing outside the base'

fetch --filter '(objectClass=msExchExchangeServer)' --attribute cn \
    --attribute networkAddress "$PLAIN"
like "$out" '^entries: 1$' 'the filter is used'
like "$out" '^networkAddress: netbios:EX1$' 'named attributes come'
unlike "$out" '^serialNumber' 'others do not'

fetch --base "$CFG" "$PLAIN"
like "$out" '^entries: 6$' '--base is used'
fetch "$PLAIN/$CFG"
like "$out" '^entries: 6$' 'the base of the URL is used'
fetch --base "CN=Nowhere,$CFG" "$PLAIN"
refused 6 '.*noSuchObject \(32\): is the base DN spelled right\? .*bind with -D' \
    'a base that is not there'
fetch "$PLAIN/CN=Nowhere,$CFG"
refused 6 '.*noSuchObject \(32\): is the base DN spelled right\?' \
    'one of the URL'
fetch --base 'no DN' "$PLAIN"
refused 6 '.*invalidDNSyntax \(34\).*: is the base DN spelled right\?$' \
    'a base that is no DN'
fetch --filter '(cn=' "$PLAIN"
refused 1 '.*is no LDAP filter' 'a broken filter'
fetch --filter '(objectClass=msExchOAB)' "$PLAIN"
whole 'nothing found is no error'
like "$out" '^entries: 0$' 'nothing found is counted'

# --- TLS ----------------------------------------------------------------------

fetch "${CA[@]}" "$SECURE"
whole 'ldaps'
fetch "${CA[@]}" -ZZ "$PLAIN"
whole 'StartTLS'
fetch "${CA[@]}" -Z "$PLAIN"
whole 'StartTLS, tried'
fetch "$SECURE"
refused 5 '.*issued by "CN=Example Test CA", which is not in /.*: give --ca-file' \
    'the system does not know our CA'
fetch --ca-file "$T/none.crt" "$SECURE"
refused 3 "$T/none.crt: .*No such file" 'a CA file that is not there'
echo 'not PEM' >"$T/bad.crt"
fetch --ca-file "$T/bad.crt" "$SECURE"
refused 3 "$T/bad.crt: no CA certificates" 'a CA file without certificates'
fetch --insecure-no-verify "$SECURE"
whole 'unverified when told to'
fetch "${CA[@]}" "ldaps://localhost:$LDAP_PORT"
refused 5 '.*TLS handshake failed' 'ldaps against a plain port'
fetch "$PLAIN:" "${CA[@]}"
refused 1 '.*' 'more than one URL'

mkdir "$T/planted"
echo 'TLS_REQCERT never' | tee "$T/planted/ldaprc" >"$T/planted/.ldaprc"
out=$(cd "$T/planted" && HOME=$PWD LDAPTLS_REQCERT=never "$FETCH" ldap \
    "$SECURE" 2>&1)
rc=$?
refused 5 '.*issued by' 'a planted ldaprc changes nothing'
out=$(SSL_CERT_FILE=$T/ca.crt "$FETCH" ldap "$SECURE" 2>&1)
rc=$?
whole 'SSL_CERT_FILE is used'

# --- binds ----------------------------------------------------------------------

fetch -Y EXTERNAL "$LDAPI"
whole 'SASL EXTERNAL over ldapi'
fetch_pw 'battery staple' -D "$READER" "${CA[@]}" "$SECURE"
whole 'simple bind over ldaps'
fetch_pw correct-horse -D "$MANAGER" "${CA[@]}" -ZZ "$PLAIN"
whole 'simple bind over StartTLS'
fetch_pw correct-horse -D "$MANAGER" "$LDAPI"
whole 'simple bind over ldapi'
fetch_pw correct-horse -D "$MANAGER" --insecure-plain-bind "$PLAIN"
whole 'simple bind in the clear when told to'
fetch_pw wrong -D "$MANAGER" "${CA[@]}" "$SECURE"
refused 7 '.*bind: invalidCredentials \(49\): the name \(-D\) or the password is wrong$' \
    'a wrong password'
fetch_pw wrong -D reader "${CA[@]}" "$SECURE"
refused 6 '.*bind: invalidDNSyntax \(34\).*: the server wants a whole DN as -D$' \
    'a name that is no DN'
fetch_pw correct-horse -D "$MANAGER" "${CA[@]}" --base "CN=Nowhere,$CFG" "$SECURE"
refused 6 '.*noSuchObject \(32\): is the base DN .* may this account see it\?$' \
    'a base that is not there, bound'
unlike "$out" 'wrong$' 'the password is not told'
fetch_pw correct-horse -D "$MANAGER" "$PLAIN"
refused 1 '.*password over plain ldap:// is refused: use -ZZ' \
    'a password in the clear'
fetch_pw '' -D "$MANAGER" "${CA[@]}" "$SECURE"
refused '[13]' '.*password is empty' 'an empty password'
fetch -D "$MANAGER" "${CA[@]}" "$SECURE"
refused 1 '.*needs a password' '-D without password'
fetch_pw x "${CA[@]}" "$SECURE"
refused 1 '.*give -D' 'a password without -D'
fetch -Y PLAIN "$PLAIN"
refused 1 '.*PLAIN.*not supported; GSSAPI, GSS-SPNEGO and EXTERNAL are' \
    'an unknown mechanism'
fetch -Y EXTERNAL -D "$MANAGER" "$LDAPI"
refused 1 '.*-Y EXTERNAL takes no -D' 'EXTERNAL with -D'
fetch -Y EXTERNAL "$PLAIN"
refused 1 '.*EXTERNAL needs ldapi' 'EXTERNAL without ldapi'

# --- URLs -----------------------------------------------------------------------

while IFS='|' read -r url pattern; do
	fetch "$url"
	refused 1 ".*$pattern" "$url"
done <<'EOF'
http://dc1.example.com/|not an ldap
cldap://dc1.example.com/|not an ldap
dc1.example.com|not an ldap
ldap://dc1.example.com/??sub|are not taken
ldap://dc1.example.com/?cn|are not taken
ldap://dc1.example.com/??one|are not taken
ldap://dc1.example.com/???(cn=x)|are not taken
ldap://dc1.example.com/????!x=1|not
ldap://dc1.example.com:99999999/|not|
EOF
fetch --base "$SVC" "$PLAIN/$CFG"
refused 1 '.*another base' 'two bases'
fetch -ZZ "$SECURE"
refused 1 '.*exclude each other' '-ZZ with ldaps'
fetch -ZZ "$LDAPI"
refused 1 '.*no use with ldapi' '-ZZ with ldapi'
fetch --timeout 0 "$PLAIN"
refused 1 '.*at least one second' 'no timeout'
fetch --timeout 1x "$PLAIN"
refused 1 '.*not a number' 'a broken timeout'
fetch --no-such-option "$PLAIN"
refused 1 '.*unknown option' 'an unknown option'
fetch "ldap://no-such-host.invalid"
refused 5 '.*cannot resolve "no-such-host.invalid"' 'an unknown host'
read -r closed <<<"$(free_ports 1)"
fetch "ldap://127.0.0.1:$closed"
refused 5 '.*cannot connect: Connection refused' 'a closed port'
fetch "ldapi://$(printf %s "$T/no.sock" | sed 's|/|%2F|g')"
refused 5 '.*cannot connect: No such file' 'ldapi without a socket'

# --- other certificates ---------------------------------------------------------

slapd_start wrongname || exit 1
fetch "${CA[@]}" "ldaps://localhost:$LDAPS_PORT"
refused 5 '.*certificate is for "other.example.com", "more.example.com", not "localhost"' \
    'a certificate for another name'
fetch "${CA[@]}" -ZZ "ldap://127.0.0.1:$LDAP_PORT"
refused 5 '.*certificate is for "other.example.com".*not "127.0.0.1"' \
    'the same over StartTLS'
fetch "${CA[@]}" -Z "ldap://localhost:$LDAP_PORT"
refused 5 '.*certificate is for "other.example.com"' '-Z never goes on from there'
slapd_start foreign || exit 1
fetch "${CA[@]}" "ldaps://127.0.0.1:$LDAPS_PORT"
refused 5 '.*issued by "CN=Other CA", which is not in .*/ca.crt' 'another CA'
slapd_start expired || exit 1
fetch "${CA[@]}" "ldaps://127.0.0.1:$LDAPS_PORT"
refused 5 '.*expired on 2024-01-02' 'an expired certificate'
slapd_start future || exit 1
fetch "${CA[@]}" "ldaps://127.0.0.1:$LDAPS_PORT"
refused 5 '.*not valid before 2098-01-01' 'a certificate of tomorrow'

# --- other servers --------------------------------------------------------------

slapd_start good 'security simple_bind=128' || exit 1
fetch_pw correct-horse -D "$MANAGER" --insecure-plain-bind \
    "ldap://localhost:$LDAP_PORT"
refused 7 '.*confidentialityRequired \(13\).*use -ZZ or ldaps' \
    'a server that wants TLS'
slapd_start good 'disallow bind_anon' || exit 1
fetch "ldap://localhost:$LDAP_PORT"
refused 7 '.*inappropriateAuthentication \(48\).*give -D DN with -W' \
    'a server that wants a bind'
slapd_start good 'require authc' || exit 1
fetch "ldap://localhost:$LDAP_PORT"
refused 7 '.*authentication required.*bind with -D' 'a server that wants a bind to search'
slapd_start good 'sizelimit size.soft=2 size.hard=2 size.prtotal=disabled' || exit 1
fetch "ldap://localhost:$LDAP_PORT"
refused 6 '.*\([0-9]+\)' 'a server that will not page'

# credentials stay in the forest
{
	cat "$SRC/tests/integration/slapd/tree.ldif"
	printf '\ndn: CN=Away,%s\nobjectClass: referral\nobjectClass: extensibleObject\n' "$SVC"
	printf 'cn: Away\nref: ldaps://dc.fabrikam.example/DC=x\n'
} >"$T/away.ldif"
slapd_start good '' '' "$T/away.ldif" || exit 1
fetch_pw correct-horse -D "$MANAGER" "${CA[@]}" --chase "ldaps://127.0.0.1:$LDAPS_PORT"
whole 'a reference to another forest'
like "$out" '^unread: .*not of this forest: name it as a source of its own' 'a reference to another forest: no credentials'
fetch_pw correct-horse -D "$MANAGER" --insecure-no-verify --chase "ldaps://127.0.0.1:$LDAPS_PORT"
like "$out" '^unread: .*no credentials are sent where' 'an unverified server: no credentials to others'
fetch --timeout 2 --chase "ldap://127.0.0.1:$LDAP_PORT"
like "$out" '^unread: .*cannot resolve "dc.fabrikam.example"' 'without credentials it is tried'

# many pages, none lost
{
	cat "$SRC/tests/integration/slapd/tree.ldif"
	for ((i = 0; i < 6005; i++)); do
		printf '\ndn: CN=C%d,%s\nobjectClass: container\ncn: C%d\n' \
		    "$i" "$SVC" "$i"
	done
} >"$T/many.ldif"
slapd_start good '' '' "$T/many.ldif" || exit 1
BIG=ldap://127.0.0.1:$LDAP_PORT
fetch "$BIG"
whole 'seven pages'
like "$out" '^entries: 6010$' 'every entry of seven pages'
like "$out" '^pages: 7$' 'pages are counted'
is "$(grep -c '^dn: .*=C[0-9]' <<<"$out")" 6005 'every record of seven pages'

# --- a hostile server -----------------------------------------------------------

mocked() { # MODE: fetches from it
	mock "$1"
	began=$(now_ms)
	fetch --timeout 1 "${@:2}" "ldap://127.0.0.1:$MOCK_PORT"
}
stalls() { # MODE WHERE [OPTION...]
	mocked "$1" "${@:3}"
	refused 5 ".*$2" "$1"
	within 2600 "$1"
}
stalls blackhole 'no connection within 1 s'
stalls silent 'bind: no answer within 1 s'
stalls silent 'StartTLS: no answer within 1 s' -ZZ
stalls stallbind 'bind: no answer within 1 s'
stalls stalltls 'TLS handshake: no answer within 1 s' -ZZ "${CA[@]}"
stalls stall 'no answer within 1 s'
stalls midpage 'search below .*: no answer within 1 s'
began=$(now_ms)
mock silent
fetch --timeout 1 "${CA[@]}" "ldaps://127.0.0.1:$MOCK_PORT"
refused 5 '.*TLS handshake: no answer within 1 s' 'silent in the TLS handshake'
within 2600 'silent in the TLS handshake'
mocked garbage
refused 5 '.*search below' 'a message of 4 GiB'
within 2600 'a message of 4 GiB'
mocked close
refused 5 '.*the server closed the connection' 'closed in mid-page'
mocked slow
whole 'slow but alive'

mocked tinypages
refused 6 '.*pages in a loop \(page 1[0-9]+, 1[0-9]+ entries\)' 'an entry a page for ever'
for name in dn 'DN;x' control changetype newsuperior; do
	mocked "named:$name"
	refused 6 ".*the server sent an attribute named \"$name\"" "an attribute called $name"
done
for name in 'a=b' 'a*' '#a' ''; do
	mocked "named:$name"
	refused 6 '.*is no attribute name' "an attribute called \"$name\""
done
mocked manyvalues
refused 6 '.*an entry of more than 65000 values' 'an entry of 100 000 values'
mocked rangehuge
refused 10 '.*more than 16 attributes in ranges' 'too many attributes in ranges'
mocked notices
whole 'unsolicited notifications'

mocked sizelimit
refused 6 '.*sizeLimitExceeded \(4\).*not whole' 'sizeLimitExceeded'
mocked busy
refused 6 '.*busy \(51\) "00002024: LdapErr' 'busy'
mocked timelimit
refused 6 '.*timeLimitExceeded \(3\)' 'timeLimitExceeded'
mocked adminlimit
refused 6 '.*adminLimitExceeded \(11\)' 'adminLimitExceeded'
mocked unavailable
refused 6 '.*unavailable \(52\)' 'unavailable'
mocked loopcookie
refused 6 '.*pages in a loop' 'the same page for ever'
mocked emptyloop
refused 6 '.*pages in a loop' 'empty pages for ever'
mocked nopaging
whole 'a server without paging'
like "$out" '^entries: 1$' 'a server without paging: entries'
mocked nocontext
refused 6 '.*no configurationNamingContext.*give --base' 'no Active Directory'

mocked lowered
whole 'pages smaller than asked for'
like "$out" '^entries: 40$' 'pages smaller than asked for: every entry'
like "$out" '^pages: 14$' 'pages smaller than asked for: counted'
while IFS='|' read -r late said way; do
	mocked "late:$late"
	refused 6 ".*$said \"in the middle\": $way\$" "$late after two pages"
done <<'EOF'
busy|busy \(51\)|try again later, or another server
timelimit|timeLimitExceeded \(3\)|the answer is not whole, so it is not used
adminlimit|adminLimitExceeded \(11\)|the answer is not whole, so it is not used
unavailable|unavailable \(52\)|try again later, or another server
sizelimit|sizeLimitExceeded \(4\)|the answer is not whole, so it is not used
EOF

mocked range
whole 'values in ranges'
is "$(grep -c '^networkAddress: ncacn_ip_tcp:h' <<<"$out")" 3200 'every value of the ranges'
unlike "$out" 'range=' 'no range option is left'
mocked rangestuck
refused 6 '.*from number 1500 on were not given' 'a range that does not go on'

mocked referral
whole 'a continuation reference'
like "$out" '^unread: .*ldap://child.example.com' 'a continuation reference is told'
like "$out" '^unread: .*--chase follows' 'a continuation reference: the way to it'

# --chase: what is followed, and what is not
chase() { # URL [OPTION...]: a server with one entry and a reference to URL
	mock "refer:$1"
	fetch --timeout 2 --chase "${@:2}" "ldap://127.0.0.1:$MOCK_PORT"
}
mock ''
there=$MOCK_PORT
chase "ldap://127.0.0.1:$there/DC=child,DC=example,DC=com??sub"
whole 'a reference is followed'
is "$(grep -c '^dn: CN=EX1,' <<<"$out")" 2 'a reference is followed: both entries'
unlike "$out" '^unread:' 'a reference is followed: nothing is left unread'
mock "moved:ldap://127.0.0.1:$there"
fetch --timeout 2 --chase "ldap://127.0.0.1:$MOCK_PORT"
whole 'a referral is followed'
like "$out" '^dn: CN=EX1,' 'a referral is followed: the entry'
fetch --timeout 2 "ldap://127.0.0.1:$MOCK_PORT"
refused 6 '.*referral \(10\): to ' 'a referral without --chase'
read -r closed port <<<"$(free_ports 2)"
chase "ldap://127.0.0.1:$closed/DC=x"
whole 'a reference to nowhere'
like "$out" '^unread: .*"ldap://127.0.0.1:.*Connection refused' 'a reference to nowhere is told'
# to itself: each URL once
python3 "$SRC/tests/integration/mockldap.py" "refer:ldap://127.0.0.1:$port/DC=x" "$port" >"$T/loop" 2>&1 &
SERVERS+=("$!")
wait_for 10 test -s "$T/loop"
fetch --timeout 2 --chase "ldap://127.0.0.1:$port"
whole 'references in a loop'
like "$out" '^references: 2$' 'references in a loop end'
while IFS='|' read -r url why; do
	chase "$url"
	whole "$url"
	like "$out" "^unread: .*$why" "$url: left unread"
done <<'EOF'
http://127.0.0.1/x|not a valid LDAP URL
ldap:///DC=x|no host in it
ldapi://%2Ftmp%2Fx|not an ldap
ldap://127.0.0.1/DC=x??sub?(cn=x)|another search
EOF
mock "refer:ldap://127.0.0.1:$there/DC=x"
fetch_pw secret-word --timeout 2 --chase --insecure-plain-bind -D CN=x \
    "ldap://127.0.0.1:$MOCK_PORT"
whole 'a password in the clear'
like "$out" '^unread: .*not sent there in the clear' 'a password in the clear is not sent to another'
is "$(grep -c '^dn: CN=EX1,' <<<"$out")" 1 'a password in the clear: nothing was read there'

mocked forgedattr
refused 6 '.*is no attribute name' 'a forged attribute name'
unlike "$out" '^dn: CN=forged' 'a forged attribute name: no record'
mocked forgeddn
refused 6 '.*an entry is called' 'a forged last record'
mocked hostile
whole 'hostile values'
unlike "$out" '^dn: CN=forged' 'hostile values: no forged record'
is "$(grep -c '^cn::' <<<"$out")" 9 'hostile values: base64'
like "$out" '^dn:: ' 'hostile DN: base64'

mocked '' -Z
whole '-Z without StartTLS at the server'
like "$out" '^note: StartTLS was refused with protocolError' '-Z: it is told'
mocked '' -ZZ
refused 6 '.*StartTLS: protocolError \(2\)' '-ZZ without StartTLS at the server'
mock ''
fetch_pw secret-word -Z -D CN=x "ldap://127.0.0.1:$MOCK_PORT"
refused 7 '.*not sent in the clear' '-Z: no password in the clear'

wait "$drip"
rc=$?
out=$(cat "$T/drip")
refused 5 '.*answers too slowly: [0-9]+ entries in 1[0-9] s; give a longer --timeout' \
    'an entry now and then for ever'
like "$out" '^ms: 1[0-4][0-9]{3}$' 'an entry now and then for ever: ended in time'

# a reader of ours that is slower than the time limit
out=$("$FETCH" ldap --timeout 1 "$BIG" | { sleep 2.5; cat; } | tail -12)
like "$out" '^status: 0$' "a slow reader is not the server's fault"

# --- the process ----------------------------------------------------------------

"$FETCH" ldap "$GOOD_LDAPI" >/dev/full 2>/dev/null
is $? 1 'no room for the output'
mock stall
(
	"$FETCH" ldap --timeout 60 "ldap://127.0.0.1:$MOCK_PORT" >/dev/null 2>&1 &
	echo $! >"$T/helper"
	sleep 1
)
ok 'the helper dies with its parent' wait_for 5 gone "$(cat "$T/helper")"

done_testing
