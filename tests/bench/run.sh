#!/bin/bash
# SPDX-License-Identifier: ISC
#
# run.sh: speed and memory of the built programs beside their peers, in turns
# and on the same data, as one table. A missed ratio is told and no failure: it
# says something about the machine too. A program that fails is one.
#
# All data is made in a folder of its own that vanishes at the end: 1 GB below
# TMPDIR, the largest file 610 MB. Keys and requests are written to shared
# memory, where there is some: sanreq makes its files sure on the disk, openssl
# does not, and the disk is not what is measured.
set -u
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
SRC=$PWD
BUILD=${BUILD:-$SRC/build}
T=$(mktemp -d)
# shellcheck source=tests/integration/lib-slapd.sh
. "$SRC/tests/integration/lib-slapd.sh"
sanreq=$BUILD/sanreq
failed=0
FAST=$T

# shellcheck disable=SC2317 # the trap calls it
clean() {
	slapd_cleanup
	[ "$FAST" = "$T" ] || rm -rf "$FAST"
}
trap clean EXIT
[ -w /dev/shm ] && FAST=$(mktemp -d /dev/shm/sanreq-bench.XXXXXX)

compile() { # compile NAME LIBRARY...
	local name=$1
	shift
	"${CC:-gcc}" -std=c11 -O2 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE \
	    -I"$SRC/lib" -o "$T/$name" "$SRC/tests/bench/$name.c" "$@"
}

build_tools() {
	local libs
	read -r -a libs <<<"$(pkg-config --libs \
	    libcrypto yaml-0.1 libidn2 libpsl jansson expat) -lcsv"
	compile measure && compile make_ldif &&
	compile ldapldif -lldap -llber &&
	compile reqs -lcrypto &&
	compile make_shell && compile bare_csv -lcsv && compile bare_xml -lexpat &&
	compile plain "$BUILD/libsanreq.a" "${libs[@]}" &&
	compile beside "$BUILD/libsanreq.a" "${libs[@]}" &&
	compile query "$BUILD/libsanreq.a" "${libs[@]}"
}

# --- the table -----------------------------------------------------------

row() { # row WHAT SANREQ PEER RATIO WANTED
	printf '%-42s %12s %12s %7s  %s\n' "$@"
}

calc() { # calc FORMAT EXPRESSION
	awk "BEGIN { printf \"$1\", $2 }"
}

# judge VALUE OPERATOR BOUND: "<= 1.1" and ", missed" where it is
judge() {
	local word=
	awk "BEGIN { exit !($1 $2 $3) }" || word=', missed'
	echo "$2 $3$word"
}

# measure ARG...: $T/measure's; sets wall, cpu, rss (KiB), one a command
measure() {
	local lines line words
	wall=() cpu=() rss=()
	mapfile -t lines < <("$T/measure" "$@")
	for line in "${lines[@]}"; do
		read -r -a words <<<"$line"
		wall+=("${words[0]}") cpu+=("${words[1]}") rss+=("${words[2]}")
		[ "${words[3]}" = 0 ] && continue
		echo "bench: a program failed (${words[3]}): $*" | cut -c -400
		failed=1
	done
}

unmeasured() {
	echo 'bench: the rest of this part could not be measured'
	failed=1
}

ms() { calc '%.1f ms' "$1"; }

