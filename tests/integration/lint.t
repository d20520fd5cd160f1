#!/bin/bash
# SPDX-License-Identifier: ISC
#
# sanreq lint as a command: what it takes, what it says, and what it does with
# input that is bad or huge. The rules are lint-rules.t's.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"

make_request() { # make_request FILE SAN [OPTION...]
	local file=$1 san=$2
	shift 2
	openssl req -new -key rsa.key -subj /C=DE/CN=mail.contoso.com \
	    -addext "subjectAltName=$san" -out "$file" "$@"
}
good=DNS:mail.contoso.com,DNS:autodiscover.contoso.com
openssl genrsa -out rsa.key 2048 2>/dev/null
make_request good.csr $good
make_request bad.csr $good,DNS:utena
printf '[req]\ndistinguished_name=d\n[d]\n' >c.cnf
make_certificate() { # make_certificate FILE [OPTION...]
	local file=$1
	shift
	openssl req -x509 -config c.cnf -key rsa.key -days 90 \
	    -subj /CN=mail.contoso.com -addext "subjectAltName=$good" \
	    -out "$file" "$@"
}
make_certificate good.pem
openssl req -in good.csr -outform DER -out good.der
iconv -t UTF-16LE good.csr >shell.txt

# --- what it takes ---------------------------------------------------------

for f in good.csr good.der good.pem; do
	run sanreq lint "$f"
	status 0 "$f: no errors"
	like "$out" "^$f: (request|certificate), RSA 2048, 2 names" \
	    "$f: what it is"
done
run sanreq lint shell.txt
status 0 'UTF-16 text of the Exchange Management Shell'
like "$out" 'warning  ENC02  the file has UTF-16' '... is told'
run bash -c 'sanreq lint - <good.csr'
status 0 'standard input'
run sanreq lint bad.csr
status 1 'an error makes it 1'
like "$out" 'error    NAM03  "utena" is a single label' 'which'
unlike "$out" ' info ' 'information is left out'
like "$out" 'findings for information: -v shows them' '... and counted'
run sanreq lint -v bad.csr
like "$out" '  info     CNT03' '-v shows it'
run sanreq lint -q bad.csr
status 1 '-q: the status alone'
is "$out$err" '' '... and nothing said'
run sanreq lint --ca private bad.csr
status 0 '--ca private: NetBIOS names are a warning'
run sanreq lint -p private-ca bad.csr
status 0 '-p: the CA of the profile'
run sanreq lint -p private-ca --ca public bad.csr
status 1 '--ca beats it'
run sanreq lint -p adcs good.csr
like "$out" 'EXT08' 'a profile for AD CS: on its terms'
printf '%s\n' 'sanreq-profile: 1' 'extends: public-ca' \
    'severity: {NAM03: ignore, EXC13: error}' >mine.yaml
run sanreq lint -p mine.yaml bad.csr
status 1 "a profile's severities: raised"
unlike "$out" NAM03 '... and ignored'
like "$out" 'error    EXC13' '... and shown'
printf '%s\n' 'sanreq-profile: 1' 'extends: public-ca' 'limits: {names: 1}' \
    >small.yaml
run sanreq lint -p small.yaml good.csr
like "$out" 'CNT01  2 names, the profile.s limit is 1' "a profile's limits"
cat good.csr bad.csr >two.csr
run sanreq lint two.csr
status 1 'two requests in one file'
like "$out" '^two.csr:1: request' '... the first by its line'
like "$out" '2 files: 1 error, ' '... and a sum'
openssl req -new -key rsa.key -subj /CN=x -out none.csr
run sanreq lint none.csr
like "$out" 'NAM01  the request has no name at all' 'no subjectAltName'
wide=$(sanreq lint -v bad.csr good.pem | awk 'length > 80')
is "$wide" '' '80 columns'
wide=$({ sanreq lint --list; sanreq lint --help
    sanreq lint --list -f json | jq -r '.rules[].id' | while read -r id; do
	sanreq lint --explain "$id"
    done; sanreq lint --explain DSC02; sanreq lint --explain CHK03
    } | awk 'length > 80')
