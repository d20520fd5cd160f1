#!/bin/bash
# sanreq plan and profile: verdicts, --add and --drop, --why, --edit, plans as
# sources, mistakes in profiles.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
small_org org.ldif

run sanreq plan org.ldif
status 0 'plan'
like "$out" 'common name mail.contoso.com' 'the common name that most services share'
like "$out" 'public-ca.yaml:[0-9]+' 'a verdict names its rule'
is "$(printf '%s\n' "$out" | awk 'length > 80' | wc -l)" 0 'plan fits 80 columns'
run sanreq plan -f names org.ldif
is "$out" 'autodiscover.contoso.com
mail.contoso.com' 'public-ca takes the public client names and autodiscover'
run sanreq plan -p private-ca -f names org.ldif
is "$out" "$(printf 'autodiscover.contoso.com\nex01\nex01.corp.contoso.local\nmail.contoso.com')" \
	'private-ca takes internal and NetBIOS names too'
run sanreq plan -f json org.ldif
ok 'plan -f json is JSON of the contract' /usr/bin/python3 - "$T/.out" <<'EOF'
import json, sys
p = json.load(open(sys.argv[1]))
assert p["sanreq"] == 1 and p["kind"] == "plan" and p["profile"] == "public-ca"
assert p["common_name"] == "mail.contoso.com"
n = {x["name"]: x for x in p["names"]}
assert [x["name"] for x in p["names"]] == sorted(n)
assert n["mail.contoso.com"]["verdict"] == "take"
e = n["ex01"]
assert e["verdict"] == "leave" and e["kind"] == "netbios" and e["class"] == "internal"
assert e["rule"].startswith("public-ca.yaml:") and e["reason"]
u = e["uses"][0]
assert u["service"] == "autodiscover" and u["scope"] == "scp" and u["audience"] == "client"
assert u["server"] == "EX01" and u["source"] == "org.ldif" and u["dn"].startswith("CN=EX01,CN=Autodiscover")
f = [x for x in p["findings"] if x["id"] == "EXC04"]
assert any("ex01" in x["message"] for x in f), "a client name that stays out is listed"
EOF

# --add and --drop beat the profile
run sanreq plan -f names --add Legacy.Contoso.com. --drop 'mail.*' org.ldif
is "$out" 'autodiscover.contoso.com
legacy.contoso.com' '--add and --drop'
run sanreq plan --add 'a.example,email:x@evil.example,DNS:*.evil.example' org.ldif
like "$err" '^sanreq: .*NAM(09|27)' 'a smuggled name is refused whole'
is "$out" '' 'and nothing is printed'

# --why
run sanreq plan --why ex01 org.ldif
status 0 '--why'
like "$out" 'stays out' '--why: verdict'
like "$out" 'public-ca.yaml:[0-9]+' '--why: rule'
like "$out" 'https://ex01/Autodiscover/Autodiscover.xml' '--why: value'
like "$out" 'serviceBindingInformation' '--why: attribute'
run sanreq plan --why EX01. org.ldif
status 0 '--why takes any spelling'

# plans as sources
for f in json yaml; do
	sanreq plan -f "$f" --drop 'mail.*' -o "plan.$f" org.ldif
	run sanreq plan -f names "plan.$f"
	is "$out" autodiscover.contoso.com "a $f plan keeps its verdicts"
	run sanreq plan -f names -p private-ca "plan.$f"
	like "$out" '^mail.contoso.com$' "-p judges a $f plan anew"
	run sanreq plan -f "$f" "plan.$f"
	is "$(printf '%s\n' "$out" | grep -c ex01)" "$(grep -c ex01 "plan.$f")" "a $f plan keeps its uses"
done
sed 's/"take"/"grab"/' plan.json >broken.json
run sanreq plan broken.json
complains 3 'broken.json.*verdict.*grab' 'a broken plan is bad input, with its path'
head -c 300 plan.json >cut.json
run sanreq plan cut.json
complains 3 'cut.json' 'a cut plan is bad input'

