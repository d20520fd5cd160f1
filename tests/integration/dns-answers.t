#!/bin/bash
# SPDX-License-Identifier: ISC
#
# What DNS may answer to a dns: source: too much for UDP, another server's
# name, anything for any name, lies; and CAA records by RFC 8659. The server is
# knotd, and small ones that do what no real one should.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-knot.sh
. "$SRC/tests/integration/lib-knot.sh"
relay='' liar='' # serve sets them
lies=$SRC/tests/integration/liedns.py

zone() { # zone ORIGIN: what is on standard input, behind SOA and NS
	{
		# shellcheck disable=SC2016
		printf '$ORIGIN %s.\n$TTL 60\n' "$1"
		printf '@ SOA ns1 hostmaster 1 3600 600 86400 60\n@ NS ns1\n'
		echo 'ns1 A 127.0.0.1'
		cat
	} >"$1.zone"
}

{
	seq -f '@ MX 10 mx%.0f' 1 150
	seq -f '@ CAA 0 issue "ca%.0f.example.net"' 1 150
	seq -f '_autodiscover._tcp SRV 0 0 443 host%.0f' 1 150
	for i in {1..120}; do echo "autodiscover A 192.0.2.$i"; done
	seq -f 'autodiscover AAAA 2001:db8::%.0f' 1 120
} | zone fabrikam.com
zone contoso.com <<'EOZ'
@ A 192.0.2.1
@ MX 10 mail
@ CAA 0 issue "ca.example.net"
mail A 192.0.2.2
autodiscover A 192.0.2.2
sub NS ns.sub
ns.sub A 192.0.2.53
EOZ
zone wild.example <<'EOZ'
@ MX 10 mail
* A 192.0.2.9
mail A 192.0.2.2
own.sub A 192.0.2.3
EOZ
zone null.example <<'EOZ'
@ MX 0 .
@ A 192.0.2.1
_autodiscover._tcp SRV 0 0 0 .
autodiscover AAAA 2001:db8::1
EOZ
zone odd.example <<'EOZ'
@ MX 10 mx
_autodiscover._tcp SRV 0 0 8443 srv
mx CNAME real
srv CNAME real
real A 192.0.2.4
dn DNAME there
x.there A 192.0.2.5
x.there CAA 0 issue "there.example.net"
y.there A 192.0.2.6
loop1 CNAME loop2
loop2 CNAME loop1
gone CNAME nowhere
chain0 CNAME chain1
chain1 CNAME chain2
chain2 CNAME real
EOZ
zone xn--bcher-kva.example <<'EOZ'
@ MX 10 mail
mail A 192.0.2.2
autodiscover A 192.0.2.2
EOZ
zone corp.contoso.local <<'EOZ'
@ A 192.0.2.1
autodiscover A 192.0.2.2
EOZ
# "invalid" is a top-level domain with records of its own
zone invalid <<'EOZ'
@ CAA 0 issue "tld.example.net"
plain MX 10 mail.plain
mail.plain A 192.0.2.2
EOZ
zone caa.example <<'EOZ'
@ MX 10 mail
@ CAA 0 issue "up.example.net"
mail A 192.0.2.2
case A 192.0.2.2
case TYPE257 \# 21 00 05 4953535545 43412e4578616d706c652e4e4554
empty A 192.0.2.2
empty CAA 0 issue ";"
blank A 192.0.2.2
blank CAA 0 issue ""
par A 192.0.2.2
par CAA 0 issue " par.example.net ; accounturi=https://x.example/1; validationmethods=dns-01 "
badpar A 192.0.2.2
badpar CAA 0 issue "par.example.net; no equals"
wild A 192.0.2.2
wild CAA 0 issue "one.example.net"
wild CAA 0 issuewild "many.example.net"
onlywild A 192.0.2.2
onlywild CAA 0 issuewild "many.example.net"
below.onlywild A 192.0.2.2
iodef A 192.0.2.2
iodef CAA 0 iodef "mailto:a@caa.example"
crit A 192.0.2.2
crit CAA 128 mustknow "x"
critknown A 192.0.2.2
critknown CAA 128 issue "up.example.net"
noncrit A 192.0.2.2
noncrit CAA 0 mustknow "x"
otherflag A 192.0.2.2
otherflag CAA 1 mustknow "x"
alias CNAME target.caa2.example.
nocaa CNAME bare.caa2.example.
EOZ
zone caa2.example <<'EOZ'
@ CAA 0 issue "two.example.net"
target A 192.0.2.2
target CAA 0 issue "target.example.net"
bare A 192.0.2.2
EOZ
knot fabrikam.com contoso.com wild.example null.example odd.example \
	xn--bcher-kva.example corp.contoso.local invalid caa.example caa2.example

