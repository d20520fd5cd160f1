#!/bin/bash
# SPDX-License-Identifier: ISC
#
# The classic story (KB 940726) and others, end to end: check names the URLs,
# repair prints commands, a directory is changed as they say, check is
# content, and the way back leads to the first state.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"
DATA=$SRC/tests/data
HERE=$SRC/tests/integration

make_ca ca '/CN=Example Test CA'
make_cert localhost ca DNS:localhost,IP:127.0.0.1

shell() { # what the Shell would make of a script
	/usr/bin/python3 -B "$HERE/shell_apply.py" "$@"
}

# state FILE: the directory but for what the server itself writes; attributes
# are sets, so their order says nothing
state() {
	slapcat -o ldif-wrap=no -f "$SLAPD_CONF" >"$1.cat"
	/usr/bin/python3 -c 'import re, sys
own = re.compile("(structuralObjectClass|entryUUID|creatorsName|"
                 "createTimestamp|entryCSN|modifiersName|modifyTimestamp):")
for record in open(sys.argv[1]).read().split("\n\n"):
    rows = record.split("\n")
    print(rows[0], *sorted(r for r in rows[1:] if not own.match(r)), "",
          sep="\n")' "$1.cat" >"$1"
}

# shellcheck disable=SC2317 # called by ok
run_script() { # SCRIPT: in the directory
	slapcat -o ldif-wrap=no -f "$SLAPD_CONF" >tree.ldif
	shell modify "$1" tree.ldif >changes.ldif &&
	ldapmodify -x -H "$U" -D "CN=Manager,$suffix" -w correct-horse \
	    -f changes.ldif >/dev/null
}

directory() { # LDIF: starts a server with it, sets U and suffix
	suffix=$(grep -m1 -oE 'DC=.*' "$1")
	slapd_start localhost '' '' "$1" "$suffix" || exit 1
	U=ldap://127.0.0.1:$LDAP_PORT
}

# story NAME LDIF CERT [OPTION...]: the whole way; leaves first, fix and back
story() {
	local name=$1 ldif=$2 cert=$3
	shift 3
	directory "$ldif"
	state first
	run sanreq check "$cert" "$U"
	status 1 "$name: check is not content"
	printf '%s\n' "$out" >check.before
	run sanreq repair "$@" "$cert" "$U"
	status 0 "$name: repair"
	printf '%s\n' "$out" >dry.ps1
	ok "$name: without --apply ..." run_script dry.ps1
	state same
	ok "$name: ... nothing is changed" cmp first same
	unlike "$(grep -v '^#' dry.ps1 | grep -v -- '-WhatIf')" . \
	    "$name: each command has -WhatIf"
	run sanreq repair --apply "$@" -o fix.ps1 "$cert" "$U"
	status 0 "$name: repair --apply"
	is "$out" '' "$name: ... into a file"
	unlike "$(cat fix.ps1)" ' -WhatIf$' "$name: ... without -WhatIf"
	run sanreq repair --apply --rollback "$@" -o back.ps1 "$cert" "$U"
	status 0 "$name: repair --rollback"
	is "$(sed -n 's/^# Set-/Set-/p' fix.ps1)" "$(grep ^Set- back.ps1)" \
	    "$name: the way back stands in the script too"
	ok "$name: the commands work" run_script fix.ps1
	state second
	unlike "$(cmp first second 2>&1)" '^$' "$name: ... and change things"
	run sanreq check "$cert" "$U"
	status 0 "$name: check is content"
	run sanreq repair "$cert" "$U"
	status 0 "$name: a second repair ..."
	like "$out" 'Nothing to do' "$name: ... has nothing to do"
	like "$err" 'nothing to repair' "$name: ... and says so"
	ok "$name: the way back works" run_script back.ps1
	state third
	ok "$name: the first state is back" cmp first third
}

# --- KB 940726 ----------------------------------------------------------------

make_cert mail.contoso.com ca DNS:mail.contoso.com,DNS:autodiscover.contoso.com
# as in the article, the address book by https too
sed 's|http://ex01/OAB|https://ex01/OAB|' "$DATA/classic-2007.ldif" >classic.ldif
story classic classic.ldif mail.contoso.com.crt
for url in Autodiscover/Autodiscover.xml EWS/Exchange.asmx OAB \
    UnifiedMessaging/Service.asmx; do
	like "$(cat check.before)" "https://ex01/$url" \
	    "classic: check names .../$url"
