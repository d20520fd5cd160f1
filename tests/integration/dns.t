#!/bin/bash
# SPDX-License-Identifier: ISC
#
# dns:DOMAIN as a source, and what DNS says to a plan. The servers are knotd
# with a zone of its own, and small ones that lie or say nothing.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-knot.sh
. "$SRC/tests/integration/lib-knot.sh"
small_org org.ldif

cat >contoso.com.zone <<'EOF'
$ORIGIN contoso.com.
$TTL 60
@ SOA ns1 hostmaster 1 3600 600 86400 60
@ NS ns1
@ A 192.0.2.1
@ CAA 0 issue "ca.example.net"
@ CAA 0 issuewild ";"
@ CAA 0 iodef "mailto:security@contoso.com"
@ MX 10 mail
@ MX 20 mx.example.net.
ns1 A 127.0.0.1
mail A 192.0.2.2
mail AAAA 2001:db8::2
autodiscover CNAME mail
_autodiscover._tcp SRV 0 0 443 outlook
outlook A 192.0.2.3
strict A 192.0.2.4
strict CAA 0 issue "other.example.net; validationmethods=dns-01"
odd A 192.0.2.5
odd CAA 128 tomorrow "x"
empty TXT "no address"
loop1 CNAME loop2
loop2 CNAME loop1
wild CAA 0 issuewild ";"
broken A 192.0.2.6
broken CAA 0 issue "ca.example.net, other.example.net"
away CNAME away.fabrikam.com.
far CNAME nobody.example.org.
lost CNAME lost.fabrikam.com.
circle CNAME circle.wingtip.example.
$ORIGIN many.contoso.com.
@ A 192.0.2.7
EOF
seq -f '@ CAA 0 issue "ca%.0f.example.org"' 1 70 >>contoso.com.zone
# a server follows an alias within a zone
cat >com.zone <<'EOF'
$ORIGIN com.
$TTL 60
@ SOA ns1 hostmaster 1 3600 600 86400 60
@ NS ns1
ns1 A 127.0.0.1
fabrikam MX 10 mail.fabrikam
autodiscover.fabrikam CNAME autodiscover.outlook
autodiscover.outlook A 192.0.2.10
away.fabrikam A 192.0.2.11
away.fabrikam CAA 0 issue "fabrikam.example.net"
EOF
cat >wingtip.example.zone <<'EOF'
$ORIGIN wingtip.example.
$TTL 60
@ SOA ns1 hostmaster 1 3600 600 86400 60
@ NS ns1
@ MX 10 mail
ns1 A 127.0.0.1
autodiscover CNAME autodiscover.outlook.com.
circle CNAME circle.contoso.com.
autodiscover.sub CNAME nobody.example.org.
sub MX 10 mail
autodiscover.us CNAME autodiscover.office365.us.
us MX 10 mail
autodiscover.cn CNAME autodiscover.partner.outlook.cn.
cn MX 10 mail
EOF
knot contoso.com com wingtip.example

# --- a domain alone ------------------------------------------------------------

run sanreq discover -v -f json -o d.json --dns-server "$dns" dns:contoso.com
status 0 'a domain'
is "$(uses autodiscover.contoso.com)" \
	'domain candidate CNAME mail.contoso.com' 'the autodiscover host'
is "$(uses outlook.contoso.com)" \
	'domain candidate SRV 0 0 443 outlook.contoso.com' 'the SRV target'
is "$(uses mail.contoso.com)" 'domain server MX 10 mail.contoso.com' 'MX'
is "$(uses mx.example.net)" 'domain peer MX 20 mx.example.net' \
	'MX of somebody else'
is "$(uses contoso.com)" '' 'the bare domain is no use'
is "$(facts autodiscover.contoso.com)" \
	'found mail.contoso.com 192.0.2.2 2001:db8::2 contoso.com 3' \
	'aliases, addresses and CAA'
like "$err" 'dns:contoso.com: .* requests' '-v tells what it cost'

run sanreq plan -f names --dns-server "$dns" dns:contoso.com
is "$out" 'autodiscover.contoso.com
outlook.contoso.com' 'a plan takes what DNS sends clients to'
run sanreq discover -f names --dns-server "$dns" dns:CONTOSO.com.
status 0 'a domain in capitals, with its root dot'

run sanreq discover -v -f json -o d.json --dns-server "$dns" dns:fabrikam.com
status 0 'a domain whose mailboxes are at Exchange Online'
is "$(uses autodiscover.fabrikam.com)" \
	'domain peer CNAME autodiscover.outlook.com' \
	'its autodiscover host needs no certificate'
