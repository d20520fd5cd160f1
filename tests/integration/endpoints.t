#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Certificates as sources, and live endpoints: openssl s_server, nginx,
# dovecot, and servers that misbehave (mockmail.py).
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"

DATA=$SRC/tests/data/certificates
ISSUED='*.fabrikam.example
192.0.2.1
autodiscover.contoso.com
mail.contoso.com
utena'

# background COMMAND...: ends with the test; its input stays open and empty
mkfifo hold
exec 9<>hold
background() {
	"$@" <&9 9>&- >>"$T/servers.log" 2>&1 &
	SERVERS+=($!)
}

# await PORT: somebody listens there
await() {
	local i
	for ((i = 0; i < 200; i++)); do
		{ : <"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null && return 0
		sleep 0.05
	done
	result 1 "a server listens at $1" "$(tail -n 20 "$T/servers.log")"
}

now_ms() { date +%s%3N; }

# --- files ---

for f in leaf.pem leaf.der chain.pem chain.p7b chain.p7b.pem chain-ber.p7b \
    request.pem request.der request-utf16.txt request-utf16-bom.txt; do
	run sanreq discover -f names "$DATA/$f"
	is "$out" "$ISSUED" "$f: its names"
done
out=$(sanreq discover -f names - <"$DATA/chain.p7b")
is "$out" "$ISSUED" 'the same from standard input'
run sanreq discover -f json "$DATA/leaf.pem"
like "$out" '"type": "certificate", "records": 1' 'the source is a certificate'
use='"service": "certificate", "scope": "presented", "audience": "candidate"'
like "$out" "$use.*\"attribute\": \"CN\"" 'the common name is a use'
like "$out" "$use.*\"attribute\": \"subjectAltName\"" 'a SAN name is a use'
like "$out" '"dn": "CN=mail.contoso.com,O=Contoso' 'the subject is its dn'
run sanreq discover -f json "$DATA/request.der"
like "$out" '"type": "request"' 'the source is a request'
for name in own other; do # "req -x509" calls them CAs
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout /dev/null -days 2 -subj "/CN=$name.contoso.com" \
		-addext "subjectAltName=DNS:$name.contoso.com" 2>/dev/null
done >selfsigned.pem
run sanreq discover -f names selfsigned.pem
is "$out" 'other.contoso.com
own.contoso.com' 'self-signed certificates in one file: the names of each'
small_org org.ldif
run sanreq discover -f names org.ldif "$DATA/leaf.pem"
like "$out" '^utena$' 'with a directory: the names of the certificate'
like "$out" '^ex01$' 'with a directory: the names of the directory'
run sanreq plan org.ldif "$DATA/leaf.pem"
status 0 'a plan of both'
run sanreq plan -f json org.ldif "$DATA/leaf.pem"
ok 'what the certificate alone has is left' /usr/bin/python3 - "$T/.out" <<'END'
import json, sys
names = {n["name"]: n for n in json.load(open(sys.argv[1]))["names"]}
assert names["mail.contoso.com"]["verdict"] == "take"
assert names["*.fabrikam.example"]["verdict"] == "leave"
END
run sanreq discover "$DATA/self-signed.pem"
like "$out" '^utena ' 'a common name alone is taken'

# a certificate with names that are none
openssl req -x509 -newkey ed25519 -nodes -keyout bad.key -out bad.pem \
    -subj '/CN=Contoso Web Server' -addext \
    'subjectAltName=DNS:good.contoso.com,DNS:bad name,DNS:https://x/,email:a@b' \
    2>/dev/null
run sanreq discover -f json bad.pem
status 0 'bad names do not stop the reading'
like "$out" '"name": "good.contoso.com"' 'the good name is taken'
is "$(grep -c '"id": "DSC51"' "$T/.out")" 2 'the bad names are findings'
like "$out" 'subjectAltName \\"bad name\\" is no host name' 'with the name'
unlike "$out" 'a@b|"name": "contoso web' 'what is no host is not taken'

for f in key.pem key.der key-sealed.pem key-and-leaf.pem; do
	run sanreq discover "$DATA/$f"
	complains 3 'this is a private key' "$f is refused"
done
run sanreq discover "$DATA/aes.pfx"
complains 3 'PFX.*without its key' 'a PFX is refused'
head -c 300 "$DATA/leaf.pem" >cut.pem
run sanreq discover cut.pem
complains 3 'cut.pem:1: the PEM block has no END line' 'a certificate cut off'
head -c 300 "$DATA/leaf.der" >cut.der
run sanreq discover cut.der
complains 3 'cut.der: .*cut off' 'DER cut off'
printf -- '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n' >crl.pem
run sanreq discover crl.pem
complains 3 'crl.pem: "X509 CRL" in line 1' 'another PEM file'
head -c 17000000 /dev/zero | tr '\0' x >large
{ cat "$DATA/leaf.pem" large; } >large.pem
run sanreq discover large.pem
complains 3 'large.pem: longer than' 'a certificate file of 17 MB'
rm -f large large.pem

# --- URLs ---

while read -r url pattern; do
	run sanreq discover "$url"
	complains 2 "$pattern" "refused: $url"
done <<'EOT'
tls:// there is no host: give tls://HOST
tls://:443 there is no host: give tls://HOST
tls://a..b NAM11
tls://*.contoso.com a wildcard is no host
tls://localhost:0 a port is 1 to 65535
tls://localhost:65536 a port is 1 to 65535
tls://localhost:x a port is 1 to 65535
tls://localhost/x nothing stands behind host and port
tls://[localhost] only an IPv6 address stands in brackets
tls://::1 an IPv6 address stands in brackets
smtp://user:secret@localhost nobody logs in there
EOT
unlike "$err" secret 'a password in a URL is not repeated'
run sanreq discover https://localhost
complains 2 'tls://, smtp://, imap:// or pop3://' 'another URL'
run sanreq discover tls://nonexistent.invalid
complains 4 'tls://nonexistent.invalid: cannot resolve' 'a name that is none'
run sanreq discover tls://127.0.0.1:1
complains 4 '127.0.0.1: cannot connect: Connection refused' 'nobody listens'

# --- openssl s_server ---

make_ca ca '/CN=Example Test CA'
make_cert one.contoso.com ca DNS:one.contoso.com
make_cert two.contoso.com ca DNS:two.contoso.com,IP:127.0.0.1
cert=(-cert "$T/one.contoso.com.crt" -key "$T/one.contoso.com.key")
read -r -a port <<<"$(free_ports 7)"
background openssl s_server -accept "127.0.0.1:${port[0]}" "${cert[@]}" \
    -cert_chain ca.crt
background openssl s_server -accept "127.0.0.1:${port[1]}" "${cert[@]}" \
    -tls1 -cipher 'ALL:@SECLEVEL=0'
background openssl s_server -accept "127.0.0.1:${port[2]}" "${cert[@]}" \
    -Verify 1 -verify_return_error -tls1_2
times() { # N FILE: that often
	python3 -c 'import sys; print(open(sys.argv[2]).read() * int(sys.argv[1]))' \
	    "$@"
}
times 101 ca.crt >101.pem
background openssl s_server -accept "127.0.0.1:${port[3]}" "${cert[@]}" \
    -cert_chain 101.pem
times 17500 ca.crt >10mb.pem
background openssl s_server -accept "127.0.0.1:${port[4]}" "${cert[@]}" \
    -cert_chain 10mb.pem
background openssl s_server -accept "127.0.0.1:${port[5]}" -nocert -psk 00 \
    -cipher 'ALL:@SECLEVEL=0' -tls1_2
for i in 0 1 2 3 5; do await "${port[i]}"; done

run sanreq discover -f json "tls://localhost:${port[0]}"
status 0 'TLS: an endpoint is read'
like "$out" "\"source\": \"tls://localhost:${port[0]} \(127.0.0.1\)\", \"type\": \"tls\", \"records\": 2" 'TLS: the address is told'
like "$out" '"name": "one.contoso.com"' 'TLS: its name'
unlike "$out" 'Test CA' 'TLS: the CA is no name'
run sanreq-fetch tls "tls://localhost:${port[0]}"
like "$out" '^protocol: TLSv1.3$' 'TLS: protocol'
like "$out" '^serverName: localhost$' 'TLS: server name'
is "$(grep -cE '^(userCertificate|cACertificate);binary::' .out)" 2 'TLS: chain'
is "$(sed -n 's/^userCertificate;binary:: //p' .out | base64 -d | sha256sum)" \
    "$(openssl x509 -in one.contoso.com.crt -outform DER | sha256sum)" \
    'TLS: the certificate, octet for octet'
run sanreq-fetch tls "tls://127.0.0.1:${port[0]}"
unlike "$out" '^serverName' 'TLS: an address is not sent as a name'
if [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6; then
	read -r p6 <<<"$(free_ports 1)"
	background openssl s_server -accept "[::1]:$p6" "${cert[@]}"
	for ((i = 0; i < 200; i++)); do
		{ : <"/dev/tcp/::1/$p6"; } 2>/dev/null && break
		sleep 0.05
	done
	run sanreq discover -f json "tls://[::1]:$p6"
	like "$out" "\"source\": \"tls://\[::1\]:$p6\", \"type\": \"tls\"" 'IPv6'
fi
run sanreq-fetch tls "tls://localhost:${port[1]}"
like "$out" '^protocol: TLSv1$' 'TLS 1.0 is looked at'
like "$out" '^status: 0$' 'TLS 1.0: whole'
run sanreq discover -f names "tls://localhost:${port[2]}"
is "$out" one.contoso.com 'a server that wants a client certificate'
run sanreq discover "tls://localhost:${port[3]}"
complains 4 'the server sends 102 certificates; at most 100' '102 certificates'
for ((i = 0; i < 200; i++)); do # it takes its time to load them
	{ : <"/dev/tcp/127.0.0.1/${port[4]}"; } 2>/dev/null && break
	sleep 0.1
done
run sanreq discover "tls://localhost:${port[4]}"
complains 4 'sends more than 1024 KiB of certificates' '10 MB of chain'
run sanreq discover "tls://localhost:${port[5]}"
complains 4 'TLS handshake: ' 'a server without a certificate'

# check, against a name that the certificate has
echo one.contoso.com >one.txt
run sanreq check "tls://127.0.0.1:${port[1]}" one.txt
status 0 'check: TLS 1.0 is looked at'
like "$out" '^  Names     one.contoso.com$' 'check: ... its name'
run sanreq check "tls://127.0.0.1:${port[2]}" one.txt
status 0 'check: a server that wants a client certificate'
while read -r at pattern; do
	for order in first last; do
		if [ "$order" = first ]; then
			run sanreq check "tls://127.0.0.1:${port[at]}" one.txt
		else
			run sanreq check one.contoso.com.crt one.txt \
			    "tls://127.0.0.1:${port[at]}"
		fi
		complains 4 "tls://127.0.0.1:${port[at]}: .*$pattern" \
		    "check: $pattern, $order"
		is "$out" '' '... and nothing else'
	done
done <<'EOT'
3 the server sends 102 certificates; at most 100
4 sends more than 1024 KiB of certificates
5 TLS handshake:
EOT

# --- nginx: several certificates by name ---

mkdir ngx
cat >ngx/conf <<END
daemon off;
master_process off;
pid $T/ngx/pid;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path $T/ngx/1;
	proxy_temp_path $T/ngx/2;
	fastcgi_temp_path $T/ngx/3;
	uwsgi_temp_path $T/ngx/4;
	scgi_temp_path $T/ngx/5;
	server {
		listen 127.0.0.1:${port[6]} ssl default_server;
		ssl_certificate $T/one.contoso.com.crt;
		ssl_certificate_key $T/one.contoso.com.key;
	}
	server {
		listen 127.0.0.1:${port[6]} ssl;
		server_name localhost;
		ssl_certificate $T/two.contoso.com.crt;
		ssl_certificate_key $T/two.contoso.com.key;
	}
}
END
background nginx -p "$T/ngx" -c "$T/ngx/conf" -e stderr
await "${port[6]}"
run sanreq discover -f names "tls://localhost:${port[6]}"
is "$out" '127.0.0.1
two.contoso.com' 'nginx: the certificate of the name'
run sanreq discover -f names "tls://127.0.0.1:${port[6]}"
is "$out" one.contoso.com 'nginx: the certificate of no name'
run sanreq discover "smtp://127.0.0.1:${port[6]}" --timeout 1
complains 4 'the greeting: no answer' 'a TLS port is no SMTP server'

# --- dovecot: IMAP, POP3, submission ---

mkdir -p dove/mail
cp two.contoso.com.crt two.contoso.com.key dove
as=()
me=$(id -un) group=$(id -gn)
if [ "$me" = root ]; then # it has no processes of root for strangers
	me=nobody group=nogroup
	as=(setpriv --reuid nobody --regid nogroup --clear-groups --)
	chmod 711 "$T"
	chown -R nobody:nogroup dove
fi
dovecot_conf() {
	read -r -a dport <<<"$(free_ports 3)"
	cat >dove/conf <<END
base_dir = $T/dove/run
log_path = /dev/stderr
protocols = imap pop3 submission
listen = 127.0.0.1
default_internal_user = $me
default_internal_group = $group
default_login_user = $me
first_valid_uid = 0
ssl = yes
ssl_cert = <$T/dove/two.contoso.com.crt
ssl_key = <$T/dove/two.contoso.com.key
submission_relay_host = 127.0.0.1
mail_location = maildir:$T/dove/mail
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=$(id -u "$me") gid=$(id -g "$me") home=$T/dove
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${dport[0]}
  }
  inet_listener imaps {
    port = 0
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = ${dport[1]}
  }
  inet_listener pop3s {
    port = 0
  }
}
service submission-login {
  chroot =
  inet_listener submission {
    port = ${dport[2]}
  }
}
END
}