# against WHAT I J [BOUND]: command I's wall time beside command J's
against() {
	local ratio wanted=-
	ratio=$(calc %.2f "${wall[$2]} / ${wall[$3]}")
	[ $# -lt 4 ] || wanted=$(judge "$ratio" '<=' "$4")
	row "$1" "$(ms "${wall[$2]}")" "$(ms "${wall[$3]}")" "$ratio" "$wanted"
}

# linear WHAT UNIT SMALL LARGE FACTOR BOUND: microseconds a piece, of the larger
# run and, as its peer, of the smaller
linear() {
	local ratio
	ratio=$(calc %.2f "$4 / $5 / $3")
	row "$1" "$(calc '%.1f us' "$4 / $5 * 1000 / $2")" \
	    "$(calc '%.1f us' "$3 * 1000 / $2")" "$ratio" \
	    "$(judge "$ratio" '<=' "$6")"
}

# --- a large file with a small organization in it -------------------------

# a configuration for slapadd -u, which writes nothing
offline_conf() {
	mkdir "$T/off"
	sed -e "s|@DIR@|$T/off|g; s|@SRC@|$SRC|; s|@SUFFIX@|DC=corp,DC=example,DC=com|" \
	    -e '/^TLS/d; /^rootDSE/d; /@EXTRA@/d; /@DBEXTRA@/d' \
	    "$SRC/tests/integration/slapd/slapd.conf" >"$T/off/slapd.conf"
	mkdir "$T/off/db"
}

large_file() {
	local ldif=$T/large.ldif bytes speed peak
	"$T/make_ldif" 1000000 10 20 >"$ldif" || return
	bytes=$(stat -c %s "$ldif")
	offline_conf
	measure 3 "$sanreq" discover -f names "$ldif" -- wc -l "$ldif"
	speed=$(calc %.0f "$bytes / ${wall[0]} / 1000")
	row 'LDIF, 1 000 000 entries: MB/s; wc -l' "$speed" \
	    "$(calc %.0f "$bytes / ${wall[1]} / 1000")" \
	    "$(calc %.2f "${wall[0]} / ${wall[1]}")" \
	    "$(judge "$speed" '>=' 500) MB/s"
	peak=$(calc %.1f "${rss[0]} / 1024")
	row '  peak memory, MiB' "$peak" "$(calc %.1f "${rss[1]} / 1024")" '' \
	    "$(judge "$peak" '<=' 24) MiB"
	measure 1 "$sanreq" discover -f names "$ldif" -- \
	    "$T/ldapldif" "$ldif" -- \
	    slapadd -u -q -f "$T/off/slapd.conf" -l "$ldif"
	against "  libldap's LDIF API" 0 1
	against '  slapadd -u -q' 0 2
	rm -f "$ldif"
}

# --- a large organization ---------------------------------------------------

# All sizes take turns, so that linearity is not the machine's mood.
servers() {
	local n i=0 args=() sizes=(100 1000 10000)
	for n in "${sizes[@]}"; do
		"$T/make_ldif" 0 "$n" 20 >"$T/$n.ldif" || return
		args+=(-- "$sanreq" discover -f names "$T/$n.ldif")
		args+=(-- "$T/ldapldif" "$T/$n.ldif")
		args+=(-- "$T/plain" "$T/$n.ldif")
	done
	measure 5 "${args[@]:1}"
	for n in "${sizes[@]}"; do
		against "$n servers x 20: read by libldap" "$i" $((i + 1)) 3
		against '  read by ldif_read() alone' "$i" $((i + 2))
		rm -f "$T/$n.ldif"
		i=$((i + 3))
	done
	linear '  a server, of 10000 and of 100' 100 "${wall[0]}" "${wall[6]}" \
	    100 1.5
}

# --- a certificate against them ------------------------------------------------

# certificate FILE NAME...: self-signed
certificate() {
	local file=$1 san
	shift
	san=$(printf ',DNS:%s' "$@")
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	    -keyout "$T/check.key" -subj '/CN=mail.contoso.com' -days 30 \
	    -addext "subjectAltName=${san#,}" -out "$file" 2>"$T/openssl.log"
}

# Clients would warn in both cases, which is status 1 and no failure.
checks() {
	local org=$T/check.ldif shared
	mapfile -t shared < <(names 99)
	"$T/make_ldif" 0 10000 20 >"$org" &&
	    certificate "$T/none.pem" mail.contoso.com "${shared[@]}" &&
	    certificate "$T/all.pem" '*.corp.contoso.local' "${shared[@]}" ||
	    return
	measure 5 "$sanreq" discover -f names "$org" -- \
	    sh -c '"$@"; [ $? -le 1 ]' sh "$sanreq" check "$T/all.pem" "$org" \
	    -- sh -c '"$@"; [ $? -le 1 ]' sh "$sanreq" check "$T/none.pem" \
	    "$org"
	against 'check, 100 names, all covered: discover' 1 0 1.3
	against '  none covered' 2 0 1.3
	rm -f "$org"
}

# --- Shell output ---------------------------------------------------------------

# beside_inventory FILE: the memory of reading it
beside_inventory() {
	local words beside
	read -r -a words < <("$T/beside" "$1") && [ "${#words[@]}" = 3 ] ||
		return
	beside=$(calc %.1f "(${words[0]} - ${words[1]}) / 1024")
	row '  memory, MiB: beside the inventory; of it' "$beside" \
	    "$(calc %.1f "${words[1]} / 1024")" '' \
	    "$(judge "$beside" '<=' 24) MiB"
}

# shell_file WHAT FORM OBJECTS BARE-PROGRAM
shell_file() {
	local file=$T/shell.$2
	"$T/make_shell" "$2" "$3" >"$file" || return
	measure 3 "$sanreq" discover -q -f names "$file" -- "$T/$4" "$file"
	against "$1" 0 1 3
	beside_inventory "$file" || return
	rm -f "$file"
}

shell_output() {
	shell_file 'CSV, 1 000 000 rows: bare libcsv' csv 1000000 bare_csv &&
	shell_file '  each with two URLs' csv-urls 1000000 bare_csv &&
	shell_file 'Clixml, 50 MB: bare expat' clixml 82000 bare_xml
}

# --- requests ----------------------------------------------------------------

names() { # names N: a line each
	awk -v n="$1" 'BEGIN {
		for (i = 1; i <= n; i++)
			printf "host%06d.contoso.com\n", i
	}'
}

openssl_conf() { # openssl_conf NAMES-FILE
	echo '[req]
	prompt=no
	distinguished_name=dn
	req_extensions=e
	[dn]
	CN=host000001.contoso.com
	[e]
	keyUsage=critical,digitalSignature
	extendedKeyUsage=serverAuth
	subjectAltName=@s
	[s]'
	awk '{ printf "DNS.%d=%s\n", NR, $0 }' "$1"
}

