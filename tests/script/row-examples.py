#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in the help of each step and topic run as they stand, as root and as an ordinary
user: as one line, and as the lines in which help shows them."""
import json
import os
import subprocess
import sys

UNSH, WORK = os.environ['UNSH'], os.environ['TMPDIR']
# What cannot run twice in a script that goes on, or has no example: it needs a process, a terminal.
WITHOUT = {'enter', 'shell'}
FEW = {'history', 'source', 'exit'}
bad, ran = [], 0


def unsh(*words):
    return subprocess.run([UNSH, *words], capture_output=True, text=True, errors='replace', timeout=60, stdin=subprocess.DEVNULL, cwd=WORK)


def shown(page, examples):
    """The examples as the page has them: lines indented by two, continued by four."""
    lines, found = page.split('\n'), []
    at = max(i for i, line in enumerate(lines) if not line and ''.join(lines[i + 1:i + 2]).startswith('  ')
             and examples[0].startswith(lines[i + 1].strip()))
    for line in lines[at + 1:]:
        if not line.startswith('  '):
            break
        if line.startswith('    '):
            found[-1] += '\n' + line.strip()
        else:
            found.append(line.strip())
    return found


def check(name, page, examples):
    global ran
    lines = shown(page, examples)
    if [' '.join(e.split()) for e in lines] != [' '.join(e.split()) for e in examples]:
        bad.append(f'{name}: the page has {lines}, not {examples}')
    for example in lines:
        r = unsh('-c', example)
        ran += 1
        # A step that may fail says so.
        if r.returncode != 0 or (r.stderr and not example.startswith('-')):
            bad.append(f'{name}: {example}: {r.returncode} {r.stderr}')


steps = json.loads(unsh('-c', 'help --json').stdout)['help']
topics = json.loads(unsh('-c', 'help about --json').stdout)['topics']
for step in steps:
    if not step['examples']:
        if step['step'] not in WITHOUT:
            bad.append(f'{step["step"]} has no example')
        continue
    if len(step['examples']) < 2 and step['step'] not in FEW:
        bad.append(f'{step["step"]} has only one example')
    check(step['step'], unsh('-c', 'help ' + step['step']).stdout, step['examples'])
for topic in topics:
    if topic['examples']:
        check('about ' + topic['topic'], unsh('-c', 'help about ' + topic['topic']).stdout, topic['examples'])
    else:
        bad.append(f'about {topic["topic"]} has nothing to try')
if ran < 100 or len(steps) < 40 or len(topics) < 15:
    bad.append(f'only {ran} examples of {len(steps)} steps and {len(topics)} topics were found')
print('\n'.join(bad))
sys.exit(1 if bad else 0)
