# SPDX-License-Identifier: ISC
# shellcheck shell=bash
#
# A real Samba domain controller, dc1.corp.test of the forest CORP.TEST, with
# the Exchange schema and a sample organization, in a network of its own. Source
# it after tap.sh, then:
#
#	samba_enter "$@"	# first of all: the test goes on in namespaces
#	samba_tree hybrid-2019	# $DC: that organization, stopped
#	samba_start		# dc1 at 10.77.0.10: ldap, ldaps, gc, kdc, dns
#	run sanreq discover "${SAMBA_CA[@]}" -D ouser@corp.test -y "$SAMBA_PW" \
#	    ldaps://dc1.corp.test
#	samba_stop
#
# samba_enter	runs the test again inside `unshare -Urnm`, as its root: ports
#	below 1024 are free, nothing leaves the loopback, /etc/hosts,
#	/etc/nsswitch.conf, /etc/resolv.conf (dc1) and /run are the test's own.
# samba_tree ORGANIZATION	one of tests/data (without .ldif). Made once for
#	all tests and kept below $BUILD/samba, by a checksum of what it is made
#	of; a test gets a copy of its own in $DC, which it may change. Sets
#	ORG_LDIF: the same organization as LDIF with the DNs of CORP.TEST, to
#	compare inventories with (or to fill a slapd: suffix DC=corp,DC=test).
#	Its servers have computer accounts in CN=Computers, its sites exist.
# samba_start [OPTION=VALUE...]	smb.conf options, such as
#	'ldap server require strong auth=no'; about half a second. samba_stop
#	stops it; start and stop as often as you like. SAMBA_CLOCK=-1h: with a
#	clock that is wrong by so much.
# samba_offline FILE	ldbmodify of FILE (LDIF with changetype), as nobody may
#	refuse it; works before samba_start and while it runs. Computer
#	accounts, SRV records by samba_tool dns, anything.
# samba_tool ARG...	samba-tool on this tree (its -H is given for dsacl,
#	user, computer and group)
# samba_deny DN [ACCOUNT [RIGHTS]]	closes the object (and what inherits of
#	it) to ACCOUNT (default: closed) by an ACE; default RPLCLO: neither its
#	properties nor its children are seen. RIGHTS as in SDDL.
# samba_computer NAME [FQDN [disabled]]	a computer account
# samba_ticket ACCOUNT [PASSWORD]	kinit into $KRB5CCNAME
# samba_cert NAME SAN [START END]	$DC/tls/NAME.crt and .key of its CA, for
#	samba_start "tls certfile=$DC/tls/NAME.crt" "tls keyfile=..."; dates as
#	in 20240101000000Z
# samba_address ADDRESS...	more addresses on the loopback, such as
#	10.77.0.11 for a second server: slapd, the mock (MOCK_HOST), or
# samba_blackhole ADDRESS PORT	where nothing is ever answered or taken
# Servers named in SERVERS end with the test.
#
# Accounts, all with the password Ordinary.1pw ($SAMBA_PW is a file of it; UPN
# NAME@corp.test, DN CN=NAME,$SAMBA_USERS):
#	ouser		an ordinary user: reads the whole organization
#	closed		another, to be denied things
#	locked disabled stale (password expired) mustchange (at next logon)
#	gone (account expired) night (logon hours: never) elsewhere (another
#	computer only)
# Administrator has Passw0rd.Adm1n ($SAMBA_ADMIN_PW is a file of it). ouser's
# keytab is $DC/ouser.keytab. KRB5_CONFIG is set; KRB5CCNAME is a file of the
# test without a ticket, KRB5_CLIENT_KTNAME is unset.

# shellcheck source=tests/integration/lib-cert.sh
. "$SRC/tests/integration/lib-cert.sh"

export PATH="$PATH:/usr/sbin:/sbin"
SERVERS=()
SAMBA_HERE=$SRC/tests/integration/samba
SAMBA_ADDRESS=10.77.0.10
SAMBA_USERS=CN=Users,DC=corp,DC=test
SAMBA=
unset KRB5_CLIENT_KTNAME KRB5_KTNAME KRB5_TRACE

