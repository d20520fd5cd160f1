#!/bin/bash
# SPDX-License-Identifier: ISC
#
# make-tree.sh SRC DIR: a Samba domain controller with the Exchange schema and
# the accounts of the tests in DIR, offline. Run it by lib-samba.sh, in a
# namespace of its own.
set -eu
src=$1/tests/integration d=$2
here=$src/samba
python=/usr/bin/python3
export PATH=$PATH:/usr/sbin:/sbin HOME=$d
exec >"$d/log" 2>&1
ip link set lo up
ip addr add 10.77.0.10/24 dev lo
mount -t tmpfs tmpfs /run
mkdir -p /run/samba "$d/tls"

# a CA, and a certificate for the domain controller
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -keyout "$d/tls/ca.key" -out "$d/tls/ca.crt" -subj '/CN=Corp Test CA' \
    -addext basicConstraints=critical,CA:true
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$d/tls/dc1.key" -out "$d/tls/dc1.csr" -subj /CN=dc1.corp.test \
    -addext subjectAltName=DNS:dc1.corp.test,DNS:corp.test
openssl x509 -req -in "$d/tls/dc1.csr" -CA "$d/tls/ca.crt" -CAkey "$d/tls/ca.key" \
    -days 3650 -copy_extensions copy -out "$d/tls/dc1.crt"
chmod 600 "$d/tls"/*.key

printf '[global]\n' >"$d/base.conf"
"$python" "$here/provision.py" domain provision -s "$d/base.conf" \
    --targetdir="$d" --realm=CORP.TEST --domain=CORP --host-name=dc1 \
    --host-ip=10.77.0.10 --adminpass='Passw0rd.Adm1n' --server-role=dc \
    --dns-backend=SAMBA_INTERNAL --option='interfaces=10.77.0.10 127.0.0.1' \
    --option='bind interfaces only=yes' --option='dns forwarder=' \
    --option='log file=/dev/null' --option="tls certfile=$d/tls/dc1.crt" \
    --option="tls keyfile=$d/tls/dc1.key" --option="tls cafile=$d/tls/ca.crt" \
    --option='dsdb:schema update allowed=true' \
    --option='server services=rpc, ldap, cldap, kdc, dns'
conf=$d/etc/smb.conf
samba_spnupdate -s "$conf"

sam=(-H "$d/private/sam.ldb" --configfile="$conf")
schema=CN=Schema,CN=Configuration,DC=corp,DC=test
ldbsearch "${sam[@]}" -b "$schema" '(lDAPDisplayName=*)' lDAPDisplayName |
    "$python" "$here/schema.py" "$src/slapd/exchange.schema" "$schema" >"$d/schema.ldif"
"$python" "$here/fill.py" "$d/private" "$conf" "$d/schema.ldif"
samba-tool domain exportkeytab "$d/ouser.keytab" --principal=ouser@CORP.TEST -s "$conf"
echo whole
