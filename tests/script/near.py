#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# did you mean: for steps, options, kinds, choices, settings; and no guess where nothing is near
import os, subprocess

UNSH = os.environ['UNSH']
for typed, said in (
        ('monut', 'unknown command "monut"; did you mean "mount"?'),
        ('hostnam', 'did you mean "hostname"?'), ('mv', 'did you mean "move"?'), ('sttaus', 'did you mean "status"?'),
        ('new', 'did you mean "newns"?'), ('lnk up lo', 'did you mean "link"?'), ('link ad x', 'unknown command "link ad"; did you mean "link add"?'),
        ('link', 'link is followed by one of: add set up down del move'), ('link qqqqqq', 'link is followed by one of: add'),
        ('zzzz', 'unknown command "zzzz"; help lists them, run zzzz is the program'),
        ('xy', 'unknown command "xy"; help lists them'),
        ('newns --map-rot user', '--map-rot is no option of newns; did you mean "--map-root"?'),
        ('newns --prop=slave mnt', 'did you mean "--propagation"?'), ('newns --qqqqq user', '--qqqqq is no option of newns\n'),
        ('mounts --hlep', 'did you mean "--help"?'),
        ('newns usr', '"usr" is no namespace kind; did you mean "user"?'), ('newns nte', 'did you mean "net"?'),
        ('newns zzzzz', 'is no namespace kind: user mnt net'),
        ('newns mnt --propagation privat', 'did you mean "private"?'),
        ('set -o timout=3', 'did you mean "timeout"?'), ('set -o pag=less', 'did you mean "pager"?'),
        ('mount -o size=1x tmpfs /mnt/x', ':1:10: mount: -o: size: "1x" is no size; try 64M, 1G, 10%'),
        ('mount -o nr_inodes=10% tmpfs /mnt/x', 'nr_inodes: "10%" is no number')):
    p = subprocess.run([UNSH, '-c', typed], capture_output=True, text=True)
    assert p.returncode == 2 and said in p.stderr and p.stderr.count('\n') == 1, (typed, p)
for good in ('size=10%', 'size=1m', 'size=4096', 'size=1G,nr_inodes=4k', 'nr_blocks=100,mode=700', 'noatime'):
    p = subprocess.run([UNSH, '-n', '-c', f'mount -o {good} tmpfs /mnt/x'], capture_output=True, text=True)
    assert p.returncode == 0 and not p.stderr, p
# At most three, and those that only begin so.
p = subprocess.run([UNSH, '-c', 'newns --map user'], capture_output=True, text=True)
assert p.stderr.count('"') == 6 and ' or "--map-' in p.stderr, p
# The guess is never run.
p = subprocess.run([UNSH, '-c', 'ecoh x'], capture_output=True, text=True)
assert p.stdout == '' and 'did you mean "echo"?' in p.stderr, p
