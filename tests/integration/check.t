#!/bin/bash
# SPDX-License-Identifier: ISC
#
# sanreq check: the classic story, every kind of certificate, every format,
# endpoints, and what is no certificate.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"

DATA=$SRC/tests/data
HERE=$SRC/tests/integration
FORMS=$DATA/certificates
CLASSIC=$DATA/classic-2007.ldif

# --- certificates: one key, one CA ---

openssl ecparam -name prime256v1 -genkey -noout -out key.pem
openssl req -x509 -new -key key.pem -days 3650 -out ca.pem \
    -subj '/C=US/O=Example Trust/CN=Example Trust CA' 2>/dev/null

# issue FILE CN SAN [OPTION...]: "" for no SAN; FILE.csr is its request
issue() {
	local file=$1 cn=$2 san=()
	[ -z "$3" ] || san=(-addext "subjectAltName=$3")
	shift 3
	openssl req -new -key key.pem -subj "/CN=$cn" -out "$file.csr" \
	    "${san[@]}" 2>>openssl.log &&
	openssl x509 -req -in "$file.csr" -CA ca.pem -CAkey key.pem \
	    -set_serial "0x$(printf '%s' "$file" | cksum | cut -c -8)" \
	    -copy_extensions copy -out "$file" -days 200 "$@" 2>>openssl.log
}
every='DNS:mail.contoso.com,DNS:autodiscover.contoso.com,DNS:ex01,DNS:ex01.corp.contoso.local'
issue mail.pem mail.contoso.com DNS:mail.contoso.com &&
issue every.pem mail.contoso.com "$every" &&
issue soon.pem mail.contoso.com "$every" -days 20 &&
issue nosan.pem mail.contoso.com '' &&
issue spare.pem mail.contoso.com "$every,DNS:old.contoso.com,DNS:*.fabrikam.com" &&
issue wild.pem mail.contoso.com 'DNS:*.contoso.com' &&
openssl req -x509 -new -key key.pem -days 200 -out self.pem \
    -subj '/CN=ex01' -addext "subjectAltName=$every" 2>>openssl.log
result $? 'certificates are made' "$(tail -5 openssl.log)"
mkdir ca && : >ca/index && echo 01 >ca/serial
printf '%s\n' '[ca]' 'default_ca=c' '[c]' 'dir=ca' 'database=ca/index' \
    'serial=ca/serial' 'new_certs_dir=ca' 'default_md=sha256' 'policy=p' \
    'unique_subject=no' \
    'x509_extensions=e' '[p]' 'commonName=supplied' '[e]' \
    "subjectAltName=$every" >ca.conf
dated() { # dated FILE FROM TO
	openssl ca -batch -config ca.conf -cert ca.pem -keyfile key.pem \
	    -notext -startdate "$2" -enddate "$3" -in every.pem.csr -out "$1" \
	    2>>openssl.log
}
dated early.pem 20990101000000Z 20990601000000Z &&
dated past.pem 20200101000000Z "$(date -u -d '-3 days' +%Y%m%d%H%M%SZ)"
result $? 'one of the future and one of the past, too' "$(tail -5 openssl.log)"

section() { # section TITLE: of the table in $out
	printf '%s\n' "$out" | awk -v title="$1" '
	$0 == title { on = 1; next }
	on && $0 == "" { exit }
	on'
}

# --- the classic story: 2007, the public certificate has one name ---

run sanreq check mail.pem "$CLASSIC"
status 1 'clients would warn'
is "$err" '' 'and nothing else is said'
is "$(printf '%s\n' "$out" | awk 'length > 80')" '' 'the table fits 80 columns'
like "$out" '^5 of 12 client uses are not covered \(2 names\)' 'how many'
like "$(printf '%s\n' "$out" | tr -s '\n ' '  ')" \
    'The name of the security certificate is invalid or does not match the name of the site\.' \
    "Outlook's own words"
missing=$(section 'Not covered')
for url in https://ex01/Autodiscover/Autodiscover.xml \
    https://ex01/EWS/Exchange.asmx https://ex01/UnifiedMessaging/Service.asmx; do
	like "$missing" "EX01 +$url" "KB 940726: $url"
done
like "$(section 'http only')" 'oab internal +EX01 +http://ex01/OAB' \
    'KB 940726: http://ex01/OAB, which asks for no certificate yet'
like "$(section 'What helps')" \
    '^  ex01, ex01\.corp\.contoso\.local: internal names, which no public CA' \
    'internal names: change the URLs'
like "$(section 'What helps')" 'the certificate has \(mail\.contoso\.com\)' \
    'to the name that it has'
