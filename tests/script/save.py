#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns, net
"""save: what it writes, run in a new session, makes the same box; files are replaced whole or not at all."""
import json, os, re, stat, subprocess, sys
UNSH, ROOT = os.environ['UNSH'], os.geteuid() == 0
bad = []
LOOK = ['status', 'mounts', 'links', 'addrs', 'routes', 'boxes']
# What another session has of its own: pids, numbers of namespaces and mounts, random addresses, times.
OWN = {'pid', 'id', 'ino', 'start', 'step', 'parent', 'peer_group', 'master', 'ifindex', 'index', 'top', 'raw',
       'address', 'device', 'depth', 'dev', 'shared', 'slave', 'group', 'from', 'number', 'root'}


def check(name, holds, more=''):
    if not holds:
        bad.append(f'{name}: {more}')


def unsh(*argv, **kw):
    return subprocess.run([UNSH, *argv], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **kw)


def plain(x):
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items() if k not in OWN}
    if isinstance(x, list):
        return [plain(v) for v in x if not (isinstance(v, str) and v.startswith('fe80:'))]
    return re.sub(r'\d{6,}', 'N', x) if isinstance(x, str) else x


def looked(out):
    """The JSON documents in OUT, one after the other, and what else was said."""
    found, at, decoder = [], 0, json.JSONDecoder()
    while at < len(out):
        if out[at] == '{':
            document, at = decoder.raw_decode(out, at)
            rest = plain(document)
            if 'addrs' in rest:  # a link-local one comes a moment later
                rest['addrs'] = [a for a in document['addrs'] if not str(a.get('address', '')).startswith('fe80')]
                rest['addrs'] = [{**plain(a), 'address': a.get('address')} for a in rest['addrs']]
            if 'routes' in rest:
                rest['routes'] = [r for r in rest['routes'] if 'fe80' not in str(r) and 'ff00' not in str(r)]
            found.append(rest)
        else:
            end = out.find('\n', at)
            end = len(out) if end < 0 else end
            if out[at:end]:
                found.append(out[at:end])
            at = end + 1
    return found


BOXES = {
    'mounts and files': (['newns user mnt', 'mount -t tmpfs -o size=1M,mode=0750 tmpfs /mnt', "mkdir /mnt/a '/mnt/two words'",
                          'cd /mnt/a', 'write f "it\'s $HOME; # | & < >"', 'echo hi > g', 'write h <<E\nat $HOME\nE\n', 'bind -r --ro /mnt/a /srv',
                          'propagation shared /mnt', 'echo more >> g', 'write -- i -x'],
                         ['pwd', 'ls /mnt', 'cat /mnt/a/f /mnt/a/g /mnt/a/h /mnt/a/i']),
    'network': (['newns user net', 'link up lo', 'link add d0 veth peer d1 mtu 1400', 'link set d0 address 02:00:00:00:00:01', 'addr add 10.1.0.1/24 dev d0',
                 'link up d0', 'link up d1', 'route add default via 10.1.0.2', 'addr add 10.9.0.1/24 dev d0', 'addr del 10.9.0.1/24 dev d0',
                 'sysctl net.ipv4.ip_forward=1'], ['sysctl net.ipv4.ip_forward']),
    'names': (['newns user uts ipc --hostname first', 'hostname lab', 'domainname there', 'sysctl kernel.shmmni=99'],
              ['hostname', 'domainname', 'sysctl kernel.shmmni']),
    'maps': (['newns user --map-root', 'newns user uts --map-user 7 --map-group 8'], []),
    'chroot': (['newns user mnt', 'mount tmpfs /mnt', 'mkdir -p /mnt/r/s', 'chroot /mnt/r', 'cd s'], ['pwd', 'ls /']),
    'pivot': (['newns user mnt', 'pivot /usr', 'mount tmpfs /lib', 'write /lib/x y'], ['ls /lib']),
    'of the frame': (['cd /usr', 'umask 027', "env A='b c' -u SHELL", 'newns user uts', 'env D=e', 'umask 077', 'cd lib'],
                     ['env', 'umask', 'pwd', 'leave', 'umask', 'pwd']),
    'left again': (['newns user uts net mnt', 'hostname lab', 'newns uts', 'hostname other', 'link up lo', 'leave',
                    'newns net', 'link add d0 veth peer d1', 'leave', 'box gone', 'cd /usr', 'box main', 'box rm gone'], ['hostname']),
    'on one user namespace': (['newns user', 'box a net uts --on main', 'hostname a', 'box b net --on main', '@a link add v0 veth peer v1@b',
                               '@a addr add 10.2.0.1/24 dev v0', 'addr add 10.2.0.2/24 dev v1', '@a link up v0', 'link up v1', 'box c --on a',
                               'link up lo', 'box other user uts', 'box b'], ['@a links --json', '@a addrs --json', '@a hostname']),
    'emptied': (['box a user uts', 'hostname x', 'leave', 'newns user net'], []),
}

