#!/bin/sh
# SPDX-License-Identifier: ISC
#
# lint.sh: what the compiler does not see: form, banned functions, the order
# of the folders, length of functions, manual page, shell scripts, top level.
# Says each finding with its file; answers 1 when there is any.
set -u
export LC_ALL=C
cd "$(dirname "$0")/.." || exit 1

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

# verdict NAME: the check's findings are in $work/out
verdict() {
	if [ -s "$work/out" ]; then
		echo "lint: $1: FAILED"
		head -n 60 "$work/out"
		failed=1
	else
		echo "lint: $1: ok"
	fi
}

sources() { # sources FOLDER...: C files
	find "$@" -name '*.[ch]' -type f 2>/dev/null | sort
}

form() {
	sources csr lib tests | while read -r f; do
		clang-format "$f" | diff -u --label "$f" --label formatted \
		    "$f" - | head -n 20
	done
}

# clang-format leaves comments alone.
columns() {
	sources csr lib | while read -r f; do
		expand -t 8 "$f" | awk -v f="$f" 'length > 80 {
			print f ":" NR ": has " length " columns" }'
	done
}

british='behaviour|cancelled|colour|honour(s|ed)?|favour|neighbours?'
british="$british|labelled|licen[c]es?|spelt|misspelt|centre|organisations?"
british="$british|[a-z]*(al|gn|an|ic|in)is(e|ed|es|ing|ation)"
words() {
	grep -rnwiEI "$british" csr lib profiles README.md Makefile tests \
	    --exclude-dir=data --exclude=lint.sh |
	    grep -vwE 'recognise|precise|promise|otherwise|likewise'
}

banned='strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|system|popen'
banned="$banned|X509V3_EXT_conf[A-Za-z_]*|X509V3_EXT_nconf[A-Za-z_]*"
banned="$banned|EC_KEY_[A-Za-z_0-9]*|RSA_[a-z][A-Za-z_0-9]*"
prints='(printf|puts|exit|abort|perror)[[:space:]]*\(|(stderr|stdout)([^A-Za-z0-9_]|$)'
banned_functions() {
	sources csr lib | while read -r f; do
		grep -nE "(^|[^A-Za-z0-9_>.])($banned)[[:space:]]*\(" "$f" |
		    sed "s|^|$f:|"
	done
	# the helper's folder is part of a program
	sources lib | grep -v '^lib/fetch/' | while read -r f; do
		grep -nE "(^|[^A-Za-z0-9_])($prints)" "$f" |
		    grep -vE '^[0-9]+:[[:space:]]*/?\*' |
		    sed "s|^|$f: a library neither prints nor exits: |"
	done
}