is "$wide" '' '80 columns: catalogue, explanations and help'

# --- JSON ------------------------------------------------------------------

run sanreq lint -f json bad.csr good.pem
status 1 'JSON: status'
is "$(jq -c '[.sanreq, .kind, .files[].file, .files[].type]' <<<"$out")" \
    '[1,"lint","bad.csr","good.pem","request","certificate"]' 'JSON: heads'
is "$(jq -c '.files[0].findings[0] | [.id, .severity, .place, .source]' \
    <<<"$out")" '["NAM03","error","utena","BR 1.6.1"]' 'JSON: a finding'
is "$(jq -r '[.files[].findings[] | has("id") and has("severity") and
    has("message") and has("source")] | all' <<<"$out")" true \
    'JSON: every finding has the fixed fields'
run sanreq lint --list -f json
is "$(jq '.rules | length' <<<"$out")" 103 '--list: 103 rules'
is "$(jq -r '[.rules[] | (.judges | length > 0) and (.severity | length > 0)
    and (.explanation | length > 80)] | all' <<<"$out")" true \
    '--list: each judges something, somewhere, and is explained'
# "sanreq VERB", or what sanreq does
words=$(jq -r '.rules[].explanation' <<<"$out" | grep -o 'sanreq [a-z]*' |
    grep -Evw 'converts|does|encodes?|never|reads|removes|writes' | sort -u)
verbs=$(sanreq --help | sed -n 's/^  \([a-z]*\)  .*/sanreq \1/p' | sort)
is "$(comm -23 <(echo "$words") <(echo "$verbs"))" '' \
    'explanations name commands that exist'
like "$words" 'sanreq repair' '... and do name some'
run sanreq lint --list
is "$(grep -c '^[A-Z]*[0-9][0-9] ' <<<"$out")" 103 '--list: the same as table'
run sanreq lint --explain nam02
status 0 '--explain, any case'
like "$out" '^Source:   BR 1.6.1, 4.2.2' '... with its source'
like "$out" 'sanreq repair prints' '... and what to do'
run sanreq lint --explain KEYO2
complains 2 'did you mean KEY02' '--explain of no rule'
run sanreq lint --explain nothing
complains 2 'FINDINGS' '... says where all are'
run sanreq lint --explain dsc03
status 0 '--explain of a finding'
like "$out" '^A value is flawed' '... says what it means'
like "$out" '^Manual: .*FINDINGS' '... and where all are'
run sanreq lint --explain CHK7
complains 2 'did you mean CHK07' '--explain of no finding'
page=$(sed -n '/^\.Sh FINDINGS/,/^\.Sh ENV/s/^\.It \(.*\)/\1/p' \
    "$SRC/csr/sanreq.1" | tr -d ' ' | tr , '\n')
is "$(for id in $page; do
	sanreq lint --explain "$id" | sed -n "1s/^\($id\): .*/\1/p"
    done)" "$page" 'each finding of the manual page is explained'
made=$(cd "$SRC" && grep -rhoE '"(DSC|CHK)[0-9]{2}"' lib csr --include='*.c' |
    tr -d '"' | sort -u)
is "$(comm -23 <(echo "$made") <(sort <<<"$page"))" '' \
    'each finding that is made is in the manual page'

# --- wrong usage -----------------------------------------------------------

run sanreq lint
complains 2 'no FILE given' 'no file'
run sanreq lint --list good.csr
complains 2 '--list looks at no file' '--list with a file'
run sanreq lint --list --explain NAM01
complains 2 'together' '--list and --explain'
run sanreq lint --ca self good.csr
complains 2 'none of public, private' 'another kind of CA'
run sanreq lint --exchange 2003 good.csr
complains 2 'none of 2007' 'another version'
run sanreq lint -f csv good.csr
complains 2 'none of table, json' 'another format'
run sanreq lint - -
complains 2 'more than once' 'standard input twice'

# --- bad input -------------------------------------------------------------

