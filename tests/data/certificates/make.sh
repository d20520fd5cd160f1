#!/bin/sh
# SPDX-License-Identifier: ISC
#
# make.sh: makes the certificates, requests and containers beside it with
# openssl(1). Throw-away keys; the password is "contoso". Run it to make them
# anew: they are kept so that the tests do not depend on openssl's version.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
days=36500

ca() { # ca NAME SUBJECT ISSUER
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -keyout "$work/$1.key" -subj "$2" -out "$work/$1.csr"
	printf 'basicConstraints=critical,CA:TRUE\n' >"$work/$1.ext"
	if [ "$1" = "$3" ]; then
		set -- "$1" "$2" "$3" -signkey "$work/$1.key"
	else
		set -- "$1" "$2" "$3" -CA "$work/$3.pem" -CAkey "$work/$3.key"
	fi
	n=$1
	shift 3
	openssl x509 -req -in "$work/$n.csr" -days $days -set_serial 1 \
	    -extfile "$work/$n.ext" -out "$work/$n.pem" "$@"
}

ca root '/O=Contoso/CN=Contoso Root CA' root
ca issuing '/O=Contoso/CN=Contoso Issuing CA' root

san='subjectAltName=DNS:mail.contoso.com,DNS:autodiscover.contoso.com'
san="$san,DNS:*.fabrikam.example,IP:192.0.2.1,DNS:utena"
openssl req -new -newkey rsa:2048 -nodes -keyout "$work/leaf.key" \
    -subj '/C=DE/O=Contoso\, Ltd./CN=mail.contoso.com' -addext "$san" \
    -out request.pem
openssl req -in request.pem -outform DER -out request.der
printf '%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' "$san" \
    >"$work/leaf.ext"
openssl x509 -req -in request.pem -days $days -set_serial 0x0102030405 \
    -CA "$work/issuing.pem" -CAkey "$work/issuing.key" \
    -extfile "$work/leaf.ext" -out leaf.pem
openssl x509 -in leaf.pem -outform DER -out leaf.der

# CA first, so that the leaf has to be found
{
	openssl x509 -in "$work/root.pem" -text
	cat "$work/issuing.pem" leaf.pem
} >chain.pem
openssl crl2pkcs7 -nocrl -certfile chain.pem -out chain.p7b.pem
openssl crl2pkcs7 -nocrl -certfile chain.pem -outform DER -out chain.p7b

# the same with lengths that are marked at the end (BER), as some programs do
/usr/bin/python3 - <<'END'
der = open("chain.p7b", "rb").read()
def split(b):  # identifier, content, rest
    n, at = b[1], 2
    if n & 0x80:
        at = 2 + (n & 0x7f)
        n = int.from_bytes(b[2:at], "big")
    return b[:1], b[at:at + n], b[at + n:]
def endless(tag, content):
    return tag + b"\x80" + content + b"\0\0"
tag, body, _ = split(der)
oid = body[:11]
tag0, explicit, _ = split(body[11:])
tag1, signed, _ = split(explicit)
open("chain-ber.p7b", "wb").write(
    endless(tag, oid + endless(tag0, endless(tag1, signed))))
END

# as the Exchange Management Shell saves a request
sed 's/CERTIFICATE REQUEST/NEW CERTIFICATE REQUEST/; s/$/\r/' request.pem |
    iconv -t UTF-16LE >request-utf16.txt
{
	printf '\377\376'
	cat request-utf16.txt
} >request-utf16-bom.txt

pfx() { # pfx FILE PASSWORD [OPTION...]
	f=$1 p=$2
	shift 2
	openssl pkcs12 -export -in leaf.pem -inkey "$work/leaf.key" \
	    -certfile "$work/issuing.pem" -name contoso -passout "pass:$p" \
	    -out "$f" "$@"
}
pfx aes.pfx contoso
pfx 3des.pfx contoso -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
pfx rc2.pfx contoso -legacy
pfx empty.pfx ''
pfx open.pfx contoso -keypbe NONE -certpbe NONE
openssl pkcs12 -export -in leaf.pem -nokeys -passout pass:contoso \
    -out nokey.pfx
openssl pkcs12 -export -inkey "$work/leaf.key" -in "$work/leaf.key" -nocerts \
    -passout pass:contoso -out nocert.pfx
pfx costly.pfx contoso -keypbe NONE -certpbe NONE -iter 16777215

cat "$work/leaf.key" leaf.pem >key-and-leaf.pem
cp "$work/leaf.key" key.pem
openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der
openssl pkcs8 -topk8 -in key.pem -passout pass:contoso -out key-sealed.pem

openssl ecparam -name prime256v1 -param_enc explicit -genkey -noout \
    -out "$work/explicit.key"
openssl req -new -key "$work/explicit.key" -subj / -out explicit.pem
openssl req -x509 -newkey ed25519 -nodes -keyout "$work/ed.key" \
    -subj /CN=utena -days $days -out self-signed.pem
chmod 644 ./*.pfx ./*.pem ./*.der
