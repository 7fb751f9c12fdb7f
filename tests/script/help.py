#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# help has every step, in the list and in full, in 80 columns
import json, os, subprocess

UNSH = os.environ['UNSH']


def unsh(*words, status=0):
    p = subprocess.run([UNSH, *words], capture_output=True, text=True)
    assert p.returncode == status, (words, p)
    return p.stdout, p.stderr


listed, _ = unsh('-c', 'help')
assert not [l for l in listed.splitlines() if len(l) > 80]
steps = json.loads(unsh('-c', 'help --json')[0])['help']
assert len(steps) > 40
for step in steps:
    assert any(l.split('  ')[0] == step['step'] for l in listed.splitlines()), step
    page, _ = unsh('-c', 'help ' + step['step'])
    assert page.startswith(step['step']), page
    assert ' '.join(page.split()).startswith(' '.join(step['usage'].split())), page
    assert step['summary'] in page and (not step['text'] or step['text'].splitlines()[0] in page), page
    for name in step['aliases']:
        assert unsh('-c', 'help ' + name)[0] == page and name in page
    assert json.loads(unsh('--json', '-c', 'help ' + step['step'])[0])['help'] == [step]

# Each topic of the list (below the last step) is a page, and none hides behind a step.
topics = [l.split('  ')[0] for l in listed.rstrip().rpartition('\n\n')[2].splitlines()]
assert 'words' in topics and 'json' in topics, topics
for topic in topics:
    assert topic not in [s['step'] for s in steps]
    page, _ = unsh('-c', 'help ' + topic)
    assert page and not [l for l in page.splitlines() if len(l) > 80], page

assert 'link add' in unsh('-c', 'help link')[0] and 'link del' in unsh('-c', 'help link')[0]
assert 'box rm' in unsh('-c', 'help box')[0]
assert 'did you mean hostname?' in unsh('-c', 'help hostnme', status=1)[1]
assert 'did you mean words?' in unsh('-c', 'help wrds', status=1)[1]
assert 'help lists them' in unsh('-c', "help 'a\x1b' zzzzzzz", status=1)[1]
assert '\x1b' not in unsh('-c', "help 'a\x1b' zzzzzzz", status=1)[1]