unlike "$(section 'What helps')" -- '--add' 'and not: request them'
story=$(section 'What clients will do')
like "$story" 'Outlook on a computer of the domain: WARNS' 'Outlook inside'
like "$story" '1\. connection point of the directory \(SCP\): WARNS' 'at the SCP'
like "$story" 'Autodiscover.xml on EX01: asks for ex01, gets' \
    'the URL, its server and the name'
like "$story" '3\. https://autodiscover.MAIL-DOMAIN: not asked' \
    'behind an SCP the mail domain is not asked'
like "$story" 'Outlook anywhere else: depends' 'Outlook outside'
like "$story" 'the external URLs that it is given: no warning' 'has good URLs'
like "$story" 'autodiscover.contoso.com: not covered' \
    'and may meet autodiscover.contoso.com'
unlike "$story" 'autodiscover.corp.contoso.local' \
    'an internal domain is in nobody'"'"'s address'
like "$story" 'POP3 and IMAP4 clients: depends' 'POP3 may be off'
like "$out" '^  mail\.contoso\.com +ews, oab, um, owa, activesync' 'what is covered'
like "$out" 'msstd:mail.contoso.com: the common name is' 'the principal name'
unlike "$out" 'DSC18' 'which agrees with the common name'
like "$out" 'ews bypass +EX01' 'servers among themselves'

run sanreq check -f names mail.pem "$CLASSIC"
status 1 'names: the same answer'
is "$out" "$(printf 'ex01\nex01.corp.contoso.local')" 'names: those that are missing'
run sanreq check every.pem "$CLASSIC"
status 0 'a certificate with all names'
like "$out" '^Every client use is covered \(13 of 13\)\.$' 'is told so'
unlike "$out" 'Not covered|WARNS' 'and no client warns'
run sanreq check -q --add owa.contoso.com every.pem "$CLASSIC"
status 1 '--add: one more name in use'
like "$(section 'What helps')" 'given as a name in use.* Request a' \
    'a name that no URL has: no URL is to be changed'

# what no source says is not asked; what a plan leaves out still is
sanreq plan -f json -o plan.json "$CLASSIC"
run sanreq check -f names mail.pem plan.json
is "$out" "$(printf 'ex01\nex01.corp.contoso.local')" 'a plan as source'
sanreq discover -f json "$CLASSIC" >inventory.json
run sanreq check mail.pem - <inventory.json
run sh -c 'sanreq check -f names mail.pem - <inventory.json'
is "$out" "$(printf 'ex01\nex01.corp.contoso.local')" 'an inventory on standard input'

# what DNS says of a candidate
/usr/bin/python3 - inventory.json >nowhere.json <<'END'
import json, sys
d = json.load(open(sys.argv[1]))
for n in d["names"]:
    if n["name"] == "autodiscover.contoso.com":
        n["dns"] = {"outcome": "no-name", "aliases": [], "addresses": [], "caa": []}
json.dump(d, sys.stdout)
END
run sanreq check mail.pem inventory.json
like "$out" 'EXC02 .*autodiscover\.contoso\.com' 'autodiscover of the mail domain may lead here'
run sanreq check mail.pem nowhere.json
unlike "$out" 'EXC02' 'not where DNS has no such name'
like "$out" 'autodiscover\.contoso\.com +not covered .*accepted$' 'it is listed all the same'
like "$out" 'does not resolve' 'as one that does not resolve'
like "$(section 'What clients will do')" 'Outlook anywhere else: no warning' \
    'and nobody outside is warned'

# --- what is odd about the certificate itself ---

run sanreq check past.pem "$CLASSIC"
status 1 'an expired certificate'
like "$out" '^Every client warns: the certificate ended [34] days ago\.' 'since when'
like "$out" 'error +CHK01' 'its finding'
like "$out" '^What clients would do, if it were for the names alone$' \
    'the stories are about names'
run sanreq check early.pem "$CLASSIC"
status 1 'a certificate of the future'
like "$out" 'error +CHK02 .*2099-01-01' 'its finding'
run sanreq check soon.pem "$CLASSIC"
status 0 'a certificate that ends soon'
like "$out" ': (19|20) days left' 'days left'
like "$out" 'warning +CHK04' 'its finding'
run sanreq check every.pem "$CLASSIC"
like "$out" ': (199|200) days left' 'days left of another'
unlike "$out" 'CHK' 'nothing is odd about it'
run sanreq check self.pem "$CLASSIC"
status 0 'a self-signed certificate, every name covered'
like "$out" 'warning +CHK05 .*self-signed' 'its finding'
run sanreq check nosan.pem "$CLASSIC"
status 1 'no subjectAltName'
like "$out" 'error +CHK07' 'its finding'
for critical in 1.3.6.1.4.1.55555.1 1.3.6.1.4.1.11129.2.4.3; do
	issue critical.pem mail.contoso.com \
	    "$every" -extfile <(echo "$critical=critical,ASN1:NULL")
	run sanreq check critical.pem "$CLASSIC"
	status 1 "a critical extension that nobody knows: $critical"
	like "$out" '^Every client refuses it: ' '... is told first'
	like "$out" "error +CHK09 .*$critical" '... its finding'
	unlike "$out" 'What clients will do' '... the stories are about names'
