#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames that are killed, stopped, or whose PID namespace ends; what hangs inside; leave in every order."""
import os, re, signal, subprocess, sys, time
UNSH, WORK = os.environ['UNSH'], os.environ['TMPDIR']
bad = []


class Session:
    def __init__(self, *argv):
        self.p = subprocess.Popen([UNSH, '-k', *argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        self.lines = []

    def do(self, step):
        """One step: its stdout; its failure is in self.lines when the session is over."""
        self.p.stdin.write(f'{step}\necho "<$?>"\n')
        self.p.stdin.flush()
        out = []
        while not (line := self.p.stdout.readline()).startswith('<'):
            if not line:
                raise SystemExit(f'unsh ended at {step}: {self.p.stderr.read()}')
            out.append(line)
        return ''.join(out), int(line.strip()[1:-1])

    def frames(self):
        """Pids of the held processes, frame 0 first: each is the last one's child."""
        found, pid = [], self.p.pid
        while True:
            with open(f'/proc/{pid}/task/{pid}/children') as f:
                below = f.read().split()
            held = []
            for child in below:  # a program has another name, once it has become one
                with open(f'/proc/{child}/comm') as f:
                    if f.read().strip() == os.path.basename(UNSH)[:15]:
                        held.append(child)
            if not held:
                return found
            pid = int(held[0])
            found.append(pid)

    def end(self):
        self.p.stdin.close()
        self.errors = self.p.stderr.read()
        return self.p.wait(30)


def below(pid):
    """The command lines of all that PID has started."""
    found = []
    for child in open(f'/proc/{pid}/task/{pid}/children').read().split():
        with open(f'/proc/{child}/cmdline', 'rb') as f:
            found += [f.read()] + below(child)
    return found


def runs(pid):
    try:
        with open(f'/proc/{pid}/stat') as f:
            return f.read().rpartition(')')[2].split()[0] not in 'ZX'
    except OSError:
        return False


def check(name, holds, more=''):
    if not holds:
        bad.append(f'{name} {more}')


# A frame that is killed from outside: reported with its signal, leave recovers.
s = Session()
s.do('newns user uts')
s.do('hostname below')
s.do('newns uts --hostname above')
victim = s.frames()[2]
os.kill(victim, signal.SIGKILL)
out, status = s.do('hostname')
check('a killed frame: status 3', status == 3, status)
out, status = s.do('leave')
check('leave recovers', status == 0)
check('the frame below is as it was', s.do('hostname') == ('below\n', 0))
s.end()
check('its signal is named', f'{victim} was killed by SIGKILL' in s.errors, s.errors)
check('one line', len(s.errors.splitlines()) == 1, s.errors)

# A stopped frame: the deadline, and leave.
s = Session()
s.do('set -o timeout=0.3')
s.do('newns user uts --hostname one')
s.do('newns uts --hostname two')
os.kill(s.frames()[2], signal.SIGSTOP)
t = time.monotonic()
check('a stopped frame fails by the deadline', s.do('hostname')[1] == 1)
check('in time', time.monotonic() - t < 5)
check('it stays busy', s.do('hostname')[1] == 1)
check('leave drops it', s.do('leave')[1] == 0)
check('the one below goes on', s.do('hostname') == ('one\n', 0))
s.end()
check('no answer is said', 'no answer within 0.3 s' in s.errors, s.errors)

# A program ends, and its frame, which was stopped, does not say so.
for wait in ('run sh -c "sleep 0.1; kill -STOP $$PPID"', 'run sh -c "sleep 0.1; kill -STOP $$PPID" &\nwait'):
    s = Session()
    s.do('set -o timeout=0.3')
    s.do('newns user uts')
    t = time.monotonic()
    check('its program fails by the deadline', s.do(wait.replace('$$', '\\$'))[1] == 1)
    check('in time', time.monotonic() - t < 5)
    check('and the session goes on', s.do('leave')[1] == 0 and s.do('run echo on') == ('on\n', 0))
    s.end()
    check('that is said', 'does not answer' in s.errors or 'no answer' in s.errors, s.errors)

# A frame that dies under its program, and so does what stands on it: status 3, and which one it was.
s = Session()
s.do('newns user')
s.do('newns uts')
victim = s.frames()[1]
out, status = s.do(f'run sh -c "kill -KILL {victim}; sleep 1000"')
check('killed under run: status 3', status == 3, status)
check('it is told of the lower one', s.do('leave 2')[1] == 0 and s.do('run true')[1] == 0)
s.end()
check('its signal is named', f'the held process {victim} was killed by SIGKILL' in s.errors, s.errors)

# Frame 0, by itself: unsh has what it leaves. Stopped, it goes on when unsh has ended, and however.
LOST = 'was killed by SIGKILL; the session has lost it'
for steps in ('run sleep 1000', 'wait', '! sleep 1000', 'newns user uts\nrun sleep 1000'):
    s = Session()
    s.do('run setsid sleep 1001 &')
    s.do('newns user')
    zero = s.frames()[0]
    if steps == 'wait':
        s.do('run sleep 1000 &')
    s.p.stdin.write(steps + '\n')
    s.p.stdin.flush()
    while not any(b'1000' in p for p in below(zero)):
        time.sleep(0.005)  # between looks
    os.kill(zero, signal.SIGKILL)
    s.p.stdin.write('echo "<$?>"\n')
    s.p.stdin.flush()
    line = s.p.stdout.readline()
    check(f'{steps}: frame 0 killed: status 3', line == '<3>\n', line)
    check('frames says how it ended', 'killed by SIGKILL' in s.do('frames --noheadings')[0].split('\n')[0])
    check('nothing else is possible', s.do('run true')[1] == 3)
    s.end()
    check('and that is said', LOST in s.errors, s.errors)
for how in ('exit', 'kill'):
    s = Session()
    s.do('run setsid sleep 1001 &')
    zero = s.frames()[0]
    os.kill(zero, signal.SIGSTOP)
    t = time.monotonic()
    if how == 'kill':
        s.p.kill()
    s.end()
    while runs(zero) and time.monotonic() - t < 10:
        time.sleep(0.005)  # between looks: it is not ours
    check(f'frame 0 stopped, {how}: it ends', time.monotonic() - t < 5)

# What blocks inside: a FIFO. The frame is free again afterwards.
s = Session()
fifo = f'{WORK}/fifo'
os.mkfifo(fifo)
s.do('set -o timeout=0.3')
s.do('newns user uts --hostname held')
for step in (f'cat {fifo}', f'write {fifo} x', f'run true > {fifo}'):
    check(f'{step} gives up', s.do(step)[1] == 1)
check('the frame is free', s.do('hostname') == ('held\n', 0))
s.end()
os.unlink(fifo)

# A PID namespace that is killed with its init; programs of lower frames go on.
s = Session()
s.do('newns user')
s.do('run sleep 1000 &')
s.do('newns pid')
s.do('run sleep 1001 &')
os.kill(s.frames()[2], signal.SIGKILL)
check('a step in the dead PID namespace', s.do('run true')[1] == 3)
check('leave', s.do('leave')[1] == 0)
out = s.do('jobs --noheadings -o STATE')[0].split('\n')
check('the job below runs, the one above ended', out[0].strip() == 'running' and out[1].strip() != 'running', out)
s.end()

# Eight user namespaces deep, and leave in every way.
s = Session()
for i in range(8):
    check(f'newns user, {i}', s.do(f'newns user uts --hostname depth{i}')[1] == 0)
check('eight deep', s.do('hostname') == ('depth7\n', 0))
check('leave 3', s.do('leave 3')[1] == 0)
check('five deep', s.do('hostname') == ('depth4\n', 0))
check('too many', s.do('leave 9')[1] == 1)
check('nothing was left by that', s.do('hostname') == ('depth4\n', 0))
s.do('box two --on main')
s.do('newns uts --hostname two')
s.do('box main')
check('a frame that carries a box is not left', s.do('leave')[1] == 1)
check('box rm', s.do('box rm two')[1] == 0)
check('then it is', s.do('leave all')[1] == 0)
s.end()
check('said', 'two stands on the top frame' in s.errors, s.errors)
print('\n'.join(bad))
sys.exit(1 if bad else 0)