# greets PORT TEXT: the server there begins with it, within 10 seconds
greets() {
	local i line
	for ((i = 0; i < 100; i++)); do
		line=
		{ read -r -t 5 line <"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null
		case $line in "$2"*) return 0 ;; esac
		sleep 0.1
	done
	return 1
}

# a port that is free now may be taken when it is used: so more than once
for ((try = 0; try < 3; try++)); do
	dovecot_conf
	background "${as[@]}" dovecot -F -c "$T/dove/conf"
	greets "${dport[0]}" '* OK' && greets "${dport[1]}" '+OK' &&
	    greets "${dport[2]}" 220 && break
	kill "${SERVERS[-1]}"
	wait "${SERVERS[-1]}"
done 2>/dev/null
[ "$try" -lt 3 ]
result $? 'dovecot is ready' "$(grep -a 'login\|master' servers.log)"
echo two.contoso.com >two.txt
i=0
for scheme in imap pop3 smtp; do
	run sanreq discover -f json "$scheme://localhost:${dport[i]}"
	status 0 "dovecot: $scheme"
	like "$out" "\"type\": \"$scheme\"" "dovecot: $scheme: type"
	like "$out" '"name": "two.contoso.com"' "dovecot: $scheme: its name"
	run sanreq check -f json "$scheme://127.0.0.1:${dport[i]}" two.txt
	status 0 "dovecot: check $scheme"
	like "$out" '"names": \["two.contoso.com", "127.0.0.1"\]' \
	    "dovecot: check $scheme: its names"
	run sanreq check "$scheme://localhost:${dport[i]}" two.txt
	status 1 "dovecot: check $scheme: the host that was asked is lacking"
	like "$out" "^ .* localhost|$scheme://localhost:${dport[i]}" '... and told'
	i=$((i + 1))