done
like "$out" 'precertificate' '... a precertificate is called so'
issue passed.pem mail.contoso.com "$every" \
    -extfile <(echo '1.3.6.1.4.1.55555.1=ASN1:NULL')
run sanreq check passed.pem "$CLASSIC"
status 0 'one that is not critical is passed over'
issue known.pem mail.contoso.com "$every" -extfile <(printf '%s\n' \
    'keyUsage=critical,digitalSignature' 'extendedKeyUsage=critical,serverAuth' \
    'basicConstraints=critical,CA:FALSE')
run sanreq check known.pem "$CLASSIC"
status 0 'critical ones that everybody knows'
issue mail-only.pem mail.contoso.com "$every" \
    -extfile <(echo 'extendedKeyUsage=clientAuth,emailProtection')
run sanreq check mail-only.pem "$CLASSIC"
status 1 'a certificate that is not for servers'
like "$out" 'error +CHK10' '... its finding'
run sanreq check -f html mail-only.pem "$CLASSIC"
like "$out" 'Every client refuses it: the certificate is not for servers' '... html'
run sanreq check -f json nosan.pem "$CLASSIC"
like "$out" 'old Outlook is content with the common name' 'old Outlook, marked'
run sanreq check spare.pem "$CLASSIC"
is "$(section 'In the certificate, used by nothing')" \
    "$(printf '  old.contoso.com\n  *.fabrikam.com')" 'names that nothing uses'
run sanreq check every.pem.csr "$CLASSIC"
status 0 'a request'
like "$out" '^Request every\.pem\.csr' 'is called one'
run sanreq check -v every.pem.csr "$CLASSIC"
like "$out" 'CHK03 .*request, not a certificate' 'its finding'
run sanreq check every.pem "$DATA/coexistence-2010-2016.ldif"
like "$out" 'warning +DSC18' 'old Outlook and the principal name'
run sanreq check wild.pem "$DATA/hybrid-2019.ldif"
like "$out" 'warning +EXC07' 'POP3 and a wildcard'
run sanreq check mail.pem "$DATA/hybrid-2019.ldif"
like "$out" 'warning +EXC05' 'hybrid'
like "$out" 'warning +EXC02' 'autodiscover of the mail domains'

# the rules about uses are the catalogue's: lint finds the same breaches, for
# certificates that hold internal names or are their own issuers too
openssl req -x509 -key key.pem -days 90 -subj /CN=own -out own.pem \
    -addext 'subjectAltName=DNS:own.contoso.com' 2>/dev/null
issue inner.pem mail.contoso.com DNS:mail.contoso.com,DNS:x.corp.contoso.local
breaches() { # of JSON on standard input
	/usr/bin/python3 -c '
import json, re, sys
d = json.load(sys.stdin)
for f in (d.get("files") or [d])[0]["findings"]:
    if f["id"] in "EXC01 EXC02 EXC04 EXC05 EXC07 EXC08".split():
        way_out = r"( \(old|[;:] point|[;:,] (or )?(request|ask|take)).*"
        print(f["id"], re.sub(way_out, "", f["message"]))' | sort
}
for org in classic-2007 coexistence-2010-2016 hybrid-2019; do
	for cert in mail.pem wild.pem own.pem inner.pem; do
		sanreq check -f json "$cert" "$DATA/$org.ldif" |
		    breaches >checked
		sanreq lint -f json --ca public --inventory \
		    "$DATA/$org.ldif" "$cert" | breaches >linted
		is "$(cat linted)" "$(cat checked)" \
		    "$org, $cert: lint and check find the same"
		ok '... and something' test -s checked
	done
done
sanreq lint -f json --inventory "$CLASSIC" own.pem | breaches >linted
like "$(cat linted)" '^EXC01 "ex01"' 'its own issuer takes internal names'
sanreq lint -f json --inventory "$CLASSIC" mail.pem | breaches >linted
like "$(cat linted)" '^EXC04 "ex01"' 'others are not known to'
unlike "$(cat linted)" 'ex01\.corp.*(pop3|imap4)' \
    'what setup wrote for POP3 and IMAP4 is no breach'
