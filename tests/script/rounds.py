#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""200 rounds of eight nested user namespaces and leave all: descriptors, memory, processes flat."""
import os, subprocess, sys, time
# What ASan keeps to catch its use after free is no growth of ours.
os.environ['ASAN_OPTIONS'] = os.environ.get('ASAN_OPTIONS', '') + ':quarantine_size_mb=0:thread_local_quarantine_size_kb=0'
UNSH, ROUNDS = os.environ['UNSH'], int(os.environ.get('ROUNDS', '200'))
p = subprocess.Popen([UNSH, '-q'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def descendants(pid):
    with open(f'/proc/{pid}/task/{pid}/children') as f:
        found = [int(x) for x in f.read().split()]
    return found + [y for x in found for y in descendants(x)]


def look():
    p.stdin.write('echo here\n')
    p.stdin.flush()
    assert p.stdout.readline() == 'here\n'
    below = descendants(p.pid)
    fds = [len(os.listdir(f'/proc/{p.pid}/fd'))]
    with open(f'/proc/{p.pid}/statm') as f:
        rss = int(f.read().split()[1]) * 4
    try:
        fds.append(len(os.listdir(f'/proc/{below[0]}/fd')))
    except OSError:
        pass  # frame 0 is not dumpable: root alone may look
    return fds, len(below), rss


def rounds(n):
    for _ in range(n):
        p.stdin.write('newns user\n' * 8 + 'leave all\n')
    p.stdin.flush()


rounds(10)
# A frame that has been dropped is reaped by the one below a moment later.
end = time.monotonic() + 5
while (first := look())[1] != 1 and time.monotonic() < end:
    pass
rounds(ROUNDS)
end = time.monotonic() + 5
while (last := look())[:2] != first[:2] and time.monotonic() < end:
    pass
p.stdin.close()
status = p.wait(60)
print(first, last)
grown = last[2] - first[2]
sys.exit(0 if status == 0 and first[0] == last[0] and first[1] == last[1] and grown < 512 else 1)