# Folders look only upwards in this list, and none at the files of lib/ itself,
# bar sanreq.h; nobody looks at fetch, and fetch at nothing but base.
layers='base name source fetch exchange profile pkcs10 check store'
folder_order() {
	sources lib csr | xargs grep -nE '^[[:space:]]*#[[:space:]]*include' |
	    awk -v layers="$layers" '
	BEGIN {
		n = split(layers, l, " ")
		for (i = 1; i <= n; i++)
			rank[l[i]] = i
		only["openssl/"] = "fetch pkcs10"
		only["ldap.h"] = only["lber.h"] = "fetch"
		only["yaml.h"] = "profile"
		only["libpsl.h"] = "name"
		only["idn2.h"] = "name check"
		only["expat.h"] = only["csv.h"] = "source"
		only["ares.h"] = only["krb5.h"] = "fetch"
	only["jansson.h"] = "name source exchange profile csr"
	}
	{
		split($0, part, ":")
		file = part[1]
		where = file ":" part[2]
		m = split(file, dir, "/")
		own = dir[1] == "lib" && m > 2 ? dir[2] : dir[1]
		if (match($0, /[<"][^>"]*[>"]/) == 0)
			next
		name = substr($0, RSTART + 1, RLENGTH - 2)
		if (substr($0, RSTART, 1) == "<") {
			key = name ~ /^openssl\// ? "openssl/" : name
			if (key in only &&
			    index(" " only[key] " ", " " own " ") == 0)
				print where ": <" name "> belongs to " only[key]
			next
		}
		if (name !~ /\//) {
			if (own in rank && name != "sanreq.h")
				print where ": \"" name "\" is no folder'"'"'s"
			next
		}
		split(name, to, "/")
		if (!(to[1] in rank)) {
			print where ": \"" name "\" is in no known folder"
			next
		}
		if (to[1] == "fetch" && own != "fetch" &&
		    file != "csr/sanreq-fetch.c")
			print where ": fetch/ is for the helper alone"
		else if (own == "fetch" && to[1] != "fetch" && to[1] != "base")
			print where ": fetch/ uses base/ alone"
		else if (own in rank && rank[to[1]] > rank[own])
			print where ": " own "/ must not look down to " to[1] "/"
	}'
}

# Lines between the braces in column 1 of every function.
lengths() { # lengths FOLDER
	find "$1" -name '*.c' -type f -exec awk '
	FNR == 1 { start = 0 }
	/^[a-z_].*\(/ && !/;$/ { name = $0; sub(/\(.*/, "", name)
		sub(/.*[ *]/, "", name) }
	/^\{/ { start = FNR }
	/^\}/ && start { print FNR - start - 1, FILENAME ":" start, name
		start = 0 }' {} + | sort -n
}

function_length() { # function_length FOLDER P95 MAX
	[ -d "$1" ] || return 0
	lengths "$1" >"$work/lengths"
	awk -v folder="$1" -v p95="$2" -v max="$3" '
	$1 > max { print $2 ": " $3 "() has " $1 " lines (at most " max ")" }
	{ len[NR] = $1 }
	END {
		if (NR == 0)
			exit
		at = len[int((NR * 95 + 99) / 100)]
		if (at >= p95)
			print folder ": 95 % of the functions have up to " at \
			    " lines (wanted: under " p95 ")"
	}' "$work/lengths"
}

# One rule is one function in one place: an id of the catalogue stands in its
# table, and else only where a line here lets it. FILE IDs: why.
id_places='
lib/name/refuse.c NAM09 NAM10 NAM11 NAM13 NAM14 NAM17 NAM18 NAM20 NAM27 NAM33: name_parse() is the function of these rules; this words its refusals
lib/name/refuse.c NAM21: a bare "*" is no name, so no rule could see it
lib/name/url.c NAM09 NAM11 NAM14 NAM20 NAM27: name_parse() for a host in a URL
lib/check/spelling.c NAM09 NAM12 NAM18 NAM26 NAM27: what name_parse() mended
csr/check_words.c EXC01 EXC04: knows them again, to leave them out of a list
lib/profile/profile_read.c NAM23: an example
csr/help.c NAM02: an example'
rule_ids() {
	sed -n 's/^    {"\([A-Z]*[0-9]*\)".*/\1/p' lib/check/catalogue_*.c \
	    >"$work/ids"
	[ "$(sort -u "$work/ids" | wc -l)" = 103 ] ||
	    echo "lib/check/catalogue_*.c: not 103 rules"
	sources lib csr | grep -v '^lib/check/catalogue' |
	    xargs grep -nE '[A-Z][0-9][0-9]' |
	    places=$id_places awk -v ids="$work/ids" '
	BEGIN {
		while ((getline id < ids) > 0)
			known[id] = 1
		n = split(ENVIRON["places"], line, "\n")
		for (i = 1; i <= n; i++) {
			sub(/:.*/, "", line[i])
			m = split(line[i], word, " ")
			for (k = 2; k <= m; k++)
				may[word[1], word[k]] = 1
		}
	}
	{	# every second part stands in quotes
		split($0, at, ":")
		text = substr($0, length(at[1] at[2]) + 3)
		if (text ~ /^[ \t]*\*/)
			next
		gsub(/\\"/, "", text)
		sub(/\/\*.*/, "", text)
		m = split(text, part, "\"")
		for (i = 2; i <= m; i += 2)
			while (match(part[i], /[A-Z]+[0-9][0-9]/)) {
				id = substr(part[i], RSTART, RLENGTH)
				part[i] = substr(part[i], RSTART + RLENGTH)
				used[at[1], id] = 1
				if (id in known && !((at[1], id) in may))
					print at[1] ":" at[2] ": " id \
					    " outside of its rule"
			}
	}
	END {
		for (key in may)
			if (!(key in used)) {
				sub(SUBSEP, ": ", key)
				print key ": let, and not there"
			}
	}'
}

licenses() {
	sources csr lib tests | while read -r f; do
		head -n 3 "$f" | grep -q 'SPDX-License-Identifier: ISC' ||
		    echo "$f: no SPDX line"
	done
}

manual() {
	[ -e csr/sanreq.1 ] || return 0
	mandoc -T lint -W warning csr/sanreq.1
}

scripts() {
	find csr tests .ci -type f ! -path 'tests/data/*' 2>/dev/null | sort |
	    while read -r f; do
		case $(head -c 80 "$f" | head -n 1 | tr -d '\000') in
		'#!'*sh) echo "$f" ;;
		*) case $f in *.sh) echo "$f" ;; esac ;;
		esac
	done | xargs shellcheck -x -f gcc
}

top_level() {
	for f in * .[!.]*; do
		case $f in
		csr | lib | profiles | tests | Makefile | README.md | LICENSE) ;;
		.ci | .clang-format | .editorconfig | .git | .gitignore) ;;
		.gitattributes | .github | build | '*' | '.[!.]*') ;;
		*) echo "$f: no entry of the top level" ;;
		esac
	done
	for f in lib/*; do
		case " $layers " in
		*" ${f#lib/} "*) ;;
		*) [ -f "$f" ] || echo "$f: no known folder" ;;
		esac
	done
}

form >"$work/out" 2>&1
verdict 'clang-format'
columns >"$work/out" 2>&1
verdict 'columns'
words >"$work/out" 2>&1
verdict 'American spelling'
banned_functions >"$work/out" 2>&1
verdict 'banned functions'
folder_order >"$work/out" 2>&1
verdict 'order of folders'
{ function_length lib 50 120; function_length csr 80 120; } >"$work/out" 2>&1
verdict 'length of functions'
rule_ids >"$work/out" 2>&1
verdict 'ids of rules'
licenses >"$work/out" 2>&1
verdict 'license lines'
manual >"$work/out" 2>&1
verdict 'manual page'
scripts >"$work/out" 2>&1
verdict 'shell scripts'
top_level >"$work/out" 2>&1
verdict 'top level'
exit "$failed"
