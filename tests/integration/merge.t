#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Several sources make one inventory: what they agree on, where they disagree,
# and what becomes of one that fails.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
small_org org.ldif

# conflicts FILE...: the findings about disagreement, one line each
conflicts() {
	sanreq discover -f json "$@" | /usr/bin/python3 -c '
import json, sys
for f in json.load(sys.stdin)["findings"]:
    if f["id"] == "DSC31":
        print(f["message"])'
}

# --- sources that agree ------------------------------------------------------

cp org.ldif same.ldif
is "$(conflicts org.ldif same.ldif)" '' 'two copies do not disagree'
is "$(conflicts org.ldif)" '' 'one source cannot disagree'

# the second knows less: EWS has its external URL alone
grep -v 'msExchInternalHostName: .*EWS' org.ldif >less.ldif
is "$(conflicts org.ldif less.ldif)" '' 'knowing less is no disagreement'

sed 's/EX01/ex01/; s/MAIL/mail/' org.ldif >case.ldif
is "$(conflicts org.ldif case.ldif)" '' 'case makes no difference'

printf 'other.contoso.com\n' >names.txt
is "$(conflicts org.ldif names.txt)" '' 'a list of names disagrees with nobody'

run sanreq discover -f json org.ldif same.ldif
is "$(printf '%s' "$out" | grep -c '"source": "same.ldif"')" \
	"$(printf '%s' "$out" | grep -c '"source": "org.ldif"')" \
	'each source has its uses'

# --- sources that do not -----------------------------------------------------

sed 's/mail.contoso.com\/EWS/webmail.contoso.com\/EWS/' org.ldif >new.ldif
is "$(conflicts org.ldif new.ldif)" \
	'EX01, ews (external): "webmail.contoso.com" in new.ldif, but "mail.contoso.com" in org.ldif: one of the sources is out of date' \
	'another external URL of EWS'
is "$(conflicts new.ldif org.ldif)" "$(conflicts org.ldif new.ldif)" \
	'the order of the sources makes no difference'

sanreq discover -f json -o old.json org.ldif
is "$(conflicts old.json new.ldif | wc -l)" 1 'an inventory of yesterday, too'

mkdir today
cp new.ldif today/org.ldif
(cd today && sanreq discover -f json -o ../today.json org.ldif)
like "$(conflicts old.json today.json)" \
	'"mail.contoso.com" in org.ldif of old.json, but "webmail.contoso.com" in org.ldif of today.json' \
	'two inventories of one source, at two times'
is "$(conflicts today.json old.json)" "$(conflicts old.json today.json)" \
	'in any order'
is "$(conflicts --keep-going old.json today.json)" \
	"$(conflicts old.json today.json)" 'and with --keep-going'
like "$(conflicts org.ldif today.json)" 'org.ldif of today.json' \
	'a source and an inventory of it'
is "$(conflicts org.ldif old.json)" '' 'of which nothing has changed'
is "$(conflicts org.ldif org.ldif)" '' 'the same file twice'
sanreq plan -f yaml -o old.yaml org.ldif
like "$(conflicts old.yaml today.json)" 'org.ldif of old.yaml' 'a plan of yesterday'
run bash -c 'sanreq discover - - <org.ldif'
complains 2 'standard input is asked for more than once' '- twice'

sed 's/mail.contoso.com\/OAB/oab.contoso.com\/OAB/' org.ldif >third.ldif
is "$(conflicts org.ldif new.ldif third.ldif | wc -l)" 3 \
	'three sources: each against the first by name'

run sanreq plan org.ldif new.ldif
status 0 'a plan is made all the same'
like "$out" 'DSC31' 'and tells'

/usr/bin/python3 - <<'EOF2'
for name, host in (('many-a.ldif', 'a'), ('many-b.ldif', 'b')):
    cfg = ('CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),'
           'CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,'
           'CN=Services,CN=Configuration,DC=contoso,DC=com')
    with open(name, 'w') as f:
        for i in range(150):
            f.write('dn: CN=EX%d,%s\nobjectClass: msExchExchangeServer\n'
                    'networkAddress: ncacn_ip_tcp:ex%d.contoso.com\n\n'
                    % (i, cfg, i))
            f.write('dn: CN=EWS (Default Web Site),CN=HTTP,CN=Protocols,'
                    'CN=EX%d,%s\n'
                    'objectClass: msExchWebServicesVirtualDirectory\n'
                    'msExchInternalHostName: https://%s%d.contoso.com/x\n\n'
                    % (i, cfg, host, i))