sanreq lint -f json --ca private --inventory "$CLASSIC" mail.pem |
    breaches >linted
like "$(cat linted)" '^EXC01 "ex01"' '... but a CA of one'"'"'s own, so named'

# one use is one, whoever tells of it
export PYTHONDONTWRITEBYTECODE=1
sanreq collect >collect.ps1
/usr/bin/python3 "$HERE/shell/make.py" "$CLASSIC" shell collect.ps1
counts() { # of a table on standard input
	grep -oE '^([0-9]+ of [0-9]+ client uses|Every client use is covered).*'
}
for cert in mail.pem every.pem; do
	sanreq check "$cert" "$CLASSIC" | counts >once
	ok "$cert: uses are counted" test -s once
	for format in collected.txt clixml51.xml; do
		is "$(sanreq check "$cert" "$CLASSIC" "shell/$format" | counts)" \
		    "$(cat once)" "$cert, $format: not twice"
	done
	is "$(sanreq check -f html "$cert" "$CLASSIC" shell/collected.txt |
	    grep -oE '[0-9]+ of [0-9]+' | head -1)" \
	    "$(grep -oE '[0-9]+ of [0-9]+' once)" "$cert: in html too"
done

# --- forgotten, or a wrong URL? -----------------------------------------------

# an inventory of EX01 and EX02, with uses: "NAME SERVICE SCOPE SERVER [ATTRIBUTE]"
doubts() {
	/usr/bin/python3 -c '
import json, sys
names = {}
for line in sys.stdin:
    name, service, scope, server, *attribute = line.split()
    scp = scope == "scp"
    attribute.append("serviceBindingInformation" if scp else
                     "msExch%sHostName" % scope.title())
    names.setdefault(name, []).append({"service": service, "scope": scope,
        "audience": "client", "server": server, "source": "t",
        "value": "https://%s/%s" % (name, service),
        "dn": ("CN=" + server + ",CN=Autodiscover" if scp else
               "CN=%s (Default Web Site),CN=HTTP" % service) +
              ",CN=Protocols,CN=%s,CN=Servers,CN=Configuration,DC=t" % server,
        "attribute": attribute[0]})
kind = lambda n: "fqdn" if "." in n else "netbios"
print(json.dumps({"sanreq": 1, "kind": "inventory", "organization": "t",
    "sources": [{"source": "t", "type": "ldif", "records": 1, "unread": []}],
    "servers": [{"name": s, "netbios": s, "product": "2016", "roles": [],
                 "fqdn": s.lower() + ".ad.contoso.com"}
                for s in ("EX01", "EX02")],
    "accepted_domains": [{"domain": "contoso.com", "type": "authoritative",
                          "default": True}],
    "names": [{"name": n, "kind": kind(n),
               "class": "public" if "." in n else "internal",
               "uses": u} for n, u in sorted(names.items())],
    "findings": []}))' >doubts.json
}
said() { # NAME: what check and repair say of it
	run sanreq check -f json mail.pem doubts.json
	printf '%s\n' "$out" | /usr/bin/python3 -c '
import json, sys
print(*{u["cure"] + ": " + u["why"] for u in json.load(sys.stdin)["uses"]
        if u["name"] == sys.argv[1] and u["covered"] is False}, sep="\n")' "$1"
	run sanreq repair --namespace mail.contoso.com mail.pem doubts.json
	printf '%s\n' "$err" >said
}
while IFS='|' read -r caption name want uses; do
	printf '%b' "$uses" | doubts
	like "$(said "$name")" "$want" "$caption"
	like "$(cat said)" 'command.* for .* server' '... repair has a script'
	case $want in
	url:*) unlike "$(cat said)" "$name: " '... and repair does not doubt' ;;
	*'another host'*) like "$(cat said)" '1 setting is left alone' \
		'... and repair leaves it alone' ;;
	name*) like "$(cat said)" "$name: probably forgotten in the certificate" \
		'... and repair says so too' ;;
	*) like "$(cat said)" "$name: .*a wrong URL, or a forgotten name" \
		'... and repair asks' ;;
	esac
