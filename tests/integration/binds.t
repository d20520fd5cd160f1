#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Why a bind or a certificate is refused, in words: Active Directory's texts by
# the mock, certificates by slapd.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"

fails() { # STATUS PATTERN CAPTION ARG...
	run sanreq discover "${@:4}"
	complains "$1" "$2" "$3"
	is "$out" '' "$3: no result"
}

# --- what Active Directory says ----------------------------------------------

printf 'correct-horse\n' >pw
chmod 600 pw
BIND=(-D reader@contoso.com -y pw --insecure-plain-bind)
while IFS='|' read -r data words; do
	mock "refuse:$data"
	fails 4 "invalidCredentials \(49\) \".*data $data, v4563.*\": $words\$" \
		"data $data" "${BIND[@]}" "ldap://127.0.0.1:$MOCK_PORT"
done <<'END'
525|no such account
52e|wrong name or password
530|not allowed at this time
531|not allowed at this computer
532|password expired
533|account disabled
701|account expired
773|password must be changed
775|account locked
80090346|the server requires channel binding, .*: use ldap:// without -Z
END
mock refuse:52e
fails 4 ': wrong name or password; -D takes user@domain, DOMAIN\\user or a DN$' 'a name without a domain' \
	-D reader -y pw --insecure-plain-bind "ldap://127.0.0.1:$MOCK_PORT"
mock refuse:57
fails 4 'invalidCredentials \(49\) ".*data 57, v4563.*"$' 'a code without words' \
	"${BIND[@]}" "ldap://127.0.0.1:$MOCK_PORT"
mock unsigned
fails 4 'strongerAuthRequired \(8\).*: the server requires signing or TLS: use -ZZ, ldaps:// or -Y GSSAPI$' \
	'signing required' "${BIND[@]}" "ldap://127.0.0.1:$MOCK_PORT"
mock unsigned
fails 4 'strongerAuthRequired \(8\).*give -D DN with -W, over -ZZ or ldaps://, or -Y GSSAPI$' \
	'signing required, anonymous' "ldap://127.0.0.1:$MOCK_PORT"

# --- certificates --------------------------------------------------------------

issue() { # NAME ISSUER EXTENSIONS [START END]: a CA below another
	local d=$T/ca-$1
	make_cert "$@"
	sed -i 's/^extendedKeyUsage.*/basicConstraints = critical,CA:true/; s/^subjectAltName.*//' "$d/cnf"
	: >"$d/index"
	openssl ca -batch -notext -config "$d/cnf" -in "$d/csr" -out "$T/$1.crt" \
		-startdate "${4:-20200101000000Z}" -enddate "${5:-20991231000000Z}" 2>/dev/null
}
bundle() { # NAME CERT...: what the server sends after its own
	local name=$1 c
	shift
	for c in "$@"; do
		cat "$c.crt"
	done >>"$name.crt"
}
make_ca root '/CN=Example Root CA'
make_ca ca '/CN=Nobody'
issue middle root DNS:x
issue late root DNS:x 20200101000000Z 20240301000000Z
make_cert plain root IP:127.0.0.1
make_cert expired root IP:127.0.0.1,DNS:dc1.example.com 20230101000000Z 20240102000000Z
make_cert future root IP:127.0.0.1 20980101000000Z 20991231000000Z
make_cert wrong root DNS:a.example.com,IP:192.0.2.7,DNS:b.example.com,DNS:c.example.com
make_cert lone middle IP:127.0.0.1
make_cert sent middle IP:127.0.0.1
bundle sent middle
make_cert aged late IP:127.0.0.1
bundle aged late
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 \
	-keyout own.key -out own.crt -subj /CN=dc7 -addext subjectAltName=IP:127.0.0.1 2>/dev/null

while IFS='|' read -r cert trusted words; do
	slapd_start "$cert" || exit 1
	fails 4 "ldaps://127.0.0.1:$LDAPS_PORT: $words" "$cert, $trusted: ldaps" \
		--ca-file "$trusted.crt" "ldaps://127.0.0.1:$LDAPS_PORT"
	fails 4 "ldap://127.0.0.1:$LDAP_PORT: $words" "$cert, $trusted: StartTLS" \
		--ca-file "$trusted.crt" -ZZ "ldap://127.0.0.1:$LDAP_PORT"
done <<'END'
plain|ca|the server's certificate \(for "127.0.0.1"\) was issued by "CN=Example Root CA", which is not in ca.crt, and which the server does not send: give --ca-file$
lone|root|the server's certificate \(for "127.0.0.1"\) was issued by "CN=middle", which is not in root.crt, and which the server does not send
sent|ca|the CA certificate "CN=middle" above the server's was issued by "CN=Example Root CA", which is not in ca.crt
aged|root|the CA certificate "CN=late" above the server's expired on 2024-03-01$
expired|root|the server's certificate \(for "127.0.0.1", "dc1.example.com"\) expired on 2024-01-02$
future|root|the server's certificate \(for "127.0.0.1"\) is not valid before 2098-01-01$
wrong|root|the server's certificate is for "a.example.com", "192.0.2.7", "b.example.com" and 1 more, not "127.0.0.1"$
own|root|the server's certificate \(for "127.0.0.1"\) is self-signed and not in root.crt
END
slapd_start sent || exit 1
run sanreq discover --ca-file root.crt "ldaps://127.0.0.1:$LDAPS_PORT"
status 0 'an intermediate that the server sends'
done_testing