like "$(findings DSC33)" 'info .*Exchange Online answers' 'and a finding says so'

# the domain's own server does not say what is behind these aliases
run sanreq discover -v -f json -o d.json --dns-server "$dns" dns:wingtip.example
is "$(uses autodiscover.wingtip.example)" \
	'domain peer CNAME autodiscover.outlook.com' 'an alias out of the zone'
like "$(findings DSC33)" 'leads to autodiscover.outlook.com' 'leads there'
for cloud in us cn; do
	run sanreq discover -v -f json -o d.json --dns-server "$dns" \
		"dns:$cloud.wingtip.example"
	like "$(uses "autodiscover.$cloud.wingtip.example")" '^domain peer CNAME' \
		"the cloud of $cloud needs no certificate either"
done
run sanreq discover -f json -o d.json --dns-server "$dns" dns:sub.wingtip.example
is "$(uses autodiscover.sub.wingtip.example)" \
	'domain candidate CNAME nobody.example.org' \
	'an alias whose end is not known leads on'

# --- aliases out of the zone, which this server does not follow itself ----------

printf '%s.contoso.com\n' away far lost circle >aliases.txt
run sanreq discover -f json -o d.json --dns-server "$dns" dns:contoso.com \
	aliases.txt
is "$(facts away.contoso.com)" \
	'found away.fabrikam.com 192.0.2.11 away.contoso.com 1' \
	'an alias is followed, by CAA too'
is "$(facts far.contoso.com)" 'failed nobody.example.org contoso.com 3' \
	'one that nobody answers about'
is "$(facts lost.contoso.com)" 'no-name lost.fabrikam.com contoso.com 3' \
	'one that leads nowhere'
like "$(facts circle.contoso.com)" '^failed circle.wingtip.example' 'a circle'
like "$(findings DSC17)" 'far.contoso.com could not .*its alias nobody.*refused' \
	'what was not found out is told'
run sanreq discover --require-complete --dns-server "$dns" dns:contoso.com \
	aliases.txt
complains 4 'which --require-complete refuses' 'and is no whole inventory'
run sanreq plan -f json -o d.json --ca-domain ca.example.net \
	--dns-server "$dns" --add away.contoso.com --add far.contoso.com \
	dns:contoso.com
like "$(findings DSC36)" 'CAA of away.contoso.com does not let' \
	'the records behind an alias bind the name'
is "$(findings DSC34)" '' 'what is not known is not called missing'

# --- beside the directory -------------------------------------------------------

printf '%s\n' strict.contoso.com odd.contoso.com empty.contoso.com \
	loop1.contoso.com missing.contoso.com '*.contoso.com' >names.txt
# the order does not matter: DNS is asked last
run sanreq discover -f json -o d.json --dns-server "$dns" dns:contoso.com \
	org.ldif names.txt
status 0 'beside an export and a list'
is "$(facts mail.contoso.com)" \
	'found 192.0.2.2 2001:db8::2 contoso.com 3' 'a name of the export'
is "$(facts strict.contoso.com)" 'found 192.0.2.4 strict.contoso.com 1' \
	'CAA records of its own are the closest'
is "$(facts empty.contoso.com)" 'no-data contoso.com 3' 'no address'
is "$(facts missing.contoso.com)" 'no-name contoso.com 3' 'no such name'
like "$(facts loop1.contoso.com)" '^(failed|no-data|no-name)' 'a loop of aliases'
is "$(facts ex01.corp.contoso.local)" '' 'another domain is not asked about'
cp d.json first.json
sanreq discover -f json first.json >again.json
ok 'the inventory survives being read back' /usr/bin/python3 -c '
import json
a, b = (json.load(open(f)) for f in ("first.json", "again.json"))
key = lambda d: [(n["name"], n.get("dns")) for n in d["names"]]
assert key(a) == key(b) and any(n.get("dns") for n in a["names"])'

plan() {
	run sanreq plan -f json -o d.json --dns-server "$dns" "$@" \
		dns:contoso.com org.ldif
}
plan
status 0 'a plan'
like "$(findings DSC35)" 'info CAA of contoso.com lets only some' \
	'CAA is told when no CA is named'
is "$(findings DSC34)" '' 'all names resolve'
is "$(/usr/bin/python3 -c '
import json
print([(d["domain"], len(d["names"]))
       for d in json.load(open("d.json"))["base_domains"]])')" \
	"[('contoso.com', 3)]" 'base domains with their names'

