#!/bin/sh
# make demo: the main job on a bundled organization, in a folder of its own.
set -eu

build=${BUILD:-build}
org=tests/data/classic-2007.ldif
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

say() {
	printf '\n$ %s\n' "$*"
}

say sanreq discover "$org"
"$build/sanreq" discover "$org"

say sanreq plan "$org"
"$build/sanreq" plan "$org"

say sanreq request -p exchange-2007 -d DIR "$org"
"$build/sanreq" request -p exchange-2007 -d "$dir" "$org"

for csr in "$dir"/*.csr; do
	say openssl req -noout -verify -subject -in "${csr##*/}"
	openssl req -noout -verify -subject -in "$csr"
done
ls -l "$dir"