# a plan is whole without its profile, and is signed as it was reviewed
mkdir -p own elsewhere
printf 'sanreq-profile: 1\nextends: private-ca\nkey: {type: p-384}\nsubject: {country: US, organization: Contoso}\n' >own/own.yaml
sanreq plan -p own/own.yaml --drop ex01 -f yaml -o elsewhere/plan.yaml org.ldif
rm -r own
run sanreq request --csr e.csr --key e.key elsewhere/plan.yaml
status 0 'a plan is signed where its profile is not'
like "$(openssl req -in e.csr -noout -text)" 'Public-Key: .384 bit' 'with the key that the profile asked for'
like "$(openssl req -in e.csr -noout -subject -nameopt RFC2253)" 'O=Contoso,C=US' 'and its subject'
unlike "$(openssl req -in e.csr -noout -text)" 'DNS:ex01,' 'and without what was dropped'
sed -i 's/^common_name:.*/common_name: autodiscover.contoso.com/' elsewhere/plan.yaml
run sanreq request --csr e2.csr --key e2.key elsewhere/plan.yaml
like "$(openssl req -in e2.csr -noout -subject -nameopt RFC2253)" 'CN=autodiscover.contoso.com' 'an edited common name holds'
sed -i 's/^common_name:.*/common_name: nosuch.contoso.com/' elsewhere/plan.yaml
run sanreq request --csr e3.csr --key e3.key elsewhere/plan.yaml
complains 6 'DSC54: the plan: .*nosuch.*nothing uses it' 'one that is not taken is refused'
printf 'sanreq-profile: 1\nextends: public-ca\ncommon-name: nosuch.contoso.com\n' >given.yaml
run sanreq request -p ./given.yaml --csr e3.csr --key e3.key org.ldif
complains 6 'DN01: "nosuch.contoso.com" is the common name .of ./given.yaml:3.' 'for a public CA by the rule, with the line of the profile'
run sanreq plan -p ./given.yaml -f json org.ldif
like "$out" '"id": "DN01"' '... the plan tells'
unlike "$out" 'DSC54' '... once'
printf 'severity: {DN01: info}\n' >>given.yaml
run sanreq request -p ./given.yaml --csr e3.csr --key e3.key org.ldif
complains 6 'DSC54: ./given.yaml:3: .*nosuch.*or none' 'no rule minds: it is no common name of the request all the same'
sed -i 's/^common-name:.*/common-name: mail.contoso.com/' given.yaml
run sanreq request -q -p ./given.yaml --csr e4.csr --key e4.key org.ldif
status 0 'one that is taken is given'

# what a hostile plan may not do
mkfifo fifo
sed -e '/^settings:/,/^organization:/d' -e 's|^profile:.*|profile: ./fifo|' elsewhere/plan.yaml >fifo.yaml
run timeout 5 sanreq plan fifo.yaml
complains 3 'fifo.*give -p FILE' 'a plan names no file as its profile'
run timeout 5 sanreq plan -p ./fifo org.ldif
complains 3 'fifo: a named pipe, not a regular file' 'a FIFO is no profile'
/usr/bin/python3 - <<'EOF'
import json
p = json.load(open("plan.json"))
n = dict(p["names"][0])
n["verdict"] = "leave" if n["verdict"] == "take" else "take"
p["names"].append(n)
json.dump(p, open("twice.json", "w"))
EOF
run sanreq plan twice.json
complains 3 'twice.json: names\[[0-9]+\].name: .*stands here again' 'one name, two verdicts'

# --edit
cat >editor <<'EOF'
#!/bin/sh
sed -i -e 's/^drop ex01 /pick ex01 /' -e '/^pick autodiscover/d' "$1"
echo 'p New.Contoso.com' >>"$1"
EOF
chmod +x editor
export TMPDIR=$T
EDITOR=./editor run sanreq plan --edit -f names org.ldif
is "$out" "$(printf 'ex01\nmail.contoso.com\nnew.contoso.com')" '--edit picks, drops and adds'
EDITOR=./editor run sanreq plan --edit -f json org.ldif
like "$out" '"rule": "--edit"' 'an edit is named as what made the verdict'
unlike "$out" 'on the command line' 'and not the command line'
EDITOR=false run sanreq plan --edit org.ldif
complains 2 'nothing was changed' 'an editor that fails changes nothing'
cat >editor2 <<'EOF'
#!/bin/sh
echo grab x >"$1"
EOF
cat >editor3 <<'EOF'
#!/bin/sh
: >"$1"
EOF
chmod +x editor2 editor3
EDITOR=./editor2 run sanreq plan --edit org.ldif
complains 2 'line 1.*"grab" is neither pick nor drop' 'an edited line that makes no sense'
ok 'the edited list is kept' compgen -G "$T/sanreq-plan-*"
rm -f sanreq-plan-*
run sanreq plan --edit org.ldif
complains 2 'no terminal, and neither VISUAL nor EDITOR' '--edit without terminal and editor'
EDITOR=./editor3 run sanreq plan --edit org.ldif
complains 2 'empty' 'an empty list'

