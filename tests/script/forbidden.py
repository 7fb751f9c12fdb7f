#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where user namespaces may not be made, the message says by what. In namespaces of the test's own."""
import os, subprocess, sys
UNSH = os.environ['UNSH']
bad = []


def check(name, holds, more=''):
    if not holds:
        bad.append(f'{name}: {more}')


def unsh(steps, *before):
    return subprocess.run([*before, UNSH, '-c', steps], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


def under(limit, steps):
    """unsh as root of a user namespace whose own limits are set; proc follows its pid namespace."""
    return unsh(steps, 'unshare', '-Urmpf', '--mount-proc', 'sh', '-c', f'echo 0 > /proc/sys/user/{limit} && exec "$0" "$@"')


r = under('max_user_namespaces', 'newns user')
check('max_user_namespaces=0', r.returncode == 1 and 'user.max_user_namespaces' in r.stderr and 'is 0' in r.stderr, r.stderr)
r = under('max_net_namespaces', 'newns net')
check('max_net_namespaces=0', r.returncode == 1 and 'user.max_net_namespaces' in r.stderr and 'is 0' in r.stderr, r.stderr)
r = unsh('newns user\n' * 40)
check('33 deep', r.returncode == 1 and 'No space left on device (clone3)' in r.stderr and '33' in r.stderr and len(r.stderr.splitlines()) == 1, r.stderr)
r = unsh('newns user mnt; mount tmpfs /mnt; mkdir /mnt/r; chroot /mnt/r; newns user')
check('after chroot', r.returncode == 1 and 'pivot' in r.stderr, r.stderr)
if os.geteuid() != 0:
    r = unsh('newns net')
    check('without root', r.returncode == 1 and 'newns user net' in r.stderr, r.stderr)
    r = unsh('newns user --map-users 0:0:2')
    check('others\' ids', r.returncode == 1 and len(r.stderr.splitlines()) == 1, r.stderr)
print('\n'.join(bad))
sys.exit(1 if bad else 0)
