#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Servers of several domains of a forest: their computer accounts are found in
# the global catalog of the domain controller. slapd plays both; in a network
# of its own, where ports 636 and 3269 are free.
if [ "${CATALOG_NETWORK-}" = '' ]; then
	CATALOG_NETWORK=own exec unshare -Urnm bash "$0" "$@"
fi
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"
ip link set lo up || exit 1
printf '127.0.0.1 localhost\n127.0.0.30 dc1.ad.contoso.com\n127.0.0.31 dc2.ad.contoso.com\n' >hosts
mount --bind hosts /etc/hosts || exit 1
SUFFIX=DC=ad,DC=contoso,DC=com
CHILD=DC=lyon,$SUFFIX
U=ldaps://dc1.ad.contoso.com
make_ca ca '/CN=Example Test CA'
make_cert good ca DNS:dc1.ad.contoso.com,DNS:dc2.ad.contoso.com
(umask 077 && echo correct-horse >pw && echo wrong >wrong)
BIND=(--ca-file "$T/ca.crt" -D "CN=Manager,$SUFFIX" -y pw)

# EX19A is of the forest's root domain, the others are of a domain below
sed -E 's/(ex19b|exse1)\.ad\.contoso\.com/\1.lyon.ad.contoso.com/' \
	"$SRC/tests/data/hybrid-2019.ldif" >organization.ldif
account() { # NAME DOMAIN DNS-DOMAIN
	printf '\ndn: CN=%s,%s\nobjectClass: computer\ncn: %s\n' "$1" "$2" "$1"
	printf 'sAMAccountName: %s$\ndNSHostName: %s.%s\n' "$1" "${1,,}" "$3"
}
{
	cat organization.ldif
	account EX19A "$SUFFIX" ad.contoso.com
	# no server, for all its name
	account EXSE1 "$SUFFIX" ad.contoso.com
	printf '\ndn: CN=Exchange Servers,%s\nobjectClass: group\n' "$SUFFIX"
	printf 'cn: Exchange Servers\nsAMAccountName: Exchange Servers\n'
	printf 'member: CN=EX19A,%s\nmember: CN=EX19B,%s\n' "$SUFFIX" "$CHILD"
} >dc.ldif
{
	cat dc.ldif
	printf '\ndn: %s\nobjectClass: domainDNS\ndc: lyon\n' "$CHILD"
	account EX19B "$CHILD" lyon.ad.contoso.com
} >catalog.ldif
cat >root.ldif <<END
dn:
configurationNamingContext: CN=Configuration,$SUFFIX
defaultNamingContext: $SUFFIX
serverName: CN=DC1,CN=Servers,$SUFFIX
isGlobalCatalogReady: TRUE
END
OURS='attributetype ( 1.3.6.1.4.1.99999.9.1 NAME '\''serverName'\'' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
attributetype ( 1.3.6.1.4.1.99999.9.2 NAME '\''isGlobalCatalogReady'\'' EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 )
objectclass ( 1.2.840.113556.1.5.8 NAME '\''group'\'' SUP top STRUCTURAL MUST cn MAY ( member $ sAMAccountName ) )
rootDSE '$T/root.ldif'
defaultsearchbase '$SUFFIX
OURS=${OURS//$'\n'/\\n}

states() { # [OPTION...]
	run sanreq discover -v -f json "${BIND[@]}" "$@" "$U"
	status 0 "$U $*"
	printf '%s' "$out" | /usr/bin/python3 -c 'import json, sys
for s in json.load(sys.stdin)["servers"]: print(s["name"], s.get("state", "-"))' >states
}

# no catalog answers yet
SLAPD_URLS='ldaps://127.0.0.30:636' slapd_start good "$OURS" '' "$T/dc.ldif" "$SUFFIX" || exit 1
states
is "$(cat states)" 'EX19A -
EX19B -
EXSE1 -' 'no global catalog: nobody is called dead'
like "$out" '"DSC22", .*whether EX19B, EXSE1 is still there was not checked' 'no global catalog: it is told'
like "$err" "^$U: global catalog, port 3269: cannot connect: Connection refused\$" 'no global catalog: -v tells why'

SLAPD_URLS='ldaps://127.0.0.30:3269' slapd_start good "$OURS" '' "$T/catalog.ldif" "$SUFFIX" || exit 1
states
is "$(cat states)" 'EX19A -
EX19B -
EXSE1 dead' 'the global catalog knows the accounts of other domains'
like "$out" '"DSC21", .*server EXSE1 is dead: lyon.ad.contoso.com has no computer account of it' \
	'... and who has none'
unlike "$out" '"DSC22"' '... of all of them'
like "$out" '"unread": \[\]' 'nothing is unread'
states --no-computers
is "$(cat states)" 'EX19A -
EX19B -
EXSE1 -' '--no-computers: no catalog is asked'
# which of the two ports is the domain controller's cannot be told
states --insecure-no-verify
is "$(cat states)" 'EX19A -
EX19B -
EXSE1 -' 'unverified: no password goes to the other port'
run sanreq discover -f json "${BIND[@]:0:4}" -y wrong "$U"
complains 4 'invalidCredentials' 'a wrong password'

# the name is that of another computer: whose account it has not, the group has
sed "s/^member: CN=EX19A,/member: CN=EXSE1,OU=Closed,$CHILD\n&/" catalog.ldif >listed.ldif
SLAPD_URLS='ldaps://127.0.0.31:636 ldaps://127.0.0.31:3269' slapd_start good "$OURS" '' "$T/listed.ldif" "$SUFFIX" || exit 1
U=ldaps://dc2.ad.contoso.com
states
is "$(cat states)" 'EX19A -
EX19B -
EXSE1 -' 'a member of the group is there, though another has its name'
like "$out" '"DSC22", .*whether EXSE1 is still there was not checked' '... which is told'

U=ldaps://dc1.ad.contoso.com:3269
states
like "$out" '"unread": \["a global catalog shows only some attributes of each object: give the URL without its port"\]' \
	'the port of the catalog itself: not whole'
is "$(cat states)" 'EX19A -
EX19B -
EXSE1 dead' 'the port of the catalog itself: accounts of all domains'
run sanreq discover --require-complete -f names "${BIND[@]}" "$U"
complains 4 'require-complete refuses: a global catalog shows only some attributes' \
	'the port of the catalog itself: --require-complete'
done_testing