EOF2
is "$(conflicts many-a.ldif many-b.ldif | wc -l)" 101 'a hundred are told'
like "$(conflicts many-a.ldif many-b.ldif)" 'disagree in 50 more places' \
	'the rest are counted'

# --- certificates alone --------------------------------------------------------

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
	-subj /CN=mail.contoso.com -addext 'subjectAltName=DNS:mail.contoso.com' \
	-keyout /dev/null -out old.pem 2>/dev/null
run sanreq plan old.pem
like "$out" 'DSC53 .*only certificates were read' 'a certificate alone'
run sanreq plan --add mail.contoso.com old.pem
unlike "$out" DSC53 '... of which something is taken'
run sanreq plan --drop '*' old.pem org.ldif
unlike "$out" DSC53 '... beside an export'

# --- a source that fails -----------------------------------------------------

printf 'dn: CN=x\nobjectClass' >broken.ldif
run sanreq discover -f names org.ldif broken.ldif
complains 3 'broken.ldif:2' 'a source that fails stops the run'
is "$out" '' 'and there is no result'

for bad in broken.ldif missing.ldif ldap://127.0.0.1:1; do
	run sanreq discover -f json --keep-going org.ldif "$bad"
	status 0 "--keep-going: $bad"
	like "$err" "^sanreq: $bad.*: going on without it\$" "$bad: is said"
	printf '%s' "$out" >kept.json
	is "$(/usr/bin/python3 -c '
import json, sys
d = json.load(open("kept.json"))
s = d["sources"]
print([x["type"] for x in s], len(s[1]["unread"]), s[1]["records"],
      [f["id"] for f in d["findings"] if f["id"] == "DSC32"],
      len(d["names"]) > 3,
      any(u["source"] != "org.ldif" for n in d["names"] for u in n["uses"]))
')" "['ldif', 'failed'] 1 0 ['DSC32'] True False" "$bad: marked, nothing taken"
	run sanreq plan --keep-going "$bad" org.ldif
	status 0 "$bad: first, a plan"
	like "$out" 'DSC32|[Ii]ncomplete' "$bad: the plan tells"
done
run sanreq discover -f json --keep-going org.ldif missing.ldif
like "$out" '"unread": \["cannot be opened: ' 'the source is named once'
like "$out" 'missing.ldif could not be read: cannot be opened: ' '... there too'
run sanreq discover -f names --keep-going org.ldif broken.ldif
like "$err" 'broken.ldif: incomplete' 'a list of names has it beside it'
run sanreq plan kept.json
like "$out" 'DSC32|[Ii]ncomplete' 'an inventory read back still says so'

run sanreq discover --keep-going broken.ldif missing.ldif
is "$rc" 3 'nothing could be read: the first failure decides'
like "$err" '^sanreq: broken.ldif:2' 'and is told'
run sanreq discover --keep-going ldap://127.0.0.1:1 broken.ldif
is "$rc" 4 'a server first: its status'
run sanreq discover --keep-going org.ldif nonsense://x
complains 2 'not a source' 'wrong usage is no failure of a source'
run sanreq discover --keep-going org.ldif ''
complains 2 'empty name' 'nor is an empty name'

# a plan's settings survive the plan's being read apart
sanreq plan -p private-ca -f yaml -o plan.yaml org.ldif
run sanreq request -n -f json --keep-going plan.yaml missing.ldif
status 0 'a plan document and a missing source'
like "$out" '"private-ca"' 'the profile is the plan'"'"'s'

sanreq discover -f json -o a.json --keep-going org.ldif same.ldif
sanreq discover -f json -o b.json org.ldif same.ldif
ok 'without a failure it makes no difference' cmp a.json b.json

done_testing
