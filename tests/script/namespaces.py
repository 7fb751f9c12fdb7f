#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns
"""namespaces lists what the kernel's links show, and what only a descriptor, a mount or a child keeps."""
import json, os, re, subprocess, sys

UNSH = os.environ['UNSH']
KINDS = ('user', 'mnt', 'net', 'uts', 'ipc', 'pid', 'cgroup', 'time')
ROOT = os.getuid() == 0


def unsh(steps, status=0):
    p = subprocess.run([UNSH], input=steps, capture_output=True, text=True)
    assert p.returncode == status, (steps, p)
    return p.stdout, p.stderr


def spaces(step, before=''):
    return json.loads(unsh(f'{before}namespaces --json {step}\n')[0])['namespaces']


def by_ino(rows):
    found = {(r['kind'], int(r['ino'])): r for r in rows}
    assert len(found) == len(rows), rows
    return found


def links():
    """(kind, inode) -> pids, as /proc has them of those that we may look at."""
    found = {}
    for pid in filter(str.isdigit, os.listdir('/proc')):
        for kind in KINDS:
            try:
                link = os.readlink(f'/proc/{pid}/ns/{kind}')
            except OSError:
                continue
            found.setdefault((kind, int(re.search(r'\d+', link)[0])), set()).add(int(pid))
    return found


class Held:
    """A program that has said `ready`, and ends with its stdin."""
    def __init__(self, *words, **kw):
        self.p = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **kw)
        self.said = self.p.stdout.readline().split()
        assert self.said[:1] == ['ready'], (words, self.said)

    def __enter__(self):
        return self

    def __exit__(self, *a):
        self.p.communicate('\n')


def ino(path):
    return int(re.search(r'\d+', os.readlink(path))[0])


# The same set as the links of /proc, before and after: what was there all the time is listed, and nothing
# that never was, but for unsh's own.
with Held('unshare', '-U', '-r', '-u', '-i', 'sh', '-c', 'echo ready; read x') as held:
    before = links()
    rows = by_ino(spaces(''))
    after = links()
    for key in set(before) & set(after):
        assert key in rows, key
        stayed = before[key] & after[key]
        assert rows[key]['procs'] >= len(stayed) and rows[key]['pid'] <= min(stayed), (rows[key], stayed)
        assert 'proc' in rows[key]['kept']
    own = {kind: rows[kind, ino(f'/proc/{held.p.pid}/ns/{kind}')] for kind in KINDS}
    assert own['uts']['owner'] == own['ipc']['owner'] == own['user']['id'] != own['net']['owner']
    assert own['uts']['pid'] == held.p.pid and own['uts']['command'] == 'sh' and own['uts']['box'] is None
    assert own['net']['box'] == 'host' and own['user']['owner'] != own['user']['id']
    assert 'ns' in own['user']['kept'], own

    # lsns sees no other ones.
    lsns = subprocess.run(['lsns', '-n', '-o', 'TYPE,NS'], capture_output=True, text=True).stdout.split('\n')
    ours = {(k, i) for k, i in by_ino(spaces('--all'))}
    for line in lsns:
        if line:
            kind, number = line.split()
            key = (kind, int(number))
            assert key in ours or key not in links(), line

    # Filters.
    assert {r['kind'] for r in spaces('-t uts,ipc')} == {'uts', 'ipc'} == {r['kind'] for r in spaces('-t uts -t ipc')}
    mine = by_ino(spaces(f'-p {held.p.pid}'))
    assert set(mine) == {(kind, ino(f'/proc/{held.p.pid}/ns/{kind}')) for kind in KINDS}
    assert all(r['procs'] == 0 for r in spaces('--persistent --all'))

    # Hidden columns.
    row = spaces(f'-p {held.p.pid} -t uts -o kind,uid,user,args,path,namespaces')[0]
    assert row['uid'] == os.getuid() and row['path'] == f'/proc/{held.p.pid}/ns/uts', row
    assert row['args'] == 'sh -c echo ready; read x' and row['namespaces'] == 0, row

# Only a descriptor keeps it: found with --all, with a path to join it by.
keep = ('import os, subprocess, sys\n'
        'p = subprocess.Popen(["unshare", "-U", "-r", "-n", "sh", "-c", "echo x; read x"], stdin=-1, stdout=-1)\n'
        'p.stdout.readline()\n'
        'fd = os.open(f"/proc/{p.pid}/ns/net", os.O_RDONLY)\n'
        'link = os.readlink(f"/proc/{p.pid}/ns/net"); user = os.readlink(f"/proc/{p.pid}/ns/user")\n'
        'p.communicate(b"\\n")\n'
        'print("ready", link, user, os.getpid(), fd, flush=True)\n'
        'sys.stdin.readline()\n')
