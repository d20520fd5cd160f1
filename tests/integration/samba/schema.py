#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What Samba's own schema lacks of slapd/exchange.schema, as LDIF for fill.py:
parts with "dn:" between them, each of which needs the one before.

usage: schema.py EXCHANGE.SCHEMA SCHEMA-DN <LIST >LDIF

Standard input: lDAPDisplayName of what is there already. Both test servers
thus hold the same classes and attributes. Any class may stand below any
other, and authenticated users may read everything.
"""
import base64
import hashlib
import re
import sys

SYNTAX = {'12': ('2.5.5.1', 127), '15': ('2.5.5.12', 64), '27': ('2.5.5.9', 2),
          '38': ('2.5.5.2', 6), '40': ('2.5.5.10', 4), '7': ('2.5.5.8', 1), '26': ('2.5.5.12', 64)}
LARGE = ('2.5.5.16', 65)
LARGE_INTEGERS = {'msExchVersion'}
CATEGORY = {'STRUCTURAL': 1, 'ABSTRACT': 2, 'AUXILIARY': 3}
READABLE = ('D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)'
            '(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPLCLORC;;;AU)')
RELOAD = 'dn:\n'

text = re.sub(r'(?m)^#.*\n', '', open(sys.argv[1], encoding='utf-8').read())
SCHEMA = sys.argv[2]
there = set(re.findall(r'(?mi)^lDAPDisplayName: (\S+)$', sys.stdin.read()))
if 'serviceConnectionPoint' not in there:
    sys.exit('schema.py: no schema on standard input')
arcs = dict(re.findall(r'(?m)^objectidentifier (\S+) (\S+)$', text))


def oid(word):
    head, _, tail = word.partition(':')
    return oid(arcs[head]) + ('.' + tail if tail else '') if head in arcs else word


def guid(name):
    return base64.b64encode(hashlib.md5(name.encode()).digest()).decode()


def names(body, keyword):
    m = re.search(r'\b%s (?:\(([^)]*)\)|(\S+))' % keyword, body)
    return re.findall(r'[\w-]+', m.group(1) or m.group(2)) if m else []


def add(kind, name, **values):
    print('dn: CN=%s,%s\nchangetype: add\nobjectClass: %s\ncn: %s' %
          (name, SCHEMA, kind, name))
    print('lDAPDisplayName: %s\nshowInAdvancedViewOnly: TRUE' % name)
    print('schemaIDGUID:: %s' % guid(name))
    for key, value in values.items():
        for v in value if isinstance(value, list) else [value]:
            print('%s: %s' % (key, v))
    print()


def blocks(kind):
    for m in re.finditer(r"(?ms)^%s \( (\S+) NAME '(\S+)'(.*?)(?=^\w|\Z)" % kind, text):
        yield m.group(2), oid(m.group(1)), m.group(3)


known = set(there)
for name, number, body in blocks('attributetype'):
    known.add(name)
    if name in there:
        continue
    syntax, om = SYNTAX[re.search(r'SYNTAX \S*\.(\d+)', body).group(1)]
    if name in LARGE_INTEGERS:
        syntax, om = LARGE
    add('attributeSchema', name, attributeID=number, attributeSyntax=syntax,
        oMSyntax=om, searchFlags=0,
        isSingleValued='TRUE' if 'SINGLE-VALUE' in body else 'FALSE')
print(RELOAD)

may, done, waiting = {}, {'top'}, []
for name, number, body in blocks('objectclass'):
    sup = (names(body, 'SUP') or ['top'])[0]
    # what slapd allows in a class that Samba has is allowed below it
    own = set(names(body, 'MAY')) | set(names(body, 'MUST'))
    may[name] = own | may.get(sup, set())
    if name in there:
        done.add(name)
    else:
        waiting.append((name, number, sup, re.search(r'STRUCTURAL|ABSTRACT|AUXILIARY', body).group()))
while waiting:
    ready = [w for w in waiting if w[2] in done]
    if not ready:
        sys.exit('schema.py: no superclass for %r' % waiting)
    for name, number, sup, category in ready:
        # never two definitions of what top has already
        add('classSchema', name, governsID=number, subClassOf=sup,
            objectClassCategory=CATEGORY[category], rDNAttID='cn',
            defaultHidingValue='TRUE', possSuperiors=['top'],
            defaultObjectCategory='CN=%s,%s' % (name, SCHEMA),
            defaultSecurityDescriptor=READABLE,
            mayContain=sorted(may[name] & known - {'cn', 'objectCategory', 'objectGUID'}))
        done.add(name)
    waiting = [w for w in waiting if w[0] not in done]
    print(RELOAD)
for cn in 'Container', 'Service-Connection-Point':
    print('dn: CN=%s,%s\nchangetype: modify\nadd: possSuperiors\npossSuperiors: top\n' % (cn, SCHEMA))