done <<'END'
the server's own name, inside|ex01.ad.contoso.com|url: .*server's own name|ex01.ad.contoso.com ews internal EX01\nmail.contoso.com ews external EX01\n
the server's own name, in the SCP|ex01.ad.contoso.com|url: .*server's own name|ex01.ad.contoso.com autodiscover scp EX01\n
the own name of a server of which nothing else is known|ex09.ad.contoso.com|url: .*server's own name|ex09.ad.contoso.com ews internal EX09\nmail.contoso.com ews external EX01\n
the server's own name, known outside and in the certificate|ex01.ad.contoso.com|url: .*server's own name|ex01.ad.contoso.com owa internal EX01\nmail.contoso.com ews internal MAIL\nmail.contoso.com ews external EX01\n
another server's own name|ex09.ad.contoso.com|url or name: nothing tells|ex09.ad.contoso.com ews internal EX0\nmail.contoso.com ews external EX01\n
a failback URL|back.contoso.com|name: it must be another host|back.contoso.com owa external EX01 msExchOWAFailbackURL\nmail.contoso.com owa external EX01\nmail.contoso.com owa internal EX01\n
the host of attachments|files.contoso.com|name: it must be another host|files.contoso.com owa internal EX01 InternalDownloadHostName\nmail.contoso.com owa external EX01\nmail.contoso.com owa internal EX01\n
a short name|ex01|url: no public CA|ex01 ews internal EX01\n
a name that two servers share, inside|owa.contoso.com|name: several servers|owa.contoso.com owa internal EX01\nowa.contoso.com owa internal EX02\nmail.contoso.com ews internal EX01\n
a name that two servers share, outside|owa.contoso.com|name: several servers|owa.contoso.com owa external EX01\nowa.contoso.com owa external EX02\n
a name that most URLs of the server have|web.contoso.com|name: most URLs|web.contoso.com owa internal EX01\nweb.contoso.com ews internal EX01\nmail.contoso.com ews external EX01\n
autodiscover of the mail domain, in the SCP|autodiscover.contoso.com|name: .*ask for it|autodiscover.contoso.com autodiscover scp EX01\n
the odd one inside|mial.contoso.com|url: most URLs of its server|mial.contoso.com ews internal EX01\nmail.contoso.com ews external EX01\nmail.contoso.com owa internal EX01\n
the odd one outside|owa.contoso.com|url or name: nothing tells|owa.contoso.com owa external EX01\nmail.contoso.com ews external EX01\nmail.contoso.com owa internal EX01\n
END

# the host that check advises is the one that repair takes
issue domain.pem contoso.com 'DNS:contoso.com,DNS:*.contoso.com'
issue foreign.pem a.example.net 'DNS:autodiscover.example.net,DNS:a.example.net'
issue two.pem a.example.net 'DNS:b.example.net,DNS:a.example.net'
issue star.pem a.example.net 'DNS:*.example.net'
for cert in mail.pem wild.pem domain.pem foreign.pem two.pem star.pem; do
	for source in "$CLASSIC" "$DATA"/{coexistence-2010-2016,hybrid-2019}.ldif; do
		run sanreq repair "$cert" "$source"
		taken=$(printf '%s\n' "$err" | sed -n 's/.*, namespace //p')
		run sanreq check "$cert" "$source"
		advised=$(printf '%s\n' "$out" | tr -s ' \n' ' ' |
			grep -oE '[(][^ ]+: sanreq repair prints|repair --namespace HOST' |
			sed 's/^(\(.*\)): .*/\1/; s/.*HOST//' | sort -u)
		is "$advised" "$taken" "the host of $cert: ${source##*/}"
	done
done
run sanreq repair self.pem "$CLASSIC"
is "$err" \
    'sanreq: 1 command for the whole organization, namespace mail.contoso.com' \
    'a command that is for no server'
like "$out" '^# Commands +1, for the whole organization$' '... in the script'
run sanreq repair nosan.pem "$CLASSIC"
status 6 'repair by a certificate without names'
like "$err" 'request a certificate' '... advises another one'
unlike "$err" '--namespace' '... not a host that it cannot have'

# a server's own name in the certificate says that those of others were
# forgotten; not where it is one for clients outside
issue ex02.pem mail.contoso.com DNS:mail.contoso.com,DNS:ex02.ad.contoso.com
while read -r scope want; do
	printf '%s\n' 'ex01.ad.contoso.com ews internal EX01' \
	    "ex02.ad.contoso.com ews $scope EX02" | doubts
	run sanreq check -f json ex02.pem doubts.json
	like "$out" "\"cure\": \"$want\"" \
	    "the certificate has another server's name, $scope"
done <<'END'
internal name
external url
END

# POP3 and IMAP4: setup's defaults, and what somebody chose; of a server that no
# source describes, too
for server in EX01 EX09; do
	own=${server,,}.ad.contoso.com
	printf '%s %s %s %s\n' "$own" pop3 internal "$server" \
	    "$own" imap4 external "$server" mail.contoso.com ews internal "$server" |
		doubts
	run sanreq check -f json mail.pem doubts.json
	is "$(printf '%s\n' "$out" | /usr/bin/python3 -c '
