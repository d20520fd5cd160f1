#!/bin/bash
# sanreq request: key and request, read by others; what it must never do.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
small_org org.ldif
names='autodiscover.contoso.com
mail.contoso.com'

# What others read in a request: subject, then the names.
cat >read_csr.py <<'EOF'
import sys
from cryptography import x509
from cryptography.hazmat.primitives import serialization as s, hashes
raw = open(sys.argv[1], "rb").read()
csr = (x509.load_pem_x509_csr if raw.startswith(b"-----") else x509.load_der_x509_csr)(raw)
assert csr.is_signature_valid
san = csr.extensions.get_extension_for_class(x509.SubjectAlternativeName)
assert san.critical == (len(csr.subject) == 0)
print(csr.subject.rfc4514_string())
for n in san.value:
    assert isinstance(n, (x509.DNSName, x509.IPAddress)), n
    print(n.value)
if len(sys.argv) > 2:
    key = s.load_pem_private_key(open(sys.argv[2], "rb").read(),
        sys.argv[3].encode() if len(sys.argv) > 3 else None)
    f = (s.Encoding.DER, s.PublicFormat.SubjectPublicKeyInfo)
    assert key.public_key().public_bytes(*f) == csr.public_key().public_bytes(*f)
EOF
read_csr() { /usr/bin/python3 read_csr.py "$@"; }

run sanreq request org.ldif
status 0 'request'
like "$out" 'mail.contoso.com.key: private key' 'it says what it wrote'
is "$(ls)" "mail.contoso.com.csr
mail.contoso.com.key
org.ldif
read_csr.py" 'default file names, and no temporary left'
is "$(stat -c %a mail.contoso.com.key)" 600 'the key is for its owner alone'
ok 'openssl verifies it' openssl req -verify -noout -in mail.contoso.com.csr
is "$(openssl req -in mail.contoso.com.csr -noout -text | grep -o 'DNS:[^,]*' | sed 's/DNS://')" \
	"$names" 'openssl reads the names'
is "$(certtool --crq-info --infile mail.contoso.com.csr 2>&1 | sed -n 's/.*DNSname: //p')" \
	"$names" 'GnuTLS reads the names'
is "$(read_csr mail.contoso.com.csr mail.contoso.com.key)" "CN=mail.contoso.com
$names" 'cryptography reads subject, names and the same key'
is "$(sanreq plan -f names org.ldif)" "$names" 'they are those of the plan'

# a CA issues, and clients accept
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt \
	-days 2 -subj '/CN=Test CA' -addext basicConstraints=critical,CA:TRUE 2>/dev/null
# shellcheck disable=SC2317 # called by ok
issue() { # csr crt
	openssl x509 -req -in "$1" -CA ca.crt -CAkey ca.key -days 1 -copy_extensions copy -out "$2" 2>/dev/null
}
ok 'a CA issues from it' issue mail.contoso.com.csr mail.crt
for n in $names; do
	ok "openssl verify accepts $n" openssl verify -CAfile ca.crt -verify_hostname "$n" mail.crt
done
run openssl verify -CAfile ca.crt -verify_hostname ex01 mail.crt
status 2 'and refuses another'