done

# --- what no server should do ---

/usr/bin/python3 "$SRC/tests/integration/mockmail.py" one.contoso.com.crt \
    one.contoso.com.key <&9 9>&- >mock.out 2>>servers.log &
SERVERS+=($!)
for ((i = 0; i < 200; i++)); do
	grep -q '^ready' mock.out && break
	sleep 0.05
done
declare -A at
while read -r mode p; do at[$mode]=$p; done <mock.out
[ -n "${at[ready]-}" ]
result $? 'the mock is ready' "$(cat servers.log)"

while read -r scheme mode pattern; do
	began=$(now_ms)
	run sanreq discover --timeout 1 "$scheme://localhost:${at[$mode]}"
	took=$(($(now_ms) - began))
	# where localhost is ::1 too, nothing listens there
	complains 4 "$scheme://localhost:${at[$mode]}: (::1: cannot connect: Connection refused; )?127.0.0.1: $pattern" \
	    "$scheme: $mode"
	[ "$took" -lt 4000 ]
	result $? "$scheme: $mode: ends in time" "took $took ms"
	case $mode in *stall* | *drip | silent | *inject) ;; *) continue ;; esac
	run timeout 10 sanreq check --timeout 1 \
	    "$scheme://localhost:${at[$mode]}" one.txt
	complains 4 "$scheme://localhost:${at[$mode]}: (::1: cannot connect: Connection refused; )?127.0.0.1: $pattern" \
	    "check: $scheme: $mode"
	is "$out" '' '... and nothing else'
