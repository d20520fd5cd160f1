#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Names of certificates against names in use: sanreq's answer beside GnuTLS's
# and python's, pair by pair. X509_check_host() was asked already, by
# test_matching, which also makes the certificates. Where another program
# answers otherwise, a list says why; an entry of it that no pair needs is an
# error.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"

mkdir certs
ok 'the pairs and certificates' \
	env MATCHING_DIR="$T/certs" CMOCKA_MESSAGE_OUTPUT=TAP "$BUILD/unit/test_matching"
pairs=$(wc -l <certs/pairs)
ok "at least 300 pairs ($pairs)" test "$pairs" -ge 300

# name of the certificate, reference, their answer, why
certtool_differs='*.co.uk	x.co.uk	1	GnuTLS has no list of public suffixes
*l.contoso.com	mail.contoso.com	1	GnuTLS takes a star within a label, which RFC 9525 forbids
*l.contoso.com	MAIL.CONTOSO.com	1	likewise
*l.contoso.com	l.contoso.com	1	likewise
*mail.contoso.com	mail.contoso.com	1	likewise
*mail.contoso.com	MAIL.CONTOSO.com	1	likewise
'
python_differs='*.co.uk	x.co.uk	1	python has no list of public suffixes
*.com	contoso.com	1	python takes a wildcard over a top-level domain
*.local	x.local	1	likewise
'

# compare PROGRAM ANSWERS DIFFERENCES: both in the order of certs/pairs
compare() {
	paste certs/pairs "$2" | awk -F '\t' -v program="$1" -v list="$3" '
	BEGIN {
		n = split(list, lines, "\n")
		for (i = 1; i <= n; i++)
			if (split(lines[i], f, "\t") == 4)
				known[f[1] "\t" f[2]] = f[3]
	}
	{
		key = $5 "\t" $2
		if (key in known) {
			used[key] = 1
			if ($6 != known[key] || $6 == $3)
				print key ": listed as a difference, ours " $3 ", " program " " $6
		} else if ($6 != $3) {
			print key ": ours " $3 ", " program " " $6
		}
	}
	END {
		for (key in known)
			if (!(key in used))
				print key ": listed, but no pair"
	}' >"$T/differ"
	is "$(cat "$T/differ")" '' "every pair as $1 has it, but for the listed ones"
}

while IFS=$'\t' read -r i reference _; do
	if certtool --verify --load-ca-certificate="certs/$i.pem" \
	    --infile "certs/$i.pem" --verify-hostname="$reference" \
	    --verify-profile low >"$T/certtool" 2>&1; then
		echo 1
	elif grep -q 'does not match the expected' "$T/certtool"; then
		echo 0
	else
		echo failed
	fi
done <certs/pairs >certtool.answers
compare certtool certtool.answers "$certtool_differs"

/usr/bin/python3 -W ignore - certs/pairs >python.answers <<'EOF'
import ipaddress, re, ssl, sys
def raw(text):
    return re.sub(r'\\(\\|x[0-9a-f]{2})', lambda m: '\\' if m[1] == '\\' else chr(int(m[1][1:], 16)), text)
for line in open(sys.argv[1], encoding='utf-8'):
    i, reference, ours, kind, name = line.rstrip('\n').split('\t')
    name = raw(name)
    if kind == 'IP':
        san = (('IP Address', str(ipaddress.ip_address(name.encode('latin-1')))),)
    else:
        san = (('DNS', name),)
    try:
        ssl.match_hostname({'subject': (), 'subjectAltName': san}, reference)
        print(1)
    except ssl.CertificateError:
        print(0)
EOF
compare python python.answers "$python_differs"
done_testing