done
is "$(grep ^Set- fix.ps1 | head -4)" \
"Set-ClientAccessServer -Identity 'EX01' -AutoDiscoverServiceInternalUri 'https://mail.contoso.com/Autodiscover/Autodiscover.xml'
Set-WebServicesVirtualDirectory -Identity 'EX01\\EWS (Default Web Site)' -InternalUrl 'https://mail.contoso.com/EWS/Exchange.asmx'
Set-OabVirtualDirectory -Identity 'EX01\\OAB (Default Web Site)' -InternalUrl 'https://mail.contoso.com/OAB'
Set-UMVirtualDirectory -Identity 'EX01\\UnifiedMessaging (Default Web Site)' -InternalUrl 'https://mail.contoso.com/UnifiedMessaging/Service.asmx'" \
    'classic: the four commands of the article, in its order'
like "$(cat fix.ps1)" '^# InternalUrl was https://ex01/EWS/Exchange.asmx$' \
    'classic: the old value stands beside'
like "$(cat fix.ps1)" 'recycle apppool .*MSExchangeAutodiscoverAppPool' \
    'classic: the pool is recycled'
like "$(cat dry.ps1)" '^# if .*recycle apppool' \
    'classic: ... but not without --apply, as appcmd has no -WhatIf'
like "$(cat fix.ps1)" 'receive connectors such as "Default SERVER"' \
    'classic: why connectors are not touched'
like "$(cat fix.ps1)" 'answer No' 'classic: ... and the transport certificate'
unlike "$(grep -v '^#' fix.ps1)" 'Connector|NLBBypass|ExchangeCertificate' \
    'classic: neither is'

# --- others -------------------------------------------------------------------

FABRIKAM=DNS:mail.fabrikam.com,DNS:autodiscover.fabrikam.com
make_cert mail.fabrikam.com ca \
    "$FABRIKAM,DNS:legacy.fabrikam.com,DNS:failback.fabrikam.com,DNS:owa2003.fabrikam.com"
story coexistence "$DATA/coexistence-2010-2016.ldif" mail.fabrikam.com.crt
like "$(cat fix.ps1)" "^# CAS10A \(Exchange 2010\)$" \
    'coexistence: versions are told'
like "$(cat fix.ps1)" 'Shell of its own' 'coexistence: ... each has a Shell'
like "$(cat fix.ps1)" 'mostly name legacy.fabrikam.com' \
    'coexistence: a server with a namespace of its own is told'
like "$(cat fix.ps1)" "^Set-OutlookProvider -Identity 'EXPR' -CertPrincipalName 'msstd:mail.fabrikam.com'$" \
    'coexistence: the principal name follows the common name'
like "$(cat fix.ps1)" "-ComputerName 'cas10a.corp.fabrikam.local' .*Restart-WebAppPool" \
    'coexistence: pools are recycled from afar'

make_cert mail.ad.contoso.com ca DNS:mail.ad.contoso.com,DNS:autodiscover.ad.contoso.com
story hybrid "$DATA/hybrid-2019.ldif" mail.ad.contoso.com.crt
like "$(grep -A1 '^#   mail.contoso.com (30 uses)' fix.ps1)" \
    'probably forgotten,.*|since several servers share it' \
    'hybrid: a public name may be forgotten rather than wrong'
like "$(cat fix.ps1)" '^#   imap.contoso.com \(1 use\)$' \
    'hybrid: ... or nothing tells'
like "$(grep Set-MapiVirtualDirectory fix.ps1)" \
    'IISAuthenticationMethods \(Get-MapiVirtualDirectory' \
    'hybrid: MAPI keeps its authentication'
like "$(cat fix.ps1)" "Get-Service -Name 'MSExchangePop3','MSExchangePOP3BE'" \
    'hybrid: POP3 is started again'

# --- what is left alone -------------------------------------------------------

make_cert few.fabrikam.com ca "$FABRIKAM"
run sanreq repair --apply -o left.ps1 few.fabrikam.com.crt \
    "$DATA/coexistence-2010-2016.ldif"
status 0 'names that the certificate needs: repair'
like "$err" '4 settings are left alone' '... says what it leaves'
like "$(cat left.ps1)" 'FailbackUrl of EX16 .*https://failback.fabrikam.com/owa' \
    '... which'