done <<'EOT'
tls silent TLS handshake: no answer
tls close TLS handshake: the server closed the connection
tls http TLS handshake: what answers there speaks no TLS
tls tls-stall TLS handshake: no answer
tls tls-close TLS handshake: the server closed the connection
tls tls-drip TLS handshake: no answer, or none to its end, within 1 s
tls smtp-good TLS handshake: what answers there speaks no TLS
smtp silent the greeting: no answer
smtp close the greeting: the server closed the connection
smtp smtp-554 the greeting: the server answers "554 5.7.1 no \\x1b.31mservice"
smtp smtp-no-offer the server does not offer STARTTLS
smtp smtp-name-only the server does not offer STARTTLS
smtp smtp-refused STARTTLS: the server answers "454 4.7.0 not now"
smtp smtp-ehlo EHLO: the server answers "502 5.5.1 what\?"
smtp smtp-inject .*says more in plain text behind its answer to STARTTLS
smtp smtp-early EHLO: the server speaks before it is asked
smtp smtp-late STARTTLS: the server speaks before it is asked
smtp smtp-long the greeting: a line of more than 3072 bytes
smtp smtp-many EHLO: an answer of more than 100 lines
smtp smtp-nul the greeting: the server answers "220\\x00"
smtp smtp-mixed EHLO: the server answers "221 STARTTLS"
smtp smtp-half the greeting: the server closed the connection
smtp smtp-stall-ehlo EHLO: no answer
smtp smtp-stall-offer EHLO: no answer
smtp smtp-stall-go STARTTLS: no answer
smtp smtp-stall-tls TLS handshake: no answer
smtp smtp-drip the greeting: no answer, or none to its end, within 1 s
smtp imap-good the greeting: the server answers
imap smtp-good the greeting: the server answers "220 mx.contoso.com ESMTP"
imap imap-bye the greeting: the server answers ". BYE too many"
imap imap-preauth the greeting: the server answers ". PREAUTH
imap imap-no-offer the server does not offer STARTTLS
imap imap-no STARTTLS: the server answers "a2 NO not now"
imap imap-inject .*says more in plain text behind its answer to STARTTLS
imap imap-tag CAPABILITY: the server answers "a9 OK STARTTLS"
imap imap-endless CAPABILITY: an answer of more than 100 lines
pop3 silent the greeting: no answer
pop3 pop3-err STLS: the server answers "-ERR unknown command"
pop3 pop3-busy the greeting: the server answers "-ERR busy"
pop3 pop3-inject .*says more in plain text behind its answer to STARTTLS
pop3 pop3-okay the greeting: the server answers "\+OKAY"
EOT
for mode in smtp-good smtp-lower imap-good pop3-good; do
	run sanreq discover -f names "${mode%-*}://localhost:${at[$mode]}"
	is "$out" one.contoso.com "$mode: its names"
