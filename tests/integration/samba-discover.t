#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Discovery from a real Active Directory: the same inventory as from slapd and
# from exports of both; what is closed to an account, container by container;
# dead servers; pointers to other forests.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-samba.sh
. "$SRC/tests/integration/lib-samba.sh"
samba_enter "$@"
samba_tree hybrid-2019
CFG=CN=Configuration,DC=corp,DC=test
SVC=CN=Services,$CFG
ORG="CN=Contoso,CN=Microsoft Exchange,$SVC"
GROUP="CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,$ORG"
SERVER="CN=EX19A,CN=Servers,$GROUP"
U=ldaps://dc1.corp.test
BIND=("${SAMBA_CA[@]}" -y "$SAMBA_PW" -D)
as() { # ACCOUNT ARG...: discovers
	run sanreq discover --timeout 60 "${BIND[@]}" "$1@corp.test" "${@:2}"
}
export LDAPTLS_CACERT=$DC/tls/ca.crt
search() { # OPTION...: as the ordinary user
	ldapsearch -x -H "$U" -D ouser@corp.test -w Ordinary.1pw -b "$SVC" "$@" 2>/dev/null
}
sam() { # COMMAND ARG...
	"$1" -H "$DC/private/sam.ldb" --configfile="$DC/etc/smb.conf" "${@:2}"
}
modify() { # < LDIF
	cat >modify.ldif
	samba_offline modify.ldif >modify.log || sed 's/^/# /' modify.log
}

# --- one organization, five ways to read it -----------------------------------

# what sources are called, and which of them it was, is all that may differ
same() { # CAPTION SOURCE
	run sanreq discover --timeout 60 -v -f json "${@:3}" "$2"
	status 0 "$1: read"
	printf '%s\n' "$out" | /usr/bin/python3 same.py "$2" >got.json
	[ -e want.json ] || cp got.json want.json
	ok "$1: the same inventory" cmp want.json got.json
}
cat >same.py <<'END'
import json, sys
inventory = json.load(sys.stdin)
source, = inventory.pop('sources')
assert source['source'] == sys.argv[1] and source['unread'] == [], source
for name in inventory['names']:
    for use in name['uses']:
        assert use.pop('source') == sys.argv[1], use
json.dump(inventory, sys.stdout, indent=1, sort_keys=True)
END

same 'the sample' "$ORG_LDIF"
like "$(cat want.json)" '"name": "mail.contoso.com"' 'an inventory'
# shellcheck disable=SC2119 # its options are smb.conf's
samba_start || exit 1
same 'Samba' "$U" "${BIND[@]}" ouser@corp.test
like "$err" "^$U: 6[0-9] entries, [12][0-9] requests, [0-9]+ bytes, [0-9]+ ms\$" 'Samba: few requests'
same 'Samba, from its configuration' "$U/$CFG" "${BIND[@]}" ouser@corp.test
search -LLL >ldapsearch.ldif
same 'ldapsearch of Samba' ldapsearch.ldif
search -E pr=7/noprompt >paged.ldif
like "$(cat paged.ldif)" '^# with pagedResults control: size=7$' 'ldapsearch -E pr: pages'
same 'ldapsearch -E pr of Samba' paged.ldif
sam ldbsearch -b "$SVC" >ldbsearch.ldif
like "$(cat ldbsearch.ldif)" '^# record 1$' 'ldbsearch: records'
same 'ldbsearch of Samba' ldbsearch.ldif

mkdir slapd
{
	sed "s|@SRC@|$SRC|; s|@EXTRA@||; s|@DBEXTRA@||; s|@SUFFIX@|DC=corp,DC=test|g; s|@DIR@|$T/slapd|g" \
		"$SRC/tests/integration/slapd/slapd.conf" | grep -v '^TLS'
} >slapd/slapd.conf
mkdir slapd/db
sed 's|@SUFFIX@|DC=corp,DC=test|' "$SRC/tests/integration/slapd/rootdse.ldif" >slapd/rootdse.ldif
sed 's/^dc: .*/dc: corp/' "$ORG_LDIF" >slapd/organization.ldif
slapadd -q -f slapd/slapd.conf -l slapd/organization.ldif || exit 1
samba_address 10.77.0.20
slapd -d 0 -f slapd/slapd.conf -h ldap://10.77.0.20 2>slapd/log &
SERVERS+=("$!")
for ((i = 0; i < 250; i++)); do
	(: </dev/tcp/10.77.0.20/389) 2>/dev/null && break
	sleep .02
done
same 'slapd' ldap://10.77.0.20
ldapsearch -x -H ldap://10.77.0.20 -b "$SVC" -E pr=9/noprompt >slapd.ldif 2>/dev/null
same 'ldapsearch -E pr of slapd' slapd.ldif
slapcat -f slapd/slapd.conf >slapcat.ldif
same 'slapcat' slapcat.ldif

