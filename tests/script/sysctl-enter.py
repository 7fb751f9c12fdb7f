#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: root
"""A frame that has entered a process stands outside of its pid namespace: a key of pid namespaces
set there would be the one of the namespace that unsh itself is in."""
import os
import subprocess
import sys

UNSH = os.environ['UNSH']
bad = 0


def check(what, good, seen):
    global bad
    bad += not good
    print(f"{'ok' if good else 'not ok'} {what}" + ('' if good else f': {seen}'))


def unsh(steps):
    return subprocess.run([UNSH, '-c', steps], capture_output=True, text=True)


# The child of unshare is the namespace's init: it says that it is there, and waits for our end.
with subprocess.Popen(['unshare', '--pid', '--net', '--fork', '--kill-child', 'sh', '-c',
                       'echo; exec cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as target:
    target.stdout.readline()
    with open(f'/proc/{target.pid}/task/{target.pid}/children') as f:
        pid = int(f.read())
    r = unsh(f'enter {pid}; sysctl kernel.ns_last_pid=2')
    check('a key of the pid namespace entered is refused', r.returncode == 1, r)
    check('the reason is said', 'the frame stands outside of the pid namespace entered' in r.stderr,
          r.stderr)
    r = unsh(f'enter {pid}; sysctl net.ipv4.ip_forward=1 net.ipv4.ip_forward')
    check('one of its net namespace is set', r.stdout == 'net.ipv4.ip_forward = 1\n', r)
    r = unsh(f'enter {pid}; newns pid; sysctl kernel.ns_last_pid=3000; run sh -c "echo \\$\\$"')
    check('a pid namespace made there has its own', r.stdout == '3001\n', r)
    target.stdin.close()
sys.exit(1 if bad else 0)
