#!/bin/bash
# The library as installed: what it exports, and programs built against it.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"

declared() { # the functions of the header
	cc -E -P "$SRC/lib/sanreq.h" |
		grep -oE 'sanreq_[a-z0-9_]+\(' | tr -d '(' | sort
}
listed() { # the export map's
	sed -n '/global:/,/local:/s/^[[:space:]]*\(sanreq_[a-z0-9_]*\);$/\1/p' \
		"$SRC/lib/sanreq.map" | sort
}
exported() { # the shared object's, with their versions
	nm -D --defined-only "$BUILD/libsanreq.so.0" |
		awk '$2 == "T" {print $3}' | sort
}
is "$(listed)" "$(declared)" 'the export map lists what the header declares'
is "$(exported)" "$(declared | sed 's/$/@@SANREQ_0/')" \
	'the shared object exports just that, versioned'
is "$(nm -D --defined-only "$BUILD/libsanreq.so.0" | grep -c ' [BDRV] ')" 0 \
	'and no data'
like "$(readelf -d "$BUILD/libsanreq.so.0")" 'SONAME.*\[libsanreq\.so\.0\]' 'its SONAME'
unlike "$(readelf -d "$BUILD/libsanreq.so.0")" 'NEEDED.*(ldap|lber|libssl)' \
	'it needs no network library'
unlike "$(cat "$SRC/lib/sanreq.h")" '#include <(openssl|ldap|lber|yaml|jansson)' \
	'the header includes no other library'"'"'s'

if [ -n "${SAN-}" ]; then # the runtime is linked into programs alone
	done_testing
fi

copy_build build
run remake -s -C "$SRC" install BUILD="$T/build" PREFIX="$T/usr"
status 0 'make install'
export PKG_CONFIG_PATH=$T/usr/lib/pkgconfig
is "$(pkg-config --modversion sanreq)" "$(sanreq --version | sed 's/sanreq //')" \
	'sanreq.pc has the version'

# a tree that was moved still finds its helper
run "$T/usr/bin/sanreq" discover ldap://127.0.0.1:1/
complains 4 '127\.0\.0\.1' 'the installed program has its helper'

# the example of the header
{
	echo '#include <stdio.h>'
	echo '#include <sanreq.h>'
	echo 'int main(void) {'
	sed -n 's/^ \*	//p' "$T/usr/include/sanreq.h" |
		sed "s|contoso.ldif|$SRC/tests/data/classic-2007.ldif|"
	echo 'return 0; }'
} >app.c
cat >cxx.cc <<'END'
#include <sanreq.h>
int main() { return sanreq_version()[0] == 0; }
END
# shellcheck disable=SC2046 # options
{
	ok 'the header'"'"'s example compiles' cc -std=c11 -Wall -Wextra -Werror \
		-o app app.c $(pkg-config --cflags --libs sanreq)
	run env LD_LIBRARY_PATH="$T/usr/lib" ./app
	status 0 'and runs'
	is "$out$err" '' 'without a word'
	like "$(openssl req -in mail.csr -noout -verify -text 2>&1)" \
		'DNS:mail.contoso.com' 'and makes the request'
	rm mail.key mail.csr
	ok 'it links to the archive alone' cc -o app-static app.c \
		$(pkg-config --cflags sanreq) "$T/usr/lib/libsanreq.a" \
		$(pkg-config --libs $(pkg-config --print-requires-private sanreq)) \
		$(sed -n 's/^Libs.private: //p' \
			"$(pkg-config --variable=pcfiledir sanreq)/sanreq.pc")
	run ./app-static
	status 0 'and runs so'
	run ./app
	ok 'the key is there' test -e mail.key
	if command -v c++ >/dev/null; then
		ok 'C++ takes the header' c++ -Wall -Werror -o cxx cxx.cc \
			$(pkg-config --cflags --libs sanreq)
	fi
}
is "$(nm -g --defined-only "$T/usr/lib/libsanreq.a" | awk 'NF == 3 {print $3}' | sort)" \
	"$(declared)" 'the archive lends no other name either'
run remake -s -C "$SRC" uninstall BUILD="$T/build" PREFIX="$T/usr"
is "$(find usr -type f -o -type l)" '' 'make uninstall leaves nothing'
done_testing
