#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""However unsh ends, nothing is left: the runner counts; here each ending and its status."""
import os, signal, subprocess, sys, time
UNSH, WORK = os.environ['UNSH'], os.environ['TMPDIR']
BUSY = '''newns user mnt pid uts net
mount tmpfs /mnt
mount tmpfs /mnt/sub/deeper
link up lo
run sh -c '(setsid sleep 1000 &); setsid setsid sleep 1001 & sleep 0.01'
run sleep 1002 &
newns uts
run sh -c '(setsid sh -c "trap : TERM HUP INT; while :; do sleep 1003; done" &)'
box other user net
run sh -c '(setsid sleep 1004 &)'
box main
'''
bad = []


def check(name, got, want):
    if got != want:
        bad.append(f'{name}: {got!r}, expected {want!r}')


def unsh(*argv, stdin=None, **kw):
    return subprocess.run([UNSH, *argv], input=stdin, capture_output=True, text=True, timeout=60, **kw)


check('end of file', unsh(stdin=BUSY).returncode, 0)
check('exit 7', unsh(stdin=BUSY + 'exit 7\n').returncode, 7)
check('a failed step', unsh(stdin=BUSY + 'cd /nonexistent\n').returncode, 1)
check('a bad line', unsh(stdin=BUSY + 'nonsense\n').returncode, 2)
check('-c', unsh('-c', BUSY).returncode, 0)
for sig in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL):
    p = subprocess.Popen([UNSH], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    p.stdin.write(BUSY + 'echo ready\n')
    p.stdin.flush()
    check(f'ready before {sig.name}', p.stdout.readline(), 'ready\n')
    p.send_signal(sig)
    check(sig.name, p.wait(20), -sig)
    p.stdin.close()
    p.stdout.close()
# In the middle of a program that runs in the foreground.
p = subprocess.Popen([UNSH, '-c', 'newns user pid; run sh -c "echo ready; sleep 1000"'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
check('ready', p.stdout.readline(), 'ready\n')
p.terminate()
check('SIGTERM under run', p.wait(20), -signal.SIGTERM)
# Ended by exec's program.
check('exec', unsh('-c', BUSY + 'exec sh -c "exit 9"').returncode, 9)
check('exec killed', unsh('-c', BUSY + "exec sh -c 'kill -KILL $$'").returncode, 137)
check('exec not found', unsh('-c', 'exec nonexistent-program').returncode, 127)
check('exec no program', unsh('-c', 'exec /etc').returncode, 126)
check('exec --init', unsh('-c', "newns user pid; exec --init sh -c 'exit $$'").returncode, 1)
p = subprocess.Popen([UNSH, '-c', 'newns user pid; exec sleep 1000'], stderr=subprocess.PIPE)
p.send_signal(signal.SIGSTOP)
p.kill()
check('SIGKILL of a stopped unsh', p.wait(20), -signal.SIGKILL)
# Whoever started it does not want to hear of children: that is not for ours.
p = subprocess.run([UNSH, '-c', 'newns user; run true; exec sh -c "exit 4"'], timeout=60, restore_signals=False,
                   preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
check('SIGCHLD ignored', p.returncode, 4)
for line in bad:
    print(line)
sys.exit(1 if bad else 0)