import json, sys
print(*sorted((u["service"], u["verdict"]) for u in json.load(sys.stdin)["uses"]
              if u["name"] == sys.argv[1]), sep="\n")' "$own")" \
	    "$(printf '%s\n' "('imap4', 'missing')" "('pop3', 'default')")" \
	    "POP3 and IMAP4 with the own name of $server"
done

# --- every form of CERT ---

printf 'mail.contoso.com\n' >one
for f in leaf.pem leaf.der chain.pem chain.p7b chain.p7b.pem request.pem \
    request-utf16.txt; do
	run sanreq check -q "$FORMS/$f" one
	status 0 "$f"
	like "$out" 'autodiscover.contoso.com' "$f: its names"
done
cat mail.pem wild.pem >two.pem
run sanreq check two.pem one
like "$out" 'warning +CHK11  not checked: beside this certificate' 'two certificates in a file: the other is told'
cat mail.pem ca.pem mail.pem >chain-twice.pem
run sanreq check chain-twice.pem one
unlike "$out" CHK11 'the issuer, and the same one again'
run sh -c "sanreq check -q - one <$FORMS/leaf.der"
status 0 'standard input'
printf 'contoso' >pass && chmod 600 pass
for f in aes.pfx 3des.pfx; do
	run sanreq check -q --cert-pass file:pass "$FORMS/$f" one
	status 0 "$f with its password"
done
run sanreq check "$FORMS/aes.pfx" one
complains 3 '--cert-pass' 'a PFX without its password'
printf 'wrong' >wrong && chmod 600 wrong
run sanreq check --cert-pass file:wrong "$FORMS/aes.pfx" one
complains 3 'aes.pfx' 'a wrong password'
run sanreq check --cert-pass file:none "$FORMS/aes.pfx" one
complains 3 'none' 'no password file'
run sanreq check "$FORMS/key.pem" one
complains 3 'key\.pem.*private key' 'a private key'
run sanreq check one one
complains 3 'one' 'no certificate'
run sanreq check none.pem one
complains 3 'none\.pem' 'no file'
run sanreq check mail.pem none.ldif
complains 3 'none\.ldif' 'no source'
: >empty
run sanreq check empty one
complains 3 'empty' 'an empty file'

openssl x509 -in mail.pem -outform DER -out mail.der
size=$(stat -c %s mail.der)
bad=0
for ((n = 1; n < size; n++)); do
	head -c "$n" mail.der >cut.der
	sanreq check -q cut.der one >/dev/null 2>cut.err
	[ $? = 3 ] && [ "$(wc -l <cut.err)" = 1 ] || bad=$((bad + 1))
done
is "$bad" 0 'cut off anywhere, it is refused in one line'

# names that no client matches: NUL and worse, from test_matching
mkdir pairs
MATCHING_DIR=$T/pairs "$BUILD/unit/test_matching" >/dev/null 2>&1
refused=0
while IFS=$'\t' read -r i text; do
	run sanreq check -f json "pairs/$i.pem" one
	[ "$rc" = 1 ] && printf '%s\n' "$out" | grep -q '"id": "CHK06"' &&
	    /usr/bin/python3 -c 'import json, sys; json.load(sys.stdin)' <"$T/.out" &&
	    refused=$((refused + 1)) || echo "# $i: $text"
done < <(awk -F '\t' '$4 == "DNS" && !seen[$1]++ && ($5 ~ /\\x|[ :]|^\.|\.$|\*.*\*|[^*]\*|\*[^.]|^\*$/) { print $1 "\t" $5 }' pairs/pairs)
ok "entries that no client matches are told ($refused)" test "$refused" -ge 12

# 10 000 names
awk 'BEGIN { printf "subjectAltName=DNS:mail.contoso.com"
	for (i = 0; i < 9999; i++) printf ",DNS:host%d.contoso.com", i
	print "" }' >many.ext
openssl x509 -req -in mail.pem.csr -CA ca.pem -CAkey key.pem -set_serial 7 \
    -extfile many.ext -days 200 -out many.pem 2>>openssl.log
run timeout 60 sanreq check many.pem "$CLASSIC"
status 1 '10 000 names'
like "$out" '^  and 9799 more: -v shows them' 'of which a few are shown'
run sanreq check -f json many.pem one
ok '10 000 names, and all that nothing uses' /usr/bin/python3 - "$T/.out" <<'END'
import json, sys
c = json.load(open(sys.argv[1]))
assert len(c["certificate"]["names"]) == 10000 and len(c["unused"]) == 9999
END