samba_enter() { # ARG...
	if [ -z "${SAMBA_INSIDE-}" ]; then
		# no user namespaces for root in some containers
		local how=-Urnm
		unshare $how true 2>/dev/null || how=-nm
		trap - EXIT
		rm -rf "$T"
		cd "$SRC" || exit 1
		SAMBA_INSIDE=1 exec unshare $how /bin/bash \
			"$SRC/tests/integration/${0##*/}" "$@"
		exit 1
	fi
	trap samba_cleanup EXIT
	trap 'exit 130' INT TERM HUP
	if ! { ip link set lo up && ip addr add $SAMBA_ADDRESS/24 dev lo &&
		mount -t tmpfs tmpfs /run && mkdir -p /run/samba; }; then
		echo 'Bail out! no namespaces here'
		exit 1
	fi
	echo "nameserver $SAMBA_ADDRESS" >"$T/resolv.conf"
	echo 'hosts: files dns' >"$T/nsswitch.conf"
	echo '127.0.0.1 localhost' >"$T/hosts"
	local f
	for f in resolv.conf nsswitch.conf hosts; do
		# a link into /run leads nowhere now
		mkdir -p "$(dirname "$(realpath -m "/etc/$f")")"
		[ -e "/etc/$f" ] || : >"$(realpath -m "/etc/$f")"
		mount --bind "$T/$f" "/etc/$f"
	done
}

samba_cleanup() {
	local p
	samba_stop
	for p in "${SERVERS[@]}"; do
		kill -9 "$p" 2>/dev/null
		wait "$p" 2>/dev/null
	done
	rm -rf "$T"
}

# samba_pack DIR FILE, samba_unpack FILE DIR
samba_pack() {
	tar -C "$1" --exclude=msg.sock --exclude=msg.lock -cf - . |
		zstd -q -9 -T2 -o "$2.part" && mv "$2.part" "$2"
}
samba_unpack() {
	mkdir -p "$2" && zstd -qdc "$1" | tar -C "$2" -xf - || return
	sed -i "s|@TREE@|$2|g" "$2/etc/smb.conf"
	install -d -m 700 "$2/msg.sock" && install -d -m 755 "$2/msg.lock"
}

# samba_cached FILE COMMAND...: FILE, made by COMMAND DIR when it is not there
samba_cached() {
	local file=$1 d
	shift
	[ ! -e "$file" ] || return 0
	(
		flock 9
		[ ! -e "$file" ] || exit 0
		d=$(mktemp -d "$T/make.XXXX")
		if "$@" "$d"; then
			sed -i "s|$d|@TREE@|g" "$d/etc/smb.conf"
			samba_pack "$d" "$file"
		else
			echo "# $*: failed"
			tail -5 "$d/log" 2>/dev/null | sed 's/^/# /'
			exit 1
		fi
		rm -rf "$d"
	) 9>"${file%/*}/lock"
}

samba_provision() { # DIR
	unshare -nm bash "$SAMBA_HERE/make-tree.sh" "$SRC" "$1"
}

samba_organization() { # BASE ORGANIZATION DIR
	local file=$SRC/tests/data/$2.ldif d=$3
	samba_unpack "$1" "$d" &&
		/usr/bin/python3 "$SAMBA_HERE/organization.py" tree "$file" >"$d/tree.ldif" &&
		/usr/bin/python3 "$SAMBA_HERE/organization.py" joined "$file" >"$d/joined.ldif" &&
		/usr/bin/python3 "$SAMBA_HERE/organization.py" same "$file" >"$d/organization.ldif" &&
		ldbadd -H "$d/private/sam.ldb" \
			--configfile="$d/etc/smb.conf" \
			"$d/joined.ldif" "$d/tree.ldif" >"$d/log" 2>&1 &&
		! grep '^ERR' "$d/log"
}

