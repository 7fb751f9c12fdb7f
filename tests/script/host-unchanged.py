#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: root
"""Every changing step in a fresh session, as root: refused before it starts, and the host is as it was."""
import os, re, subprocess, sys, time
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


class Host:
    """A host of the test's own: unsh starts in it, and what goes wrong changes only this one. All its mounts are shared, as under systemd."""
    def __init__(self):
        setup = 'mount --make-rprivate / && mount --make-rshared / && mount -t tmpfs host /mnt && mkdir /mnt/d /mnt/e && mount -t tmpfs host /mnt/e && mkdir /mnt/e/f && mount -t tmpfs host /mnt/e/f && hostname test-host && ip link add old0 type veth peer old1 && echo ready && exec sleep 1000'
        self.p = subprocess.Popen(['unshare', '-m', '-n', '-u', '-i', 'sh', '-c', setup], stdout=subprocess.PIPE, text=True)
        assert self.p.stdout.readline() == 'ready\n'
        self.pid = self.p.pid

    def run(self, *argv):
        return subprocess.run(['nsenter', '-t', str(self.pid), '-m', '-n', '-u', '-i', *argv], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)

    def unsh(self, steps, *options):
        return self.run(UNSH, *options, '-c', steps)

    def state(self):
        return [read(f'/proc/{self.pid}/mountinfo'), self.run('hostname').stdout, self.run('ip', '-d', 'addr').stdout, self.run('ls', '-A', '/mnt').stdout]

    def end(self):
        self.p.kill()
        self.p.wait()
        self.p.stdout.close()


class Target:
    """A process with namespaces of its own; KEEP: unshare's options."""
    def __init__(self, *keep):
        self.p = subprocess.Popen(['unshare', *keep, '--kill-child', '-f', 'sh', '-c', 'echo ready; exec sleep 1000'], stdout=subprocess.PIPE, text=True)
        assert self.p.stdout.readline() == 'ready\n'
        self.pid = int(read(f'/proc/{self.p.pid}/task/{self.p.pid}/children'))

    def end(self):
        self.p.kill()
        self.p.wait()
        self.p.stdout.close()


