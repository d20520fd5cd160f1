#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Exchange Management Shell output as a source: organizations kept as LDIF are
# written in every form of it, and all readings are the same.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
export PYTHONDONTWRITEBYTECODE=1
make=$SRC/tests/integration/shell/make.py
compare=$SRC/tests/integration/shell/compare.py

run sanreq collect
status 0 'collect'
printf '%s\n' "$out" >collect.ps1

# --- the same, in every form ------------------------------------------------

# same LDIF.json SOURCE... -- DESCRIPTION
same() {
	local ldif=$1 sources=()
	shift
	while [ "$1" != -- ]; do
		sources+=("$1")
		shift
	done
	run sanreq discover -f json -o got.json "${sources[@]}"
	status 0 "$2: read"
	ok "$2: the same inventory" /usr/bin/python3 "$compare" "$ldif" got.json
}

for org in hybrid-2019 coexistence-2010-2016 classic-2007; do
	sanreq discover -f json -o "$org.json" "$SRC/tests/data/$org.ldif"
	for dn in '' --no-dn; do
		dir=$org$dn
		# shellcheck disable=SC2086
		/usr/bin/python3 "$make" "$SRC/tests/data/$org.ldif" "$dir" collect.ps1 $dn
		for file in clixml51.xml clixml7.xml console80.txt console120.txt \
			spaced.txt bare.txt collected.txt json7.json; do
			same "$org.json" "$dir/$file" -- "$dir/$file"
		done
		for forms in csv51 csv7 json51; do
			same "$org.json" "$dir/$forms"/* -- "$dir/$forms"
		done
	done
done

# merged with each other and with LDIF, nothing is new
same hybrid-2019.json "$SRC/tests/data/hybrid-2019.ldif" hybrid-2019/clixml51.xml \
	hybrid-2019/console80.txt hybrid-2019/json7.json hybrid-2019/csv51/* -- 'all forms and LDIF'
run bash -c 'sanreq discover -f names - <hybrid-2019/collected.txt'
is "$out" "$(sanreq discover -f names hybrid-2019/collected.txt)" 'standard input'

# what only the Shell sees
run sanreq discover -f json hybrid-2019/clixml51.xml
like "$out" '"name": "download.contoso.com"' 'download host names'
like "$out" '"service": "certificate", "scope": "presented"' 'names of certificates'
unlike "$out" 'DSC10' 'nothing to say of download host names'
unlike "$out" 'deeper.example' 'what lies deeper is passed over'
while read -r file type; do
	run sanreq discover -f json "hybrid-2019/$file"
	like "$out" "\"type\": \"$type\"" "the type of $file"
done <<EOF2
clixml51.xml clixml
console80.txt format-list
csv51/OabVirtualDirectory.csv csv
json7.json json
EOF2

# --- lost and cut values ------------------------------------------------------

run sanreq discover -f json hybrid-2019/lost.csv
like "$out" 'DSC41' 'lost values: a finding'
like "$out" '"unread": \["the values of ExternalConnectionSettings of Get-PopSettings"' 'lost values: unread'
run sanreq plan hybrid-2019/lost.csv
like "$out" '^Incomplete: hybrid-2019/lost.csv' 'lost values: incomplete'
run sanreq discover hybrid-2019/cut.txt
complains 3 'cut.txt:[0-9]+: .*cut .*FormatEnumerationLimit = -1' 'a list that was cut'

# the script's own errors
iconv -f UTF-16 -t UTF-8 hybrid-2019/collected.txt >collected.txt
sed 's/^# Get-OutlookProvider.*/&\n# Get-OutlookProvider failed: no right <x>/' collected.txt >failed.txt
run sanreq plan -f names failed.txt
complains 0 'failed.txt: incomplete: Get-OutlookProvider failed: no right <x>' 'collect: an error'
head -n 100 collected.txt >part.txt
run sanreq plan part.txt
like "$out" '^Incomplete: part.txt .* is cut' 'collect: a part'