# nothing existing is replaced
key=$(cat mail.contoso.com.key)
run sanreq request org.ldif
complains 5 'mail.contoso.com.key: exists already' 'an existing key stops it'
run sanreq request --force org.ldif
complains 5 'mail.contoso.com.key: exists already' '--force does not reach keys'
is "$(cat mail.contoso.com.key)" "$key" 'the key is as it was'
run sanreq request --key new.key org.ldif
complains 5 'mail.contoso.com.csr: exists already' 'an existing request stops it'
ok 'and no key is left' test ! -e new.key
run sanreq request --reuse-key --force org.ldif
status 0 '--reuse-key --force'
is "$(cat mail.contoso.com.key)" "$key" 'the key is as it was'
is "$(read_csr mail.contoso.com.csr mail.contoso.com.key | sed -n 1p)" CN=mail.contoso.com 'the new request is of that key'
run sanreq request --reuse-key --key no.key org.ldif
complains 3 'no.key: .*no such key' '--reuse-key wants a key'
run sanreq request --key new.key --csr mail.contoso.com.key --force org.ldif
status 5 '--csr at a private key is refused, even with --force'
is "$(cat mail.contoso.com.key)" "$key" 'the key is as it was'
run sanreq discover -o mail.contoso.com.key org.ldif
status 5 '-o at a private key is refused'
is "$(cat mail.contoso.com.key)" "$key" 'the key is as it was'
run sanreq request --key same --csr same org.ldif
complains 2 '--key and --csr are the same file' 'key and request in one file are refused'
run sanreq request -o x.csr --csr ./x.csr --key x.key org.ldif
complains 2 '--csr and --output are the same file' 'report over request'
run sanreq request --force --manifest "$PWD/x.csr" --csr x.csr --key x.key org.ldif
complains 2 '--csr and --manifest are the same file' 'manifest over request'
run sanreq request --force --csr org.ldif --key x.key org.ldif
complains 2 'org.ldif: is a source' 'a request over its source'
run sanreq discover -o org.ldif org.ldif
complains 2 'org.ldif: is a source' 'an inventory over its source'
printf 'sanreq-profile: 1\nextends: public-ca\n' >mine.yaml
run sanreq request --force -p ./mine.yaml --csr mine.yaml --key x.key org.ldif
complains 2 '--csr would replace the profile' 'a request over its profile'
run sanreq request --manifest nosuch/m.json --csr x.csr --key x.key org.ldif
complains 5 'nosuch/m.json' 'a manifest that cannot be written'
ok 'is said before anything is made' test ! -e x.key -a ! -e x.csr
run sanreq request -o nosuch/o --csr x.csr --key x.key org.ldif
complains 5 'nosuch/o' 'a report that cannot be written'
ok 'is said before anything is made' test ! -e x.key -a ! -e x.csr
# a key that everybody can compute: its primes lie next to each other
python3 - >weak.key 2>weak.log <<'END'
import subprocess


def openssl(*args):
    return subprocess.run(('openssl',) + args, check=True,
                          stdout=subprocess.PIPE).stdout


p = int(openssl('prime', '-generate', '-bits', '1024', '-hex'), 16)
q = p + 2
while b'is prime' not in openssl('prime', str(q)):
    q += 2
