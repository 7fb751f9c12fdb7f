#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mount points that steps make on the host go at the end: those very ones, and nobody else's."""
import os, shutil, subprocess, sys
UNSH, WORK = os.environ['UNSH'], os.environ['TMPDIR']
bad = []


def unsh(steps, *before):
    return subprocess.run([*before, UNSH, '-c', steps], capture_output=True, text=True, timeout=60)


def check(name, steps, left):
    r = unsh('newns user mnt; ' + steps)
    found = sorted(os.path.relpath(os.path.join(at, entry), WORK)
                   for at, dirs, files in os.walk(WORK) for entry in dirs + files)
    if r.returncode or found != sorted(left):
        bad.append(f'{name}: status {r.returncode}, left {found}, expected {left}: {r.stderr}')
    for entry in os.listdir(WORK):
        path = f'{WORK}/{entry}'
        shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)


check('made', f'mount tmpfs {WORK}/a/b/c; bind /etc/hostname {WORK}/f', [])
check('unmounted', f'mount tmpfs {WORK}/a/b/c; umount {WORK}/a/b/c', [])
check('filled', f'mount tmpfs {WORK}/a/b; ! touch {WORK}/a/mine', ['a', 'a/mine'])
check('the mount failed, then the user made one', f'-mount -t tmpfs -o bogus=1 x {WORK}/a; ! mkdir {WORK}/a', ['a'])
check('the same deeper', f'-mount -t tmpfs -o bogus=1 x {WORK}/a/b/c; ! mkdir -p {WORK}/a/b', ['a', 'a/b'])
check('the user put one of his own there', f'mount tmpfs {WORK}/a/b; umount {WORK}/a/b; ! rmdir {WORK}/a/b && mkdir {WORK}/a/c {WORK}/a/b && rmdir {WORK}/a/c', ['a', 'a/b'])
check('a file of his own', f'bind /etc/hostname {WORK}/f; umount {WORK}/f; ! rm {WORK}/f && touch {WORK}/f', ['f'])
check('the same file, touched by him', f'bind /etc/hostname {WORK}/f; umount {WORK}/f; ! chmod 600 {WORK}/f', ['f'])
check('made twice', f'mount tmpfs {WORK}/a; umount {WORK}/a; mount tmpfs {WORK}/a/b; umount {WORK}/a/b', [])
if os.geteuid() == 0:
    # A root that is no mount: mountinfo shows no line for what it lies on.
    root = f'{WORK}/root'
    os.mkdir(root)
    script = f'''for d in usr bin lib lib64 etc proc dev; do
        if [ -L /$d ]; then cp -P /$d {root}/$d; elif [ -d /$d ]; then mkdir {root}/$d && mount --rbind /$d {root}/$d; fi
    done
    mkdir {root}/unsh && mount --bind {os.path.dirname(UNSH)} {root}/unsh &&
    chroot {root} /unsh/{os.path.basename(UNSH)} -c '@host mount tmpfs /made/by/us; @host umount /made/by/us' && ls -d {root}/made'''
    r = subprocess.run(['unshare', '--mount', 'sh', '-c', script], capture_output=True, text=True, timeout=60)
    if os.path.exists(f'{root}/made') or 'No such file' not in r.stderr or r.stderr.count('\n') != 1:
        bad.append(f'in a chroot: {r.stdout}{r.stderr}')
    shutil.rmtree(root)
print('\n'.join(bad))
sys.exit(1 if bad else 0)