# --- cut at every line, in the wrong encoding, glued ---------------------------------

# Every beginning is read, or refused with one line and its place; what is read
# has no name that the whole has not, but for a domain whose type is cut off.
sanreq discover -v -f names hybrid-2019/clixml7.xml >all.names 2>/dev/null
cp all.names some.names
printf '%s\n' {,autodiscover.}{supplier.example,retired.contoso}.com >>some.names
declare -A known
while read -r name; do known[$name]=1; done <some.names
sweep() { # sweep FILE, from the top, a line more each time
	local file=$1 line name n=0 bad='' text status
	: >part
	while IFS= read -r line; do
		sanreq discover -v -f names part >part.out 2>part.err
		status=$?
		if [ "$status" = 0 ]; then
			while read -r name; do
				[ -n "${known[$name]-}" ] || bad="$bad $n:new"
			done <part.out
		else
			text=$(<part.err)
			text=${text#part: *$'\n'}
			if [ "$status" != 3 ] || [[ $text != 'sanreq: part'* ]] ||
				[[ $text = *$'\n'* ]]; then
				bad="$bad $n"
			fi
		fi
		printf '%s\n' "$line" >>part
		n=$((n + 1))
	done <"$file"
	ok "$file has lines" [ "$n" -gt 1 ]
	is "$bad" '' "$file cut at every line"
}
iconv -f UTF-16 -t UTF-8 hybrid-2019/console120.txt >console.txt
sweep collected.txt
sweep console.txt
sweep hybrid-2019/clixml7.xml
sweep hybrid-2019/json7.json
sweep hybrid-2019/json51/OwaVirtualDirectory.json
sweep hybrid-2019/csv7/OwaVirtualDirectory.csv
sweep hybrid-2019/csv51/OwaVirtualDirectory.csv
for size in 3 1001 20001; do
	head -c "$size" hybrid-2019/clixml51.xml >odd.xml
	run sanreq discover odd.xml
	complains 3 'odd.xml' "UTF-16 cut at byte $size"
done
iconv -f UTF-16 -t UTF-16LE hybrid-2019/clixml51.xml >bare.xml
run sanreq discover -v -f names bare.xml
is "$out" "$(cat all.names)" 'Clixml in UTF-16 without a mark'
iconv -f UTF-16 -t UTF-16BE hybrid-2019/json51/OwaVirtualDirectory.json >bare.json
run sanreq discover -f names bare.json
status 0 'JSON in UTF-16 without a mark'
tail -c +2 hybrid-2019/bare.txt >shifted.txt
run sanreq discover shifted.txt
complains 3 'shifted.txt' 'UTF-16 by one byte off'

glue() { # glue FIRST SECOND PATTERN
	cat "$1" "$2" >glued
	run sanreq discover glued
	complains 3 "glued:$3" "${1##*/} and ${2##*/} in one file"
}
lines() { echo $(($(wc -l <"$1") + 1)); }
csv=hybrid-2019/csv7/OwaVirtualDirectory.csv
xml=hybrid-2019/clixml7.xml
glue collected.txt $csv "$(lines collected.txt): "
glue collected.txt $xml "$(lines collected.txt): "
glue collected.txt "$SRC/tests/data/classic-2007.ldif" ''
glue collected.txt hybrid-2019/json7.json "$(lines collected.txt): "
glue $csv collected.txt "$(lines $csv): .*fields under"
glue $csv hybrid-2019/csv7/PopSettings.csv "$(lines $csv): .*fields under"
glue $csv $xml "$(lines $csv): "
glue $xml $csv "$(lines $xml):[0-9]+: XML: "
glue $xml $xml "$(lines $xml):1: XML: junk .*several files"
glue hybrid-2019/json7.json $csv "$(lines hybrid-2019/json7.json):[0-9]+: JSON"
glue hybrid-2019/json7.json hybrid-2019/json7.json "$(lines hybrid-2019/json7.json):[0-9]+: JSON"

# --- tables ----------------------------------------------------------------------

printf '\r\nIdentity   InternalUrl\r\n--------   -----------\r\nEX\\EWS ... https://...\r\n' >table.txt
run sanreq discover table.txt
complains 3 "table.txt: a table .*'. Format-List'" 'Format-Table text'
(printf '[PS] C:\\>Get-X | ft\r\n'; cat table.txt) >console.ft
run sanreq discover console.ft
complains 3 "console.ft:4: a table .*'. Format-List'" 'Format-Table text behind a prompt'

printf '%s\n' '"Thumbprint","CertificateDomains"' '"AB","System.Object[]"' >types.csv
run sanreq discover types.csv
complains 3 'types.csv: .*CertificateDomains: only the name of a type was exported.*Export-Clixml' \
	'nothing but names of types'

# --- scripts' CSV -------------------------------------------------------------------

cat >wide.csv <<EOF2
ServerName,ServerVersion,EASInternalURL,EASExternalURL,OABInternalURL,OABExernalURL,OWAInternalURL,AutoDiscName,AutoDiscURI,EWSInternalURL,OutlookAnywhere-InternalHostName(NoURL)
EX01,"Version 15.1",https://eas.contoso.com/x,,http://oab.contoso.com/OAB,https://oab.contoso.com/OAB,https://owa.contoso.com/owa,EX01,https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml,https://ews.contoso.com/EWS/Exchange.asmx,oa.contoso.com
EX02.corp.contoso.local,,,,,,https://owa.contoso.com/owa,,,,
EOF2
run sanreq discover -f csv wide.csv
is "$(printf '%s\n' "$out" | wc -l)" 9 'a row for each server: eight uses'
like "$out" 'owa.contoso.com.*EX02' 'a row for each server: the second server'
sed 's/,/;/g' wide.csv >wide2.csv
is "$(sanreq discover -f names wide2.csv)" "$(sanreq discover -f names wide.csv)" 'a row for each server: semicolons'
printf 'Name,Color\nx,red\n' >other.csv
run sanreq discover other.csv
complains 3 'no name of an Exchange organization' 'CSV of something else'

printf '"Server","InternalUrl"\n"EX1","https://a.contoso.com/"\n' >whose.csv
run sanreq discover whose.csv
complains 3 'whose.csv: line 2: .*neither the cmdlet nor the service' 'a URL, but whose?'

# what columns are called, and what stands for nothing
cat >words.csv <<EOF2
Exchange Server,OWA Internal,OWA External,EWS Internal,EWS External,SCP
EX01,https://owa.contoso.com/owa,N/A,https://ews.contoso.com/EWS/Exchange.asmx,-,https://scp.contoso.com/x.xml
EX02,none,(null),\$null,<not set>,not configured
EOF2
run sanreq discover -f csv words.csv
is "$(printf '%s\n' "$out" | grep -c ',EX01,')" 3 'a row for each server: a column Exchange Server'
is "$(printf '%s\n' "$out" | wc -l)" 4 'a row for each server: nothing more'
run sanreq discover -f json words.csv
unlike "$out" 'DSC' 'a row for each server: "N/A" and the like are no values'
cut -d, -f2- words.csv >nobody.csv
run sanreq discover -f json nobody.csv
like "$out" 'DSC42.*nobody.csv: line 2: the server is not said' 'a row for no server is told'
like "$out" '"name": "owa.contoso.com"' 'and is read'
printf 'Service,EX01,EX02\nEWS,https://a.contoso.com/,https://b.contoso.com/\n' >turned.csv
run sanreq discover -f json turned.csv words.csv
like "$out" 'DSC42.*turned.csv: line 2: .*names a host' 'URLs in columns that nobody knows are told'

# one row for each service
cat >long.csv <<EOF2
Server,Service,InternalUrl,ExternalUrl
EX01,EWS,https://ews.contoso.com/EWS/Exchange.asmx,https://mail.contoso.com/EWS/Exchange.asmx
EX01,Outlook Anywhere,oa.contoso.com,
EX01,Microsoft-Server-ActiveSync,,https://eas.contoso.com/x
EX02.corp.contoso.local,OAB (Default Web Site),https://oab.contoso.com/OAB,
EX02,Frobnicator,https://lost.contoso.com/,
EOF2
run sanreq discover -f csv long.csv
is "$(printf '%s\n' "$out" | wc -l)" 6 'a row for each service: five uses'
like "$out" '^oa.contoso.com,.*outlook-anywhere,internal,client,EX01' 'a row for each service: Outlook Anywhere'
like "$out" '^oab.contoso.com,.*oab,internal,client,EX02' 'a row for each service: a directory'
run sanreq discover -f json long.csv
like "$out" 'DSC42.*long.csv: line 6: InternalUrl .*lost.contoso.com.*Frobnicator' 'a service that nobody knows is told'
printf 'Server,Service,InternalUrl,ExternalUrl\nEX01,Autodiscover (SCP),https://scp.contoso.com/x.xml,N/A\nEX01,OWA,none,-\n' >paren.csv
is "$(sanreq discover -f csv paren.csv | tail -n +2 | cut -d, -f1,4-7)" \
	scp.contoso.com,autodiscover,scp,client,EX01 'a row for each service: what stands in brackets'
sed 's/,/\t/g' long.csv >long.tsv
is "$(sanreq discover -f names long.tsv)" "$(sanreq discover -f names long.csv)" 'a row for each service: tabs'
(cat long.csv; printf '\357\273\277'; sed 's/EX0/EX1/' long.csv) >twice.csv
run sanreq discover -f csv twice.csv
is "$(printf '%s\n' "$out" | wc -l)" 11 'two such files in one'

# --- encodings ---------------------------------------------------------------------------

printf '%s\n' 'Identity    : EX01\EWS (Default Web Site)' 'InternalUrl : https://почта.contoso.com/' \
	'ExternalUrl : https://mail.contoso.com/путь' >utf8.txt
for page in windows-1251:CP1251 cp866:CP866 CP855:CP855; do
	iconv -f UTF-8 -t "${page#*:}" utf8.txt >page.txt
	run sanreq discover -f names --encoding "${page%:*}" page.txt
	is "$out" "$(sanreq discover -f names utf8.txt)" "--encoding ${page%:*}"
done
run sanreq discover -f names page.txt
is "$out" mail.contoso.com 'a name is not taken from a page that was assumed'
run sanreq discover -v -f json page.txt
like "$out" '"DSC43".*page.txt: line 1: .*1252 was assumed' 'the assumption is told'
like "$out" '"DSC45", "severity": "error".*--encoding' 'the name is told'
run sanreq discover --encoding cp932 page.txt
complains 3 'page.txt:2: the byte [0-9A-F]+ is no character of cp932' 'the wrong page'
run sanreq discover --encoding utf-8 page.txt
complains 3 'page.txt:2: .*is not UTF-8' 'UTF-8 and nothing else'
run sanreq discover -f names --encoding cp949 utf8.txt
is "$out" "$(sanreq discover -f names utf8.txt)" 'UTF-8 needs no page'
(cat utf8.txt; printf '\nIdentity : a\nName : \374\n') >mixed.txt
run sanreq discover -f names --encoding windows-1252 mixed.txt
status 0 'UTF-8 and a page: the page stands for all that is read ahead'
unlike "$out" '^xn--80a1acny' 'and is stated for all of it'
printf 'Server,Service,InternalUrl\nEX01,EWS,https://表.contoso.com/\n' | iconv -t CP932 >jp.csv
run sanreq discover -f names --encoding cp932 jp.csv
is "$out" "$(printf '表.contoso.com\n' >n && sanreq discover -f names n)" 'CSV in cp932'
printf '[{"Identity": "EX01\\\\EWS (Default Web Site)",\r\n"InternalUrl": "https://müll.contoso.com/"}]' >utf8.json
iconv -f UTF-8 -t CP1252 utf8.json >ansi.json
run sanreq discover -f names ansi.json
complains 3 'no name' 'JSON of Set-Content: no name by an assumption'
run sanreq discover -f names --encoding windows-1252 ansi.json
is "$out" xn--mll-hoa.contoso.com 'JSON of Set-Content'
sanreq discover -f json -o inventory.json utf8.txt
iconv -f UTF-8 -t CP1251 inventory.json >changed.json
run sanreq discover --encoding windows-1251 changed.json
complains 3 'changed.json: is not UTF-8' 'an inventory in a code page'
printf '# м\xfcll\nm\374ll.contoso.com\n' >ansi.names
run sanreq discover ansi.names
complains 3 'ansi.names:2: .*--encoding' 'a list of names in no stated page'
printf 'm\374ll.contoso.com\n' >ansi.names
run sanreq discover -f names --encoding 1252 ansi.names
is "$out" xn--mll-hoa.contoso.com 'a list of names in a page'
printf 'mail.contoso.com\nowa.contoso.com\n' | iconv -t UTF-16LE >wide.names
run sanreq discover -f names wide.names
is "$out" $'mail.contoso.com\nowa.contoso.com' 'a list in UTF-16 without a mark'
printf 'почтаимаркапочта.contoso.com\n' | iconv -t UTF-16LE >wide.names
run sanreq discover -f names wide.names
complains 3 'NUL bytes' 'UTF-16 that is not seen'
run sanreq discover -f names --encoding UTF-16LE wide.names
is "$out" "$(printf 'почтаимаркапочта.contoso.com\n' >n && sanreq discover -f names n)" 'UTF-16 that is stated'
for name in latin1 windows-1259 '' 864; do
	run sanreq discover --encoding "$name" missing.txt
	complains 2 '--encoding: .*none of utf-8, .*windows-1250' "--encoding \"$name\""
done

# --- copied and mailed text -----------------------------------------------------------------

sed 's/^/> /' utf8.txt >quoted.txt
run sanreq discover -f names quoted.txt
is "$out" "$(sanreq discover -f names utf8.txt)" 'quoted by a mail'
printf 'so.com/\n' >>quoted.txt
run sanreq discover quoted.txt
complains 3 'quoted.txt:4: .*does not begin with ">"' 'quoted by a mail that breaks lines'
sed 's/ : / \xc2\xa0:\xc2\xa0/' utf8.txt >nbsp.txt
run sanreq discover -f names nbsp.txt
is "$out" "$(sanreq discover -f names utf8.txt)" 'no-break spaces'
sed 's/ *: /:\t/' utf8.txt >tabs.txt
run sanreq discover -f names tabs.txt
is "$out" "$(sanreq discover -f names utf8.txt)" 'tabs'
sed 's/$/\n/' utf8.txt >double.txt
run sanreq discover -f csv double.txt
is "$(printf '%s\n' "$out" | grep -c EX01)" 2 'an empty line behind each line'
printf '%s\n' 'Identity    : EX01\EWS (Default Web Site)' 'InternalUrl : https://a.contoso.com/' '' \
	'Server      : EX02' 'ExternalUrl : https://b.contoso.com/' >two.txt
run sanreq discover -f csv two.txt
unlike "$out" 'b.contoso.com' 'an object ends at an empty line'
run sanreq discover -f json two.txt
like "$out" 'DSC42.*two.txt: line 4' 'what is not of it is told'
printf '%s\n' 'InternalUrl : https://a.contoso.com/' '' 'Identity    : EX01\EWS (x)' '' \
	'ExternalUrl : https://b.contoso.com/' '' 'Identity    : EX02\EWS (x)' >doubt.txt
run sanreq discover doubt.txt
complains 3 "doubt.txt:7: 'Identity' again" 'objects that cannot be told apart'
sed 's/^/> /' utf8.txt >quoted.txt
for file in quoted.txt double.txt long.csv; do
	while read -r name; do known[$name]=1; done < <(sanreq discover -f names "$file")
	sweep "$file"
done

# --- values that nobody should believe --------------------------------------------

printf 'Identity    : EX\\EWS (x)\nExternalUrl : http://f/<script language="JScript">eval(x)</script>\nInternalUrl : https://mail.contoso.com/\n' >script.txt
run sanreq discover script.txt
status 0 'script text in a URL'
like "$out" 'DSC02.*(compromise|script|character)' 'script text is told'
unlike "$(sanreq discover -f names script.txt)" '^f$' 'no name is taken from it'
printf 'Identity    : EX\\EWS (\033[31mx)\nInternalUrl : https://mail.contoso.com/\n' >escape.txt
run sanreq discover -f json escape.txt
status 0 'a control character in an Identity'
is "$(printf '%s' "$out" | tr -d '[:print:]\n' | wc -c)" 0 'it is not written as it is'

# --- floods --------------------------------------------------------------------------

{ printf '[{}'; yes ',{}' | head -n 3000000 | tr -d '\n'; printf ']'; } >objects.json
run sanreq discover objects.json
complains 3 'objects.json: JSON whose values need more than [0-9]+ bytes of memory: Export-Clixml' 'JSON of nothing but objects'
{ printf '{"sanreq": 1, "kind": "inventory", "names": '; cat objects.json; printf '}'; } >ours.json
run sanreq discover ours.json
complains 3 'ours.json: JSON whose values need more than [0-9]+ bytes of memory, as no inventory' 'an inventory of nothing but objects'
rm objects.json ours.json

# a comment of several lines makes no object
printf '%s\r\n' '[PS] C:\>Get-ReceiveConnector | fl Fqdn,Comment,Identity' '' '' \
	'Fqdn     : smtp.contoso.com' 'Comment  : old' '           ' '           Identity : EX09\x' \
	'           Fqdn     : old.contoso.com' 'Identity : EX01\Client' '' >comment.txt
run sanreq discover -f names comment.txt
is "$out" smtp.contoso.com 'a value of several lines, with an empty one'
sed -i 's/^ *\r/\r/' comment.txt
run sanreq discover comment.txt
complains 3 'comment.txt:7: .*cannot be told' 'a value whose empty line was trimmed'

# --- collect -----------------------------------------------------------------------

run sanreq collect -o again.ps1
status 0 'collect -o'
ok 'collect -o: the same' cmp collect.ps1 again.ps1
run sanreq collect contoso.ldif
complains 2 'no source is read' 'collect takes no source'
is "$(tr -d '[:print:]\n' <collect.ps1 | wc -c)" 0 'the script is ASCII'
is "$(awk 'length > 80' collect.ps1)" '' 'it fits a window of 80 columns'
is "$(grep -v '^ *#' collect.ps1 | grep -oiE '\b[a-z]+-[a-z]+\b' | sed 's/-.*//' | sort -fu | tr '\n' ' ')" \
	'Add Export Format Get Out sanreq Where Write ' 'its verbs'
unlike "$(cat collect.ps1)" '(Set|New|Remove|Enable|Disable|Invoke|Import|Install|Start|Send)-[A-Z]' 'it changes nothing'
unlike "$(grep -v '^#' collect.ps1)" '(try *\{|catch|-join|-split|@[A-Za-z]+\b|\[ordered\]|-in\b|-NoTypeInformation)' \
	'it is PowerShell 1.0'
ok 'the certificates of each server are asked for' \
	grep -q "^ *Subject,CertificateDomains,Services,NotAfter [$]One[.]Name" collect.ps1
# each property that names hosts is asked for
run sanreq collect
for word in InternalUrl ExternalUrl InternalNLBBypassUrl ExternalDownloadHostName InternalHostname \
	AutoDiscoverServiceInternalUri X509CertificateName TlsCertificateName SmartHosts OnPremisesSmartHost \
	CertPrincipalName CertificateDomains DomainName Get-ClientAccessArray \
	Get-DatabaseAvailabilityGroup StartedMailboxServers; do
	like "$out" "[ ,]$word\\b" "it asks for $word"
done
done_testing
