#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns
"""Listings on a terminal of 60 columns have no wider row, cut no id and no name; on a pipe nothing is cut."""
import json, os, re, subprocess, sys
from terminal import Terminal, run

LONG = 'sleep ' + '1' * 12 + ' ' + '2' * 30
BOX = ['box a user net', 'box b', 'newns user mnt net uts pid --proc', 'mount -t tmpfs a-source-that-is-longer-than-it-should-be /mnt', 'link up lo', 'route add 10.0.0.0/8 dev lo',
       'link add name-of-15-byte type bridge', 'addr add fd00:1234:5678:9abc:def0:1234:5678:9abc/64 dev lo', f'run {LONG} &']
LISTINGS = ['status', 'frames', 'boxes', 'mounts', 'mounts --tree', 'links', 'addrs', 'routes', 'jobs', 'namespaces', 'namespaces --tree', 'ps',
            'ps --tree', 'maps', 'caps', 'settings']
# What must be there whole: ids, names.
WHOLE = {'mounts': ['/mnt', '/proc'], 'links': ['name-of-15-byte'], 'jobs': ['1'], 'addrs': ['fd00:1234:5678:9abc:def0:1234:5678:9abc/64']}


START = 'newns user net\nlink up lo\nroute add 10.0.0.0/8 dev lo\nrun sleep 100 &'


def output(t, step):
    """The rows that STEP printed, as bytes came."""
    since = len(t.raw)
    t.type(f'echo B""EGIN; {step}; echo E""ND\r')
    t.until_bytes(b'END\r\n', since)
    t.prompt()
    text = re.sub(rb'\x1b\[[0-9;?]*[a-zA-Z]', b'', t.raw[since:]).decode()
    rows = text.partition('BEGIN\r\n')[2].partition('END\r\n')[0].split('\r\n')
    return [row for row in rows if row]


def no_row_is_wider():
    with Terminal('-q', columns=60, env={'UNSH_HINTS': '0', 'UNSH_PAGER': 'cat'}) as t:
        t.prompt()
        for step in BOX:
            assert output(t, step) == [] or step.endswith('&'), step
        for step in LISTINGS:
            rows = output(t, step)
            assert rows and all(len(row) <= 60 for row in rows), (step, [r for r in rows if len(r) > 60])
            for whole in WHOLE.get(step, []):
                assert any(whole in row.split() for row in rows), (step, whole, rows)
        # Ids of namespaces are whole: as many digits as JSON has.
        ids = [n['id'] for n in json.loads(''.join(output(t, 'namespaces --json')))['namespaces']]
        rows = output(t, 'namespaces --noheadings')
        assert [row.split()[1] for row in rows] == ids, (rows, ids)


def on_a_pipe_nothing_is_cut():
    steps = BOX + ['mounts', 'jobs', 'mounts --json']
    p = subprocess.run([os.environ['UNSH'], '-q'], input='\n'.join(steps), capture_output=True, text=True, env={**os.environ, 'COLUMNS': '60'})
    assert p.returncode == 0, p
    assert 'a-source-that-is-longer-than-it-should-be' in p.stdout and '2' * 30 in p.stdout, p.stdout
    mounts = json.loads(p.stdout[p.stdout.index('{"mounts"'):])['mounts']
    assert any(m['target'] == '/mnt' for m in mounts), mounts


def help_lists_the_columns():
    for step in sorted({step.split()[0] for step in LISTINGS}):
        page = subprocess.run([os.environ['UNSH'], '-c', 'help ' + step], capture_output=True, text=True).stdout
        table = subprocess.run([os.environ['UNSH'], '-q', '-c', f'{START}\n{step} -o nonsense'],
                               capture_output=True, text=True)
        columns = table.stderr.strip().partition('; there are ')[2].split()
        assert table.returncode == 2 and len(columns) > 2 and table.stdout == '', (step, table)
        for column in columns:
            assert re.search(rf'^  {column}\b', page, re.M), (step, column, page)
        # Each can be had alone, by its name in JSON.
        alone = subprocess.run([os.environ['UNSH'], '-q', '--json'], text=True, capture_output=True,
                               input=f'{START}\n{step} -o {",".join(columns).lower()}\n')
        assert alone.returncode == 0, (step, alone)
        document = json.loads(alone.stdout)
        rows = next(iter(document.values()))
        rows = rows if isinstance(rows, list) else next(v for v in reversed(rows.values()) if isinstance(v, list))
        assert rows and all(set(map(str.lower, columns)) <= set(row) for row in rows), (step, rows)
        bare = subprocess.run([os.environ['UNSH'], '-q'], text=True, capture_output=True,
                              input=f'{START}\n{step} --noheadings -o {columns[0]}\n')
        assert bare.returncode == 0 and columns[0] not in bare.stdout.split(), (step, bare)


run(no_row_is_wider, on_a_pipe_nothing_is_cut, help_lists_the_columns)