# views
run sanreq plan -f csv org.ldif
like "$out" '^mail.contoso.com,fqdn,public,take,' 'plan -f csv'
run sanreq plan -f html -o plan.html org.ldif
status 0 'plan -f html'
ok 'the page is valid HTML' tidy -q -e plan.html
unlike "$(cat plan.html)" '<script|https?://[^e]*\.(js|css)' 'the page runs and loads nothing'

# profiles
run sanreq profile list
is "$(printf '%s\n' "$out" | awk '/^[a-z]/{print $1}' | sort | tr '\n' ' ')" \
	'adcs exchange-2007 hybrid lets-encrypt private-ca public-ca wildcard ' 'profile list'
for p in adcs exchange-2007 hybrid lets-encrypt private-ca public-ca wildcard; do
	run sanreq profile show "$p"
	is "$out" "$(cat "$SRC/profiles/$p.yaml")" "profile show $p"
	run sanreq profile check "$SRC/profiles/$p.yaml"
	status 0 "profile check $p"
	run sanreq plan -p "$p" org.ldif
	status 0 "plan -p $p"
done
hybrid=$SRC/tests/data/hybrid-2019.ldif
run sanreq plan -p hybrid -f names "$hybrid"
is "$out" 'autodiscover.contoso-events.com
autodiscover.contoso.com
autodiscover.contoso.fr
ex19a.ad.contoso.com
hybrid.contoso.com
imap.contoso.com
mail-lyon.contoso.com
mail.contoso.com
pop.contoso.com' 'hybrid: client names and the transport host, no server by its connectors'
run sanreq plan -p wildcard "$hybrid"
like "$out" 'common name \*\.contoso\.com' 'the wildcard is the common name when it stands for the most used'
run sanreq plan -p wildcard --why '*.contoso.com' "$hybrid"
like "$out" '^  mail.contoso.com$' '--why tells which names a wildcard covers'
while IFS='|' read -r text pattern; do
	printf '%b' "$text" >bad.yaml
	run sanreq profile check bad.yaml
	complains 3 "bad.yaml:$pattern" "profile: $text"
done <<'EOF'
sanreq-profile: 1\nexends: public-ca\n|2:1: .*extends
sanreq-profile: 1\nca: public\nca: private\n|3:1: .*ca
sanreq-profile: 1\nca: [public]\n|2:5
sanreq-profile: 2\n|1:17
sanreq-profile: 1\nca: pubic\n|2:5: .*public
sanreq-profile: 1\nrules:\n  - take: {audience: clients}\n|3:
sanreq-profile: 1\nrules:\n  - take: {audience: client\n|
sanreq-profile: 1\nextends: bad.yaml\n|
EOF
{
	echo 'sanreq-profile: 1'
	echo 'names: &a0 [a.contoso.com]'
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "x$i: &a$i [*a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1)), *a$((i - 1))]"
	done
} >bomb.yaml
run timeout 10 sanreq profile check bomb.yaml
complains 3 'bomb.yaml:' 'an alias bomb ends at once'
# POP3 as setup leaves it, of a server of which no more than that is known
cat >pop.txt <<'END'

ProtocolName               : POP3
InternalConnectionSettings : {EX01.corp.contoso.com:995:SSL, EX01.corp.contoso.com:110:TLS}
ExternalConnectionSettings : {}
X509CertificateName        : EX01
Server                     : EX01
Identity                   : EX01\1

END
default='NAM35.*"ex01.corp.contoso.com".*POP3 and IMAP4 alone.*--drop it'
run bash -c 'sanreq plan -f json pop.txt | tr -d "\\\\"'
like "$out" "$default" 'a machine whose name setup gave POP3'
printf 'ex01.corp.contoso.com\n' >list.txt
run bash -c 'sanreq plan -f json pop.txt list.txt | tr -d "\\\\"'
like "$out" NAM35 'a machine that something else uses too'
unlike "$out" "$default" '... is not to be dropped'
done_testing
