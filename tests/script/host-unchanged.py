#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: root
"""Every changing step in a fresh session, as root: refused before it starts, and the host is as it was."""
import os, subprocess, sys
UNSH, WORK = os.environ['UNSH'], os.environ['TMPDIR']
STEPS = {
    'hostname changed-by-test': 'uts', 'domainname changed-by-test': 'uts',
    f'mount tmpfs {WORK}/x': 'mnt', f'mount -t tmpfs tmpfs {WORK}': 'mnt', f'bind /etc {WORK}': 'mnt', f'umount {WORK}': 'mnt',
    f'umount -l /': 'mnt', f'remount -o ro {WORK}': 'mnt', f'move /proc {WORK}': 'mnt', 'propagation private': 'mnt', 'propagation shared /': 'mnt',
    f'pivot {WORK}': None, 'link add unshtest0 veth peer unshtest1': 'net', 'link add unshtest0 bridge': 'net', 'link set lo mtu 1400': 'net',
    'link up lo': 'net', 'link down lo': 'net', 'link del lo': 'net', 'link move lo @main': 'net', 'addr add 10.250.250.1/32 lo': 'net',
    'addr del 127.0.0.1/8 lo': 'net', 'route add 10.250.0.0/16 dev lo': 'net', 'route del 10.250.0.0/16': 'net',
    'sysctl net.ipv4.ip_forward=1': 'net', 'sysctl kernel.hostname=changed': 'uts', 'sysctl kernel.msgmax=9000': 'ipc',
    'sysctl fs.mqueue.msg_max=11': 'ipc', 'sysctl user.max_user_namespaces=5': 'user', 'sysctl kernel.printk_ratelimit=6': '', 'sysctl vm.swappiness=1': '',
}


def read(path):
    try:
        with open(path) as f:
            return f.read()
    except OSError as e:
        return str(e)


def host():
    sysctls = ['net/ipv4/ip_forward', 'kernel/hostname', 'kernel/domainname', 'kernel/msgmax', 'fs/mqueue/msg_max', 'user/max_user_namespaces', 'kernel/printk_ratelimit',
               'vm/swappiness', 'net/ipv6/conf/all/forwarding']
    links = subprocess.run(['ip', '-d', 'addr'], capture_output=True, text=True).stdout
    return [read('/proc/self/mountinfo'), read('/proc/net/route'), links, os.uname().nodename] + [read('/proc/sys/' + s) for s in sysctls]


before, bad = host(), []
for step, kind in STEPS.items():
    r = subprocess.run([UNSH, '-c', step], capture_output=True, text=True, timeout=60)
    if kind is None:
        if r.returncode not in (0, 1):
            bad.append(f'{step}: status {r.returncode}: {r.stderr}')
    elif kind == '':
        if r.returncode != 1 or 'whole machine' not in r.stderr:
            bad.append(f'{step}: status {r.returncode}: {r.stderr}')
    elif r.returncode != 1 or f"this box has the host's {kind} namespace; newns {kind} first, or @host {step}" not in r.stderr:
        bad.append(f'{step}: status {r.returncode}: {r.stderr}')
    if r.stdout or len(r.stderr.splitlines()) > 1:
        bad.append(f'{step}: more than one line: {r.stdout}{r.stderr}')
    if host() != before:
        bad.append(f'{step}: the host has changed')
        break
# What the box made is its own, and consent is consent: the same name again changes nothing.
name = os.uname().nodename
r = subprocess.run([UNSH, '-c', f'@host hostname {name}; @host hostname'], capture_output=True, text=True, timeout=60)
if r.returncode != 0 or r.stdout.strip() != name:
    bad.append(f'@host hostname: {r.returncode} {r.stdout} {r.stderr}')
if host() != before:
    bad.append('the host has changed')
print('\n'.join(bad))
sys.exit(1 if bad else 0)
