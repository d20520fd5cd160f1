#!/bin/bash
# The command line as such: help, usage errors, output, exit statuses.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
small_org org.ldif

run sanreq --help
status 0 '--help'
like "$out" 'sanreq discover contoso.ldif' 'help has examples'
is "$(printf '%s\n' "$out" | tail -1)" '  70  a defect in sanreq' 'help ends in the exit statuses'
for verb in discover plan request check repair lint collect profile; do
	run sanreq "$verb" --help
	status 0 "$verb --help"
	like "$(printf '%s\n' "$out" | sed -n '1,/^$/d; p; q')" "^  sanreq $verb" "$verb --help: examples first"
	like "$(printf '%s\n' "$out" | tail -1)" '70  a defect' "$verb --help: exit statuses last"
	is "$(printf '%s\n' "$out" | awk 'length > 80' | wc -l)" 0 "$verb --help fits 80 columns"
done
run sanreq --version
like "$out" '^sanreq [0-9]+\.[0-9]+\.[0-9]+$' '--version'
run sanreq
status 2 'no command'

# usage errors: one line, status 2, the way out
while IFS='|' read -r words pattern; do
	# shellcheck disable=SC2086
	run sanreq $words
	complains 2 "$pattern" "sanreq $words"
	is "$out" '' "sanreq $words prints nothing"
done <<'EOF'
discovr org.ldif|did you mean discover
plan|no SOURCE given
plan --profil=public-ca --dorp x org.ldif|did you mean --drop
plan -p|option "-p" needs a value
plan -f xml org.ldif|"xml" is none of table, json, csv, names, yaml, html
discover -f yaml org.ldif|"yaml" is none of
discover --timeout 0 org.ldif|no number of seconds
discover --timeout 1x org.ldif|no number of seconds
discover --timeout 99999999999999999999 org.ldif|no number of seconds
discover --timeout 3601 org.ldif|from 1 to 3600
discover --color sometimes org.ldif|none of auto, always, never
discover -q -v org.ldif|--quiet and --verbose together
discover --csr x org.ldif|--csr is no option of "sanreq discover"
plan --reuse-key org.ldif|--reuse-key is no option
discover --drop mail.contoso.com org.ldif|discover leaves nothing out
discover --add x_;y org.ldif|--add: NAM09
--foo|a command comes first
plan --quiet=1 org.ldif|"--quiet" takes no value
request -d  org.ldif|no SOURCE
request --key-pass secret -n org.ldif|--key-pass: not a source of passwords
discover -D x --bind-pass secret org.ldif|--bind-pass: not a source of passwords
request --manifest - org.ldif|--manifest -: name a file
discover - -|standard input is asked for more than once
lint --inventory - -|standard input is asked for more than once
lint --inventory org.ldif --previous - -|standard input is asked for more than once
lint -D x -W org.ldif|give --inventory SOURCE
lint --keep-going org.ldif|give --inventory SOURCE
lint --inventory org.ldif --domain corp.test x.csr|--domain: for the source ldap:///
lint --inventory ldap://127.0.0.1 -D x x.csr|password
discover -D cn=x --bind-pass stdin -|standard input is asked for more than once
discover -W org.ldif|without a bind DN
discover -D x -W -y f org.ldif|more than one of -W, -y and --bind-pass
discover -Y FOO ldap://127.0.0.1|GSSAPI, GSS-SPNEGO and EXTERNAL are
discover -Y GSSAPI ldap://127.0.0.1|by name, not by address
discover -Y GSSAPI -D x -W ldap://dc1.corp.test|kinit USER@REALM, or name a keytab
discover -Y GSSAPI ldapi://%2Frun%2Fldapi|-Y EXTERNAL
request --key-uri pkcs11:x org.ldif|PKCS#11
request --key - org.ldif|never written to standard output
request --form txt org.ldif|none of pem, der
plan --why mail.contoso.com -f json org.ldif|--why goes with neither
plan --why nosuch.contoso.com org.ldif|no source uses
plan --drop nosuch.contoso.com org.ldif|nosuch.contoso.com
plan --drop *.nosuch org.ldif|nosuch
profile|say list, show NAME or check FILE
profile show|say list, show NAME or check FILE
profile list extra|say list, show NAME or check FILE
EOF