like "$(cat left.ps1)" 'must differ from the namespace' '... and why'
unlike "$(grep ^Set- left.ps1)" 'Failback|2003' '... in no command'
like "$err" 'legacy.fabrikam.com: .* forgotten' \
    'a forgotten name is told'
run sanreq repair -q few.fabrikam.com.crt "$DATA/coexistence-2010-2016.ldif"
is "$err" '' '--quiet'

# --- one object, told of by the directory and by the Shell -------------------

export PYTHONDONTWRITEBYTECODE=1
sanreq collect >collect.ps1
for org in classic-2007 coexistence-2010-2016 hybrid-2019; do
	for dn in '' --no-dn; do
		# shellcheck disable=SC2086
		/usr/bin/python3 "$HERE/shell/make.py" "$DATA/$org.ldif" \
		    "$org$dn" collect.ps1 $dn
	done
	sanreq repair -q --apply -o want.ps1 mail.contoso.com.crt \
	    "$DATA/$org.ldif"
	ldif=$DATA/$org.ldif shell=$org/clixml51.xml
	for sources in "$shell" "$org--no-dn/console80.txt" "$ldif $shell" \
	    "$ldif $org--no-dn/clixml51.xml" "$org--no-dn/bare.txt $shell" \
	    "$ldif $shell $org/collected.txt"; do
		# shellcheck disable=SC2086
		run sanreq repair --apply -o got.ps1 mail.contoso.com.crt \
		    $sources
		status 0 "$sources"
		is "$(grep ^Set- got.ps1 | sed -E 's/(Require(Ssl)?) .*//')" \
		    "$(grep ^Set- want.ps1 | sed -E 's/(Require(Ssl)?) .*//')" \
		    '... the same commands'
	done
done
like "$(cat got.ps1)" 'ExternalDownloadHostName of EX19A .*download.contoso.com' \
    'a download host is left alone'
like "$(cat got.ps1)" "not OWA's own host .CVE-2021-1730." '... and why'
like "$(cat got.ps1)" '^#   pop.contoso.com .1 use.$' \
    'a forgotten name counts once, whoever tells of it'

# --- the namespace ------------------------------------------------------------

run sanreq repair --namespace autodiscover.contoso.com mail.contoso.com.crt \
    "$DATA/classic-2007.ldif"
status 0 'a given namespace'
like "$out" "'https://autodiscover.contoso.com/EWS/Exchange.asmx'" '... is taken'
run sanreq repair --namespace www.contoso.com mail.contoso.com.crt \
    "$DATA/classic-2007.ldif"
complains 6 'does not cover the namespace www.contoso.com; it has mail.contoso.com, autodiscover.contoso.com' \
    'one that the certificate does not cover'
run sanreq repair --namespace '*.contoso.com' mail.contoso.com.crt \
    "$DATA/classic-2007.ldif"
complains 2 'no single host' 'a wildcard'
make_cert wildcard.example ca 'DNS:*.contoso.com'
run sanreq repair wildcard.example.crt "$DATA/classic-2007.ldif"
status 0 'a wildcard certificate'
like "$out" '# Namespace    mail.contoso.com' '... gives a host that is in use'
make_cert other.example ca 'DNS:*.fabrikam.com'
run sanreq repair other.example.crt "$DATA/classic-2007.ldif"
complains 6 'none can be chosen; it has \*.fabrikam.com: .*--namespace HOST' \
    '... or none'

# --- input and output ---------------------------------------------------------

run sanreq repair mail.contoso.com.crt
complains 2 'SOURCE' 'no source'
run sanreq repair
complains 2 'CERT' 'no certificate'
run sanreq repair nothing.crt "$DATA/classic-2007.ldif"
complains 3 'nothing.crt' 'no such certificate'
run sanreq repair mail.contoso.com.crt nothing.ldif
complains 3 'nothing.ldif' 'no such source'
run sanreq repair mail.contoso.com.key "$DATA/classic-2007.ldif"
complains 3 'private key' 'a key for a certificate'
run sanreq repair --timeout 2 mail.contoso.com.crt ldap://127.0.0.1:1
complains 4 '127.0.0.1' 'no server'
run sanreq repair -f json mail.contoso.com.crt "$DATA/classic-2007.ldif"
complains 2 '--format' 'there is one format'
run sanreq repair -o mail.contoso.com.crt mail.contoso.com.crt \
    "$DATA/classic-2007.ldif"