discover() { # discover DOMAIN [FILE or OPTION...]
	rm -f d.json
	local domain=$1
	shift
	run sanreq discover -v -f json -o d.json --timeout 2 "$@" "dns:$domain"
}
bounded() { # bounded SECONDS BEGIN WHAT
	[ $((SECONDS - $2)) -le "$1" ]
	result $? "$3: in bounded time" "$((SECONDS - $2)) s"
}

# --- answers too long for UDP ----------------------------------------------------

before=$(questions tcp4)
discover fabrikam.com --dns-server "$dns"
status 0 'answers too long for UDP'
[ $(($(questions tcp4) - before)) -ge 5 ]
result $? 'are asked for by TCP' "$before, $(questions tcp4)"
counts() {
	/usr/bin/python3 -c '
import json
d = json.load(open("d.json"))
uses = [u for n in d["names"] for u in n["uses"]]
dns = {n["name"]: n["dns"] for n in d["names"] if "dns" in n}
a = dns["autodiscover.fabrikam.com"]
print(sum(u["attribute"] == "MX" for u in uses),
      sum(u["attribute"] == "SRV" for u in uses),
      len(a["addresses"]), len(a["caa"]), len(set(a["addresses"])))'
}
is "$(counts)" '150 150 240 150 240' 'and are whole: MX, SRV, addresses, CAA'
is "$(findings DSC17)" '' 'nothing is missing'
before=$(questions tcp4)
discover null.example --dns-server "$dns"
is "$(questions tcp4)" "$before" 'TCP is not asked without need'

for mode in closed silent full half drop; do
	serve relay "$lies" "$mode" "$port"
	began=$SECONDS
	discover fabrikam.com --dns-server "$relay"
	complains 4 "dns:fabrikam.com: the answer is too long for UDP, and the DNS server gives none over TCP.*\\(server $relay\\)" \
		"TCP is $mode: told"
	bounded 8 "$began" "TCP is $mode"
	# what is short enough is not lost with it
	discover contoso.com --dns-server "$relay"
	status 0 "TCP is $mode: short answers"
	is "$(facts mail.contoso.com)" 'found 192.0.2.2 contoso.com 1' \
		"TCP is $mode: are taken"
done
serve relay "$lies" closed "$port"
sed -i '/ MX /d; /SRV/d' fabrikam.com.zone
echo '@ MX 10 mail' >>fabrikam.com.zone
sed -i 's/hostmaster 1 /hostmaster 2 /' fabrikam.com.zone
knotc -c knot.conf zone-reload fabrikam.com >/dev/null 2>&1
for ((i = 0; i < 50; i++)); do
	dig +short +tcp -p "$port" @127.0.0.1 fabrikam.com MX | grep -q '10 mail' &&
		break
	sleep 0.1
done
discover fabrikam.com --dns-server "$relay"
status 0 'only some answers are too long'
like "$(findings DSC17)" 'autodiscover.fabrikam.com could not be looked up: the answer is too long for UDP' \
	'that host is told'
like "$(facts autodiscover.fabrikam.com)" '^(|failed .*)$' \
	'and has no half of an answer'
like "$(findings DSC17)" 'CAA records of fabrikam.com could not be .*too long' \
	'so are the CAA records'

# --- a server that leaves the answer to others -------------------------------------

discover sub.contoso.com --dns-server "$dns"
complains 4 'dns:sub.contoso.com: the DNS server does not answer for it and is no resolver: give one, .* as --dns-server .*it refers to ns.sub.contoso.com' \
	'a delegation is no answer'
