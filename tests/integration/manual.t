#!/bin/bash
# What the help texts and the manual page say is what the program does: the
# options of each verb, the ids of findings, the examples.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
page=$SRC/csr/sanreq.1
verbs=$(sanreq --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p')
is "$(printf '%s\n' "$verbs" | wc -l)" "$(sed -n '/verbs\[\] = {/,/^};/p' "$SRC/csr/main.c" | grep -c 'VERB_')" 'all verbs are listed'

# --- options ---------------------------------------------------------------
# long options with "=" where they take a value, then letters without any
longs=$(sed -n '/long_options\[\] = {/,/^};/s/^    {"\([a-z-]*\)", \(.\).*/\1 \2/p' "$SRC/csr/options.c" |
	sed 's/ r$/=/; s/ n$//')
like "$longs" '^timeout=$' 'the table of options is read'
letter() { # of a long option, else nothing
	sed -n "s/^    {\"${1%=}\", [a-z_]*, NULL, '\(.\)'},/\1/p" "$SRC/csr/options.c"
}
refused='is no option of|leaves nothing out|prints a script, in one form'
takes() { # verb option...
	local v=$1
	shift
	run sanreq "$v" "$@" </dev/null
	! printf '%s\n' "$err" | grep -qE "$refused"
}
for verb in $verbs; do
	sanreq "$verb" --help | sed '1,/[Oo]ptions$/d' >help
	# what stands in the text, as options are written
	grep -oE -- '(^|[ (])(--[a-z][a-z-]+|-[A-Za-z]([ ,]|$))' help | tr -d ' ,(' | sort -u >told
	{
		for o in $longs; do
			v=$o
			case $v in
			format=) v=${v}json ;;
			*=) v=${v}1 ;;
			esac
			takes "$verb" "--$v" || continue
			echo "--${o%=}"
			l=$(letter "$o")
			[ -z "$l" ] || printf -- "-%s\n" "$l"
		done
		for o in -Dx -W -yx -Yx -Z; do
			if takes "$verb" "$o"; then echo "${o:0:2}"; fi
		done
	} | sort -u >taken
	is "$(diff told taken)" '' "$verb --help lists the options that it takes, and no other"
done
# the manual page has each once, but for those that mean another thing to lint
{
	for o in $longs; do echo "-${o%=}"; done
	printf '%s\n' D W y Y Z
} | sort >options
sed -n 's/^\.It Fl //p' "$page" | tr -d ',' | tr ' ' '\n' |
	grep -E '^(-[a-z-]+|[A-Za-z])$' | sort | uniq -c >documented
is "$(awk '{print $2}' documented | grep -E '^-|^[DWyYZ]$' | diff - <(sort -u options))" '' \
	'the manual page has every option, and no other'
is "$(awk '$1 > 1 {print $2}' documented | tr '\n' ' ')" '-cert-pass -key ' 'once each'
for o in $longs; do
	l=$(letter "$o")
	[ -z "$l" ] || grep -q "^\.It Fl $l , -${o%=}\b" "$page" || echo "$l"
done >letters
is "$(cat letters)" '' 'with its letter'
page_verbs=$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCR/s/^\.Cm \([a-z]*\)$/\1/p' "$page" | sort -u)
is "$page_verbs" "$(printf '%s\n' "$verbs" | sort)" 'it has every verb'

# --- findings --------------------------------------------------------------
raised=$(grep -rhoE --include='*.[ch]' '"(DSC|CHK|EXC|NAM|CNT|DN|KEY|SIG|EXT|ENC)[0-9]+"' "$SRC/lib" "$SRC/csr" |
	tr -d '"' | sort -u)
listed=$(sanreq lint --list | grep -oE '^[A-Z]+[0-9]+' | sort)
paged=$(sed -n 's/^\.It \([A-Z]*[0-9].*\)/\1/p' "$page" | grep -oE '[A-Z]+[0-9]+' | sort)
like "$raised" '^DSC01$' 'the ids are read'
is "$(printf '%s\n' "$raised" | grep -vxF "$listed" | grep -vxF "$paged")" '' \
	'every id that a finding can have is in the catalogue or in the manual page'
is "$(printf '%s\n' "$paged" | grep -vxF "$raised" | grep -vxF "$listed")" '' \
	'the manual page has no other'
is "$(printf '%s\n' "$paged" | uniq -d)" '' 'none twice'
like "$(cat "$page")" "all $(printf '%s\n' "$listed" | wc -l) rules" 'it counts the rules'

# --- examples --------------------------------------------------------------
cp "$SRC/tests/data/hybrid-2019.ldif" contoso.ldif
echo legacy.contoso.com >extra-names.txt
openssl req -x509 -newkey rsa:2048 -nodes -keyout mail.key -out mail.pem -days 90 -subj /CN=mail.contoso.com \
	-addext subjectAltName=DNS:mail.contoso.com,DNS:autodiscover.contoso.com 2>/dev/null
chmod 600 mail.key
cp mail.pem mail.cer
sanreq plan -p hybrid -f yaml -o plan.yaml contoso.ldif 2>/dev/null
openssl req -new -key mail.key -subj /C=US/CN=mail.contoso.com -addext subjectAltName=DNS:mail.contoso.com -out mail.csr
{ printf '\377\376'; iconv -t UTF-16LE mail.csr; } >request.txt
sanreq profile show public-ca >mine.yaml
{
	sanreq --help
	for verb in $verbs; do sanreq "$verb" --help; done
	sed -n 's/^\.Dl //p' "$page" | sed 's/\\e/\\/g'
} | sed -n 's/^ *sanreq /sanreq /p' | grep -E '^sanreq [a-z]+ ' |
	grep -vE ' \| |(ldaps?|tls|smtp)://|ldaps:///|--edit|sanreq-exchange.txt' |
	awk '!seen[$0]++' >examples
ok 'there are examples' test "$(wc -l <examples)" -ge 25
while read -r line; do
	mkdir -p dir
	case $line in
	*--reuse-key*) ;;
	'sanreq request'*) rm -f ./*.contoso.com.csr ./*.contoso.com.key ;;
	esac
	line=${line//\/etc\/ssl\/exchange/dir}
	run bash -c "$line"
	case $line in
	'sanreq check'* | 'sanreq lint'*)
		[ "$rc" -le 1 ]
		result $? "$line" "status $rc: $err"
		;;
	*) status 0 "$line" ;;
	esac
done <examples
done_testing