# from the domain all of it is behind a reference
as ouser -f json --base DC=corp,DC=test "$U"
complains 3 'no name of an Exchange organization could be read: a part of the directory is on another server: .*--chase follows' 'the domain alone has none of it'
as ouser -f json --chase --base DC=corp,DC=test "$U"
status 0 '--chase, from the domain'
is "$(printf '%s' "$out" | grep -c '"name": "mail.contoso.com"')" 1 '--chase: the names behind the reference'
as ouser --require-complete -f names --chase --base DC=corp,DC=test "$U"
status 0 '--chase: nothing is left unread'

# a directory and an export of it are one inventory
as ouser -f names "$U" "$ORG_LDIF" slapd.ldif
status 0 'three sources of one organization'
is "$out" "$(sanreq discover -f names "$ORG_LDIF")" 'three sources: the names of one'

# --- what is closed to an account ----------------------------------------------

# an empty container is none that is closed, whoever looks
modify <<END
dn: CN=Arrays,$GROUP
changetype: add
objectClass: container
END
CLOSED=$(sam ldbsearch -b "$SAMBA_USERS" '(sAMAccountName=closed)' objectSid | sed -n 's/^objectSid: //p')
descriptor_of() { # DN: as a line of LDIF
	sam ldbsearch -b "$1" -s base nTSecurityDescriptor |
		sed -z 's/\n //g' | grep '^nTSecurityDescriptor: '
}
put() { # DN DESCRIPTOR-LINE
	modify <<-END
	dn: $1
	changetype: modify
	replace: nTSecurityDescriptor
	$2
	END
}
# closed WORDS DN RIGHTS: denies, looks, and takes the denial back
closed() {
	descriptor=$(descriptor_of "$2")
	put "$2" "$(sed -E "s/(D:[A-Z]*)\(/\1(D;CI;$3;;;$CLOSED)(/" <<<"$descriptor")"
	as closed -f json "$U"
	status 0 "$1 $3: read"
	like "$out" "\"unread\": \[.*\"$1: closed to this account" "$1 $3: unread"
	like "$out" "\"DSC19\", \"severity\": \"warning\", \"message\": \"$1: closed to this account; look with an account that is a member of ..View-Only Organization Management" "$1 $3: a finding"
	as closed --require-complete -f json "$U"
	complains 4 "not read whole, which --require-complete refuses: .*$1: closed" "$1 $3: --require-complete"
	is "$out" '' "$1 $3: no result"
	as ouser --require-complete -f json "$U"
	status 0 "$1 $3: open to others"
	put "$2" "$descriptor"
}
as closed --require-complete -f names "$U"
status 0 'nothing is closed yet'
is "$out" "$(sanreq discover -f names "$ORG_LDIF")" 'nothing is closed yet: all names'
# children hidden and no properties; children hidden; children without properties
while IFS='|' read -r words dn rights; do
	closed "$words" "$dn" "${rights:-RPLCLO}"
done <<END
the forest's service connection points|CN=Microsoft Exchange Autodiscover,$SVC
the organization|$ORG
accepted domains|CN=Accepted Domains,CN=Transport Settings,$ORG
accepted domains|CN=Accepted Domains,CN=Transport Settings,$ORG|LC
Outlook providers|CN=Outlook,CN=AutoDiscover,CN=Client Access,$ORG
hybrid configuration|CN=Hybrid Configuration,$ORG
hybrid configuration|CN=Hybrid Configuration,$ORG|LC
hybrid configuration|CN=Hybrid Configuration,CN=Hybrid Configuration,$ORG|RP
hybrid configuration|CN=Hybrid Configuration,$ORG|RPLCLORC
servers|CN=Servers,$GROUP
servers of EX19A|$SERVER
servers of EX19A|$SERVER|RP
client access arrays|CN=Arrays,$GROUP|LC
database availability groups, whose names no client uses|CN=Database Availability Groups,$GROUP
database availability groups, whose names no client uses|CN=DAG1,CN=Database Availability Groups,$GROUP|RP
send connectors|CN=Connections,CN=Exchange Routing Group (DWBGZMFD01QNBJR),CN=Routing Groups,$GROUP
service connection points of EX19A|CN=Autodiscover,CN=Protocols,$SERVER
virtual directories of EX19A|CN=HTTP,CN=Protocols,$SERVER
POP3 settings of EX19A|CN=POP3,CN=Protocols,$SERVER
IMAP4 settings of EX19A|CN=IMAP4,CN=Protocols,$SERVER
receive connectors of EX19A|CN=SMTP Receive Connectors,CN=Protocols,$SERVER
receive connectors of EX19A|CN=Default Frontend EX19A,CN=SMTP Receive Connectors,CN=Protocols,$SERVER|RP
END
as closed --require-complete -f names "$U"
status 0 'everything is open again'
# with a base further down, what is closed below it is told, and only that
descriptor=$(descriptor_of "CN=POP3,CN=Protocols,$SERVER")
samba_deny "CN=POP3,CN=Protocols,$SERVER" closed
samba_deny "CN=1,CN=POP3,CN=Protocols,$SERVER" closed
while IFS='|' read -r base told; do
	as closed -f json --base "$base" "$U"
	status 0 "closed below ${base%%,*}"
	like "$out" "\"unread\": \\[${told:+\"$told: closed to this account\"}\\]" "closed below ${base%%,*}: unread"
done <<END
$ORG|POP3 settings of EX19A
$SERVER|POP3 settings of EX19A
${SERVER/EX19A/EX19B}|
END
as closed --require-complete -f names --base "$ORG" "$U"
complains 4 'which --require-complete refuses: POP3 settings of EX19A: closed' 'closed below a base: --require-complete'
put "CN=POP3,CN=Protocols,$SERVER" "$descriptor"
put "CN=1,CN=POP3,CN=Protocols,$SERVER" "$(descriptor_of "CN=1,CN=IMAP4,CN=Protocols,$SERVER")"

# nothing at all
descriptor=$(descriptor_of "CN=Microsoft Exchange,$SVC")
samba_deny "CN=Microsoft Exchange,$SVC" closed LC
as closed --require-complete -f names "$U"
complains 4 'refuses: .*the organization: closed to this account' 'the organization is hidden'
is "$out" '' 'the organization is hidden: no result'
put "CN=Microsoft Exchange,$SVC" "$descriptor"

# --- dead servers ---------------------------------------------------------------

states() { # [OPTION...]
	run sanreq discover --timeout 60 -f json "${BIND[@]}" "${ACCOUNT:-ouser}@corp.test" "$@" "$U"
	printf '%s' "$out" | /usr/bin/python3 -c 'import json, sys
for s in json.load(sys.stdin)["servers"]: print(s["name"], s.get("state", "-"))'
}
# the servers' DNS names in the domain of their accounts
for name in EX19A EX19B EXSE1; do
	modify <<-END
	dn: CN=$name,CN=Servers,$GROUP
	changetype: modify
	replace: networkAddress
	networkAddress: netbios:$name
	networkAddress: ncacn_ip_tcp:${name,,}.corp.test
	END
done
is "$(states)" 'EX19A -
EX19B -
EXSE1 -' 'all servers have accounts'
modify <<END
dn: CN=EX19B,CN=Computers,DC=corp,DC=test
changetype: delete
END
modify <<END
dn: CN=EXSE1,CN=Computers,DC=corp,DC=test
changetype: modify
replace: userAccountControl
userAccountControl: 4098
END
# it may be in a folder that is closed to us: only the group of all Exchange
# servers can tell, as a part of which all are seen
alive() { # CAPTION
	is "$(states)" 'EX19A -
EX19B -
EXSE1 dead' "$1"
	as ouser -f json "$U"
	like "$out" '"DSC22", .*whether EX19B is still there was not checked' "$1: a finding"
}
alive 'no group of Exchange servers'
modify <<END
dn: CN=Exchange Servers,CN=Users,DC=corp,DC=test
changetype: add
objectClass: group
sAMAccountName: Exchange Servers
groupType: -2147483640
END
alive 'an empty group of Exchange servers'
modify <<END
dn: CN=Exchange Servers,CN=Users,DC=corp,DC=test
changetype: modify
add: member
member: CN=EXSE1,CN=Computers,DC=corp,DC=test
member: CN=EX19A,CN=Computers,DC=corp,DC=test
END
is "$(states)" 'EX19A -
EX19B dead
EXSE1 dead' 'one without an account, one with a disabled one'
as ouser -f json "$U"
like "$out" '"DSC21", "severity": "warning", "message": "server EX19B is dead: corp.test has no computer account of it; it was removed without its setup", "dn": "CN=EX19B,CN=Servers,' 'no account: a finding'
like "$out" '"DSC21", .*"server EXSE1 is dead: its computer account in corp.test is disabled"' 'a disabled account: a finding'
like "$out" '"unread": \[\]' 'dead servers make nothing incomplete'
printf '%s\n' "$out" >dead.json
verdicts() { # NAME...
	sanreq plan -p private-ca -f json dead.json | /usr/bin/python3 -c 'import json, sys
for n in json.load(sys.stdin)["names"]:
    if n["name"] in sys.argv[1:]: print(n["name"], n["verdict"], n["rule"], n["reason"])' "$@"
}
like "$(verdicts mail.contoso.com)" '^mail.contoso.com take private-ca.yaml:13 clients use it: ' 'what others use is taken'
is "$(verdicts exse1.ad.contoso.com)" 'exse1.ad.contoso.com leave private-ca.yaml:9 only servers that are gone use it (no computer account, or disabled)' 'what only dead servers use is left, and said'
is "$(states --no-computers)" 'EX19A -
EX19B -
EXSE1 -' '--no-computers'
# the same of an export of both partitions; one of a folder does not tell
both() { # BASE: with its computer accounts
	search -LLL
	ldapsearch -x -LLL -H "$U" -D ouser@corp.test -w Ordinary.1pw \
		-b "$1" '(objectClass=computer)' 2>/dev/null
}
both CN=Computers,DC=corp,DC=test >folder.ldif
run sanreq discover -f json folder.ldif
is "$(printf '%s' "$out" | grep -o '"name": "[^"]*", "netbios.*"state": "dead"' | cut -d'"' -f4)" EXSE1 'an export with the accounts of a folder'
like "$out" '"DSC22", .*"folder.ldif: whether EX19B is still there was not checked: an export that tells it has' 'an export with the accounts of a folder: a finding'
both DC=corp,DC=test >both.ldif
run sanreq discover -f json both.ldif
is "$(printf '%s' "$out" | grep -o '"name": "[^"]*", "netbios.*"state": "dead"' | cut -d'"' -f4)" 'EX19B
EXSE1' 'an export with computer accounts'
# an account in a folder that is closed to us is there: the group has it
samba_computer EX19B
modify <<END
dn: OU=Closed,DC=corp,DC=test
changetype: add
objectClass: organizationalUnit

dn: CN=EX19B,CN=Computers,DC=corp,DC=test
changetype: moddn
newrdn: CN=EX19B
deleteoldrdn: 1
newsuperior: OU=Closed,DC=corp,DC=test

dn: CN=Exchange Servers,CN=Users,DC=corp,DC=test
changetype: modify
add: member
member: CN=EX19B,OU=Closed,DC=corp,DC=test
END
samba_deny OU=Closed,DC=corp,DC=test closed
is "$(states)" 'EX19A -
EX19B -
EXSE1 dead' 'an account in another folder'
is "$(ACCOUNT=closed states)" 'EX19A -
EX19B -
EXSE1 dead' 'an account in a closed folder'
as closed -f json "$U"
like "$out" '"DSC22", .*whether EX19B is still there was not checked' 'an account in a closed folder: a finding'
# and where the group is closed too, nobody knows
descriptor=$(descriptor_of 'CN=Exchange Servers,CN=Users,DC=corp,DC=test')
for rights in RPLCLO RP; do
	samba_deny 'CN=Exchange Servers,CN=Users,DC=corp,DC=test' closed $rights
	is "$(ACCOUNT=closed states)" 'EX19A -
EX19B -
EXSE1 dead' "a closed folder and a closed group, $rights"
	as closed -f json "$U"
	like "$out" '"DSC22", .*whether EX19B is still there was not checked' "a closed folder and a closed group, $rights: a finding"
	put 'CN=Exchange Servers,CN=Users,DC=corp,DC=test' "$descriptor"
done
# who may not see computer accounts cannot call a server dead
samba_deny CN=Computers,DC=corp,DC=test closed
is "$(ACCOUNT=closed states)" 'EX19A -
EX19B -
EXSE1 -' 'computer accounts that are closed'
as closed -f json "$U"
like "$out" '"DSC22", "severity": "info", "message": "ldaps://dc1.corp.test: whether EX19A, EX19B, EXSE1 is still there was not checked' 'closed computer accounts: a finding'

# --- other forests ----------------------------------------------------------------

modify <<END
dn: CN=fabrikam.example,CN=Microsoft Exchange Autodiscover,$SVC
changetype: add
objectClass: serviceConnectionPoint
keywords: 67661d7F-8FC4-4fa7-BFAC-E1D7794C1F68
keywords: Domain=fabrikam.example
serviceBindingInformation: LDAP://fabrikam.example
END
as ouser -f json "$U"
like "$out" '"DSC06", .*"points clients to LDAP://fabrikam.example, which was not read; if that forest is yours: sanreq discover -ZZ -D user@fabrikam.example -W ldap://fabrikam.example"' 'a pointer: the command that follows it'
unlike "$out" '"name": "fabrikam.example"' 'a pointer: no name'
as ouser -f names "$U" ldap://10.77.0.20 --insecure-plain-bind
status 4 'another forest with credentials of its own'
run sanreq discover -f json ldap://10.77.0.20
printf '%s\n' "$out" >other.json
as ouser -f names "$U" other.json
status 0 'a forest and the inventory of another'
done_testing
