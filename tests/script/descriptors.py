#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that was open in the caller reaches a program, nor do unsh's own descriptors."""
import os, subprocess, sys
UNSH = os.environ['UNSH']
for fd in range(3, 201):
    if fd < 200:
        os.dup2(os.open('/dev/null', os.O_RDONLY), fd, inheritable=True)
os.dup2(0, 200, inheritable=True)
SEE = 'for f in /proc/self/fd/*; do echo ${f##*/}; done'
cases = {
    'run on the host': f"run sh -c '{SEE}'",
    'run in a box': f"newns user mnt pid; run sh -c '{SEE}'",
    'run, two frames up': f"newns user; newns uts; run sh -c '{SEE}'",
    'exec': f"newns user; exec sh -c '{SEE}'",
    'exec --init': f"newns user pid mnt --proc; exec --init sh -c '{SEE}'",
    'the host\'s sh': f'! {SEE}',
    'behind |': f'echo x | cat >/dev/null; {SEE}',
    'background': f"run sh -c '{SEE}' &; wait",
}
bad = 0
for name, steps in cases.items():
    r = subprocess.run([UNSH, '-c', steps], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, close_fds=False)
    # sh's glob has the directory itself open, as 3.
    if r.returncode != 0 or r.stdout.split() not in (['0', '1', '2'], ['0', '1', '2', '3']):
        print(f'{name}: {r.stdout.split()} {r.stderr}')
        bad = 1
# Without stdin, stdout, stderr: nothing of ours takes their numbers.
for closed in ((0,), (1,), (2,), (0, 1, 2)):
    out = f"{os.environ['TMPDIR']}/out"
    steps = f"newns user uts; run sh -c 'for i in 0 1 2; do echo $i $(readlink /proc/$$/fd/$i) >>{out}; done'; hostname x"
    r = subprocess.run([UNSH, '-c', steps], timeout=60, preexec_fn=lambda: [os.close(fd) for fd in closed])
    with open(out) as f:
        seen = f.read().split('\n')[:-1]
    if r.returncode or any(seen[fd] != f'{fd} /dev/null' for fd in closed):
        print(f'{closed} closed: status {r.returncode}, {seen}')
        bad = 1
    os.unlink(out)
sys.exit(bad)