run sanreq discover --timeout 3600 ldap://127.0.0.1:1/
complains 4 '127.0.0.1' 'the longest --timeout is good for the helper too'

# bad input: one line, status 3
: >empty.ldif
mkdir folder
printf 'dn: CN=x,DC=corp\nobjectClass: top\n' >foreign.ldif
while IFS='|' read -r words pattern; do
	# shellcheck disable=SC2086
	run sanreq $words
	complains 3 "$pattern" "sanreq $words"
done <<'EOF'
discover missing.ldif|missing.ldif: .*No such file
discover empty.ldif|empty
discover folder|folder: .*(directory|folder)
discover -p nosuch org.ldif|no profile "nosuch"
discover foreign.ldif|no name of an Exchange organization
plan -p nosuch org.ldif|nosuch
plan -p ./nosuch.yaml org.ldif|nosuch.yaml: .*No such file
profile show nosuch|no profile "nosuch"
profile check missing.yaml|missing.yaml
EOF
run sanreq plan --add 'a b' org.ldif
like "$err" '^sanreq: .*NAM09' '--add of a bad name names the rule'
is "$(printf '%s\n' "$err" | wc -l)" 1 '--add of a bad name: one line'

run sanreq request -d '' org.ldif
complains 2 '--directory: the name is empty' 'an empty folder name'
run sanreq discover --add extra.contoso.com -f names org.ldif
like "$out" '^extra.contoso.com$' 'discover --add'

# output
run sanreq discover -o out.txt org.ldif
status 0 '--output'
is "$out" '' '--output leaves standard output alone'
like "$(cat out.txt)" 'mail.contoso.com' '--output writes the file'
run sanreq discover -o nosuch/out.txt org.ldif
complains 5 'nosuch/out.txt' 'an unwritable output'
run bash -c 'sanreq discover org.ldif >/dev/full'
status 5 'a full device'
like "$err" '^sanreq: standard output' 'a full device is named'
run sanreq discover --color always org.ldif
like "$out" $'\033' '--color always paints'
NO_COLOR=1 run sanreq discover org.ldif
unlike "$out" $'\033' 'no color into a file'
for f in table json csv names; do
	run sanreq discover -f "$f" org.ldif
	status 0 "discover -f $f"
	like "$out" 'mail\.contoso\.com' "discover -f $f has the name"
done
run sanreq discover -f names org.ldif
is "$out" 'autodiscover.contoso.com
contoso.com
ex01
ex01.corp.contoso.local
mail.contoso.com' 'discover -f names'
run sanreq discover org.ldif
is "$(printf '%s\n' "$out" | awk 'length > 80' | wc -l)" 0 'discover fits 80 columns'
like "$out" 'clients: ews, oab external on EX01' 'discover says who uses it'

# several sources, stdin, an inventory as source
sanreq discover -f json org.ldif >inv.json
run sanreq discover -f json inv.json
is "$out" "$(cat inv.json)" 'an inventory reads back to the same bytes'
run bash -c 'sanreq discover -f json - <inv.json'
is "$out" "$(cat inv.json)" 'so it does from standard input'
printf 'extra.contoso.com # comment\r\n\nMail.Contoso.Com.\n' >names.txt
run sanreq discover -f names org.ldif names.txt
like "$out" '^extra.contoso.com$' 'a list of names merges'
is "$(printf '%s\n' "$out" | grep -c '^mail.contoso.com$')" 1 'a name stands once'
printf 'm\303\274nchen.contoso.com\n' >idn.txt
run sanreq discover -v idn.txt
like "$out" 'DSC46.*"münchen.contoso.com"' 'an IDN is shown as it was written'
like "$out" 'xn--mnchen-3ya.contoso.com' 'and as it is sent'
done_testing
