#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Every fuzz target over its corpus, without libFuzzer.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"

for source in "$SRC"/tests/fuzz/fuzz_*.c; do
	target=$(basename "$source" .c)
	corpus=$SRC/tests/fuzz/corpus/${target#fuzz_}
	run find "$corpus" -type f
	n=$(printf '%s\n' "$out" | grep -c .)
	result $((n == 0)) "$target has a corpus"
	run "$BUILD/replay/$target" "$corpus"/*
	status 0 "$target over its corpus"
	is "$out" "$n files replayed" "$target: every file"
done
for corpus in "$SRC"/tests/fuzz/corpus/*/; do
	name=$(basename "$corpus")
	ok "corpus $name has a target" test -e "$SRC/tests/fuzz/fuzz_$name.c"
done
done_testing