plan --ca-domain ca.example.net
is "$(findings DSC36)$(findings DSC35)" '' 'a CA that may issue'
plan --ca-domain CA.Example.Net
is "$(findings DSC36)" '' 'in any case'
plan --ca-domain wrong.example.net
like "$(findings DSC36)" '^error CAA of contoso.com does not let wrong' \
	'a CA that may not'
is "$(findings DSC36 | wc -l)" 1 'is told once'
plan --ca-domain wrong.example.net --ca-domain ca.example.net
is "$(findings DSC36)" '' 'one of two CAs suffices'
plan --ca-domain ca.example.net --add '*.contoso.com'
like "$(findings DSC36)" 'issue wildcards' 'no CA may issue a wildcard here'
run sanreq request -n --ca-domain wrong.example.net --dns-server "$dns" \
	dns:contoso.com org.ldif
status 6 'a request that the CA must refuse is refused'

# what the plan alone names
run sanreq plan -f json -o d.json --dns-server "$dns" --add missing.contoso.com \
	--add strict.contoso.com --add '*.wild.contoso.com' \
	--ca-domain ca.example.net dns:contoso.com
like "$(findings DSC34)" 'missing.contoso.com.*no such name' \
	'DNS is asked about --add'
like "$(findings DSC36)" 'CAA of strict.contoso.com does not' 'its CAA records'
like "$(findings DSC36)" 'CAA of wild.contoso.com does not .*issue wildcards' \
	'and those that bind a wildcard'
cat >names.yaml <<'EOF'
sanreq-profile: 1
extends: public-ca
names: [missing.contoso.com]
EOF
run sanreq plan -p names.yaml -f json -o d.json --dns-server "$dns" \
	dns:contoso.com
like "$(findings DSC34)" 'missing.contoso.com' 'DNS is asked about a profile'
printf '*.wild.contoso.com\n' >wild.txt
sanreq plan -f yaml -o p.yaml --dns-server "$dns" dns:contoso.com wild.txt
run sanreq plan -f json -o d.json --ca-domain ca.example.net p.yaml
like "$(findings DSC36)" 'issue wildcards' 'a plan keeps that of a wildcard'
run sanreq plan -f json -o d.json --dns-server "$dns" --ca-domain ca.example.net \
	--add broken.contoso.com --add many.contoso.com dns:contoso.com
like "$(findings DSC36)" 'broken.contoso.com does not' \
	'a record that breaks the grammar lets nobody issue'
like "$(findings DSC36)" 'many.contoso.com does not .*, \.\.\.\):' 'many records'
sanreq discover -f json -o d.json --dns-server "$dns" dns:many.contoso.com \
	<(echo many.contoso.com)
is "$(facts many.contoso.com)" 'found 192.0.2.7 many.contoso.com 70' \
	'all of many records'
for bad in '' digicert 'a b.com' ca.example.net. '*.example.net' \
	https://digicert.com; do
	run sanreq plan --ca-domain "$bad" org.ldif
	complains 2 'no domain by which CAA records' "--ca-domain '$bad'"
done

# hostile documents
for evil in '"caa_domain": "\\u001b[31m"' '"caa_domain": "example.org"' \
	'"caa_domain": "com\\ncom"'; do
	sed "s/\"caa_domain\": \"[^\"]*\"/$evil/" first.json >evil.json
	run sanreq plan --ca-domain ca.example.net evil.json
	complains 3 'dns.caa_domain: is neither' "$evil"
done

# names that the list gives the plan
run sanreq plan -f json -o d.json --dns-server "$dns" \
	--add strict.contoso.com --add odd.contoso.com \
	--add empty.contoso.com --add missing.contoso.com \
	--ca-domain other.example.net org.ldif names.txt dns:contoso.com
status 0 'a plan with names of a list'
is "$(findings DSC34 | wc -l)" 2 'two do not resolve'
like "$(findings DSC34)" 'empty.contoso.com.*no address' 'one has no address'
like "$(findings DSC34)" 'missing.contoso.com.*no such name' 'one is not there'
like "$(findings DSC36)" 'tomorrow.*critical and unknown' \
	'a critical record that nobody knows'
unlike "$(findings DSC36)" 'strict.contoso.com' \
	'parameters behind the CA do not matter'
sanreq plan -f yaml -o p.yaml --dns-server "$dns" dns:contoso.com org.ldif
run sanreq plan -f json -o d.json --ca-domain wrong.example.net p.yaml
like "$(findings DSC36)" 'does not let wrong' 'a plan keeps what DNS said'

