#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns
"""ps, maps and caps say what /proc/PID/status, uid_map and the owners of namespaces say."""
import json, os, re, subprocess

UNSH = os.environ['UNSH']
ROOT = os.getuid() == 0
CAP_NET_ADMIN = 12


def unsh(steps, status=0):
    p = subprocess.run([UNSH], input=steps, capture_output=True, text=True)
    assert p.returncode == status, (steps, p)
    return p.stdout, p.stderr


def documents(steps):
    out, at, found = unsh(steps)[0], 0, []
    while out[at:].strip():
        at += len(out[at:]) - len(out[at:].lstrip())
        one, at = json.JSONDecoder().raw_decode(out, at)
        found.append(one)
    return found


def status(pid, key):
    with open(f'/proc/{pid}/status') as f:
        return re.search(rf'^{key}:\s*(.*)$', f.read(), re.M)[1].split()


class Session:
    """unsh that is asked step by step: the processes of its boxes stay to be looked at."""
    def __init__(self):
        self.p = subprocess.Popen([UNSH, '-q'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, steps):
        self.p.stdin.write(steps + '\necho END\n')
        self.p.stdin.flush()
        text = ''
        for line in self.p.stdout:
            if line == 'END\n':
                return text
            text += line
        raise AssertionError(f'{steps}: unsh has ended: {text}')

    def json(self, step):
        return json.loads(self.ask(step + ' --json'))

    def __enter__(self):
        return self

    def __exit__(self, *a):
        self.p.stdin.close()
        self.p.stdout.close()
        self.p.wait()


with Session() as s:
    s.ask('newns user pid mnt uts --proc')
    s.ask('run sleep 1000 &')
    frame = s.json('status')['status']['pid']
    rows = s.json('ps -o +ppid,hostppid,hostuid,frame')['ps']
    assert [r['pid'] for r in rows] == [1, 2] and rows[0]['host'] == frame, rows
    assert [r['frame'] for r in rows] == [True, False] and rows[1]['command'] == 'sleep', rows
    for row in rows:
        assert [str(row['host']), str(row['pid'])] == status(row['host'], 'NSpid')[-2:], row
        assert int(status(row['host'], 'Uid')[1]) == row['hostuid'] == os.getuid() and row['uid'] == 0
        assert int(status(row['host'], 'PPid')[0]) == row['hostppid']
        assert row['state'] == 'sleeping' or row['host'] == frame
    assert rows[1]['ppid'] == 1 and rows[0]['ppid'] is None
    # Those of the box's own programs, and no others.
    inside = s.ask('run sh -c "cd /proc; echo [0-9]*"').split()
    assert set(inside) >= {'1', '2'}
    tree = s.ask('ps --tree --noheadings -o host,command').splitlines()
    assert tree[0].split()[0] == str(frame) and tree[1].endswith('sleep') and not tree[1].startswith(str(rows[1]['host'])), tree

    # maps: the kernel's own lines, level by level up to the host.
    maps = s.json('maps')['maps']
    with open(f'/proc/{frame}/uid_map') as f:
        kernel = [[int(w) for w in line.split()] for line in f]
    own = [[r['inner'], r['outer'], r['count']] for r in maps['maps'] if r['level'] == 0 and r['map'] == 'uid']
    assert own == kernel and maps['pid'] == frame, (maps, kernel)
    with open(f'/proc/{frame}/setgroups') as f:
        assert maps['setgroups'] == f.read().strip()
    assert max(r['level'] for r in maps['maps']) >= 1
    if not ROOT:
        assert f'0 is you ({os.getuid()})' in s.ask('maps'), maps
    assert s.json(f'maps {frame}') == s.json('maps')

    # caps: by name, and over what.
    caps = s.json('caps')['caps']
    effective = int(status(frame, 'CapEff')[0], 16)
    assert ('net_admin' in caps['effective']) == bool(effective & 1 << CAP_NET_ADMIN), caps
    assert len(caps['effective']) == bin(effective).count('1')
    assert caps['ambient'] == [] and caps['pid'] == frame
    counts = {r['kind']: r['count'] for r in caps['namespaces']}
    assert counts == {'user': True, 'mnt': True, 'uts': True, 'pid': True, 'net': False, 'ipc': False, 'cgroup': False,
                      'time': False} or 'time' not in counts, counts

# Without a pid namespace: those in what the box made, and no others.
with Session() as s:
    s.ask('box a user uts\nrun sleep 1000 &')
    s.ask('box b user uts\nrun sleep 1001 &\nrun sleep 1002 &')
    a, b = (s.json(f'@{box} ps')['ps'] for box in 'ab')
    assert [r['command'] for r in a] == ['unsh', 'sleep'] and [r['command'] for r in b] == ['unsh', 'sleep', 'sleep'], (a, b)
    assert all(r['pid'] == r['host'] for r in a + b)
    host = {r['host'] for r in s.json('@host ps')['ps']}
    assert host >= {r['host'] for r in a + b} | {os.getpid()}

# A user namespace in another: three levels; what the middle one does not map is nobody's inside.
levels = documents('newns user\nnewns user\nmaps --json\n')[0]['maps']['maps']
assert {r['level'] for r in levels} >= {0, 1, 2}, levels
assert all(r['outer'] == (0 if ROOT else os.getuid()) for r in levels if r['inner'] == 0 and r['map'] == 'uid' and r['level'] < 2), levels

for step, text in (('maps 4194304', 'there is no such process'), ('caps 4194304', 'there is no such process')):
    assert text in unsh(step + '\n', 1)[1]
if not ROOT:
    # Another's process: what everybody may see.
    caps = documents('caps 1 --json\n')[0]['caps']
    assert caps['pid'] == 1 and caps['bounding']
    if caps['namespaces']:
        assert os.access('/proc/1/ns/net', os.R_OK)
