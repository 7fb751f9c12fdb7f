#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# help: one screen, every step in the lists and in full, topics, groups, the search; in 80 columns
import json, os, subprocess

UNSH = os.environ['UNSH']
SCREEN = 22


def unsh(*words, status=0):
    p = subprocess.run([UNSH, *words], capture_output=True, text=True)
    assert p.returncode == status, (words, p)
    return p.stdout, p.stderr


def page(steps):
    out, err = unsh('-c', steps)
    assert not err and not [l for l in out.splitlines() if len(l) > 80], (steps, out, err)
    return out


steps = json.loads(unsh('-c', 'help --json')[0])['help']
topics = json.loads(unsh('-c', 'help about --json')[0])['topics']
names = [s['step'] for s in steps]
groups = sorted({s['group'] for s in steps})
assert len(steps) > 40 and len(topics) >= 15 and len(groups) >= 6

# One screen: where, what next, and each name.
for state in ('', 'newns user; ', 'newns user net mnt uts pid; ', 'box a user net; ', 'newns all; '):
    screen = page(state + 'help')
    lines = screen.splitlines()
    assert len(lines) <= SCREEN and lines[0].startswith('here ') and lines[1].startswith('next '), screen
    for name in names:
        first, _, second = name.partition(' ')
        assert first in screen.split() and (not second or second in screen.replace('|', ' ').split()), name
    for topic in topics:
        assert topic['topic'] in screen.split(), topic
    nexts = [l[10:36].strip() for l in lines[1:4]]
    assert lines[4] == '' and all(nexts), screen
    for step in nexts:
        unsh('-c', state + step)  # they are sensible here: they succeed
assert 'the host' in page('help').splitlines()[0] and 'user net' in page('newns user net; help').splitlines()[0]

# All of them, a line each.
listed = page('help -a')
for name in names + ['about ' + t['topic'] for t in topics]:
    assert [l for l in listed.splitlines() if l.split('  ')[0] == name], name
assert len([l for l in listed.splitlines() if l]) == len(names) + len(topics)
assert not set(groups) & set(names), 'a group hides behind a step'

for step in steps:
    name = step['step']
    text = page('help ' + name)
    assert ' '.join(text.split()).startswith(' '.join(step['usage'].split())), text
    assert step['summary'] in text and ' '.join(step['text'].split()) in ' '.join(text.split()), text
    for alias in step['aliases']:
        assert page('help ' + alias) == text and alias in text
        assert page(alias + ' --help') == text
    assert json.loads(unsh('--json', '-c', 'help ' + name)[0])['help'] == [step]
    # STEP --help is the same, whatever else is missing or follows.
    assert page(name + ' --help') == text, name
    assert page(name + ' --help --zzz x') == text, name
    for other in step['see']:
        about, _, topic = other.partition('about ')
        assert topic in [t['topic'] for t in topics] if not about and topic else other in names, (name, other)
        assert other in text.split('see also: ')[1]
    for option in step['options']:
        assert option['name'] in text and option['summary'] and (option['kind'] is None) == (option['value'] is None), option
    for param in step['params']:
        assert param['name'] in text and param['kind'] and param['description'], param
    for column in step['columns']:
        assert column['name'] in text and column['help'], column
options = {o['name']: o for s in steps if s['step'] == 'newns' for o in s['options']}
assert options['--setgroups'] == {'name': '--setgroups', 'value': 'allow|deny', 'kind': 'choice', 'choices': 'allow|deny',
                                  'repeated': False, 'summary': options['--setgroups']['summary']}
assert options['--proc']['kind'] is None

# Behind the program, or --, it is the program's.
assert unsh('-c', "run sh -c 'echo $1' x --help")[0] == '--help\n'
assert unsh('-c', 'echo -- --help')[0] == '--help\n'
assert page('link --help') == page('help link')
assert page('newns user; hostname --help') == page('help hostname')
assert unsh('-n', '-c', 'mount --help') == ('', '')

for topic in topics:
    text = page('help about ' + topic['topic'])
    assert 3 < len(text.splitlines()) <= 2 * (SCREEN + 1), (topic['topic'], text)
    if topic['topic'] in names:
        assert 'see also: help about ' + topic['topic'] in page('help ' + topic['topic'])
    else:
        assert page('help ' + topic['topic']) == text
for topic in 'namespaces user maps propagation pid net mount rootless enter'.split():
    assert topic in [t['topic'] for t in topics], topic

for group in groups:
    text = page('help ' + group)
    for step in steps:
        assert (step['group'] == group) == any(l.split('  ')[0] == step['step'] for l in text.splitlines()), (group, step['step'])
assert 'link add' in page('help link') and 'link del' in page('help link')
assert 'box rm' in page('help box')

# The search: names first; any case; all words; texts of steps and topics.
assert page('apropos hostname').startswith('hostname ')
assert page('apropos HOSTNAME') == page('help /hostname')
found = [l.split('  ')[0] for l in page('apropos pivot_root').splitlines()]
assert 'pivot' in found and 'about mount' in found, found
assert 'link add' in page('apropos veth') and 'about net' in page('apropos veth')
assert len(page('apropos id map').splitlines()) < len(page('apropos id').splitlines())
assert 'nothing here speaks of "qqqq"' in unsh('-c', 'apropos qqqq', status=1)[1]

for asked, said in (('hostnme', 'did you mean "hostname"?'), ('wrds', 'did you mean "words"?'), ('lnik add', 'did you mean "link add"?'),
                    ('netwrk', 'did you mean "network"?'), ("'a\x1b' zzzzzzz", 'help lists them')):
    err = unsh('-c', 'help ' + asked, status=1)[1]
    assert said in err and '\x1b' not in err, err
assert 'did you mean "propagation"?' in unsh('-c', 'help about propgation', status=1)[1]
