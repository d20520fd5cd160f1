#!/bin/bash
# SPDX-License-Identifier: ISC
#
# What a directory of many servers is asked beside the main search: all of it,
# in few round trips, whatever the server answers.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"

now_ms() { date +%s%3N; }
forest() { # MODE [OPTION...]: discovers from the mock
	mock "forest:$1"
	U=ldap://127.0.0.1:$MOCK_PORT
	began=$(now_ms)
	run sanreq discover -v -f json "${@:2}" "$U"
	took=$(($(now_ms) - began))
}
# dead SERVER COUNT CAPTION: it alone is; of so many beside two it is not known
dead() {
	is "$(grep -c '"state": "dead"' <<<"$out")" 1 "$3: one server is dead"
	like "$out" "\"DSC21\", .*server $1 is dead: corp.example.com has no computer account of it" "$3: the one that is in no group"
	like "$out" "\"DSC22\", .* and $2 more is still there was not checked" "$3: not those in a closed folder"
}

# --- 3 000 servers, a fiftieth of a second away --------------------------------

forest 3000:20 --timeout 30
status 0 '3 000 servers'
unlike "$out" '"DSC(19|20)"' '3 000 servers: nothing is closed or left out'
like "$out" '"unread": \[\]' '3 000 servers: all of it was read'
dead EX2999 371 '3 000 servers'
like "$err" "^$U: 8626 entries, 3[67][0-9][0-9] requests, [0-9]+ bytes, [0-9]+ ms\$" '3 000 servers: little more than a request for each'
# one after the other they would take 73 s
[ "$took" -lt 30000 ]
result $? '3 000 servers: many requests at a time' "took $took ms"

# --- what a server may answer ---------------------------------------------------

for quirk in stray busy; do
	forest "300:0:$quirk" --timeout 30
	status 0 "$quirk"
	like "$out" '"unread": \[\]' "$quirk: all of it was read"
	dead EX299 34 "$quirk"
done
like "$err" ' 7[01][0-9] requests,' 'busy: each is asked once more'
forest 300:0:huge --timeout 30
status 0 'servers with DNs of a megabyte'
like "$out" '"unread": \[.*"servers: not looked at everywhere' 'servers with DNs of a megabyte: it is told'
forest 100:0:stars --timeout 30
status 0 'servers with names of nothing but stars'
forest 60:0:doubled --timeout 30
status 0 'each child a thousand times'
like "$out" '"unread": \[\]' 'each child a thousand times: all of it was read'
dead EX59 4 'each child a thousand times'
forest 20:0:elsewhere --timeout 30
status 0 'children of other objects'
like "$out" '"unread": \[.*"servers: not looked at everywhere' 'children of other objects: it is told'
while read -r quirk limit message; do
	forest "300:0:$quirk" --timeout "$limit"
	complains 4 "$message" "$quirk"
	[ "$took" -lt 20000 ]
	result $? "$quirk: ended in time" "took $took ms"
done <<'END'
mute 2 search below containers: no answer within 2 s
wrong 20 search below containers: an answer to something else
close 20 search below containers: the server closed the connection
endless 2 no answer within 2 s
END

# --- more servers than come at once ------------------------------------------------

make_ca ca "/CN=Example Test CA"
make_cert good ca DNS:localhost,IP:127.0.0.1
SUFFIX=DC=corp,DC=example,DC=com
ORG="CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,$SUFFIX"
SERVERS_DN="CN=Servers,CN=Group,CN=Administrative Groups,$ORG"
{
	printf 'dn: %s\nobjectClass: domainDNS\ndc: corp\n\n' "$SUFFIX"
	dn=$SUFFIX
	for name in Configuration Services 'Microsoft Exchange' Contoso \
	    'Administrative Groups' Group Servers; do
		dn="CN=$name,$dn" class=container
		[ "$name" != Contoso ] || class=msExchOrganizationContainer
		printf 'dn: %s\nobjectClass: %s\ncn: %s\n\n' "$dn" "$class" "$name"
	done
	awk -v base="$SERVERS_DN" '
	function put(dn, class, cn, more) {
		printf "dn: %s\nobjectClass: %s\ncn: %s\n%s\n", dn, class, cn, more
	}
	BEGIN {
		for (i = 1; i <= 1200; i++) {
			server = "CN=EX" i "," base
			put(server, "msExchExchangeServer", "EX" i,
			    "serialNumber: Version 15.2 (Build 31118.7)\n")
			put("CN=Protocols," server, "container", "Protocols")
			put("CN=HTTP,CN=Protocols," server, "container", "HTTP")
			put("CN=POP3,CN=Protocols," server, "container", "POP3")
			put("CN=owa,CN=HTTP,CN=Protocols," server,
			    "msExchOwaVirtualDirectory", "owa",
			    "msExchExternalHostName: https://mail.contoso.com/owa\n")
		}
	}'
} >many.ldif
hidden=access
for n in 7 1150; do
	hidden+=" to dn.children=\"CN=HTTP,CN=Protocols,CN=EX$n,$SERVERS_DN\" by * none\\naccess"
done
slapd_start good '' "$hidden to * by * read" "$T/many.ldif" "$SUFFIX" || exit 1
run sanreq discover -v -f json --timeout 30 "ldap://127.0.0.1:$LDAP_PORT"
status 0 'more servers than come at once'
like "$out" '"unread": \["virtual directories of EX1150, EX7: closed to this account"' 'more servers than come at once: what is closed is found'
unlike "$out" 'POP3 settings.*(closed|not looked at)|everywhere' 'more servers than come at once: nothing else is'
is "$(grep -c '"netbios": "EX' <<<"$out")" 1200 'more servers than come at once: all of them'
done_testing