# request_pair OPENSSL-CONF SOURCE...: appends to args a request by both
request_pair() {
	local conf=$1
	shift
	args+=(-- "$sanreq" request -q -p "$T/p256.yaml" --key "$FAST/key"
	    --csr "$FAST/csr" "$@")
	args+=(-- openssl req -new -newkey ec -nodes -config "$conf"
	    -pkeyopt ec_paramgen_curve:P-256 -keyout "$FAST/key"
	    -out "$FAST/csr")
}

measure_requests() { # measure_requests RUNS: those in args
	measure -u "$FAST/key" -u "$FAST/csr" "$1" "${args[@]:1}"
}

# The sample organization of eight names, and what makes them 25.
small_request() {
	local org=$SRC/tests/data/hybrid-2019.ldif name add=() args=() ratio
	while read -r name; do
		add+=(--add "$name")
	done < <(names 17)
	"$sanreq" plan -f names -p "$T/p256.yaml" "${add[@]}" "$org" \
	    >"$T/names" || failed=1
	openssl_conf "$T/names" >"$T/conf"
	request_pair "$T/conf" "${add[@]}" "$org"
	measure_requests 151
	against "request, P-256, $(wc -l <"$T/names") names: openssl req" 0 1 1.1
	ratio=$(calc %.2f "${cpu[0]} / ${cpu[1]}")
	row '  processor time' "$(ms "${cpu[0]}")" "$(ms "${cpu[1]}")" \
	    "$ratio" "$(judge "$ratio" '<=' 1.1)"
}

requests() {
	local n args=()
	printf '%s\n' 'sanreq-profile: 1' 'extends: private-ca' \
	    'key: {type: p-256}' >"$T/p256.yaml"
	small_request
	for n in 10000 100000; do
		names "$n" >"$T/names.$n"
		openssl_conf "$T/names.$n" >"$T/conf.$n"
		request_pair "$T/conf.$n" "$T/names.$n"
	done
	measure_requests 11
	against 'request, P-256, 10 000 names: openssl req' 0 1 1.5
	against 'request, P-256, 100 000 names: openssl req' 2 3 1.5
	linear '  a name, of 100 000 and of 10 000' 10000 "${wall[0]}" \
	    "${wall[2]}" 10 1.5
}

# --- lint --------------------------------------------------------------------

# 1000 requests of 8 names, half of them with RSA keys.
lint() {
	local i key
	mkdir "$FAST/lint"
	openssl genrsa -out "$FAST/rsa.key" 2048 2>/dev/null &&
	    openssl ecparam -name prime256v1 -genkey -noout \
		-out "$FAST/ec.key" || return
	for ((i = 0; i < 1000; i++)); do
		key=rsa
		[ $((i % 2)) = 0 ] || key=ec
		openssl req -new -key "$FAST/$key.key" \
		    -subj "/CN=host$i.contoso.com" -addext "$(printf \
		    'subjectAltName=DNS:host%d.contoso.com%s' "$i" \
		    "$(printf ',DNS:h%d.contoso.com' {1..7})")" \
		    -out "$FAST/lint/$i.csr" || return
	done
	# shellcheck disable=SC2016 # the script expands it
	printf '#!/bin/sh\nfor f; do openssl req -in "$f" -noout; done\n' \
	    >"$T/each"
	chmod +x "$T/each"
	measure 11 "$sanreq" lint -q "$FAST"/lint/*.csr -- \
	    "$T/reqs" "$FAST"/lint/*.csr
	against '1000 requests linted: openssl req, one process' 0 1 3
	measure 1 "$sanreq" lint -q "$FAST"/lint/*.csr -- \
	    "$T/each" "$FAST"/lint/*.csr
	against '  openssl req, one process each' 0 1 0.2
}

# --- a directory -------------------------------------------------------------

directory() {
	local query url base args=()
	"$T/make_ldif" 100000 3200 20 >"$T/dir.ldif" || return
	make_ca ca '/CN=Example Test CA' &&
	    make_cert good ca DNS:localhost,IP:127.0.0.1 &&
	    slapd_start good '' '' "$T/dir.ldif" || return
	mapfile -t query < <("$T/query")
	url=ldap://127.0.0.1:$LDAP_PORT
	base='CN=Services,CN=Configuration,DC=corp,DC=example,DC=com'
	# what sanreq searches by itself and with a base; beside that it looks
	# for what is closed, which ldapsearch does not
	args=("$sanreq" discover -f names "$url")
	for base in "$base" "CN=Microsoft Exchange,$base"; do
		args+=(-- ldapsearch -x -LLL -o ldif-wrap=no
		    -E pr=1000/noprompt -H "$url" -b "$base" "${query[@]}")
	done
	measure 5 "${args[@]}" -- "$sanreq" discover -f names --base "$base" \
	    "$url"
	against 'slapd, 64 000 virt. directories: ldapsearch' 0 1 1.2
	against '  below a base' 3 2 1.2
}

build_tools || exit
row what sanreq peer ratio wanted
large_file || unmeasured
servers || unmeasured
checks || unmeasured
shell_output || unmeasured
requests || unmeasured
lint || unmeasured
directory || unmeasured
exit "$failed"