done

# --- several addresses ---

ask() { # DNS HOST:PORT [OPTION...]
	run sanreq discover -f json --timeout 2 --dns-server \
	    "127.0.0.1:${at[$1]}" "${@:3}" "tls://$2"
}
ask dns-both "mail.contoso.com:${at[both]}"
status 0 'two addresses'
like "$out" 'contoso.com:[0-9]+ \(127.0.0.1\)", "type": "tls"' 'the first'
like "$out" 'contoso.com:[0-9]+ \(127.0.0.2\)", "type": "tls"' 'the second'
unlike "$out" DSC 'both present the same'
ask dns-both "mail.contoso.com:${at[half]}"
status 0 'one of two stalls: the other is used'
like "$out" '"name": "one.contoso.com"' 'one of two stalls: its name'
like "$out" '"unread": \["127.0.0.2: TLS handshake: no answer' \
    'one of two stalls: what could not be read'
like "$out" '"id": "DSC17"' 'one of two stalls: the finding'
ask dns-many "mail.contoso.com:${at[one]}"
status 0 'many addresses'
like "$out" \
    '"unread": ..127.0.0.2, 127.0.0.3 and 13 more: cannot connect: Connection refused; 4 more addresses were not asked"' \
    'many: what could not be read'
ask dns-both "mail.contoso.com:1"
complains 4 \
    ': 127.0.0.1 and 127.0.0.2: cannot connect: Connection refused' \
    'all fail: each is told'
background openssl s_server -accept "127.0.0.2:${port[0]}" \
    -cert two.contoso.com.crt -key two.contoso.com.key
for ((i = 0; i < 100; i++)); do
	{ : <"/dev/tcp/127.0.0.2/${port[0]}"; } 2>/dev/null && break
	sleep 0.05
done
ask dns-both "mail.contoso.com:${port[0]}"
like "$out" '"id": "DSC52".*another certificate at 127.0.0.2 than at 127.0.0.1' \
    'addresses that present different certificates'
run sanreq discover --dns-server 127.0.0.1:1 --timeout 1 tls://mail.contoso.com
complains 4 'cannot resolve "mail.contoso.com"' 'DNS that does not answer'

unlike "$(cat mock.out)" LEAK 'nothing was sent behind a handshake'
done_testing
