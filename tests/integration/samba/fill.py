#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The Exchange schema and the accounts of the tests, straight into sam.ldb.

usage: fill.py PRIVATE-DIR SMB.CONF SCHEMA-LDIF

All accounts have the password Ordinary.1pw. See lib-samba.sh for what each is.
"""
import glob
import sys

import ldb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

private, conf, schema = sys.argv[1:]
lp = LoadParm()
lp.load(conf)
lp.set('dsdb:schema update allowed', 'true')
sam = SamDB(url=private + '/sam.ldb', session_info=system_session(), lp=lp)
USERS = 'CN=Users,DC=corp,DC=test'
LONG_AGO = '130000000000000000'  # 2012-12-15
NEVER_EXPIRES = {'userAccountControl': '66048'}
EXTRA = {
    'ouser': NEVER_EXPIRES, 'closed': NEVER_EXPIRES, 'locked': NEVER_EXPIRES,
    'disabled': {'userAccountControl': '66050'}, 'stale': {},
    'mustchange': {'pwdLastSet': '0'},
    'gone': {**NEVER_EXPIRES, 'accountExpires': LONG_AGO},
    'night': {**NEVER_EXPIRES, 'logonHours': b'\0' * 21},
    'elsewhere': {**NEVER_EXPIRES, 'userWorkstations': 'OTHERBOX'},
    'Administrator': NEVER_EXPIRES,
}
RAW = {'locked': {'lockoutTime': 'now'}, 'stale': {'pwdLastSet': LONG_AGO}}


def modify(db, dn, values):
    m = ldb.Message(dn)
    for key, value in values.items():
        m[key] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, key)
    db.modify(m)


for part in open(schema, encoding='utf-8').read().split('\ndn:\n'):
    if part.strip():
        sam.transaction_start()
        sam.modify_ldif(part)
        sam.transaction_commit()
        sam.set_schema_update_now()
for name, values in EXTRA.items():
    if name != 'Administrator':
        sam.newuser(name, 'Ordinary.1pw')
    if values:
        modify(sam, ldb.Dn(sam, 'CN=%s,%s' % (name, USERS)), values)
# a locked account stays so
modify(sam, ldb.Dn(sam, 'DC=corp,DC=test'), {'lockoutDuration': '-9223372036854775808'})
del sam
# what no client may set, behind the back of the modules
store = ldb.Ldb(glob.glob(private + '/sam.ldb.d/DC=CORP,DC=TEST.ldb')[0])
for name, values in RAW.items():
    if values.get('lockoutTime') == 'now':
        values = {'lockoutTime': '134000000000000000'}
    modify(store, ldb.Dn(store, 'CN=%s,%s' % (name, USERS)), values)