run sanreq lint missing.csr
complains 3 'missing.csr: cannot be read' 'a missing file'
: >empty.csr
run sanreq lint empty.csr
complains 3 'empty.csr: empty' 'an empty file'
echo hello >text.csr
run sanreq lint text.csr
complains 3 'text.csr: ' 'text'
run sanreq lint text.csr good.csr
status 3 'one that cannot be read makes it 3'
like "$out" '^good.csr: request' '... and the others are judged'
run sanreq lint text.csr empty.csr bad.csr
is "$(wc -l <<<"$err")" 2 'each that cannot be read has its line'

run sanreq lint rsa.key
status 1 'a private key in place of a request'
like "$out" 'ENC04  this is a private key, no request: never send it' '... said'
openssl pkey -in rsa.key -outform DER -out key.der
run sanreq lint key.der
like "$out" 'ENC04' '... in DER too'
unlike "$out" 'BEGIN|[0-9a-f]{20}' '... and nothing of it is shown'

openssl pkcs12 -export -inkey rsa.key -in good.pem -passout pass:right \
    -out good.pfx
echo wrong >wrong.pass
echo right >right.pass
chmod 600 wrong.pass right.pass
run sanreq lint --cert-pass file:wrong.pass good.pfx
complains 3 'good.pfx: the password does not open' 'a PFX, wrong password'
run sanreq lint good.pfx
complains 3 'good.pfx: .*--cert-pass' 'a PFX without password'
run sanreq lint --cert-pass file:right.pass good.pfx
status 0 'a PFX'
like "$out" 'EXC09' '... whose key names no provider'
run sanreq lint --cert-pass file:right.pass -f json --exchange 2016 good.pfx
is "$(jq -r '.files[0].type' <<<"$out")" pfx 'JSON: pfx'

run sanreq lint --key missing.key good.csr
complains 3 'missing.key: cannot be read' '--key: missing'
run sanreq lint --key good.pem good.csr
complains 3 'good.pem' '--key: a certificate'
run sanreq lint --previous rsa.key good.csr
complains 3 'private key' '--previous: a key'
echo 0123 >weak
run sanreq lint --weak-keys weak good.csr
complains 3 'weak:1: "0123" is no weak key' '--weak-keys: a bad line'
run sanreq lint --inventory missing.ldif good.csr
complains 3 'missing.ldif' '--inventory: missing'

# a certificate with what nobody knows, critical
make_certificate critical.pem -addext 1.2.3.4.5=critical,ASN1:UTF8String:x
run sanreq lint critical.pem
status 0 'a critical extension that nobody knows'

# broken at every octet: refused or judged, never a crash, and quickly
mkdir cut
size=$(stat -c %s good.der)
for ((i = 1; i < size; i++)); do
	head -c "$i" good.der >"cut/$i.csr"
done
run timeout 120 sanreq lint cut/*.csr
status 3 'DER cut off at every octet'
is "$(grep -c '^sanreq: cut/[0-9]*.csr: ' <<<"$err")" $((size - 1)) \
    '... each refused with its line'
python3 -B - <<'EOF'
data = open('good.der', 'rb').read()
for i in range(len(data)):
    with open('cut/%d.csr' % (i + 1), 'wb') as f:
        f.write(data[:i] + bytes([data[i] ^ 0xff]) + data[i + 1:])
EOF
run timeout 120 sanreq lint -f json cut/*.csr
result "$([ "$rc" = 1 ] || [ "$rc" = 3 ]; echo $?)" \
    'one octet changed, each in turn' "status $rc: $err"
ok '... and the JSON is whole' jq -e '.kind == "lint"' .out

# huge
many() { # many N: a subjectAltName
	awk -v n="$1" 'BEGIN {
		for (i = 1; i <= n; i++)
			printf "%sDNS:h%05d.contoso.com", (i > 1 ? "," : ""), i }'
}
{ cat c.cnf; echo '[e]'; echo "subjectAltName=$(many 10000)"; } >many.cnf
openssl req -new -key rsa.key -subj /CN=h00001.contoso.com -config many.cnf \
    -reqexts e -out 10000.csr
run timeout 60 sanreq lint 10000.csr
status 0 '10 000 names'
like "$out" 'request, RSA 2048, 10000 names' '... counted'
like "$out" 'CNT01  10000 names' '... and too many'

done_testing
