#!/bin/sh
# SPDX-License-Identifier: ISC
#
# setup.sh build|check|fuzz: installs what is missing to build, to run all
# tests, or to fuzz. Says nothing, and is quick, when nothing is missing.
#
# Debian names are used; where there is no apt-get it names the packages and
# stops, because guessing another system's names would be worse.
set -u

usage() {
	echo 'usage: setup.sh build|check|fuzz' >&2
	exit 2
}

has() {
	command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]
}

missing=
need() { # need PACKAGE: once
	case " $missing " in
	*" $1 "*) ;;
	*) missing="${missing:+$missing }$1" ;;
	esac
}

program() { # program NAME PACKAGE
	has "$1" || need "$2"
}

# library PC-NAME PACKAGE ...: one call of pkg-config when all are there
library() {
	has pkg-config || return 0
	names=
	for word; do
		case $word in
		*:*) names="$names ${word%%:*}" ;;
		esac
	done
	# shellcheck disable=SC2086 # a list
	pkg-config --exists $names 2>/dev/null && return 0
	for word; do
		pkg-config --exists "${word%%:*}" 2>/dev/null ||
		    need "${word#*:}"
	done
}

build_libraries='libcrypto:libssl-dev libssl:libssl-dev yaml-0.1:libyaml-dev
libidn2:libidn2-dev libpsl:libpsl-dev jansson:libjansson-dev ldap:libldap-dev
lber:libldap-dev libcares:libc-ares-dev krb5:libkrb5-dev
expat:libexpat1-dev'

all_of() { # the packages of a list: nothing can be asked without pkg-config
	for word; do
		need "${word#*:}"
	done
}

libraries() {
	# shellcheck disable=SC2086 # lists
	if has pkg-config; then
		library $1
	else
		all_of $1
	fi
}

for_build() {
	program gcc gcc
	program openssl openssl
	program make make
	program pkg-config pkg-config
	[ -e /usr/include/stdlib.h ] || need libc6-dev
	[ -e /usr/include/csv.h ] || need libcsv-dev
	[ -e /usr/include/sasl/sasl.h ] || need libsasl2-dev
	libraries "$build_libraries"
}

# the sanitizers' and libFuzzer's library is a package of its own
has_runtime() {
	for f in /usr/lib/llvm-*/lib/clang/*/lib/*/libclang_rt.fuzzer*; do
		[ -e "$f" ] && return 0
	done
	has clang || return 1
	echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
	    clang -fsanitize=fuzzer,address -x c -o /dev/null - 2>/dev/null
}

for_fuzz() {
	program clang clang
	has_runtime || need libclang-rt-dev
}

has_cryptography() {
	[ -d /usr/lib/python3/dist-packages/cryptography ] ||
	    /usr/bin/python3 -c 'import cryptography' 2>/dev/null
}

# a Samba domain controller, Kerberos clients, DNS, and servers with TLS
for_servers() {
	program samba samba-ad-dc
	program samba-tool samba
	[ -d /usr/share/samba/setup ] || need samba-ad-provision
	[ -e /usr/lib/x86_64-linux-gnu/samba/ldb ] || need samba-dsdb-modules
	[ -e /usr/lib/x86_64-linux-gnu/samba/vfs ] || need samba-vfs-modules
	program winbindd winbind
	program ldbsearch ldb-tools
	[ -d /usr/lib/python3/dist-packages/samba ] || need python3-samba
	program kinit krb5-user
	program faketime faketime
	[ -e /usr/lib/x86_64-linux-gnu/sasl2/libgssapiv2.so ] ||
	    need libsasl2-modules-gssapi-mit
	program dig bind9-dnsutils
	program knotd knot
	program nginx nginx-light
	program dovecot dovecot-core
	[ -x /usr/lib/dovecot/imap-login ] || need dovecot-imapd
	[ -x /usr/lib/dovecot/pop3-login ] || need dovecot-pop3d
	[ -x /usr/lib/dovecot/submission-login ] || need dovecot-submissiond
	program zstd zstd
	program unshare util-linux
	program setpriv util-linux
	program ip iproute2
}

for_check() {
	for_servers
	libraries 'cmocka:libcmocka-dev'
	program prove perl
	program openssl openssl
	program certtool gnutls-bin
	program slapd slapd
	program ldapsearch ldap-utils
	[ -x /usr/bin/python3 ] || need python3
	has_cryptography || need python3-cryptography
	program strace strace
	program mandoc mandoc
	program clang-format clang-format
	program shellcheck shellcheck
	program git git
	program tidy tidy
	program jq jq
}

look() {
	missing=
	for_build
	case $1 in
	build) ;;
	check) for_fuzz && for_check ;;
	fuzz) for_fuzz ;;
	*) usage ;;
	esac
}

# Debian numbers the package of the runtime by the compiler's version.
runtime_package() {
	version=$(apt-cache depends clang 2>/dev/null |
	    sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/\1/p' | head -n 1)
	echo "libclang-rt-${version:-14}-dev"
}

install() { # install PACKAGE...
	sudo=
	if [ "$(id -u)" -ne 0 ]; then
		if ! has sudo; then
			echo "setup: needs root or sudo to install: $*" >&2
			return 1
		fi
		sudo='sudo'
	fi
	lock='-o DPkg::Lock::Timeout=600'
	echo "setup: installing $*" >&2
	# shellcheck disable=SC2086 # options
	$sudo env DEBIAN_FRONTEND=noninteractive \
	    apt-get -qq $lock update >&2 || return 1
	rest=
	for package; do
		[ "$package" = libclang-rt-dev ] && package=$(runtime_package)
		rest="$rest $package"
	done
	# shellcheck disable=SC2086 # options and a list
	$sudo env DEBIAN_FRONTEND=noninteractive \
	    apt-get -qq $lock -y --no-install-recommends \
	    -o Dpkg::Use-Pty=0 install $rest >/dev/null
}

[ $# -eq 1 ] || usage
look "$1"
[ -n "$missing" ] || exit 0
if ! has apt-get; then
	echo "setup: install these (names of Debian 12): $missing" >&2
	exit 1
fi
# shellcheck disable=SC2086 # a list
if ! install $missing; then
	echo "setup: could not install: $missing" >&2
	exit 1
fi
look "$1"
if [ -n "$missing" ]; then
	echo "setup: still missing after the installation: $missing" >&2
	exit 1
fi