for name, (steps, more) in BOXES.items():
    then = [f'{what} --json' for what in LOOK] + more
    if name == 'on one user namespace':  # the box other is none of theirs
        then.remove('boxes --json')
    if name == 'left again':
        then.remove('status --json')
    r = unsh('-c', '\n'.join([*steps, 'save script', *then]))
    if r.returncode:
        bad.append(f'{name}: {r.stderr}')
        continue
    saved = open('script').read()
    again = unsh('-c', saved + '\n'.join(then))
    check(f'{name}: runs again', again.returncode == 0 and not again.stderr, again.stderr + saved)
    one, other = looked(r.stdout), looked(again.stdout)
    check(f'{name}: the same', one == other, '\n'.join(f'{a}\n{b}' for a, b in zip(one, other) if a != b) + saved)
    twice = unsh('-c', saved + '\nsave')
    check(f'{name}: saved again, the same', twice.stdout == saved, twice.stdout + saved)
    check(f'{name}: a file checks', unsh('-n', 'script').returncode == 0)
    if name == 'left again':
        check(f'{name}: what went', 'd0' not in saved, saved)
        check(f'{name}: what the frame below shares', 'link up lo\nleave\n' in saved and saved.count('leave') == 1, saved)
    os.unlink('script')

# A box that goes with the step that is in it.
open('rm', 'w').write('box b; hostname x; box rm b\n')
r = unsh('-c', 'box b user uts; box rm b; box b user uts; @b source rm > @host:/dev/null; box main; newns user uts; save')
check('a box that is gone', r.returncode == 0 and r.stdout.count('newns user uts') == 1 and 'box' not in r.stdout.partition(' by ')[2], r.stdout + r.stderr)
os.unlink('rm')

# What failed is not in it; -STEP that went well is. Programs and the host are comments.
r = unsh('-c', 'newns user uts; -cd /xx; -hostname good; run true; set v 1; status > @host:/dev/null; echo $v > @host:/dev/null; save')
check('failed steps', 'hostname good' in r.stdout and 'xx' not in r.stdout and '-hostname' not in r.stdout and 'null' not in r.stdout, r.stdout)
check('a program is a comment', '\n# program: run true\n' in r.stdout, r.stdout)
r = unsh('-c', 'newns user uts; run true; save --programs')
check('--programs', '\nrun true\n' in r.stdout, r.stdout)
r = unsh('-c', 'mkdir hosts; @host mkdir others; newns user uts; mkdir third; save; save --host')
check('the host is a comment', all(f'# host: {s}\n' in r.stdout for s in ('mkdir -p hosts', '@host mkdir -p others', 'mkdir -p third')), r.stdout)
check('--host', '\n@host mkdir -p others\n' in r.stdout, r.stdout)
for name in ('hosts', 'others', 'third'):
    os.rmdir(name)
