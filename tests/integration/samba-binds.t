#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Binds to a real Samba domain controller: every way, every setting, every
# account, and Kerberos when it will not.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-samba.sh
. "$SRC/tests/integration/lib-samba.sh"
samba_enter "$@"
samba_tree hybrid-2019
D=ldap://dc1.corp.test
L=ldaps://dc1.corp.test

# --- the table -------------------------------------------------------------------

# fetch ARG...: the helper, whose message is in $message
fetch() {
	run sanreq-fetch ldap --filter '(objectClass=msExchAcceptedDomain)' \
		"${SAMBA_CA[@]}" "$@"
	message=$(printf '%s\n' "$out" | sed -n ':a;N;$!ba;s/\n //g;p' | sed -n 's/^message: //p')
}
cell() { # NAME WANTED ARG...
	fetch "${@:3}"
	case $2 in
	ok)
		like "$out" '^entries: 8$' "$setting: $1" || echo "# $message" ;;
	tls)
		like "$message" '\(8\) .*: the server requires signing or TLS: use -ZZ, ldaps:// or -Y GSSAPI$' "$setting: $1" ;;
	inside)
		like "$message" '\(53\) .*: inside TLS the server takes no further signing or sealing$' "$setting: $1" ;;
	outside)
		like "$message" '\(8\) .*: the server takes no SASL bind over TLS: use ldap:// without -Z, ' "$setting: $1" ;;
	esac
}
with_password() { # NAME WANTED USER ARG...
	cell "$1" "$2" -D "$3" --password-fd 3 "${@:4}" 3<"$SAMBA_PW"
}
for setting in yes allow_sasl_over_tls no; do
	samba_start "ldap server require strong auth=$setting" || exit 1
	samba_ticket ouser
	case $setting in
	yes) clear=tls over=outside ;;
	allow*) clear=tls over=ok ;;
	no) clear=ok over=ok ;;
	esac
	for user in ouser@corp.test 'CORP\ouser' "CN=ouser,$SAMBA_USERS"; do
		with_password "$user, plain" "$clear" "$user" --insecure-plain-bind $D
		with_password "$user, StartTLS" ok "$user" -ZZ $D
		with_password "$user, ldaps" ok "$user" $L
	done
	cell 'GSSAPI' ok -Y GSSAPI $D
	cell 'GSSAPI, only signed' ok -Y GSSAPI -O minssf=1,maxssf=1 $D
	cell 'GSSAPI, neither' "$clear" -Y GSSAPI -O maxssf=0 $D
	cell 'GSSAPI, sealed inside TLS' inside -Y GSSAPI -O minssf=56 $L
	cell 'GSSAPI, ldaps' "$over" -Y GSSAPI $L
	cell 'GSSAPI, StartTLS' "$over" -Y GSSAPI -ZZ $D
	cell 'GSS-SPNEGO' ok -Y GSS-SPNEGO $D
	cell 'GSS-SPNEGO, only signed' ok -Y GSS-SPNEGO -O minssf=1,maxssf=1 $D
	cell 'GSS-SPNEGO, ldaps' "$over" -Y GSS-SPNEGO $L
	fetch $D
	like "$message" '\(1\) .*: bind with -D DN and -W, or -Y GSSAPI$' "$setting: anonymous"
	samba_stop
done

# --- as an admin has it -----------------------------------------------------------

