#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""enter: joining in two stages, the target's root and cwd, and what is refused; told by the kernel."""
import ctypes, os, signal, subprocess, sys, time
UNSH, WORK = os.environ['UNSH'], os.environ['TMPDIR']
ROOT = os.geteuid() == 0
bad = []


def check(name, holds, more=''):
    if not holds:
        bad.append(f'{name}: {more}')


def unsh(steps, *argv):
    return subprocess.run([UNSH, *argv, '-c', steps], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


class Target:
    """A process in namespaces of its own; it says when it is ready."""
    def __init__(self, flags, setup='', prog='exec sleep 1000'):
        self.p = subprocess.Popen(['unshare', *flags, 'sh', '-c', f'{setup}\necho ready; {prog}'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.p.stdout.readline() == 'ready\n', self.p.stderr.read()
        self.pid = self.p.pid
        below = open(f'/proc/{self.pid}/task/{self.pid}/children').read().split()
        if '-f' in flags:
            self.pid = int(below[0])

    def ns(self, kind):
        return os.readlink(f'/proc/{self.pid}/ns/{kind}')

    def __enter__(self):
        return self

    def __exit__(self, *a):
        if self.pid != self.p.pid:
            os.kill(self.pid, signal.SIGKILL)
        self.p.kill()
        self.p.wait()
        self.p.stdout.close()
        self.p.stderr.close()


kinds = ('mnt', 'net', 'uts', 'ipc', 'pid', 'cgroup') + (() if ROOT else ('user',))
flags = ['-m', '-n', '-u', '-i', '-p', '-C', '-f'] + ([] if ROOT else ['-r'])
see = '; '.join(f'run readlink /proc/self/ns/{k}' for k in kinds)
for more in ([], ['-r'] if ROOT else []):
    if more == [] and ROOT is False and '-r' not in flags:
        continue
    with Target(flags + more, 'mount -t proc proc /proc; mount -t tmpfs t /mnt; hostname target; cd /mnt; mkdir here; cd here') as t:
        every = kinds + (('user',) if more else ())
        r = unsh(f'enter {t.pid}; hostname; pwd; run pwd; ' + '; '.join(f'run readlink /proc/self/ns/{k}' for k in every))
        want = ['target', '/mnt/here', '/mnt/here'] + [t.ns(k) for k in every]
        check(f'all namespaces {more}', r.stdout.split() == want, f'{r.stdout.split()} {want} {r.stderr}')
        check('its line says that there is no confinement', 'your rights, without its confinement' in r.stderr, r.stderr)
        r = unsh(f"enter {t.pid}; run sh -c 'readlink /proc/self; ps ax | grep -c [u]nsh'")
        check('a program has a pid of the target, the frame is not there', r.stdout.split()[0].isdigit() and int(r.stdout.split()[0]) < 1000, r.stdout + r.stderr)
        r = unsh(f'enter {t.pid}; link up lo; links lo --noheadings -o STATE; sysctl net.ipv4.ip_forward=1 net.ipv4.ip_forward; leave; hostname')
        check('steps act there, leave comes back', r.stdout.split('\n') == ['UP', 'net.ipv4.ip_forward = 1', os.uname().nodename, ''], r.stdout + r.stderr)
        r = unsh(f'enter {t.pid}; newns uts; -newns user mnt; newns user mnt pid --proc; run id -u; newns user; run readlink /proc/self')
        check('a user namespace on top takes a PID namespace of its own', r.returncode == 0 and r.stdout.startswith('0\n') and len(r.stdout) < 6, r.stdout + r.stderr)
        check('that is said', 'newns user pid gives' in r.stderr and r.stderr.count('\n') == 2, r.stderr)
        began = time.monotonic()
        r = unsh(f"enter {t.pid}; -run sh -c 'kill -KILL $PPID; exec sleep 1002'; echo $?; run sh -c 'kill -KILL $PPID; exec sleep 1003' &; -wait; run sh -c 'kill -KILL $PPID; exec sleep 1004' &; run sh -c 'sleep 0.1'")
        check('a keeper that is killed takes its program along', time.monotonic() - began < 10 and r.stdout == '255\n', r.stdout)
        check('that is said', r.stderr.count('its keeper was killed') == 2, r.stderr)
        r = unsh(f"enter {t.pid}; run sh -c 'ps ax | grep -c [s]leep.100[2-4]'")
        check('nothing of it is left', r.stdout == '0\n', r.stdout + r.stderr)
        r = unsh(f"env SECRET=x; enter {t.pid}; run sh -c 'echo $HOME ${{SECRET-none}} $PATH'")
        check('the environment is clean', r.stdout.split()[:2] == ['/root', 'none'], r.stdout + r.stderr)
        # What daemonises there is gone with the session; the target is not.
        r = unsh(f"enter {t.pid}; run sh -c '(setsid sleep 4321 &)'; run true")
        end = time.monotonic() + 5
        while '4321' in subprocess.run(['ps', 'ax', '-o', 'args'], capture_output=True, text=True).stdout and time.monotonic() < end:
            time.sleep(0.01)
        check('a daemon does not stay', time.monotonic() < end)
        check('the target lives', t.p.poll() is None)
        r = unsh(f'enter {t.pid} net; pwd; run readlink /proc/self/ns/mnt; links --noheadings -o NAME')
        if ROOT and not more:
            check('one kind: the host\'s files stay', r.stdout.split()[1] == os.readlink('/proc/self/ns/mnt'), r.stdout + r.stderr)
        r = unsh(f'enter {t.pid} pid')
        check('pid without mnt is refused', r.returncode == 1 and '--unsafe' in r.stderr, r.stderr)
        if ROOT and not more:
            r = unsh(f'enter {t.pid} pid --unsafe; run true')
            check('--unsafe does it', r.returncode == 0, r.stderr)
        r = unsh(f'newns user net; enter {t.pid}; hostname; leave; leave')
        check('over a user namespace of ours it starts at the host', r.stdout == 'target\n' and 'cloned from the host' in r.stderr, r.stdout + r.stderr)
        if ROOT and not more:
            r = unsh(f'newns pid; enter {t.pid}; run hostname')
            check('from an init', r.stdout == 'target\n', r.stdout + r.stderr)
            r = unsh(f'enter net=/proc/{t.pid}/ns/net; run readlink /proc/self/ns/net')
            check('by a file', r.stdout.strip() == t.ns('net'), r.stdout + r.stderr)
            r = unsh(f'enter uts=/proc/{t.pid}/ns/net')
            check('a file of another kind', r.returncode == 1 and 'another kind' in r.stderr, r.stderr)
            r = unsh(f'newns mnt net=/proc/{t.pid}/ns/net; run readlink /proc/self/ns/net')
            check('newns joins', r.stdout.strip() == t.ns('net'), r.stdout + r.stderr)
        r = subprocess.run([UNSH, '-e', str(t.pid), '--', 'hostname'], capture_output=True, text=True, timeout=60)
        check('-e WHO -- PROGRAM', (r.returncode, r.stdout) == (0, 'target\n'), r.stdout + r.stderr)

# A proc shows the PID namespace of who mounts it: the target's, wherever the frame itself is.
with Target(['-m', '-p', '-f'] + ([] if ROOT else ['-r']), 'mount -t proc proc /proc') as t:
    PIDS = "run sh -c 'cd {}; for p in [0-9]*; do [ -d /proc/$p ] || echo foreign; done; readlink self/ns/pid'"
    own = t.ns('pid') + '\n'
    r = unsh(f'enter {t.pid}; mount proc /mnt; {PIDS.format("/mnt")}; umount /mnt; mount -t proc -o nosuid,hidepid=2 x /mnt; mounts --noheadings -o source,fstype,options /mnt')
    check('mount proc in it', r.stdout.split() == [own.strip(), 'x', 'proc', 'rw,nosuid,relatime'], r.stdout + r.stderr)
    r = unsh(f'enter {t.pid}; newns mnt --proc; {PIDS.format("/proc")}; status --noheadings -o kind,ino,whose')
    check('newns --proc in it', r.stdout.startswith(own) and ['pid', own.strip()[5:-1], 'entered'] in [line.split() for line in r.stdout.split('\n')], r.stdout + r.stderr)
    if ROOT:
        r = unsh(f'newns pid=/proc/{t.pid}/ns/pid mnt --proc --unsafe; run readlink /proc/self/ns/pid; mount proc /mnt; run readlink /mnt/self/ns/pid; status --noheadings -o kind,ino,whose')
        check('newns pid=PATH --proc', r.stdout.startswith(own + own) and ['pid', own.strip()[5:-1], 'joined'] in [line.split() for line in r.stdout.split('\n')], r.stdout + r.stderr)
    r = unsh(f'enter {t.pid}; enter {t.pid}; run readlink /proc/self/ns/pid')
    check('entered already', r.stdout == own and (not ROOT or 'nothing that differs' in r.stderr), r.stdout + r.stderr)

# A root that is not its mount namespace's, and a cwd outside of it.
if ROOT:
    os.makedirs(f'{WORK}/root/bin')
    subprocess.run(['cp', '/bin/busybox', f'{WORK}/root/bin/sh'], check=True)
    with Target(['-m', '-u'], f'cd {WORK}; exec 3</proc; :', f'exec chroot {WORK}/root /bin/sh -c "hostname box; echo up; while :; do sleep 1000; done"') as t:
        while os.readlink(f'/proc/{t.pid}/root') == '/':
            pass
        r = unsh(f'enter {t.pid}; ls /')
        check('its root', r.stdout == 'bin\n', r.stdout + r.stderr)
    subprocess.run(['rm', '-r', f'{WORK}/root'])
    r = unsh('enter 2')
    check('a kernel thread', r.returncode == 1 and 'kernel thread' in r.stderr, r.stderr)
else:
    r = unsh('enter 1')
    check('somebody else\'s process', r.returncode == 1 and 'that user or root' in r.stderr, r.stderr)

# A zombie, a pid that nobody has, our own namespaces.
p = subprocess.Popen(['true'])
os.waitid(os.P_PID, p.pid, os.WEXITED | os.WNOWAIT)
r = unsh(f'enter {p.pid}')
check('a zombie', r.returncode == 1 and 'zombie' in r.stderr, r.stderr)
p.wait()
r = unsh(f'enter {p.pid}')
check('a pid that is gone', r.returncode == 1 and 'No such process' in r.stderr, r.stderr)
p = subprocess.Popen(['sleep', '1000'])
r = unsh(f'enter {p.pid}; run true')
check('nothing differs', r.returncode == 0 and 'nothing that differs' in r.stderr, r.stderr)
p.kill()
p.wait()
print('\n'.join(bad))
sys.exit(1 if bad else 0)
