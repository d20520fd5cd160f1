#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""samba-tool, whose domain provision leaves out the ACLs of sysvol, which one
mapped uid of a user namespace may not set."""
import sys

import samba.netcmd.domain
import samba.provision
from samba.netcmd.main import cmd_sambatool

provision = samba.provision.provision


def without_acls(*args, **kwargs):
    kwargs['skip_sysvolacl'] = True
    return provision(*args, **kwargs)


samba.netcmd.domain.provision = without_acls
sys.exit(cmd_sambatool()._run('samba-tool', *sys.argv[1:]))