# many servers: of every service some are shown
awk 'BEGIN {
	org = "CN=Contoso,CN=Microsoft Exchange,CN=Services,DC=x"
	split("OWA ECP Mapi WebServices", class)
	for (i = 100; i < 400; i++) {
		srv = "CN=EX" i ",CN=Servers,CN=AG,CN=Administrative Groups," org
		print "dn: " srv "\nobjectClass: msExchExchangeServer\n"
		for (k in class)
			print "dn: CN=" class[k] " (Default Web Site),CN=HTTP,"\
			    "CN=Protocols," srv "\nobjectClass: msExch" class[k]\
			    "VirtualDirectory\nmsExchInternalHostName: "\
			    "https://ex" i ".example.com/" class[k] "\n"
	}
}' >servers.ldif
run sanreq check mail.pem servers.ldif
status 1 '300 servers'
for service in ews owa ecp mapi; do
	is "$(grep -cE "^  $service internal +EX" "$T/.out")" 5 "... some rows: $service"
done
like "$out" '^  and 1180 more: -v shows them' '... and how many more'
ok '... what is wrong is told in 60 lines' \
    test "$(sed -n '/^What clients/=' "$T/.out")" -lt 60
run sanreq check -v mail.pem servers.ldif
is "$(grep -c '^  mapi internal  EX' "$T/.out")" 300 '... all with -v'
run sanreq check -f html mail.pem servers.ldif
for service in ews owa ecp mapi; do
	is "$(grep -c ">$service internal<" "$T/.out")" 50 "html: $service"
done

# --- formats ---

run sanreq check -f json spare.pem "$CLASSIC"
status 0 'json: the answer'
run sanreq check -f json mail.pem "$CLASSIC"
status 1 'json: the other answer'
ok 'json is that of the contract' /usr/bin/python3 - "$T/.out" <<'END'
import json, sys
c = json.load(open(sys.argv[1]))
assert c["sanreq"] == 1 and c["kind"] == "check"
cert = c["certificate"]
assert cert["source"] == "mail.pem" and cert["subject"] == "CN=mail.contoso.com"
assert cert["issuer"].startswith("CN=Example Trust CA") and cert["names"] == ["mail.contoso.com"]
assert cert["not_after"].endswith("Z")
uses = c["uses"]
def find(**want):
    return [u for u in uses if all(u.get(k) == v for k, v in want.items())]
scp, = find(service="autodiscover", scope="scp")
assert scp["name"] == "ex01" and scp["covered"] is False and "by" not in scp
assert scp["value"] == "https://ex01/Autodiscover/Autodiscover.xml" and scp["server"] == "EX01"
assert scp["cure"] == "url" and scp["verdict"] == "missing" and scp["attribute"] == "serviceBindingInformation"
ews, = find(service="ews", scope="external")
assert ews["covered"] is True and ews["by"] == "mail.contoso.com"
for u in uses:
    assert ("covered" in u) == (u["verdict"] in ("covered", "missing")), u
    assert u["source"].endswith("classic-2007.ldif")
assert {u["verdict"] for u in uses} == {"covered", "missing", "default", "candidate", "http-only", "server-only", "principal"}
assert c["unused"] == []
ids = [f["id"] for f in c["findings"]]
assert ids.count("EXC04") == 2 and "EXC02" in ids and ids == sorted(ids)
clients = {x["client"]: x["outcome"] for x in c["clients"]}
assert clients["Outlook on a computer of the domain"] == "warns"
assert clients["Outlook anywhere else"] == "depends"
END
run sanreq check -f csv mail.pem "$CLASSIC"
status 1 'csv: the answer'
like "$out" '^ex01,missing,,autodiscover,scp,client,EX01,https://ex01/Autodiscover/Autodiscover.xml,' 'csv: a use'
like "$out" '^mail.contoso.com,covered,mail.contoso.com,ews,external,' 'csv: another'
for pair in "mail.pem $CLASSIC" "every.pem $DATA/hostile.ldif" \
    "past.pem $DATA/coexistence-2010-2016.ldif" "many.pem $DATA/hybrid-2019.ldif"; do
	read -r cert source <<<"$pair"
	run sanreq check -f html -o page.html "$cert" "$source"
	ok "html of $cert and ${source##*/} is valid" tidy -q -e page.html
	unlike "$(cat page.html)" '<script|<link|<img|src=|href=|@import|url\(' \
	    'html: no script, nothing from outside'
done
run sanreq check -f html mail.pem "$CLASSIC"
status 1 'html: the answer'
like "$out" '<b>Clients will warn\.</b> 5 of 12' 'html: the verdict in words'
like "${out//<wbr>/}" 'https://ex01/Autodiscover/Autodiscover.xml' 'html: the URL'
run sanreq check -f yaml mail.pem one
complains 2 'yaml' 'no such format'