samba_start || exit 1
same() { # CAPTION ARG...
	run sanreq discover -f names "${SAMBA_CA[@]}" "${@:2}"
	status 0 "$1"
	is "$out" "$names" "$1: the names of the organization"
	is "$err" '' "$1: nothing else is said"
}
fails() { # STATUS PATTERN CAPTION ARG...
	run sanreq discover "${SAMBA_CA[@]}" "${@:4}"
	complains "$1" "$2" "$3"
	is "$out" '' "$3: no result"
}
names=$(sanreq discover -f names "$ORG_LDIF")
same 'a password over TLS' -D ouser@corp.test -y "$SAMBA_PW" $L
same 'the ticket of kinit' -Y GSSAPI $D
same 'likewise by SPNEGO' -Y gss-spnego $D
# what is asked, but for what is looked at to tell closed from empty
requests() { # OPTION...: their number
	run sanreq discover -v -f names --no-computers "${SAMBA_CA[@]}" "$@"
	sed -n 's/.* entries, \([0-9]*\) requests, .*/\1/p' <<<"$err"
}
simple=$(requests -D ouser@corp.test -y "$SAMBA_PW" $L)
[ "${simple:-99}" -le 12 ]
result $? 'one bind, the rootDSE, one search, and few more' "$simple requests"
is "$(requests -Y GSSAPI $D)" $((simple + 2)) 'a Kerberos bind has three steps'
kdestroy
cp "$DC/ouser.keytab" k
KRB5CCNAME=MEMORY: KRB5_CLIENT_KTNAME=$T/k same 'a keytab' -Y GSSAPI $D

# what the helper reads of its connection
reads() { # ARG...
	KRB5CCNAME=MEMORY: KRB5_CLIENT_KTNAME=$T/k \
		run strace -s 200000 -o trace -e trace=read env \
		ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" sanreq-fetch ldap -Y GSSAPI "$@" $D
	like "$out" '^msExchInternalHostName: ' "$*: read"
}
reads -O maxssf=1
ok 'only signed, the directory can be seen' grep -q msExchInternalHostName trace
reads
is "$(grep -c msExch trace)" 0 'sealed, it cannot'

# --- accounts that may not ------------------------------------------------------

while IFS='|' read -r user words; do
	fails 4 "invalidCredentials \(49\) .*: $words\$" "$user" \
		-D "$user@corp.test" -y "$SAMBA_PW" $L
done <<'EOF2'
locked|account locked
disabled|account disabled
stale|password expired
mustchange|password must be changed
gone|account expired
night|not allowed at this time
elsewhere|not allowed at this computer
nobody|wrong name or password
EOF2
(umask 077 && echo wrong >wrong)
fails 4 'invalidCredentials \(49\) .*: wrong name or password$' 'a wrong password' \
	-D ouser@corp.test -y "$T/wrong" -ZZ $D

# --- Kerberos that will not --------------------------------------------------------

gssapi() { # PATTERN CAPTION [ARG...]
	fails 4 "GSSAPI bind: $1" "$2" -Y GSSAPI "${@:3}" "${URL:-$D}"
}
NONE='no Kerberos ticket: run kinit USER@REALM, or name a keytab in KRB5_CLIENT_KTNAME'
gssapi "$NONE" 'no ticket'
export KRB5_CLIENT_KTNAME=$T/none.keytab
gssapi 'no Kerberos ticket, and the keytab that KRB5_CLIENT_KTNAME names gives none' 'no keytab'
echo nonsense >bad.keytab
KRB5_CLIENT_KTNAME=$T/bad.keytab gssapi 'no Kerberos ticket, and the keytab' 'a broken keytab'
for user in locked disabled stale; do
	samba_tool domain exportkeytab $user.keytab \
		--principal=$user@CORP.TEST >/dev/null 2>&1
done
KRB5_CLIENT_KTNAME=$T/locked.keytab gssapi 'the account is locked, disabled or has expired' 'a locked account'
KRB5_CLIENT_KTNAME=$T/disabled.keytab gssapi 'the account is locked, disabled or has expired' 'a disabled account'
KRB5_CLIENT_KTNAME=$T/stale.keytab gssapi "the account's password has expired" 'an expired password'
printf 'addent -password -p %s -k 1 -e aes256-cts\nx\nwkt %s\nquit\n' \
	nobody@CORP.TEST "$T/nobody.keytab" | ktutil >/dev/null
printf 'addent -password -p %s -k 1 -e aes256-cts\nx\nwkt %s\nquit\n' \
	ouser@NOWHERE.TEST "$T/nowhere.keytab" | ktutil >/dev/null
