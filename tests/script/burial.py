#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# timeout: 240
"""Programs that are hard to bury: whatever they are, they end with their frame and with unsh, soon."""
import os, resource, signal, subprocess, sys, time
UNSH, WORK = os.environ['UNSH'], os.environ['TMPDIR']
MARK = f'UNSH_TEST_MARK={os.getpid()}'
bad = []
# Its first thread ends, another goes on: /proc/PID/stat says Z.
LEADERLESS = '''
import ctypes, os, threading, time
if os.fork():
    os._exit(0)
os.setsid()
threading.Thread(target=time.sleep, args=(1000,)).start()
open('ready', 'w').close()
ctypes.CDLL(None).pthread_exit(None)
'''
# The name that unsh gives to a process of its own, with children that are made anew.
IMPOSTOR = '''
import os, signal
if os.fork():
    os._exit(0)
os.setsid()
open('/proc/self/comm', 'w').write('unsh-keeper')
for i in range(3):
    if os.fork() == 0:
        signal.pause()
open('ready', 'w').close()
while True:
    os.wait()
    if os.fork() == 0:
        signal.pause()
'''
# Children of a thread that is not the first.
THREADS = '''
import os, threading
def run():
    if os.fork() == 0:
        os.setsid()
        open('ready', 'w').close()
        threading.Event().wait()
    threading.Event().wait()
if os.fork():
    os._exit(0)
os.setsid()
threading.Thread(target=run).start()
threading.Event().wait()
'''
# Each process is there for a moment only, and its successor is a session of its own.
CHAIN = '''
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for i in range(20):
    if os.fork() == 0:
        if i == 0:
            open('ready', 'w').close()
        while True:
            try:
                if os.fork():
                    os._exit(0)
            except OSError:
                continue
            os.setsid()
os._exit(0)
'''
MANY = '''
import os, signal
for i in range(1500):
    if os.fork() == 0:
        os.setsid()
        signal.pause()
open('ready', 'w').close()
os._exit(0)
'''


def mine():
    found = []
    for pid in os.listdir('/proc'):
        try:
            with open(f'/proc/{pid}/environ', 'rb') as f:
                if pid.isdigit() and MARK.encode() in f.read():
                    found.append(int(pid))
            with open(f'/proc/{pid}/stat', 'rb') as f:
                fields = f.read().rpartition(b')')[2].split()
            # Of a process whose first thread has ended nothing can be read but this.
            if pid.isdigit() and fields[0] == b'Z' and int(fields[17]) > 1:
                found.append(int(pid))
        except OSError:
            pass
    return found


def wait_ready():
    end = time.monotonic() + 30
    while not os.path.exists('ready'):
        assert time.monotonic() < end, 'the program is not ready'
        time.sleep(0.005)  # between looks
    os.unlink('ready')


def bury(name, program, how, most):
    """Starts it in a box and ends that HOW; nothing is left, and after MOST seconds at the latest."""
    p = subprocess.Popen([UNSH, '-q'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
                         env=dict(os.environ, UNSH_TEST_MARK=str(os.getpid())),
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NPROC, (2500, 2500)))
    with open('program', 'w') as f:
        f.write(program)
    p.stdin.write(f'newns user uts\nrun python3 {WORK}/program\n')
    wait_ready()
    t = time.monotonic()
    if how == 'leave':
        p.stdin.write('leave\necho left\n')
        if p.stdout.readline() != 'left\n':
            bad.append(f'{name}: leave failed')
        took = time.monotonic() - t
        left = [pid for pid in mine() if pid not in of_unsh(p.pid)]
        if left:
            bad.append(f'{name}: {left} are left after leave')
    if how == signal.SIGKILL:
        p.kill()
    p.stdin.close()
    p.wait(60)
    while (left := mine()) and time.monotonic() - t < 30:
        time.sleep(0.005)  # between looks: unsh, if it was killed, does not wait for frame 0
    if how != 'leave':
        took = time.monotonic() - t
    if left:
        bad.append(f'{name}, {how}: {left} are left')
        for pid in left:
            os.kill(pid, signal.SIGKILL)
    if took > most:
        bad.append(f'{name}, {how}: took {took:.2f} s')
    if 'VERBOSE' in os.environ:
        print(f'{name}, {how}: {took:.3f} s', file=sys.stderr)
    p.stdout.close()


def of_unsh(pid):
    with open(f'/proc/{pid}/task/{pid}/children') as f:
        return [pid] + [int(child) for child in f.read().split()]


os.chdir(WORK)
for how in ('end', signal.SIGKILL, 'leave'):
    bury('a process without its first thread', LEADERLESS, how, 2)
    bury('one with the name of a keeper', IMPOSTOR, how, 2)
    bury('children of threads', THREADS, how, 2)
    bury('twenty that hop', CHAIN, how, 10)
    bury('1500 orphans', MANY, how, 5)
os.unlink('program')
print('\n'.join(bad))
sys.exit(1 if bad else 0)
