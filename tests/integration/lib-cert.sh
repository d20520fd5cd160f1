# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# Certificates of the tests' servers. lib-slapd.sh and lib-samba.sh source it.

# A server certificate DIR/NAME.crt with its key, by DIR/CA.crt; dates as in
# 20240101000000Z.
signed_cert() { # DIR NAME CA SAN [START END]
	local d=$1/ca-$2
	mkdir "$d" && : >"$d/index" || return
	cat >"$d/cnf" <<-END
	[ca]
	default_ca = c
	[c]
	new_certs_dir = $d
	database = $d/index
	rand_serial = yes
	default_md = sha256
	policy = p
	x509_extensions = x
	certificate = $1/$3.crt
	private_key = $1/$3.key
	[p]
	commonName = supplied
	[x]
	subjectAltName = $4
	extendedKeyUsage = serverAuth
	END
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$1/$2.key" -out "$d/csr" -subj "/CN=$2" 2>/dev/null &&
		chmod 600 "$1/$2.key" &&
		openssl ca -batch -notext -config "$d/cnf" -in "$d/csr" \
			-out "$1/$2.crt" -startdate "${5:-20200101000000Z}" \
			-enddate "${6:-20991231000000Z}" 2>/dev/null
}
