#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Each of the 103 rules broken alone, and kept: see lint_rules.py.
# shellcheck source=tests/integration/tap.sh
. "${0%/*}/tap.sh"

export SANREQ=$BUILD/sanreq
mkdir work
python3 -B "$SRC/tests/integration/lint_rules.py" work
