#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns
"""No listing, tree, JSON or error lets a name steer the terminal, be it on a pipe or on a terminal."""
import base64, json, os, pty, select, subprocess, sys

sys.path.insert(0, os.environ['SRC'] + '/tests')
import hostile  # noqa: E402

UNSH = os.environ['UNSH']
LISTINGS = ['status', 'frames', 'boxes', 'mounts', 'links', 'addrs', 'routes', 'jobs', 'namespaces', 'ps', 'maps', 'caps']
TREES = ['mounts --tree', 'namespaces --tree', 'namespaces --parents', 'namespaces --all -o +args,path,mounts', 'ps --tree',
         'hostname', 'pwd', 'status -o kind']
Q = {name: hostile.quoted(value) for name, value in hostile.NAMES.items()}
ERRORS = [b'link up ' + Q['interface'] + b'x', b'umount ' + Q['file'], b'cat ' + Q['file'] + b'/x', b'run ' + Q['file'] + b'/x',
          b'hostname ' + Q['file'] + Q['file'] + Q['file'], b'box ' + Q['file'], b'nosuch' + Q['file'], b'mount -t ' + Q['file'] + b' x /mnt',
          b'addr add 10.0.0.1/8 ' + Q['interface'] + b'x', b'namespaces --box ' + Q['interface'], b'mounts -o ' + Q['file'], b'help ' + Q['file'],
          b'write ' + Q['file'] + b' x', b'cat ' + Q['file'], b'sysctl a.' + Q['interface'], b'env ' + Q['file']]


def run(steps, terminal=False):
    """Standard output and standard error of STEPS in the box; both are a terminal's then."""
    script = '\n'.join(hostile.STEPS).encode() + b'\n' + b'\n'.join(steps) + b'\n'
    words = [UNSH, '-q', '-k', '--color=never']
    if not terminal:
        p = subprocess.run(words, input=script, capture_output=True)
        return p.stdout, p.stderr
    main, side = pty.openpty()
    p = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=side, stderr=side)
    os.close(side)
    p.stdin.write(script)
    p.stdin.close()
    data = b''
    while select.select([main], [], [], 60)[0]:
        try:
            part = os.read(main, 65536)
        except OSError:
            break
        data += part
    p.wait()
    os.close(main)
    return data, b''


def worst(data, terminal=False):
    """The lines that are not clean."""
    return [line for line in data.split(b'\n') if hostile.raw(line.removesuffix(b'\r') if terminal else line)]


steps = [s.encode() for s in LISTINGS + TREES] + [f'{s} --json'.encode() for s in LISTINGS]
for terminal in (False, True):
    out, err = run(steps, terminal)
    assert err == b'' and not worst(out, terminal), (terminal, worst(out, terminal), err)
    for seen in (rb'\e]0;evil\x07', rb'\e[31m', rb'\u{202E}', rb'\e]0;c\x07'):
        assert seen in out, (terminal, seen, out)

# On a pipe ls has the names as they are, for programs; on a terminal a tab of theirs is still one.
out, _ = run([b'ls', b'ls -l'], True)
out = out.replace(b'\t', b'')
assert not worst(out, True) and out.count(rb'\e]0;evil\x07') == 5, out

# JSON is valid, and has the true bytes.
out, _ = run([b'mounts --json', b'links --json', b'ps --json'])
text, at, documents = out.decode(), 0, []
while text[at:].strip():
    at += len(text[at:]) - len(text[at:].lstrip())
    one, at = json.JSONDecoder().raw_decode(text, at)
    documents.append(one)
mounts, links, ps = documents


def true(row, key):
    return base64.b64decode(row['raw'][key]) if key in row.get('raw', {}) else (row[key] or '').encode()


assert any(true(m, 'target') == b'/mnt/' + hostile.NAMES['mount'] for m in mounts['mounts']), mounts
assert any(true(l, 'name') == hostile.NAMES['interface'] for l in links['links']), links
assert any(true(p, 'command') == hostile.NAMES['comm'] for p in ps['ps']), ps

said = 0
# What fails says so in clean text: each on its own, since a word may end a script.
for error in ERRORS:
    for terminal in (False, True):
        out, err = run([b'-' + error if not error.startswith(b'-') else error], terminal)
        assert not hostile.raw(out, terminal) and not hostile.raw(err), (error, out, err)
        said += out.count(b'\n') + err.count(b'\n') > 0
assert said >= 24, said
