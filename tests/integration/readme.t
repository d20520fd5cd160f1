#!/bin/bash
# The README's worked examples, run as they stand.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
ln -s "$SRC/tests" tests

# The n-th ```sh block.
block() { awk -v n="$1" '/^```sh$/ {k++; on = k == n; next} /^```$/ {on = 0} on' "$SRC/README.md"; }

is "$(grep -c '^```sh$' "$SRC/README.md")" 4 'the worked examples'
block 1 >purchase.sh
run sh -eu purchase.sh
status 0 'buying a certificate'
like "$out" 'mail.contoso.com goes in' 'it tells why'
like "$out$err" 'verify OK' 'and openssl verifies the request'
block 2 >team.sh
run sh -eu team.sh
status 0 "a PKI team's profile"
like "$(openssl req -in team.csr -noout -subject -nameopt RFC2253)" 'O=Contoso,C=US' 'the subject is the profile'"'"'s'
like "$(openssl pkey -in team.key -noout -text)" '3072 bit' 'so is the key'
is "$(sanreq plan -f names plan.yaml)" "$(openssl req -in team.csr -noout -text | grep -oE '(DNS|IP Address):[^,]*' | sed 's/.*://')" \
	'the request has the names of the plan'
block 3 >renew.sh
run sh -eu renew.sh
status 0 'a renewal script'
ok 'it made a key' compgen -G 'mail-*.key'
ok 'and a request' test -e mail.csr
run sh -eu renew.sh
status 0 'run again it has nothing to do'
is "$(compgen -G 'mail-*.key' | wc -l)" 1 'and does nothing'

block 4 >warns.sh
run sh -eu warns.sh
status 0 'Outlook warns'
like "$out" 'clients would warn' 'the certificate does not cover all'
like "$(cat repair.ps1)" '^Set-ClientAccessServer .*mail.contoso.com' 'the commands'
like "$out" 'EXT04' 'the rule is explained'
is "$(sanreq lint --list -f json | /usr/bin/python3 -c 'import json, sys; print(len(json.load(sys.stdin)["rules"]))')" 103 'so many rules'

# what it says about set-up holds
for target in demo check install lint check-san fuzz-smoke bench; do
	ok "make $target exists" grep -qE "^$target:|[ :]$target( |:|$)" "$SRC/Makefile"
done
ok 'the manual page is clean' mandoc -T lint -W warning "$SRC/csr/sanreq.1"
copy_build build
run remake -s -C "$SRC" install BUILD="$T/build" DESTDIR="$T/root" PREFIX=/usr
status 0 'make install'
is "$(cd root/usr && find . -type f | grep -vE 'profiles/.*yaml' | sort | tr '\n' ' ')" \
	'./bin/sanreq ./include/sanreq.h ./lib/libsanreq.a ./lib/libsanreq.so.0 ./lib/pkgconfig/sanreq.pc ./libexec/sanreq/sanreq-fetch ./share/man/man1/sanreq.1 ./share/sanreq/profiles/profile.schema.json ' \
	'the installed files'
is "$(readlink root/usr/lib/libsanreq.so)" libsanreq.so.0 'and the link for linkers'
done_testing
