#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: program ip
"""Every device type, told by ip from inside; nothing of it is on the network around."""
import json, os, subprocess, sys
UNSH = os.environ['UNSH']
bad = []
TYPES = {'veth': ('link add t0 veth peer t1', 'veth'), 'bridge': ('link add t0 bridge', 'bridge'), 'dummy': ('link add t0 dummy', 'dummy'),
         'vlan': ('link add p0 veth peer p1; link add link p0 name t0 type vlan id 5', 'vlan'), 'vxlan': ('link add t0 vxlan id 7 dstport 4789', 'vxlan'),
         'macvlan': ('link add p0 veth peer p1; link add t0 macvlan link p0 mode bridge', 'macvlan'),
         'ipvlan': ('link add p0 veth peer p1; link add t0 ipvlan link p0 mode l2', 'ipvlan'), 'tun': ('link add t0 tun', 'tun'), 'tap': ('link add t0 tap', 'tun')}
around = ['unshare', '-Urn']
for name, (steps, kind) in TYPES.items():
    r = subprocess.run([*around, UNSH, '-c', f'newns user net; {steps}; run ip -d -j link show t0; ! ip -o link'], capture_output=True, text=True, timeout=60)
    if r.returncode != 0:
        has = subprocess.run([*around, 'ip', 'link', 'add', 'x0', 'type', name], capture_output=True, text=True).stderr
        lacks = 'Unknown device type' in has or (name in ('tun', 'tap') and not os.path.exists('/dev/net/tun'))
        closed = name in ('tun', 'tap') and not os.access('/dev/net/tun', os.R_OK | os.W_OK)
        if closed and 'Permission denied (open)' in r.stderr and len(r.stderr.splitlines()) == 1:
            continue
        # What this kernel lacks is refused naming the module; then that is the test.
        if not lacks or 'modprobe' not in r.stderr or len(r.stderr.splitlines()) != 1:
            bad.append(f'{name}: {r.stderr}')
        continue
    inside, outside = r.stdout.split('\n', 1)
    if json.loads(inside)[0]['linkinfo']['info_kind'] != kind:
        bad.append(f'{name}: {inside}')
    if ' t0' in outside:
        bad.append(f'{name}: it is on the network around: {outside}')
print('\n'.join(bad))
sys.exit(1 if bad else 0)
