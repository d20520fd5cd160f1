# SPDX-License-Identifier: ISC
"""Tokens of a PowerShell script, by the language specification, chapter 2.

Only what a list of commands needs, and strict: what it does not know is an
error, and so are strings that expand. It knows the five characters that
PowerShell takes for a single quote and the four for a double one, so a script
that hides behind typographic quotes is told apart from one that does not.

tokens(text) gives statements, each a list of (kind, value):
  word    Set-OwaVirtualDirectory, 0x2019, IISAuthenticationMethods
  name    -Identity, without the dash
  string  the value of a single-quoted string
  expand  the raw text of a double-quoted string
  var     $true, without the dollar
  type    [char], without the brackets
  op      one of ( ) { } , . + | &
"""

SINGLE = "'\u2018\u2019\u201a\u201b"
DOUBLE = '"\u201c\u201d\u201e'
DASH = '-\u2013\u2014\u2015'
NEWLINE = '\r\n'
OPERATORS = '(){},.+|&'


class Broken(Exception):
    pass


def quoted(text, at, quotes):
    """The string that begins at a quote: value, and where it ends."""
    value = []
    i = at + 1
    while i < len(text):
        c = text[i]
        if c in quotes:
            if i + 1 < len(text) and text[i + 1] in quotes:
                value.append(text[i + 1])
                i += 2
                continue
            return ''.join(value), i + 1
        if quotes is DOUBLE and c == '`':
            raise Broken('an escape in a string')
        value.append(c)
        i += 1
    raise Broken('a string without end: %r' % text[at:at + 60])


def run(text, at, good):
    end = at
    while end < len(text) and good(text[end]):
        end += 1
    return text[at:end], end


def is_word(c):
    return c.isalnum() or c in '_-:'


def one(text, at):
    """The token at a place that is neither space nor comment."""
    c = text[at]
    if c in SINGLE:
        value, end = quoted(text, at, SINGLE)
        return ('string', value), end
    if c in DOUBLE:
        value, end = quoted(text, at, DOUBLE)
        return ('expand', value), end
    if c in DASH:
        value, end = run(text, at + 1, is_word)
        if not value:
            raise Broken('a dash alone')
        return ('name', value), end
    if c == '$':
        value, end = run(text, at + 1, is_word)
        if not value:
            raise Broken('no variable: %r' % text[at:at + 40])
        return ('var', value), end
    if c == '[':
        value, end = run(text, at + 1, is_word)
        if text[end:end + 1] != ']':
            raise Broken('no type: %r' % text[at:at + 40])
        return ('type', value), end + 1
    if c in OPERATORS:
        return ('op', c), at + 1
    if is_word(c):
        value, end = run(text, at, is_word)
        return ('word', value), end
    raise Broken('what is %r in %r' % (c, text[at:at + 60]))


def tokens(text):
    statements, current, at, depth = [], [], 0, 0
    while at < len(text):
        c = text[at]
        if c in NEWLINE or c == ';':
            if depth == 0 and current:
                statements.append(current)
                current = []
            elif depth and c in NEWLINE:
                raise Broken('a statement over several lines')
            elif depth:
                current.append(('op', ';'))
            at += 1
        elif c in ' \t' or (ord(c) > 127 and c.isspace()):
            at += 1
        elif text.startswith('<#', at) or c == '@':
            raise Broken('a block comment, here-string or splat')
        elif c == '#':
            while at < len(text) and text[at] not in NEWLINE:
                at += 1
        else:
            token, at = one(text, at)
            depth += (token in (('op', '('), ('op', '{'))) - \
                (token in (('op', ')'), ('op', '}')))
            if depth < 0:
                raise Broken('a closing bracket too many')
            current.append(token)
    if depth:
        raise Broken('a bracket is not closed')
    if current:
        statements.append(current)
    return statements