samba_tree() { # ORGANIZATION
	local cache=$BUILD/samba base org
	mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || cache=$T
	base=$(cat "$SAMBA_HERE"/*.{py,sh} "$SRC/tests/integration/slapd/exchange.schema" |
		sha256sum | cut -c1-16)
	org=$(echo "$base" | cat - "$SRC/tests/data/$1.ldif" | sha256sum | cut -c1-16)
	samba_cached "$cache/base-$base.tar.zst" samba_provision &&
		samba_cached "$cache/$1-$org.tar.zst" samba_organization \
			"$cache/base-$base.tar.zst" "$1" || exit 1
	DC=$(mktemp -d "$T/dc.XXXX")
	samba_unpack "$cache/$1-$org.tar.zst" "$DC" || exit 1
	ORG_LDIF=$DC/organization.ldif
	SAMBA_PW=$T/ordinary.pw SAMBA_ADMIN_PW=$T/admin.pw
	(umask 077 && echo Ordinary.1pw >"$SAMBA_PW" && echo Passw0rd.Adm1n >"$SAMBA_ADMIN_PW")
	SAMBA_CA=(--ca-file "$DC/tls/ca.crt")
	export KRB5_CONFIG=$DC/private/krb5.conf KRB5CCNAME=FILE:$T/ccache
	: "$ORG_LDIF" "${SAMBA_CA[@]}"
}

samba_listens() { # PORT
	(: <"/dev/tcp/$SAMBA_ADDRESS/$1") 2>/dev/null
}

samba_start() { # OPTION=VALUE...
	local options=() clock=(env) o port i=0
	if [ -n "${SAMBA_CLOCK-}" ]; then
		clock+=("LD_PRELOAD=$(echo /usr/lib/*/faketime/libfaketime.so.1)"
			"FAKETIME=$SAMBA_CLOCK" FAKETIME_DONT_FAKE_MONOTONIC=1)
	fi
	for o in "$@"; do
		options+=(--option="$o")
	done
	"${clock[@]}" samba -s "$DC/etc/smb.conf" -i -M single --debug-stdout "${options[@]}" \
		</dev/null >"$DC/log" 2>&1 &
	SAMBA=$!
	for port in 88 389 636 53; do
		until samba_listens $port; do
			if ! kill -0 "$SAMBA" 2>/dev/null || ((i++ > 600)); then
				echo '# samba does not start'
				tail -5 "$DC/log" | sed 's/^/# /'
				return 1
			fi
			sleep .05
		done
	done
}

samba_stop() {
	[ -z "$SAMBA" ] && return
	kill "$SAMBA" 2>/dev/null
	wait "$SAMBA" 2>/dev/null
	SAMBA=
}

samba_offline() { # FILE
	ldbmodify -H "$DC/private/sam.ldb" --configfile="$DC/etc/smb.conf" \
		--option='dsdb:schema update allowed=true' "$1"
}

samba_tool() { # ARG...
	case $1 in
	dsacl|user|computer|group)
		samba-tool "$@" -H "$DC/private/sam.ldb" -s "$DC/etc/smb.conf" ;;
	*) samba-tool "$@" -s "$DC/etc/smb.conf" ;;
	esac
}

samba_deny() { # DN [ACCOUNT [RIGHTS]]
	local sid
	sid=$(ldbsearch -H "$DC/private/sam.ldb" --configfile="$DC/etc/smb.conf" \
		-b "$SAMBA_USERS" "(sAMAccountName=${2:-closed})" objectSid |
		sed -n 's/^objectSid: //p')
	samba_tool dsacl set --objectdn="$1" --sddl="(D;CI;${3:-RPLCLO};;;$sid)" >/dev/null
}

samba_computer() { # NAME [FQDN [disabled]]
	local fqdn=${2:-${1,,}.corp.test} control=4096
	[ "${3-}" != disabled ] || control=4098
	cat >"$T/computer.ldif" <<-END
	dn: CN=$1,CN=Computers,DC=corp,DC=test
	changetype: add
	objectClass: computer
	sAMAccountName: $1\$
	userAccountControl: $control
	dNSHostName: $fqdn
	servicePrincipalName: HOST/$fqdn
	servicePrincipalName: HOST/$1
	END
	samba_offline "$T/computer.ldif" >/dev/null
}

samba_ticket() { # ACCOUNT [PASSWORD]
	echo "${2:-Ordinary.1pw}" | kinit "$1@CORP.TEST" >/dev/null
}

samba_cert() { # NAME SAN [START END]
	signed_cert "$DC/tls" "$1" ca "${@:2}"
}

samba_address() { # ADDRESS...
	local a
	for a in "$@"; do
		ip addr add "$a/32" dev lo
	done
}

# takes no connection (its queue is full) and answers no datagram
samba_blackhole() { # ADDRESS PORT
	local ready=$T/hole-$1-$2
	/usr/bin/python3 - "$1" "$2" "$ready" <<-'END' &
	import socket, sys, time
	at = (sys.argv[1], int(sys.argv[2]))
	mute = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	mute.bind(at)
	deaf = socket.socket()
	deaf.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	deaf.bind(at)
	deaf.listen(0)
	fill = [socket.socket() for _ in range(3)]
	for s in fill:
	    s.setblocking(False)
	    s.connect_ex(at)
	open(sys.argv[3], 'w').close()
	time.sleep(600)
	END
	SERVERS+=("$!")
	until [ -e "$ready" ]; do
		kill -0 "$!" 2>/dev/null || return
		sleep .02
	done
}