printf 'addent -password -p %s -k 1 -e aes256-cts\nx\nwkt %s\nquit\n' \
	ouser@CORP.TEST "$T/oldkey.keytab" | ktutil >/dev/null
KRB5_CLIENT_KTNAME=$T/nobody.keytab gssapi 'Kerberos knows no such account' 'an unknown account'
KRB5_CLIENT_KTNAME=$T/oldkey.keytab gssapi "the keytab's key is not the account's any more" 'an old key'
KRB5_CLIENT_KTNAME=$T/nowhere.keytab gssapi \
	'neither DNS .* names a Kerberos server of this realm \(".*NOWHERE.TEST' 'an unknown realm'
unset KRB5_CLIENT_KTNAME

kinit -l 2s ouser@CORP.TEST <"$SAMBA_PW" >/dev/null
sleep 3
gssapi 'the Kerberos ticket has expired: run kinit again' 'an expired ticket'
kdestroy
{
	cat "$KRB5_CONFIG"
	printf '[libdefaults]\nkdc_timesync = 0\n'
} >strict.conf
for shift in -1h +20m; do
	samba_stop
	SAMBA_CLOCK=$shift samba_start || exit 1
	KRB5_CONFIG=$T/strict.conf KRB5_CLIENT_KTNAME=$T/k gssapi \
		'the clocks of this machine and of the domain controller differ too much: set the time' \
		"a clock that is wrong by $shift"
done
samba_stop
samba_start || exit 1
samba_ticket ouser
samba_tool dns add $SAMBA_ADDRESS corp.test alias A $SAMBA_ADDRESS \
	-U Administrator%Passw0rd.Adm1n >/dev/null
URL=ldap://alias.corp.test gssapi \
	"Kerberos knows no LDAP service by this name: connect by the domain controller's full DNS name" 'an alias'
fails 2 'Kerberos knows servers by name, not by address' 'an address' -Y GSSAPI "ldap://$SAMBA_ADDRESS"

# a Kerberos server that never answers, and one that is not there
samba_address 10.77.0.11 10.77.0.12
samba_blackhole 10.77.0.11 88
cat >hole.conf <<'EOF2'
[libdefaults]
default_realm = CORP.TEST
dns_lookup_kdc = false
[realms]
CORP.TEST = {
kdc = 10.77.0.11
}
[domain_realm]
.corp.test = CORP.TEST
EOF2
sed 's/0\.11/0.12/' hole.conf >closed.conf
kdestroy
began=$(date +%s%3N)
KRB5_CONFIG=$T/hole.conf KRB5_CLIENT_KTNAME=$T/k fails 4 \
	'no answer in time; a Kerberos server \(KDC\) of the realm may not be reachable' \
	'a Kerberos server that is silent' --timeout 1 -Y GSSAPI $D
took=$(($(date +%s%3N) - began))
result $((took > 6000)) 'which is told in time' "took $took ms"
KRB5_CONFIG=$T/closed.conf KRB5_CLIENT_KTNAME=$T/k gssapi \
	'no Kerberos server of this realm answers' 'no Kerberos server'

# --- a server that fails inside the security layer ------------------------------

samba_ticket ouser
port=3890
for how in stall close; do
	# nothing but the search's answer is as large
	port=$((port + 1))
	"$SAMBA_HERE/between.py" "$port" "$how" 4000 >ready-"$how" &
	SERVERS+=("$!")
	until [ -s "ready-$how" ] || ! kill -0 "$!" 2>/dev/null; do
		sleep .02
	done
	words='search below .*the server closed the connection'
	[ "$how" = close ] || words='search below .*no answer within 1 s'
	began=$(date +%s%3N)
	fails 4 "$words" "$how inside the sealed answer" --timeout 1 -Y GSSAPI "$D:$port"
	took=$(($(date +%s%3N) - began))
	result $((took > 6000)) "$how: told in time" "took $took ms"
done
done_testing