run sanreq plan --dns-server "$dns" dns:contoso.com org.ldif
like "$out" '^To be validated by the CA' 'the table groups by base domain'
like "$out" '^contoso.com +autodiscover.contoso.com, ' 'with the names'
run sanreq plan -p private-ca org.ldif
unlike "$out" 'To be validated' 'a private CA validates nothing'

# --- what can go wrong ----------------------------------------------------------

for bad in dns: dns:contoso dns:192.0.2.1 'dns:*.contoso.com' 'dns:a b.com' \
	dns://contoso.com dns:contoso.com/x; do
	run sanreq discover --dns-server "$dns" "$bad"
	complains 2 'not a domain' "$bad"
done
run sanreq discover --dns-server "$dns" dns:nowhere.contoso.com
complains 3 'no such domain in DNS' 'a domain that is not there'
run sanreq discover --dns-server nonsense dns:contoso.com
complains 2 'DNS server "nonsense"' 'no server'
run sanreq discover --dns-server "127.0.0.1:$(free_port)" dns:contoso.com
complains 4 'dns:contoso.com: ' 'a server that is not there'
run sanreq discover --dns-server "$dns" dns:example.org
complains 4 'refused' 'a server that refuses'

# a server that hears all and says nothing; one that answers nonsense; one
# that answers about other names
cat >server.py <<'EOF'
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 0))
print(s.getsockname()[1], flush=True)
while True:
    data, peer = s.recvfrom(4096)
    if sys.argv[1] == 'nonsense':
        s.sendto(data[:2] + b'\x81\x80' + b'\xff' * 40, peer)
    elif sys.argv[1] == 'other':
        other = data[12:].replace(b'\x07contoso', b'\x07fabrika')
        s.sendto(data[:2] + b'\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00' +
                 other, peer)
EOF
for kind in silent nonsense other; do
	/usr/bin/python3 server.py "$kind" >"$kind.port" &
	servers+=($!)
	for ((i = 0; i < 100; i++)); do
		[ -s "$kind.port" ] && break
		sleep 0.1
	done
	began=$SECONDS
	run sanreq discover --timeout 2 \
		--dns-server "127.0.0.1:$(cat "$kind.port")" dns:contoso.com
	complains 4 'dns:contoso.com: ' "a server that is $kind"
	[ $((SECONDS - began)) -le 20 ]
	result $? "$kind: in bounded time" "$((SECONDS - began)) s"
	run sanreq discover -f names --keep-going --timeout 2 \
		--dns-server "127.0.0.1:$(cat "$kind.port")" \
		dns:contoso.com org.ldif
	status 0 "$kind: --keep-going"
	like "$err" 'dns:contoso.com: incomplete' "$kind: and says so"
done

# one that falls silent amidst many names
cat >dying.py <<'EOF'
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 0))
print(s.getsockname()[1], flush=True)
answered = 0
while True:
    data, peer = s.recvfrom(4096)
    answered += 1
    if answered <= 4:
        s.sendto(data[:2] + b'\x81\x80' + data[4:6] + b'\0' * 6 + data[12:],
                 peer)
EOF
/usr/bin/python3 dying.py >dying.port &
servers+=($!)
for ((i = 0; i < 100; i++)); do
	[ -s dying.port ] && break
	sleep 0.1
done
seq -f 'h%.0f.contoso.com' 1 900 >dying.txt
run sanreq discover -f json -o d.json --timeout 1 \
	--dns-server "127.0.0.1:$(cat dying.port)" dying.txt dns:contoso.com
status 0 'a server that falls silent'
like "$(findings DSC17)" 'names were not looked up: DNS answers too slowly' \
	'what was not asked is told'
like "$(findings DSC17)" 'more look-ups failed' 'what failed is counted'
[ "$(findings DSC17 | wc -l)" -le 13 ]
result $? 'in few lines' "$(findings DSC17)"

# more names than are looked up
seq -f 'h%.0f.contoso.com' 1 1200 >many.txt
run sanreq discover -f json -o d.json --dns-server "$dns" many.txt \
	dns:contoso.com
status 0 'many names'
like "$(findings DSC17)" '200 names were not looked up' 'the rest are told'

# --- --probe: a web server on the bare domain -------------------------------------

