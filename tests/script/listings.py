#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns
"""Every step that lists has --json, --noheadings, and -o with the columns that help names; a column that is none is refused
before the first step."""
import json, os, re, subprocess, sys
UNSH = os.environ['UNSH']
bad = []


def check(name, holds, more=''):
    if not holds:
        bad.append(f'{name}: {more}')


def unsh(steps):
    return subprocess.run([UNSH, '-c', steps], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


rows = json.loads(unsh('help --json').stdout)['help']
listings = [row['step'] for row in rows if '[-o COLUMNS]' in row['usage']]
check('listings', {'status', 'frames', 'boxes', 'mounts', 'links', 'addrs', 'routes', 'jobs', 'settings'} <= set(listings), listings)
for step in listings:
    usage = next(row['usage'] for row in rows if row['step'] == step)
    check(f'{step}: options', '[--json]' in usage and '[--noheadings]' in usage, usage)
    said = unsh(f'help {step}').stdout
    columns = re.findall(r'^  ([A-Z_]{2,}) {2,}\S', said.partition('COLUMNS  ')[2], re.M)
    check(f'{step}: help has its columns', len(columns) >= 2, said)
    before = 'newns user mnt net; link up lo; run sleep 60 &; '
    for column in columns:
        r = unsh(f'{before}{step} -o {column} --noheadings; {step} --json -o {column.lower()}')
        check(f'{step} -o {column}', r.returncode == 0 and column not in r.stdout.splitlines()[:1], r.stderr + r.stdout)
    r = unsh(f'echo first; {step} -o NONE')
    check(f'{step} -o NONE', r.returncode == 2 and not r.stdout and 'no column' in r.stderr and all(c in r.stderr for c in columns), r.stdout + r.stderr)
    document = json.loads(unsh(f'{step} --json').stdout)
    check(f'{step} --json', list(document) == [step], document)
# Names and values, and files, are listings as well.
os.makedirs('d/sub')
with open('d/file', 'w') as f:
    f.write('12345')
os.chmod('d/file', 0o640)
os.symlink('nowhere', 'd/link')
files = {f['name']: f for f in json.loads(unsh('ls d --json').stdout)['ls']}
check('ls --json', [(n, f['type'], f['target']) for n, f in files.items()] == [('file', 'file', None), ('link', 'link', 'nowhere'), ('sub', 'directory', None)]
      and (files['file']['size'], files['file']['mode'], files['file']['uid']) == (5, '0640', os.getuid()), files)
check('ls of a file', [f['name'] for f in json.loads(unsh('ls d/file --json').stdout)['ls']] == ['d/file'])
for name in ('file', 'link'):
    os.unlink(f'd/{name}')
os.rmdir('d/sub')
os.rmdir('d')
check('set --json', json.loads(unsh("set a 'b=c'; set --json").stdout) == {'variables': [{'name': 'a', 'value': 'b=c'}]})
check('env --json', {'name': 'X', 'value': 'y z'} in json.loads(unsh("env X='y z'; env --json").stdout)['env'])
check('sysctl --json', json.loads(unsh('newns user net; sysctl net.ipv4.ip_forward=1; sysctl --json net.ipv4.ip_forward').stdout)
      == {'sysctl': [{'name': 'net.ipv4.ip_forward', 'value': '1'}]})
print('\n'.join(bad))
sys.exit(1 if bad else 0)
