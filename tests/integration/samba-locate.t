#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Finding a Samba domain controller as on a machine that is joined to its
# domain: Kerberos names the domain, the domain controller's DNS the servers.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-samba.sh
. "$SRC/tests/integration/lib-samba.sh"
samba_enter "$@"

records() { # add DOMAIN NAME TYPE DATA
	samba_tool dns "$1" 10.77.0.10 "$2" "$3" "$4" "$5" \
	    -U Administrator%Passw0rd.Adm1n >/dev/null
}

samba_tree hybrid-2019 || exit 1
# shellcheck disable=SC2119 # no options of smb.conf
samba_start || exit 1
samba_ticket ouser || exit 1
PASSWORD=("${SAMBA_CA[@]}" -D ouser@corp.test -y "$SAMBA_PW")

run sanreq discover -v -f names "$ORG_LDIF"
names=$out
run sanreq discover -v -f names -Y GSSAPI ldap:///
status 0 'ldap:/// by Kerberos'
is "$out" "$names" 'ldap:/// by Kerberos: the same names as from LDIF'
like "$err" '^ldap:///: domain corp.test: the Kerberos realm of this machine$' \
    'the domain is that of Kerberos'
like "$err" '^ldap:///: dc1.corp.test:389 was read$' 'the domain controller is told'
run sanreq discover -v -f names -Y GSSAPI ldap://corp.test
status 0 'the domain as host'
like "$err" '^ldap://corp.test: dc1.corp.test:389 was read$' \
    'the domain as host: its domain controller has the ticket'
# the SASL mechanism keeps its credentials when it is refused half-way
run env ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" \
    sanreq discover -f names -Y GSSAPI -ZZ "${SAMBA_CA[@]}" ldap:///
complains 4 'dc1.corp.test:389: ' 'a refusal names the domain controller'
run sanreq discover -v -f names "${PASSWORD[@]}" \
    --site Default-First-Site-Name ldaps:///
status 0 'ldaps:/// by password'
like "$err" '^ldaps:///: dc1.corp.test:636 was read$' 'ldaps: port 636'
unlike "$err" 'site "Default' 'a site that has a domain controller'

records add _msdcs.corp.test _ldap._tcp.Far._sites.dc SRV \
    'dead.corp.test 389 0 100'
records add corp.test dead A 10.77.0.99
run sanreq discover -v -f names -Y GSSAPI --site Far ldap:///
status 0 'a site whose domain controller is dead'
is "$out" "$names" 'a site whose domain controller is dead: nothing is lost'
like "$err" '^ldap:///: dead.corp.test:389: cannot connect: Connection refused$' \
    'the dead one is told'
run sanreq discover -f names -Y GSSAPI --site Nowhere ldap:///
like "$err" '^ldap:///: domain controllers of the site "Nowhere": none in DNS' \
    'a site that is not there is told'
run sanreq discover -v -f names -Y GSSAPI --chase ldap:///DC=corp,DC=test
like "$err" '^ldap:///DC=corp,DC=test: dc1.corp.test:389 was read$' \
    'continuation references of one that was found'
# they name the domain, of which Kerberos knows no LDAP service
status 0 'continuation references to the domain'
is "$out" "$names" 'continuation references to the domain: the names behind them'
like "$err" '^ldap:///DC=corp,DC=test: ldap://corp.test:389/CN=Configuration,DC=corp,DC=test: dc1.corp.test:389 was read$' \
    'continuation references to the domain: its domain controller is told'
run sanreq discover -v -f names -Y GSSAPI --chase --site Far ldap:///DC=corp,DC=test
is "$out" "$names" 'continuation references to the domain: a dead domain controller is left'
run sanreq discover -v -f names "${PASSWORD[@]}" ldaps:/// ldaps://dc1.corp.test
status 0 'two sources by one password'
is "$out" "$names" 'two sources by one password: the names of one'

run sanreq discover -f names -D ouser@corp.test -y "$SAMBA_PW" ldaps:///
complains 4 '"CN=Corp Test CA", which is not in .*: give --ca-file$' 'an unknown CA, and what to do'
run sanreq discover -v -f names "${PASSWORD[@]}" ldaps://dc1.corp.test.
is "$out" "$names" 'a name with the dot of the root'

printf 'wrong\n' >wrong
chmod 600 wrong
run sanreq discover "${SAMBA_CA[@]}" -D ouser@corp.test -y wrong ldaps:///
complains 4 'dc1.corp.test:636: bind: invalidCredentials .*wrong name or password' \
    'a wrong password'

done_testing
