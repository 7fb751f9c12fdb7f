#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in the help of each step run as they stand, as root and as an ordinary user."""
import os, re, subprocess, sys
UNSH, WORK = os.environ['UNSH'], os.environ['TMPDIR']
bad, ran = [], 0


def unsh(steps):
    return subprocess.run([UNSH, '-c', steps], capture_output=True, text=True, errors='replace', timeout=60, stdin=subprocess.DEVNULL, cwd=WORK)


steps = re.findall(r'^([a-z][a-z ]*[a-z])  ', unsh('help').stdout, re.M)
for step in steps:
    last = unsh(f'help {step}').stdout.rstrip('\n').split('\n\n')[-1].split('\n')
    if not all(line.startswith('  ') for line in last):
        continue
    for example in last:
        r = unsh(example.strip())
        ran += 1
        if r.returncode != 0 or r.stderr:
            bad.append(f'{step}: {example.strip()}: {r.returncode} {r.stderr}')
if ran < 40 or len(steps) < 40:
    bad.append(f'only {ran} examples of {len(steps)} steps were found')
print('\n'.join(bad))
sys.exit(1 if bad else 0)