printf '%s\n' host.sub.contoso.com mail.contoso.com >names.txt
discover contoso.com --dns-server "$dns" names.txt
status 0 'a name below a delegation'
like "$(facts host.sub.contoso.com)" '^failed' 'is not known to be without address'
like "$(findings DSC17)" 'host.sub.contoso.com could not be .*refers to ns.sub' \
	'and is told'
run sanreq plan -f json -o d.json --dns-server "$dns" --add host.sub.contoso.com \
	dns:contoso.com
is "$(findings DSC34)" '' 'nor does a plan say that it does not resolve'
for mode in referral lame; do
	serve liar "$lies" "$mode"
	discover contoso.com --dns-server "$liar"
	complains 4 'is no resolver: give one' "a server that is $mode"
done

# --- any name ----------------------------------------------------------------------

printf '%s.wild.example\n' typo1 mail own.sub >names.txt
discover wild.example --dns-server "$dns" names.txt
status 0 'a zone that answers for any name'
like "$(findings DSC37)" 'warning DNS answers for any name below wild.example \(192.0.2.9\)' \
	'is told'
like "$(findings DSC37)" 'no more than that is known of .*typo1.wild.example' \
	'with the names that are not told from others'
unlike "$(findings DSC37)" 'known of .*mail.wild.example' 'not those that have their own'
is "$(findings DSC37 | wc -l)" 1 'once'
serve liar "$lies" any
discover contoso.com --dns-server "$liar"
like "$(findings DSC37)" 'any name below contoso.com \(192.0.2.1\).*autodiscover.contoso.com' \
	'a resolver that answers for any name'
discover contoso.com --dns-server "$dns"
is "$(findings DSC37)" '' 'an ordinary zone'

# --- odd records ---------------------------------------------------------------------

discover null.example --dns-server "$dns"
like "$(findings DSC38)" 'the MX record of null.example is "\.": .*no mail' 'null MX'
like "$(findings DSC38)" 'SRV record _autodiscover._tcp.null.example .*no autodiscover service' \
	'SRV without a service'
is "$(uses autodiscover.null.example)" 'domain candidate AAAA 2001:db8::1' \
	'an autodiscover host with IPv6 only'

printf '%s.odd.example\n' x.dn y.dn loop1 gone chain0 >names.txt
discover odd.example --dns-server "$dns" names.txt
like "$(findings DSC38)" 'srv.odd.example, which the SRV record .*alias of real.odd.example: RFC 2782' \
	'SRV to an alias'
like "$(findings DSC38)" 'mx.odd.example, which the MX .*RFC 2181' 'MX to an alias'
like "$(findings DSC38)" '"0 0 8443 srv.odd.example" has another port than 443' \
	'SRV to another port'
is "$(facts x.dn.odd.example)" \
	'found x.there.odd.example 192.0.2.5 x.dn.odd.example 1' \
	'DNAME on the way, to CAA too'
is "$(facts y.dn.odd.example)" 'found y.there.odd.example 192.0.2.6 None 0' \
	'DNAME to what has no CAA'
like "$(facts loop1.odd.example)" '^failed' 'a loop'
like "$(findings DSC17)" 'loop1.odd.example could not .*aliases in a loop' \
	'is told as one'
is "$(facts gone.odd.example)" 'no-name nowhere.odd.example None 0' \
	'an alias to what is not there'
is "$(facts chain0.odd.example)" \
	'found chain1.odd.example chain2.odd.example real.odd.example 192.0.2.4 None 0' \
	'a chain'
unlike "$(findings DSC17)" '[xy].dn.odd.example|chain0|gone' 'these are answered'

discover bücher.example --dns-server "$dns"
status 0 'a domain with other letters'
is "$(uses mail.xn--bcher-kva.example)" 'domain server MX 10 mail.xn--bcher-kva.example' \
	'is asked about in its A-labels'
discover corp.contoso.local --dns-server "$dns"
status 0 'an internal domain'
is "$(findings DSC17)" '' 'no CAA records are missed of an internal name'
long=$(printf 'a%.0s' {1..60})
discover "$long.$long.$long.$long.com" --dns-server "$dns"
complains 3 'no DNS name: it has more than 253 characters' 'a domain too long for SRV'

