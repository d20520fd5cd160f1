#!/bin/bash
# What make makes again: what includes a header, what is made from a list or
# with a flag that is another now; and nothing where nothing has changed.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"
cd "$SRC" || exit 1

would() { # argument...: what make would make again, a line each
	remake -n BUILD="$BUILD" build units replays "$@" |
		sed -n "s/^echo '  \(..*\)'\$/\1/p" | tr -s ' ' | sort
}
is "$(would)" '' 'nothing, as nothing has changed'
is "$(would BUILD="${BUILD#"$SRC"/}")" '' 'by whichever name the folder goes'

# header: who includes it by itself is made again
for header in base/pool.h name/keyset.h source/shell_maker.h fetch/dns_message.h \
	exchange/state.h profile/profile.h pkcs10/der.h check/judge.h store/temp.h job.h; do
	would -W "lib/$header" >"$T/would"
	grep -rl --include='*.c' "#include \"$header\"" lib csr tests/unit tests/fuzz >"$T/include"
	while read -r f; do
		case $f in
		tests/unit/*) grep "^LD .*/unit/$(basename "$f" .c)\$" "$T/would" ;;
		tests/fuzz/*) grep "^LD .*/replay/$(basename "$f" .c)\$" "$T/would" ;;
		*) grep "^CC $f\$" "$T/would" ;;
		esac >/dev/null || echo "$f"
	done <"$T/include" >"$T/stale"
	ok "$header is included" test -s "$T/include"
	is "$(cat "$T/stale")" '' "$header: all that include it"
done
sources=$(ls lib/*.c lib/*/*.c csr/*.c tests/fuzz/replay.c)
is "$(would -W lib/fetch/dns_message.h | grep ^CC | grep -v lib/fetch)" '' "the helper's header: no file of the library"
like "$(would -W lib/profile/profile.h)" '^LD .*/libsanreq.so.0$' 'a header: the shared library'
remake -n BUILD="$BUILD" build -W lib/profile/profile.h >"$T/all"
like "$(cat "$T/all")" 'shipped\.o .*/shipped\.c$' 'what was generated is compiled again'

for flag in CFLAGS=-O3 WERROR=-Wextra VERSION=9 -WMakefile; do
	is "$(would "$flag" | sed -n 's/^CC //p')" "$(printf '%s\n' "$sources" | sort)" "$flag: all is compiled again"
done
is "$(would PREFIX=/elsewhere | grep ^CC)" 'CC lib/source/fetch_pipe.c' 'PREFIX: what knows where the helper is'

# a file less
less="$(printf '%s\n' lib/*.c lib/{base,name,source,exchange,profile,pkcs10,check,store}/*.c |
	grep -v lib/base/pool.c | tr '\n' ' ')"
like "$(would LIB_SRCS="$less")" '^AR .*/libsanreq.a$' 'a source file less: the archive'
unlike "$(would LIB_SRCS="$less")" '^CC' 'and nothing is compiled'
like "$(would CSR_SRCS=csr/main.c)" '^LD .*/sanreq$' 'of the program: the program'
like "$(would FETCH_SRCS=csr/sanreq-fetch.c)" '^LD .*/sanreq-fetch$' 'of the helper: the helper'
like "$(would PROFILES=profiles/public-ca.yaml)" '^GEN .*/shipped.c$' 'a profile less: the shipped profiles'
like "$(would -W profiles/public-ca.yaml)" '^GEN .*/shipped.c$' 'a changed one too'
is "$(remake -n BUILD="$BUILD" build units replays CFLAGS=-O3 | grep -E '^rm ' | grep -v '\.a ')" '' \
	'nothing is thrown away at the end'
done_testing