with Held(sys.executable, '-c', keep) as held:
    net, user = (int(re.search(r'\d+', w)[0]) for w in held.said[1:3])
    path = f'/proc/{held.said[3]}/fd/{held.said[4]}'
    assert ('net', net) not in by_ino(spaces(''))
    rows = by_ino(spaces('--all -o +path,descriptors'))
    assert rows['net', net]['kept'] == ['fd'] and rows['net', net]['descriptors'] == 1, rows['net', net]
    assert rows['net', net]['path'] == path and rows['net', net]['pid'] is None and rows['net', net]['procs'] == 0
    assert rows['user', user]['kept'] == ['ns'] and rows['net', net]['owner'] == rows['user', user]['id'], rows['user', user]
    assert ('net', net) in by_ino(spaces('--persistent --all'))

# Only a bind mount keeps it, in a mount namespace that is not ours.
mounted = ('mount -t tmpfs t /mnt; : >/mnt/uts; unshare -u sh -c "mount --bind /proc/self/ns/uts /mnt/uts; readlink /proc/self/ns/uts" >/mnt/link\n'
           'echo ready $(cat /mnt/link); read x')
with Held('unshare', *([] if ROOT else ['-U', '-r']), '-m', 'sh', '-c', mounted) as held:
    uts = int(re.search(r'\d+', held.said[1])[0])
    row = by_ino(spaces('-t uts -o +mounts,path'))['uts', uts]
    assert row['kept'] == ['mount'] and row['mounts'] == ['/mnt/uts'] and row['procs'] == 0, row
    assert row['owner'] is not None, row

# Only child namespaces keep it: of three user namespaces, each in the other, the middle ones are without
# processes; the tree has all of them.
deep = "unshare -U -r unshare -U -r unshare -U -r sh -c 'echo ready; read x'"
with Held('sh', '-c', 'exec ' + deep) as held:
    rows = by_ino(spaces('-t user -o +parent'))
    at, chain = rows['user', ino(f'/proc/{held.p.pid}/ns/user')], []
    ids = {r['id']: r for r in rows.values()}
    while at:
        chain.append(at)
        at = ids.get(at['parent'])
    assert len(chain) >= 4, chain
    assert [r['procs'] for r in chain[:3]] == [1, 0, 0] and chain[1]['kept'] == chain[2]['kept'] == ['ns'], chain
    tree, _ = unsh(f'namespaces --tree -t user --noheadings -o kind,id\n')
    lines = tree.splitlines()
    depth = {l.split()[-1]: len(l) - len(l.lstrip('│├└─ |`-')) for l in lines}
    found = [depth[r['id']] for r in reversed(chain)]
    assert found == sorted(set(found)), (tree, chain)
    assert unsh('namespaces --parents -t user --noheadings -o kind,id\n')[0] == tree

# Boxes: their own, also what a program of theirs made; hidden frames are counted too.
out, _ = unsh('box a user net uts\nbox b\nnamespaces --json --box a\nnamespaces --json --box host\nboxes --json -o name,pid\n')
decoder, at, documents = json.JSONDecoder(), 0, []
while at < len(out.rstrip()):
    one, at = decoder.raw_decode(out, at + len(out[at:]) - len(out[at:].lstrip()))
    documents.append(one)
a, host, boxes = documents
pid = boxes['boxes'][1]['pid']
assert [r['kind'] for r in a['namespaces']] == ['user', 'net', 'uts'], a
assert all(r['procs'] == 1 and r['pid'] == pid and r['box'] == 'a' for r in a['namespaces']), a
assert {r['kind'] for r in host['namespaces']} == {k for k in KINDS if os.path.exists(f'/proc/self/ns/{k}')}


# Refusals: words before anything happens, what is not there when it does.
for step, text in (('namespaces -t usr', 'usr'), ('namespaces -o nonsense', 'nonsense'), ('namespaces -p 0', '0 is no pid')):
    p = subprocess.run([UNSH, '-c', step], capture_output=True, text=True)
    assert p.returncode == 2 and text in p.stderr and p.stdout == '', p
for step, text in (('namespaces --box nosuch', 'there is no box "nosuch"'), ('namespaces -p 4194304', 'no such process')):
    assert text in unsh(step, 1)[1]