host, target = Host(), Target('-m', '-p', '--mount-proc')
SHARED = 'is shared with the host, where it would happen too; propagation private'
NEWNS, EXPOSED = 'newns {} first, or @host', "its processes could reach the host's files"
# steps ({H}, {T}: processes of the host, and the target), what stderr has to say (None: they are done), options
CASES = [
    # To have joined the host's own namespace is no ownership of it.
    ('newns uts; enter {H} uts; hostname evil', NEWNS.format('uts')),
    ('newns uts=/proc/{H}/ns/uts; hostname evil', NEWNS.format('uts')),
    ('newns uts=@main; hostname evil', NEWNS.format('uts')),
    ('newns uts; newns uts=@host; hostname evil', NEWNS.format('uts')),
    ('newns uts; box b; newns net uts=@b; hostname evil', NEWNS.format('uts')),
    ('newns net; enter net=/proc/{H}/ns/net; link del old0', NEWNS.format('net')),
    ('newns net; enter {H}; link del old0', NEWNS.format('net')),
    ('newns mnt; enter {H} mnt; mount tmpfs /mnt/d', NEWNS.format('mnt')),
    ('newns mnt; enter {H} mnt; newns mnt; mount tmpfs /mnt/d', None),
    ('newns uts; box b; newns uts=@main; hostname evil', None),
    # Nor is a way to the host's network that does not say so.
    ('newns net; link add a0 veth peer a1; link move a0 pid:{H}', 'named @host'),
    ('newns net; link add a0 veth peer a1; link move a0 net:/proc/{H}/ns/net', 'named @host'),
    ('newns net; box b; newns net=/proc/{H}/ns/net; box main; link add a0 veth peer a1@b', NEWNS.format('net')),
    ('newns net; box b net; box main; link add a0 veth peer a1@b; link move a0 @b', None),
    # --no-host, in each kind of word that can name the host; and what only looks so.
    ('enter net=@host', '--no-host was given', '--no-host'),
    ('newns uts; enter uts=@host', '--no-host was given', '--no-host'),
    ('newns net=@host', '--no-host was given', '--no-host'),
    ('newns uts; enter uts=/proc/{H}/ns/uts; hostname evil', NEWNS.format('uts'), '--no-host'),
    ('newns net; link add a0 veth peer a1@host', '--no-host was given', '--no-host'),
    ('newns net; link add a0 veth; link move a0 @host', '--no-host was given', '--no-host'),
    ('kill -0 {H}', '--no-host was given', '--no-host'),
    ('run sleep 1000 &; kill %1', None, '--no-host'),
    ('newns mnt; mount tmpfs /mnt/d; mkdir /mnt/d/a@host /mnt/d/b; bind /mnt/d/a@host /mnt/d/b', None, '--no-host'),
    # A stranger's PID namespace with our mounts.
    ('enter pid=/proc/{T}/ns/pid', EXPOSED),
    ('newns pid=/proc/{T}/ns/pid', EXPOSED),
    ('newns mnt pid=/proc/{T}/ns/pid', EXPOSED),
    ('newns mnt; enter pid=/proc/{T}/ns/pid', EXPOSED),
    ('enter pid=/proc/{T}/ns/pid mnt=/proc/{H}/ns/mnt', EXPOSED),
    ('newns pid=/proc/{T}/ns/pid --unsafe; run true', None),
    ('enter pid=/proc/{T}/ns/pid mnt=/proc/{T}/ns/mnt; run true', None),
    ('enter {T} mnt; enter {T} pid; run true', None),
    ('newns pid; run true; box b; newns pid=@main', None),
    # Propagation: the host's mounts are shared.
    ('newns mnt --propagation unchanged; mount tmpfs /mnt/d', SHARED),
    ('newns mnt --propagation unchanged; mount tmpfs /mnt/d/new', SHARED),
    ('newns mnt --propagation unchanged; bind /etc /mnt/d', SHARED),
    ('newns mnt --propagation unchanged; umount /mnt/e/f', SHARED),
    ('newns mnt --propagation unchanged; umount -r /mnt/e', SHARED),
    ('newns mnt --propagation unchanged; propagation private /mnt --here; umount -l /mnt/e', SHARED),
    ('newns mnt --propagation unchanged; newns mnt --propagation unchanged; mount tmpfs /mnt/d', SHARED),
    ('newns mnt --propagation unchanged; newns uts; mount tmpfs /mnt/d', SHARED),
    ('newns mnt --propagation unchanged; propagation private /mnt --here; mount tmpfs /mnt/d; mkdir /mnt/d/a; move /mnt/d /mnt/e', SHARED),
    ('newns mnt --propagation unchanged --proc', 'would be mounted on the host too'),
    ('newns mnt --propagation unchanged; propagation private; mount tmpfs /mnt/d; umount -r /mnt', None),
    ('newns mnt --propagation unchanged; newns mnt; mount tmpfs /mnt/d', None),
    ('newns mnt --propagation shared; mount tmpfs /mnt/d; umount /mnt/d; umount -r /mnt/e', None),
    ('newns mnt --propagation shared; newns mnt --propagation unchanged; mount tmpfs /mnt/d', None),
    ('newns mnt --propagation slave; mount tmpfs /mnt/d; umount -r /mnt/e; umount /mnt/d', None),
    ('newns mnt; propagation shared; mount tmpfs /mnt/d; umount -r /mnt/e', None),
    ('newns user mnt --propagation unchanged; mount tmpfs /mnt/d', None),
    ('newns mnt; bind @host:/mnt /srv; mount tmpfs /srv/d', None),
    ('newns user mnt; bind -r @host:/mnt /srv; mount tmpfs /srv/e/f', None),
    # A file system's own options are everybody's; a mount's flags, and what the box mounted, are not.
    ('newns mnt; remount -o size=1m /mnt', 'the host has that file system at /mnt'),
    ('newns mnt; mount tmpfs /mnt/e/f; remount -o size=1m,ro /mnt/e/f', None),
    ('newns mnt; bind /mnt/e /srv; remount -o sync /srv', 'the host has that file system at /mnt/e'),
    ('newns mnt; remount -o ro,nosuid /mnt', None),
    ('newns mnt; mount tmpfs /srv; remount -o size=1m /srv', None),
]
before = host.state()
for steps, says, *options in CASES:
    steps = steps.replace('{H}', str(host.pid)).replace('{T}', str(target.pid))
    r = host.unsh(steps, '-q', *options)
    if (says is None) != (r.returncode == 0) or (says or '') not in r.stderr:
        bad.append(f'{steps}: status {r.returncode}: {r.stderr}')
    if host.state() != before:
        bad.append(f'{steps}: the host has changed')
        host.end()
        host = Host()
        before = host.state()
# Links on the host by consent: gone with the session, however often, and with the frame; what was the host's stays.
LINKS = [
    'newns net; link add a0 veth peer a1@host; run true',
    'newns net; link add a0 veth peer a1@host; leave; newns net; link add a0 veth peer a1@host; newns uts; leave; links a0',
    'newns net; link add a0 veth peer a1; link move a0 @host; run true',
    'box b net; @host link add a1 veth peer a0@b; link up a0',
    'newns net; link add a0 veth peer a1; link move a0 @host; @host link move a0 @main; link move a0 @host; run true',
    'newns net; @host link move old1 @main; link move old1 @host; run true',
]
for steps in LINKS * 3:
    r = host.unsh(steps)
    if r.returncode or re.sub('<.*>|state .*', '', host.state()[2]) != re.sub('<.*>|state .*', '', before[2]):
        bad.append(f'{steps}: status {r.returncode}: {r.stderr} {host.state()[2]}')
# And with unsh killed: frame 0 does it.
for steps in LINKS[0], LINKS[2]:
    p = subprocess.Popen(['nsenter', '-t', str(host.pid), '-m', '-n', '-u', '-i', UNSH, '-c', steps.replace('run true', 'run sh -c "echo there; exec sleep 1000"')], stdout=subprocess.PIPE, text=True)
    if p.stdout.readline() != 'there\n' or ': a' not in host.state()[2]:
        bad.append(f'{steps}: no link is on the host')
    p.kill()
    p.wait()
    p.stdout.read()
    end = time.monotonic() + 10
    while ': a' in host.state()[2] and time.monotonic() < end:
        pass
    if ': a' in host.state()[2]:
        bad.append(f'{steps}: stays on the host after SIGKILL')
    p.stdout.close()
target.end()
host.end()
print('\n'.join(bad))
sys.exit(1 if bad else 0)