# --- endpoints ---

SERVED=()
# shellcheck disable=SC2317 # the trap calls it
stop() {
	[ ${#SERVED[@]} = 0 ] || kill "${SERVED[@]}" 2>/dev/null
	rm -rf "$T"
}
trap stop EXIT
mkfifo hold
exec 9<>hold
serve() { # serve PORT CERT
	openssl s_server -accept "127.0.0.1:$1" -cert "$2" -key key.pem -quiet \
	    <&9 9>&- >>servers.log 2>&1 &
	SERVED+=($!)
	local i
	for ((i = 0; i < 200; i++)); do
		{ : <"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null && return 0
		sleep 0.05
	done
	result 1 "a server listens at $1" "$(tail -n 20 servers.log)"
}
read -r a b c closed <<<"$(free_ports 4)"
serve "$a" mail.pem
serve "$b" mail.pem
serve "$c" every.pem
run sanreq check "tls://127.0.0.1:$a" "$CLASSIC"
status 1 'an endpoint as CERT'
like "$out" 'CN=mail.contoso.com' 'presents its certificate'
run sanreq check "tls://127.0.0.1:$c" "$CLASSIC"
status 0 'another endpoint'
run sanreq check mail.pem one "tls://127.0.0.1:$a" "tls://127.0.0.1:$b"
status 0 'the same certificate everywhere'
like "$out" '^2 of 2 other addresses that were asked present the same' 'is said'
unlike "$out" 'CHK08' 'without a finding'
run sanreq check mail.pem one "tls://127.0.0.1:$a" "tls://127.0.0.1:$c"
status 0 'another certificate somewhere: no name is uncovered by it'
like "$out" '^1 of 2 other addresses that were asked presents the same' 'is said'
like "$out" 'CHK08 .*127\.0\.0\.1' 'as a finding'
run sanreq check -f html mail.pem one "tls://127.0.0.1:$a" "tls://127.0.0.1:$c"
like "$out" '1 of 2 other addresses' 'html: said, too'
run sanreq check "tls://localhost:$a" one
status 1 'the host that was asked is a name in use'
like "$out" 'localhost' 'which the certificate lacks'
run sanreq check mail.pem "tls://localhost:$a"
status 1 'so is that of an endpoint as the only source'
run sanreq check "tls://127.0.0.1:$closed" one
complains 4 '[Cc]onnection refused' 'nobody listens'
run sanreq check mail.pem one "tls://127.0.0.1:$closed"
complains 4 '[Cc]onnection refused' 'nobody listens at a source'

# --- wrong usage ---

run sanreq check
complains 2 'no CERT given' 'no operand'
run sanreq check mail.pem
complains 2 'no SOURCE given' 'no source'
run sanreq check -o mail.pem mail.pem one
complains 2 'mail\.pem: is the certificate' 'a result in place of the certificate'
run sanreq check -o one mail.pem one
complains 2 'one: is a source' 'a result in place of a source'
run sanreq check --drop x mail.pem one
complains 2 -- '--drop' '--drop'
run sanreq check --key k mail.pem one
complains 2 -- '--key' 'an option of request'
run sanreq check --help
like "$out" '^usage: sanreq check' 'help'
is "$(printf '%s\n' "$out" | awk 'length > 80')" '' 'help fits 80 columns'
# POP3 as setup leaves it, of a server of which no more than that is known
cat >pop.txt <<'END'

ProtocolName               : POP3
InternalConnectionSettings : {EX01.corp.contoso.com:995:SSL, EX01.corp.contoso.com:110:TLS}
ExternalConnectionSettings : {}
X509CertificateName        : EX01
Server                     : EX01
Identity                   : EX01\1

END
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 99 \
	-keyout /dev/null -out mailonly.pem -subj /CN=mail.contoso.com \
	-addext 'subjectAltName=DNS:mail.contoso.com' 2>/dev/null
run sanreq check -f json mailonly.pem pop.txt
status 0 'POP3 as setup leaves it, beside no server: nobody warns'
is "$(grep -c '"verdict": "default"' <<<"$out")" 3 '... as the server is named'
sed 's/: {EX01.corp/: {POP.corp/' pop.txt >own.txt
run sanreq check -f json mailonly.pem own.txt
status 1 'a name that somebody chose'
sed 's/^\(External.*\) {}/\1 {EX01.corp.contoso.com:995:SSL}/' \
	pop.txt >own.txt
run sanreq check -f json mailonly.pem own.txt
status 1 'the same name in an external setting'
done_testing