# In a network of its own, where ports 53 and 443 are free.
cat >probe.sh <<'EOF'
ip link set lo up
ip addr add 10.77.0.1/32 dev lo
sed 's/127.0.0.1@[0-9]*/127.0.0.1@53/' knot.conf >probe.conf
sed 's/^@ A .*/@ A 10.77.0.1/; s/1 3600/2 3600/' contoso.com.zone >probe.zone
sed -i "s,$T/contoso.com.zone,$T/probe.zone,; s,$T/knot,$T/knot2," probe.conf
mkdir knot2
knotd -c probe.conf >knot2.log 2>&1 &
knot=$!
for ((i = 0; i < 100; i++)); do
	dig +short +time=1 +tries=1 @127.0.0.1 contoso.com A | grep -q . && break
	sleep 0.1
done
sanreq plan -f json -o nobody.json --probe --dns-server 127.0.0.1 \
	dns:contoso.com org.ldif
for name in web.contoso.com contoso.com; do
	openssl req -x509 -newkey rsa:2048 -nodes -keyout web.key -out web.crt \
		-days 2 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
		2>/dev/null
	openssl s_server -accept 10.77.0.1:443 -cert web.crt -key web.key \
		-quiet -www >/dev/null 2>&1 &
	web=$!
	for ((i = 0; i < 100; i++)); do
		openssl s_client -connect 10.77.0.1:443 </dev/null \
			>/dev/null 2>&1 && break
		sleep 0.1
	done
	sanreq plan -f json -o "$name.json" --probe --dns-server 127.0.0.1 \
		dns:contoso.com org.ldif
	sanreq plan -f json -o "$name.alone.json" --probe \
		--dns-server 127.0.0.1 dns:contoso.com
	sanreq plan -f json -o "$name.unasked.json" --dns-server 127.0.0.1 \
		dns:contoso.com org.ldif
	sanreq plan -f json -o "$name.source.json" --dns-server 127.0.0.1 \
		tls://contoso.com org.ldif
	sanreq discover -f json -o seen.json --dns-server 127.0.0.1 \
		tls://contoso.com org.ldif
	sanreq lint -f json -o "$name.lint.json" --inventory seen.json web.crt
	sanreq check -f json -o "$name.check.json" --dns-server 127.0.0.1 \
		web.crt org.ldif tls://contoso.com
	kill "$web"
	wait "$web"
done 2>probe.err
kill "$knot"
wait
EOF
ok 'a network of its own' unshare -Urnm bash probe.sh
probed() { # probed FILE
	cp "$1" d.json
	findings EXC12
}
is "$(probed nobody.json)" '' '--probe: nobody answers, nobody warns'
like "$(findings DSC39)" \
	'info no certificate was seen at https://contoso.com .*: Connection refused' \
	'... but it is told'
like "$(probed web.contoso.com.json)" \
	'warning https://contoso.com answers at 10.77.0.1 with .*web.contoso' \
	'--probe: a web server with another name'
like "$(probed web.contoso.com.alone.json)" '^warning https://contoso.com' \
	'--probe: the domain of a dns: source, without a directory'
is "$(probed web.contoso.com.unasked.json)" '' 'nothing is asked without it'
is "$(probed contoso.com.json)" '' '--probe: a web server with the right name'
exc12() { # exc12 FILE: its EXC12 findings, of whatever verb
	/usr/bin/python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
for f in (d.get("files") or [d])[0]["findings"]:
    if f["id"] == "EXC12":
        print(f["severity"], f["message"])' "$1"
}
for verb in source lint check; do
	is "$(exc12 "web.contoso.com.$verb.json")" \
		"$(exc12 web.contoso.com.json)" \
		"$verb: the endpoint is judged as --probe does"
	is "$(exc12 "contoso.com.$verb.json")" '' "$verb: ... and not blamed"
done

# --- a namespace for repair -----------------------------------------------------

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
	-subj /CN=mail.contoso.com -addext 'subjectAltName=DNS:*.contoso.com' \
	-keyout /dev/null -out wild.pem 2>/dev/null
repair() { # OPTION...: of the small organization, with DNS
	run sanreq repair --dns-server "$dns" "$@" wild.pem org.ldif \
		dns:contoso.com
}
repair
status 0 'repair'
like "$out" '^# DNS has an address for the namespace' '... a namespace that resolves'
repair --namespace nothing.contoso.com
status 0 'a given one'
like "$out" '^# WARNING: DNS has no address for the namespace' '... that does not'
like "$err" 'sanreq: DNS has no address for nothing.contoso.com' '... is told'
repair --namespace empty.contoso.com
like "$err" 'DNS has no address for empty.contoso.com' '... a name without address too'

done_testing