# --- lies and failures ------------------------------------------------------------------

for mode in upper edns; do
	serve liar "$lies" "$mode"
	discover contoso.com --dns-server "$liar"
	status 0 "$mode: an answer all the same"
	is "$(uses mail.contoso.com)" 'domain server MX 10 mail.contoso.com' \
		"$mode: which is taken"
done
while read -r mode words; do
	serve liar "$lies" "$mode"
	began=$SECONDS
	discover contoso.com --dns-server "$liar"
	complains 4 "dns:contoso.com: $words.*server $liar" "$mode"
	bounded 8 "$began" "$mode"
done <<'EOL'
id DNS did not answer in time
question DNS did not answer in time
servfail the DNS server failed \(SERVFAIL\)
notimp the DNS server does not know such a question
refused the DNS server refused to answer
EOL
serve liar "$lies" badmx
discover contoso.com --dns-server "$liar"
like "$(uses mail.contoso.com)" 'MX 10 mail' 'a good record beside a broken one'
like "$(findings DSC17)" 'contoso.com: left out of the answer of DNS, 1 MX: no host name: "two words' \
	'the broken one is told'
serve liar "$lies" aaaa
discover contoso.com --dns-server "$liar"
is "$(facts autodiscover.contoso.com)" 'found 192.0.2.1 None 0' \
	'addresses of one kind'
like "$(findings DSC17)" 'autodiscover.contoso.com could not .*: AAAA: .*SERVFAIL' \
	'... are told not to be all'
serve liar "$lies" aaaaonly
run sanreq plan -f json -o d.json --timeout 2 --dns-server "$liar" \
	--add autodiscover.contoso.com dns:contoso.com
is "$(findings DSC34)" '' 'no A and a failed AAAA is not "no address"'
serve liar "$lies" nulcaa
run sanreq plan -f json -o d.json --timeout 2 --dns-server "$liar" \
	--ca-domain ca.example.net dns:contoso.com
like "$(findings DSC36)" 'CAA of contoso.com does not let ca.example.net' \
	'what stands before a NUL names no CA'

# --- many names in a black hole ----------------------------------------------------------

seq -f 'h%.0f.contoso.com' 1 300 >names.txt
serve liar "$lies" falls
began=$SECONDS
discover contoso.com --dns-server "$liar" --timeout 1 names.txt
status 0 '300 names, and a server that falls silent'
# seven times --timeout, says the manual page
bounded 9 "$began" '300 names'
like "$(findings DSC17)" '[0-9]+ names were not looked up: .*--timeout' 'the rest are told'

# --- which server -------------------------------------------------------------------------

for bad in localhost dns.contoso.com 127.0.0.1: 127.0.0.1:0 127.0.0.1:65536 \
	127.0.0.1:53x '[127.0.0.1]:53' '[::1' '::1]:53' '[::1]53' '[]' '' 1.2.3 \
	'[::1]:' '127.0.0.1 ' fe80::1%lo; do
	echo mail.contoso.com >names.txt
	run sanreq discover --dns-server "$bad" names.txt
	complains 2 '--dns-server: DNS server .*not ADDRESS' "no server: '$bad'"
done
many=()
for i in {1..17}; do many+=(--dns-server "127.0.0.$i"); done
run sanreq discover "${many[@]}" names.txt
complains 2 'more than 16 DNS servers' 'too many servers'
cat >v6.sh <<'EOV'
ip link set lo up
sed 's/listen: .*/listen: ::1@53\n  listen: ::1@5353/' knot.conf >v6.conf
sed -i "s,$T/knot$,$T/knot6," v6.conf
mkdir knot6
knotd -c v6.conf >knot6.log 2>&1 &
for ((i = 0; i < 100; i++)); do
	dig +short +time=1 +tries=1 @::1 contoso.com A | grep -q . && break
	sleep 0.1
done
for server in ::1 '[::1]' '[::1]:53' '[::1]:5353'; do
	sanreq discover -f names --timeout 5 --dns-server "$server" \
		dns:contoso.com >"$server.out"
