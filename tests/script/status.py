#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# status, frames, boxes say what the kernel says, also of frames that have died and of hostile names
import base64, json, os, subprocess, sys

UNSH = os.environ['UNSH']


def unsh(script, status=0):
    p = subprocess.run([UNSH], input=script.encode() if isinstance(script, str) else script, capture_output=True)
    assert p.returncode == status, (script, p.returncode, p.stdout, p.stderr)
    return p.stdout, p.stderr.decode()


def documents(out):
    decoder, text, found = json.JSONDecoder(), out.decode('utf-8'), []
    while text.strip():
        one, end = decoder.raw_decode(text.lstrip())
        found.append(one)
        text = text.lstrip()[end:]
    return found


def spaces(status):
    return {n['kind']: n for n in status['status']['namespaces']}


# A new box is the host's, all of it; inodes as the kernel's own links have them.
out, _ = unsh('status --json\nnewns user net uts\nstatus --json\nrun sh -c "readlink /proc/self/ns/user /proc/self/ns/net /proc/self/ns/pid >&2; cat /proc/self/uid_map >&2"\n')
first, second = documents(out)
host = spaces(first)
for kind, ns in host.items():
    assert f'{kind}:[{ns["ino"]}]' == os.readlink(f'/proc/self/ns/{kind}'), ns
    assert ns['whose'] == 'host' and isinstance(ns['id'], str), ns
assert first['status']['box'] == 'main' and first['status']['depth'] == 0 and first['status']['step'] is None
assert first['status']['uid'] == first['status']['host_uid'] == os.getuid()
assert first['status']['cwd'] == os.getcwd() and first['status']['root'] == '/'
own = spaces(second)
assert [k for k in own if own[k]['whose'] == 'own'] == ['user', 'net', 'uts'], own
assert own['net']['owner'] == own['uts']['owner'] == own['user']['id'] != host['user']['id']
assert own['user']['owner'] == host['user']['id'] and own['ipc'] == host['ipc']
assert second['status']['step'] == 'newns user net uts' and second['status']['depth'] == 1
assert second['status']['uid'] == 0 and second['status']['host_uid'] == os.getuid()
assert 'net_admin' in second['status']['capabilities']

# What programs of the box see is the same.
out, err = unsh('newns user net\nstatus --json\nrun sh -c "readlink /proc/self/ns/user /proc/self/ns/net >&2; cat /proc/self/uid_map >&2"\n')
status = documents(out)[0]
lines = err.splitlines()
assert lines[:2] == [f'{k}:[{spaces(status)[k]["ino"]}]' for k in ('user', 'net')], (lines, status)

# Made, joined and entered are told apart.
out, _ = unsh('box u user\nbox a --on u net\nbox b --on u net=@a\nstatus --json\n@a status --json\nboxes --json\nframes --json\n')
joined, made, boxes, frames = documents(out)
assert spaces(joined)['net']['whose'] == 'joined' and spaces(joined)['user']['whose'] == 'own'
assert spaces(made)['net']['whose'] == 'own' and spaces(made)['net']['id'] == spaces(joined)['net']['id']
assert [(b['name'], b['current'], b['frames'], b['on'], b['kinds']) for b in boxes['boxes']] == [
    ('main', False, 0, 'host', []), ('u', False, 1, 'host', ['user']),
    ('a', False, 1, 'u:1', ['net']), ('b', True, 1, 'u:1', ['net'])], boxes
assert boxes['boxes'][0]['pid'] is None and boxes['boxes'][3]['pid'] == joined['status']['pid']
assert [(f['frame'], f['box'], f['kinds'], f['step']) for f in frames['frames']] == [
    (0, 'host', [], None), (1, 'u', ['user'], 'box u user'), (2, 'b', ['net'], 'box b --on u net=@a')], frames

target = subprocess.Popen(['unshare', '-U', '-r', '-u', 'sh', '-c', 'echo ready; read x'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
if target.stdout.readline() == b'ready\n':
    uts = os.readlink(f'/proc/{target.pid}/ns/uts')
    p = subprocess.run([UNSH, '-q', '-c', f'enter {target.pid} user uts --unsafe\nstatus --json\nnewns net=/proc/{target.pid}/ns/uts'], capture_output=True)
    if not p.stdout:
        p = subprocess.run([UNSH, '-q', '-c', f'enter {target.pid}\nstatus --json'], capture_output=True)
    entered = spaces(documents(p.stdout)[0])
    assert entered['uts']['whose'] == entered['user']['whose'] == 'entered', (entered, p)
    assert f'uts:[{entered["uts"]["ino"]}]' == uts and entered['net']['whose'] == 'host', entered
target.communicate(b'\n')

# A frame that was killed: frames says how it ended, status fails with 3, leave recovers.
out, err = unsh('newns user\nnewns uts\nframes --noheadings -o pid | tail -n 1 | xargs kill -9\n-status\nframes --json\nleave\nstatus --json\n')
frames, after = documents(out)
assert [f['state'] for f in frames['frames']] == ['alive', 'alive', 'killed by SIGKILL'], frames
assert 'killed by SIGKILL' in err and after['status']['depth'] == 1, err
unsh('newns user\nframes --noheadings -o pid | tail -n 1 | xargs kill -9\nstatus\n', 3)

# One that does not answer is busy; the boxes are listed all the same.
out, _ = unsh('newns user\nset -o timeout=0.2\nframes --noheadings -o pid | tail -n 1 | xargs kill -STOP\n-pwd\nframes --json\nboxes --json\n')
frames, boxes = documents(out)
assert [f['state'] for f in frames['frames']] == ['alive', 'busy'] and len(boxes['boxes']) == 1, frames

# cwd as the frame sees it; names that would steer a terminal do not.
hostile = b'a\x1b[31m\n\x9b\xff\xe2\x80\xae'
os.mkdir(hostile)
os.chdir(hostile)
p = subprocess.run([UNSH, '-c', 'status\nstatus --json\nchroot .\nstatus --json'], capture_output=True)
if os.getuid() != 0:
    p = subprocess.run([UNSH, '-c', 'newns user\nstatus\nstatus --json\nchroot .\nstatus --json'], capture_output=True)
assert p.returncode == 0, p
text, _, rest = p.stdout.partition(b'{"status"')
assert rb'/a\e[31m\n\x9b\xff\u{202E}' in text and b'\x1b' not in p.stdout and b'\xff' not in p.stdout, p.stdout
there, below = documents(b'{"status"' + rest)
assert base64.b64decode(there['status']['raw']['cwd']) == os.getcwdb()
assert base64.b64decode(below['status']['raw']['root']) == os.getcwdb() and below['status']['cwd'] == '/'
os.chdir('..')
os.rmdir(hostile)

# Columns are checked before anything happens; -o leaves the facts out.
p = subprocess.run([UNSH, '-c', 'newns user\nstatus -o kind,whose --noheadings\nframes -o step,nonsense'], capture_output=True)
assert p.returncode == 2 and p.stdout == b'' and b'FRAME BOX PID STATE KINDS STEP' in p.stderr, p
out, _ = unsh('status -o kind,whose --noheadings\n@host frames --noheadings -o frame,box,state\n')
assert out.splitlines()[0] == b'user   host' and out.splitlines()[-1] == b'0 host alive', out