e = 65537
d = pow(e, -1, (p - 1) * (q - 1))
numbers = (0, p * q, e, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
config = 'asn1=SEQUENCE:k\n[k]\n' + ''.join(
    'n%d=INTEGER:%d\n' % (i, n) for i, n in enumerate(numbers))
with open('weak.cnf', 'w') as f:
    f.write(config)
openssl('asn1parse', '-genconf', 'weak.cnf', '-noout', '-out', 'weak.der')
print(openssl('rsa', '-inform', 'DER', '-in', 'weak.der').decode())
END
chmod 600 weak.key
run sanreq request --reuse-key --key weak.key --csr weak.csr org.ldif
complains 6 'weak.key: KEY05: Fermat' 'a key that everybody can compute'
ok 'and no request is made' test ! -e weak.csr

# rules before the profile's own word, which names its line and borrows no id
openssl genrsa -out small.key 1024 2>/dev/null
openssl genpkey -algorithm ed25519 -out ed.key
openssl ecparam -name secp256k1 -genkey -noout -out koblitz.key
openssl ecparam -name prime256v1 -genkey -noout -out p256.key
chmod 600 ./*.key
for profile in public-ca private-ca; do
	run sanreq request -p $profile --reuse-key --key small.key --csr k.csr org.ldif
	complains 6 'small.key: KEY01: the RSA key has 1024 bits' "$profile: a small key"
done
run sanreq request --reuse-key --key ed.key --csr k.csr org.ldif
complains 6 'ed.key: KEY09: ' 'Ed25519 and a public CA'
run sanreq request --reuse-key --key koblitz.key --csr k.csr org.ldif
complains 6 'koblitz.key: KEY09: ' 'another curve'
printf 'sanreq-profile: 1\nextends: public-ca\nkey:\n  allow: [rsa-2048]\n' >rsa.yaml
run sanreq request -p ./rsa.yaml --reuse-key --key p256.key --csr k.csr org.ldif
complains 6 'p256.key: a key of this kind .EC P-256. is not among those that ./rsa.yaml:4 allows' \
    'a key that the profile alone refuses'
unlike "$err" '[A-Z]{3}[0-9]{2}' '... and no rule'
ok '... no request' test ! -e k.csr
run sanreq request -p private-ca --reuse-key --key ed.key --csr k.csr org.ldif
status 0 'Ed25519 and a CA of one'"'"'s own'

cp mail.contoso.com.key open.key
chmod 644 open.key
run sanreq request --reuse-key --key open.key --csr o.csr org.ldif
complains 3 'open.key.*chmod 600' 'a key that others can read is refused'
ln -s nowhere dangling.key
run sanreq request --key dangling.key --csr d.csr org.ldif
complains 5 'dangling.key' 'a dangling link counts as existing'
mkdir locked
run sanreq request -d nosuch org.ldif
complains 5 'nosuch' 'a missing folder'
if [ "$(id -u)" != 0 ]; then chmod 500 locked; else chattr +i locked 2>/dev/null || rmdir locked; fi
run sanreq request -d locked org.ldif
complains 5 'locked' 'an unwritable folder'
chattr -i locked 2>/dev/null
rm -rf locked
is "$(find . -name '.sanreq*' | wc -l)" 0 'no temporary left'

# dry run
mkdir dry
run sanreq request -n -d dry org.ldif
status 0 'dry run'
is "$(ls dry)" '' 'it writes nothing'
like "$out" 'Would write' 'it says so'

# forms, keys, passwords, manifest
run sanreq request -d dry --form der --csr dry/x.der --key dry/k.der org.ldif
status 0 '--form der'
is "$(read_csr dry/x.der | tail -n +2)" "$names" 'DER is read'
ok 'openssl reads the DER key' openssl pkey -inform DER -in dry/k.der -noout
run bash -c 'sanreq request --csr - --key dry/pipe.key org.ldif | openssl req -verify -noout'
status 0 '--csr - goes down a pipe'
for k in rsa-2048 rsa-3072 p-256 p-384 p-521 ed25519; do
	printf 'sanreq-profile: 1\nextends: private-ca\nkey: {type: %s, allow: [%s]}\nsubject: {country: US, organization: Contoso}\n' "$k" "$k" >"$k.yaml"
	run sanreq request -p "./$k.yaml" --csr "$k.csr" --key "$k.key" org.ldif
	status 0 "key $k"
	ok "openssl verifies $k" openssl req -verify -noout -in "$k.csr"
	is "$(read_csr "$k.csr" "$k.key" | sed 1d | wc -l)" 4 "cryptography reads $k"
	like "$(openssl req -in "$k.csr" -noout -subject -nameopt RFC2253)" 'CN=mail.contoso.com,O=Contoso,C=US$' "subject of $k"
done
printf 'sanreq-profile: 1\nextends: public-ca\nkey: {type: ed25519}\n' >ed.yaml
run sanreq request -p ./ed.yaml --csr e.csr --key e.key org.ldif
[ "$rc" = 3 ] || [ "$rc" = 6 ]
result $? 'a public CA takes no Ed25519' "status $rc: $err"
ok 'and no key is left' test ! -e e.key
printf 'correct horse\n' >pass
chmod 600 pass
run sanreq request --key-pass file:pass --key enc.key --csr enc.csr org.ldif
status 0 '--key-pass'
like "$(head -1 enc.key)" 'BEGIN ENCRYPTED PRIVATE KEY' 'the key is encrypted'
is "$(read_csr enc.csr enc.key 'correct horse' | sed -n 1p)" CN=mail.contoso.com 'cryptography opens it'
like "$(openssl asn1parse -in enc.key | tr -d '\n')" 'PBES2.*PBKDF2.*0927C0.*hmacWithSHA256.*aes-256-cbc' 'PBES2, 600 000 rounds, AES-256'
SECRET='correct horse' run sanreq request --key-pass env:SECRET --reuse-key --key enc.key --csr enc2.csr org.ldif
status 0 'an encrypted key is reused'
SECRET=wrong run sanreq request --key-pass env:SECRET --reuse-key --key enc.key --csr enc3.csr org.ldif
complains 3 'enc.key: .*password' 'a wrong password'
run sanreq request --reuse-key --key enc.key --csr enc3.csr org.ldif
complains 3 'enc.key: .*--key-pass' 'a missing password names the option'
run sanreq request --key-pass pass:secret --key p.key --csr p.csr org.ldif
status 2 'no secret on the command line'
chmod 644 pass
run sanreq request --key-pass file:pass --key p.key --csr p.csr org.ldif
complains 3 'pass' 'a password file that others can read is refused'
cp org.ldif no.key
chmod 600 no.key
run sanreq request --reuse-key --key no.key --csr x.csr org.ldif
complains 3 'no.key' 'a file that is no key'
rm no.key
run sanreq request --manifest m.json --key m.key --csr m.csr org.ldif
status 0 '--manifest'
ok 'the manifest has the hashes' /usr/bin/python3 - <<'EOF'
import json, hashlib, subprocess
m = json.load(open("m.json"))
h = lambda b: hashlib.sha256(b).hexdigest()
assert m["sources"][0]["sha256"] == h(open("org.ldif", "rb").read())
assert m["request"]["sha256"] == h(open("m.csr", "rb").read())
pub = subprocess.run(["openssl", "pkey", "-in", "m.key", "-pubout", "-outform", "DER"], capture_output=True).stdout
assert m["key"]["public_key_sha256"] == h(pub)
assert m["profile"] == "public-ca" and {"take", "leave"} == {n["verdict"] for n in m["names"]}
EOF
run sanreq request --manifest m.json --key m2.key --csr m2.csr org.ldif
complains 5 'm.json: exists already' 'a manifest is not replaced'
ok 'and no key is left' test ! -e m2.key

# -q is silent, but a format asked for is the result
run sanreq request -q --key q1.key --csr q1.csr org.ldif
is "$out$err" '' '-q says nothing'
run sanreq request -q -f names --key q2.key --csr q2.csr org.ldif
is "$out" "$names" '-q -f names prints the names'

# the CA's rules
run sanreq request --add sql_01.contoso.com --key r.key --csr r.csr org.ldif
complains 6 'NAM08.*sql_01' 'an underscore under a public CA: status 6 and the rule'
run sanreq request --add ex01 --key r.key --csr r.csr org.ldif
complains 6 'NAM03.*ex01' 'a NetBIOS name under a public CA'
ok 'and no key is left' test ! -e r.key
run sanreq request -p private-ca --add sql_01.contoso.com --key r.key --csr r.csr org.ldif
status 0 'a private CA takes it'
run sanreq request --drop '*' --key z.key --csr z.csr org.ldif
complains 6 'takes none of the names: sanreq plan says why' \
	'a request for nothing'

good=aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dyp3kead.onion
run sanreq request -n -f names --key on.key --csr on.csr --add "$good" org.ldif
status 0 'an onion address with the right checksum'
run sanreq request -n -f names --add "${good/p3k/p2k}" org.ldif
complains 6 'NAM32' 'and with a wrong one'
run sanreq request -n --add a.home.arpa org.ldif
complains 6 'NAM05.*home.arpa' 'nobody can validate home.arpa'
printf 'sanreq-profile: 1\nextends: private-ca\nlimits: {labels: 3}\nseverity: {NAM15: error}\n' >labels.yaml
run sanreq request -n -p ./labels.yaml org.ldif
complains 6 'NAM15' 'a limit on labels holds for a private CA too'
printf 'sanreq-profile: 1\nextends: public-ca\nsubject: {country: Germany}\n' >country.yaml
run sanreq profile check country.yaml
complains 3 'country.yaml:3:20: country: .*did you mean "DE"' 'a country by name'

# many names
seq -f 'host%06g.contoso.com' 10000 >many.txt
run sanreq request -p private-ca --key many.key --csr many.csr many.txt
status 0 '10 000 names'
is "$(openssl req -in many.csr -noout -text | grep -o 'DNS:' | wc -l)" 10000 'openssl reads all of them'
run sanreq request -p lets-encrypt --key le.key --csr le.csr many.txt
complains 6 'CNT01' "Let's Encrypt takes 100"
done_testing
