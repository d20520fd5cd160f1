# shellcheck shell=bash
# TAP for tests of the command: run it, then look at $out, $err and $rc.
#
#	. "${0%/*}/tap.sh"
#	run sanreq plan x.ldif
#	status 3 'a missing file is bad input'
#	done_testing

set -u
: "${BUILD:?}" "${SRC:?}"
PATH=$BUILD:$PATH
export LC_ALL=C.UTF-8 PATH
unset NO_COLOR VISUAL EDITOR
# the sanitizers' own exit status must not pass for one of ours
export ASAN_OPTIONS=${ASAN_OPTIONS:-exitcode=99} UBSAN_OPTIONS=${UBSAN_OPTIONS:-exitcode=99}
T=$(mktemp -d)
export T
trap 'rm -rf "$T"' EXIT
cd "$T" || exit 1
tap_n=0
tap_failed=0
# shellcheck disable=SC2034 # the tests look at them
out='' err='' rc=0

run() {
	# the shell's own word about a killed child is not the test's
	{ "$@" >"$T/.out" 2>"$T/.err" </dev/null; } 2>/dev/null
	rc=$?
	# shellcheck disable=SC2034
	out=$(tr -d '\0' <"$T/.out")
	err=$(tr -d '\0' <"$T/.err")
}

result() { # ok? description [diagnosis]
	tap_n=$((tap_n + 1))
	if [ "$1" = 0 ]; then
		printf 'ok %d - %s\n' "$tap_n" "$2"
		return 0
	fi
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_n" "$2"
	printf '%s\n' "${3-}" | sed 's/^/# /' | head -40
	return 1
}

ok() { # description command...
	local d=$1 o
	shift
	if o=$("$@" 2>&1); then result 0 "$d"; else result 1 "$d" "$* : $o"; fi
}

is() { # got expected description
	[ "$1" = "$2" ]
	result $? "$3" "got:
$1
expected:
$2"
}

like() { # text pattern description
	printf '%s\n' "$1" | grep -qE -- "$2"
	result $? "$3" "no match for $2 in:
$1"
}

unlike() {
	! printf '%s\n' "$1" | grep -qE -- "$2"
	result $? "$3" "$2 matches:
$1"
}

status() { # expected description
	is "$rc" "$1" "$2" || printf '# stderr: %s\n' "$err" | head -5
}

# Exactly one line on stderr, of this form.
complains() { # status pattern description
	local lines
	lines=$(printf '%s\n' "$err" | wc -l)
	if [ "$rc" = "$1" ] && [ "$lines" = 1 ] &&
		printf '%s\n' "$err" | grep -qE -- "^sanreq: .*$2"; then
		result 0 "$3"
	else
		result 1 "$3" "status $rc (want $1), stderr: $err (want $2)"
	fi
}

done_testing() {
	printf '1..%d\n' "$tap_n"
	[ "$tap_failed" = 0 ]
	exit
}

# Waits until the command succeeds, for so long at the most.
wait_for() { # seconds command...
	local end=$((SECONDS + $1 + 1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep .02
	done
}

gone() { # pid: it has ended; nobody may be there to reap it
	! grep -Eqs '^State:[[:space:]]*[^[:space:]ZX]' "/proc/$1/status"
}

helper_of() { # pid: sets child, the helper that runs below it
	child=$(cat "/proc/$1/task/$1/children" 2>/dev/null)
	child=${child%% *}
	grep -qs sanreq-fetch "/proc/$child/comm"
}

# A copy of the build, and make that goes on in it with the flags of the build:
# other tests run what is in the build itself.
copy_build() { # folder
	mkdir -p "$1"
	tar -C "$BUILD" --exclude=./san --exclude=./fuzz --exclude=./unit \
		--exclude=./replay --exclude=./samba --format=posix -cf - . | tar -C "$1" -xf -
}
remake() { # argument...
	local given=${MAKEFLAGS-}
	case $given in
	*'-- '*) given="-- ${given#*-- }" ;; # what was set, and no -j, -n
	*) given='' ;;
	esac
	env -u MAKELEVEL -u MFLAGS MAKEFLAGS="$given" make \
		WERROR="$(grep -o -- -Werror "$BUILD/stamp/COMPILE")" "$@"
}

# A small organization: one 2019 server, contoso.com.
small_org() { # file
	local cfg='CN=Configuration,DC=corp,DC=contoso,DC=local'
	local org="CN=Contoso,CN=Microsoft Exchange,CN=Services,$cfg"
	local srv="CN=EX01,CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,$org"
	cat >"$1" <<EOF
dn: $org
objectClass: top
objectClass: container
objectClass: msExchOrganizationContainer
cn: Contoso

dn: CN=contoso.com,CN=Accepted Domains,CN=Transport Settings,$org
objectClass: top
objectClass: msExchAcceptedDomain
msExchAcceptedDomainName: contoso.com
msExchAcceptedDomainFlags: 4

dn: $srv
objectClass: top
objectClass: server
objectClass: msExchExchangeServer
cn: EX01
networkAddress: netbios:EX01
networkAddress: ncacn_ip_tcp:ex01.corp.contoso.local
serialNumber: Version 15.2 (Build 31118.7)
msExchCurrentServerRoles: 16439

dn: CN=EX01,CN=Autodiscover,CN=Protocols,$srv
objectClass: top
objectClass: serviceConnectionPoint
serviceClassName: ms-Exchange-AutoDiscover-Service
keywords: 77378F46-2C66-4aa9-A6A6-3E7A48B19596
serviceBindingInformation: https://ex01/Autodiscover/Autodiscover.xml

dn: CN=EWS (Default Web Site),CN=HTTP,CN=Protocols,$srv
objectClass: top
objectClass: msExchVirtualDirectory
objectClass: msExchWebServicesVirtualDirectory
msExchMetabasePath: IIS://ex01.corp.contoso.local/W3SVC/1/ROOT/EWS
msExchInternalHostName: https://ex01.corp.contoso.local/EWS/Exchange.asmx
msExchExternalHostName: https://mail.contoso.com/EWS/Exchange.asmx

dn: CN=OAB (Default Web Site),CN=HTTP,CN=Protocols,$srv
objectClass: top
objectClass: msExchVirtualDirectory
objectClass: msExchOABVirtualDirectory
msExchMetabasePath: IIS://ex01.corp.contoso.local/W3SVC/1/ROOT/OAB
msExchInternalHostName: https://ex01.corp.contoso.local/OAB
msExchExternalHostName: https://mail.contoso.com/OAB
EOF
}