done
sanreq discover --timeout 1 --dns-server '[::1]:54' dns:contoso.com 2>v6.err
kill $!
wait
EOV
ok 'a network of its own' unshare -Urnm bash v6.sh
for server in ::1 '[::1]' '[::1]:53' '[::1]:5353'; do
	like "$(cat "$server.out")" '^autodiscover.contoso.com$' "a server at $server"
done
like "$(cat v6.err)" '^sanreq: dns:contoso.com: no DNS server can be reached \(server \[::1\]:54\)$' \
	'a server that is not there, over IPv6'

# --- CAA (RFC 8659) --------------------------------------------------------------------------

# may NAME CA: does the plan let it?
may() {
	local host=$1
	run sanreq plan -f json -o d.json --timeout 5 --dns-server "$dns" \
		--add "$host" --ca-domain "$2" "dns:${3-caa.example}"
	if [ "$rc" != 0 ]; then echo "status $rc"; return; fi
	/usr/bin/python3 -c '
import json, sys
own = sys.argv[1].replace("*.", "")
for f in json.load(open("d.json"))["findings"]:
    if f["id"] == "DSC36" and f["message"].startswith(
            ("CAA of " + sys.argv[2] + " ",
             "no CA may issue for names at or below " + sys.argv[2] + ":")):
        print("no")
        break
else:
    print("yes")' "$host" "$4"
}
while read -r host ca domain answer what; do
	is "$(may "$host" "$ca" caa.example "$domain")" "$answer" "CAA: $what"
done <<'EOL'
mail.caa.example up.example.net caa.example yes records of the domain above
mail.caa.example other.example.net caa.example no bind the name
case.caa.example ca.example.net case.caa.example yes tag and value in any case
case.caa.example up.example.net case.caa.example no the closest records alone count
empty.caa.example up.example.net empty.caa.example no ";" lets nobody
blank.caa.example up.example.net blank.caa.example no nothing lets nobody
par.caa.example PAR.example.net par.caa.example yes parameters and spaces do not matter
badpar.caa.example par.example.net badpar.caa.example no broken parameters let nobody
wild.caa.example one.example.net wild.caa.example yes issue is for names
wild.caa.example many.example.net wild.caa.example no issuewild is not
*.wild.caa.example many.example.net wild.caa.example yes issuewild is for wildcards
*.wild.caa.example one.example.net wild.caa.example no issue is not, beside it
onlywild.caa.example up.example.net caa.example yes issuewild alone binds no name
below.onlywild.caa.example other.example.net caa.example yes nor one below, nor does what stands above
*.empty.caa.example up.example.net empty.caa.example no issue binds wildcards without issuewild
iodef.caa.example any.example.net caa.example yes records that bind nothing end the search
crit.caa.example up.example.net crit.caa.example no critical and unknown
*.crit.caa.example up.example.net crit.caa.example no for a wildcard too
critknown.caa.example up.example.net critknown.caa.example yes critical and known
noncrit.caa.example any.example.net caa.example yes unknown, not critical
otherflag.caa.example any.example.net caa.example yes another flag
alias.caa.example target.example.net alias.caa.example yes behind an alias
alias.caa.example up.example.net alias.caa.example no which counts more than what is above
nocaa.caa.example up.example.net caa.example yes above the name, not above its alias
nocaa.caa.example two.example.net caa.example no so the alias' domain lets nobody
EOL
may alias.caa.example up.example.net caa.example alias.caa.example >may.out
like "$(findings DSC36)" 'CAA of alias.caa.example does not .* publish target.caa2.example. CAA 0 issue "up' \
	'CAA: beside an alias none can be published'
is "$(may mail.plain.invalid tld.example.net plain.invalid invalid)" yes \
	'CAA: the top-level domain counts'
printf 'mail.plain.invalid\n' >names.txt
run sanreq discover -f json -o d.json --dns-server "$dns" names.txt \
	dns:plain.invalid
is "$(facts mail.plain.invalid)" 'found 192.0.2.2 invalid 1' 'CAA: its records are found'

began=$SECONDS
serve liar "$lies" id
run sanreq plan --timeout 30 --ca-domain digicert --dns-server "$liar" dns:contoso.com
complains 2 '--ca-domain "digicert"' 'a bad --ca-domain is refused'
bounded 4 "$began" 'before anybody is asked'

done_testing