complains 2 'would be replaced' 'the certificate is not overwritten'
run sanreq repair -o no/such/folder mail.contoso.com.crt \
    "$DATA/classic-2007.ldif"
complains 5 'no/such/folder' 'no such folder'
sanreq repair mail.contoso.com.crt "$DATA/classic-2007.ldif" >one.ps1 2>/dev/null
sanreq discover -f json "$DATA/classic-2007.ldif" >inventory.json
sanreq repair mail.contoso.com.crt inventory.json >two.ps1 2>/dev/null
ok 'an inventory does as well' cmp one.ps1 two.ps1

# --- text that wants to be PowerShell -----------------------------------------

# the reader of scripts must know an attack when it sees one
broken() { # DESCRIPTION SCRIPT
	printf '%s\n' "$2" >broken.ps1
	run shell show broken.ps1
	is "$rc" 1 "the test itself: $1"
}
broken 'another command' "Set-OwaVirtualDirectory -Identity 'x'; Remove-Mailbox y"
broken 'a line more' "Set-OwaVirtualDirectory -Identity 'x'
Remove-Mailbox y"
# shellcheck disable=SC2016 # that is PowerShell
broken 'a variable' 'Set-OwaVirtualDirectory -Identity $x'
# shellcheck disable=SC2016
broken 'a string that expands' 'Set-OwaVirtualDirectory -Identity "$(calc)"'
broken 'a string without end' "Set-OwaVirtualDirectory -Identity 'x"
broken 'a string that ended early' \
    "Set-OwaVirtualDirectory -Identity 'x'; calc; ''"
broken 'a typographic quote' "Set-OwaVirtualDirectory -Identity 'x’; calc #'"
broken 'a pipe' "Set-OwaVirtualDirectory -Identity 'x' | calc"
broken 'a call' "& 'calc'"
broken 'a block' "Invoke-Command -ComputerName 'x' -ScriptBlock { calc }"
broken 'a block comment' "Set-OwaVirtualDirectory <# x #> -Identity 'x'"
broken 'a control character' "$(printf '# a\rcalc')"

/usr/bin/python3 -B "$HERE/shell_attack.py" make "$DATA/classic-2007.ldif" >attack.ldif
directory attack.ldif
state first
run sanreq repair --apply -o attack.ps1 mail.contoso.com.crt "$U"
status 0 'an attacked directory'
like "$err" 'settings are left alone' '... not everything is put into commands'
ok '... the script is what it should be' shell show attack.ps1
shell show attack.ps1 >attack.json
is "$(/usr/bin/python3 -B "$HERE/shell_attack.py" judge attack.json 2>&1)" 84 \
    '... each sound text comes back, no other does'
sanreq repair --rollback --apply -o attack-back.ps1 mail.contoso.com.crt "$U" 2>/dev/null
ok '... its commands work' run_script attack.ps1
state second
unlike "$(cmp first second 2>&1)" '^$' '... and change things'
ok '... the way back works' run_script attack-back.ps1
state third
ok '... to the first state' cmp first third
run sanreq repair --apply mail.contoso.com.crt attack.ldif
printf '%s\n' "$out" >attack2.ps1
ok '... the same from a file' \
    cmp <(grep -v '^#' attack.ps1) <(grep -v '^#' attack2.ps1)
# what no directory server keeps: NUL, and octets that are no UTF-8
{
	cat "$DATA/classic-2007.ldif"
	echo
	for raw in 'CN=EWS\00,' 'CN=EWS\FF\FE,' 'CN=EWS\C0\A7,'; do
		printf 'dn: %s' "$raw"
		printf 'CN=HTTP,CN=Protocols,CN=EX01,CN=Servers,CN=x,CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange\n'
		printf 'objectClass: msExchWebServicesVirtualDirectory\n'
		printf 'msExchInternalHostName: https://ex01/raw\n\n'
	done
} >raw.ldif
run sanreq repair --apply -o raw.ps1 mail.contoso.com.crt raw.ldif
status 0 'octets that are no text'
ok '... the script is what it should be' shell show raw.ps1
unlike "$(grep ^Set- raw.ps1)" raw '... they are in no command'
is "$(grep -c 'InternalUrl of EX01 .*https://ex01/raw' raw.ps1)" 3 \
    '... but named'

done_testing