if ROOT:
    r = unsh('-c', 'box b net; @host link add hv veth peer bv@b; addr add 10.3.0.1/24 dev bv; box x uts; box b; save --host script; @host link del hv')
    saved = open('script').read()
    check('a wire to the host', r.returncode == 0 and 'box x' not in saved, r.stderr + saved)
    r = unsh('-c', saved + '\naddrs -o ADDRESS --noheadings; @host link del hv')
    check('a wire to the host, again', r.returncode == 0 and '10.3.0.1/24' in r.stdout, r.stderr + saved)
    os.unlink('script')

# The file: mode, umask, what is no regular file, no directory, none left behind.
for mask, mode in ((0o022, 0o644), (0o077, 0o600)):
    os.umask(mask)
    open('script', 'w').write('old')
    r = unsh('-c', 'newns user uts; save script')
    check('mode', stat.S_IMODE(os.stat('script').st_mode) == mode and 'newns' in open('script').read(), oct(os.stat('script').st_mode))
    os.unlink('script')
os.umask(0o022)
os.mkfifo('fifo')
os.symlink('target', 'link')
os.mkdir('dir')
for name in ('fifo', 'link', 'dir', '/dev/null'):
    r = unsh('-c', f'newns user uts; save {name}')
    check(f'{name} is refused', r.returncode == 1 and 'no regular file' in r.stderr and not r.stdout, r.stderr)
r = unsh('-c', 'save none/script')
check('no such directory', r.returncode == 1 and 'No such file' in r.stderr, r.stderr)
check('nothing is left', sorted(os.listdir()) == ['dir', 'fifo', 'link'], os.listdir())
os.unlink('fifo'), os.unlink('link'), os.rmdir('dir')
r = unsh('--no-host', '-c', 'save script')
check('--no-host', r.returncode == 1 and 'no-host' in r.stderr and not os.path.exists('script'), r.stderr)
r = unsh('--no-host', '-c', 'newns user uts; save; save -')
check('--no-host to stdout', r.returncode == 0 and r.stdout.count('newns user uts') == 2, r.stderr)
# What a file holds stays in the file: a document that is written with a redirection behind it ends.
inner = 'body\nEND\nhostname INJECTED\n@host write pwned x\nwrite /mnt/d <<END1\n'
steps = 'newns user mnt uts; hostname good; mount tmpfs /mnt\nwrite /mnt/a <<X > /mnt/b\none\nX\nwrite /mnt/c <<X\n' + inner + 'X\nsave script; cat /mnt/c'
r = unsh('-c', steps)
check('a document with words of its own', r.returncode == 0 and r.stdout == inner, r.stdout + r.stderr)
r = unsh('-c', 'source script; hostname; cat /mnt/a /mnt/c')
check('is one again', r.stdout == 'good\none\n' + inner and not os.path.exists('pwned'), r.stdout + r.stderr)
os.unlink('script')
# A redirection is judged by its value; a device put on the host is the host's; & is the last.
r = unsh('-c', f'set V @host:{os.getcwd()}/out; newns user mnt; echo hi > $V; echo hi > "@host":{os.getcwd()}/out; save')
check('a value that leads to the host', r.returncode == 0 and 'echo' not in r.stdout, r.stdout + r.stderr)
os.unlink('out')
if os.geteuid() == 0:
    r = unsh('-c', 'newns net; link add save0 veth peer save1@host; save')
    check('a device on the host', '\n# host: link add save0 veth peer save1@host\n' in r.stdout, r.stdout + r.stderr)
r = unsh('-c', "newns user mnt; mount tmpfs /mnt; run sh -c 'echo x' > /mnt/x &; wait; save --programs")
check('the background', "\nrun sh -c 'echo x' > /mnt/x &\n" in r.stdout, r.stdout + r.stderr)
print('\n'.join(bad))
sys.exit(1 if bad else 0)
