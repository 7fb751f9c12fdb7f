#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: root
# timeout: 300
"""Tab where it is slow: a file system that never answers, 10 000 mounts, 5 000 processes. What there
is comes within 300 ms, ^C ends it before, and the line, the frame and the next key are as ever."""
import ctypes
import os
import signal
import stat
import sys
import time

from terminal import Terminal, run

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNS, MS_BIND, MS_PRIVATE, MS_REC, MNT_DETACH = 0x20000, 4096, 1 << 18, 16384, 2
MOUNTS, PROCESSES = 10000, 5000
LIMIT_MS = 300
SLACK_MS = 1700  # of a machine that does other things too


def call(name, *args):
    if getattr(LIBC, name)(*args) < 0:
        raise OSError(ctypes.get_errno(), f'{name} {args}')


def hung_file_system(path):
    """A FUSE server that has opened its device and never reads it; the descriptor is it."""
    fd = os.open('/dev/fuse', os.O_RDWR | os.O_CLOEXEC)
    options = f'fd={fd},rootmode={stat.S_IFDIR:o},user_id=0,group_id=0,allow_other'
    os.mkdir(path)
    call('mount', b'fuse', path.encode(), b'fuse', 0, options.encode())
    return fd


def passed_ms(t, keys, seen):
    """From KEYS to SEEN(), in milliseconds."""
    start = time.monotonic()
    t.type(keys)
    t.wait(seen, f'what {keys!r} does')
    return (time.monotonic() - start) * 1000


def a_hung_directory_costs_300_ms():
    path = os.path.abspath('hung')
    try:
        server = hung_file_system(path)
    except OSError as e:
        os.path.isdir(path) and os.rmdir(path)
        print(f'no FUSE here: {e}')
        return
    try:
        with Terminal() as t:
            t.prompt()
            t.do('newns net')
            t.type(f'cd {path}/')
            t.until_line('hung/')
            before = len(t.raw)
            took = passed_ms(t, '\t', lambda: b'\x07' in t.raw[before:])
            print(f'a hung directory: the bell after {took:.0f} ms')
            assert LIMIT_MS - 50 < took < LIMIT_MS + SLACK_MS, took
            t.type('x')
            t.until_line('hung/x')
            # The frame is free again.
            assert 'lo' in '\n'.join(t.do('links')), t.text()
            interrupt(t, path)
    finally:
        call('umount2', path.encode(), MNT_DETACH)
        os.close(server)
        os.rmdir(path)


def below(pid):
    """How many processes descend from PID."""
    parents, found, todo = {}, 0, [pid]
    for entry in os.listdir('/proc'):
        try:
            with open(f'/proc/{int(entry)}/stat', encoding='latin-1') as f:
                parents.setdefault(int(f.read().rpartition(')')[2].split()[1]), []).append(int(entry))
        except (OSError, ValueError):
            pass
    while todo:
        children = parents.get(todo.pop(), [])
        found += len(children)
        todo += children
    return found


def interrupt(t, path):
    """^C in the wait: the line is kept, there is no new prompt, and no ^C on the screen."""
    t.type(f'\x15cd {path}/')
    t.until_line('hung/')
    row, before, processes = t.view.cursor.y, len(t.raw), below(t.pid)
    start = time.monotonic()
    t.type('\t')
    while below(t.pid) == processes and b'\x07' not in t.raw[before:]:
        t._take(0.001)
    assert b'\x07' not in t.raw[before:], 'it was over before it could be interrupted'
    t.type('\x03')
    t.until_bytes(b'\x07', before)
    took = (time.monotonic() - start) * 1000
    print(f'^C: the bell {took:.0f} ms after Tab')
    t.type('y')
    t.until_line('hung/y')
    assert t.view.cursor.y == row and '^C' not in t.text(), t.text()
    t.type('\x15echo $?\r')
    t.until_match('^0$')


def with_mounts():
    """In a mount namespace of its own, with MOUNTS mounts more; then unsh."""
    call('unshare', CLONE_NEWNS)
    call('mount', b'none', b'/', None, MS_REC | MS_PRIVATE, None)
    call('mount', b'tmpfs', b'/mnt', b'tmpfs', 0, None)
    for i in range(MOUNTS):
        path = f'/mnt/{i}'.encode()
        os.mkdir(path)
        call('mount', b'/mnt/0', path, None, MS_BIND, None)
    os.execv(os.environ['UNSH'], [os.environ['UNSH']])


def many_mounts():
    with Terminal(program=[sys.executable, os.path.abspath(__file__), 'mounts'],
                  env={'UNSH': os.environ['UNSH'], 'PYTHONPATH': os.path.dirname(os.path.abspath(__file__))}) as t:
        t.prompt(120)
        t.type('umount ')
        t.until_line('umount ')
        took = passed_ms(t, '\t', lambda: 'more, type another letter' in t.text())
        print(f'{MOUNTS} mounts: a list after {took:.0f} ms')
        assert took < LIMIT_MS + SLACK_MS, took
        t.until_line('umount ')  # what is common to those that were found need not be to all


def many_processes():
    sleepers = [os.posix_spawn('/bin/sleep', ['sleep', '1000'], {}) for _ in range(PROCESSES)]
    try:
        with Terminal() as t:
            t.prompt()
            t.type('enter ')
            t.until_line('enter ')
            took = passed_ms(t, '\t', lambda: 'more, type another letter' in t.text())
            print(f'{PROCESSES} processes: a list after {took:.0f} ms')
            assert took < LIMIT_MS + SLACK_MS, took
            t.type('x')
            t.until_line('enter x')
    finally:
        for pid in sleepers:
            os.kill(pid, signal.SIGKILL)
        for pid in sleepers:
            os.waitpid(pid, 0)


def many_names():
    os.mkdir('many')
    for i in range(20000):
        os.mknod(f'many/{i}')
    try:
        with Terminal() as t:
            t.prompt()
            t.type('cat many/')
            t.until_line('many/')
            took = passed_ms(t, '\t', lambda: 'more, type another letter' in t.text())
            print(f'20000 names: a list after {took:.0f} ms')
            assert took < LIMIT_MS + SLACK_MS, took
    finally:
        for i in range(20000):
            os.unlink(f'many/{i}')
        os.rmdir('many')


if sys.argv[1:] == ['mounts']:
    with_mounts()
run(a_hung_directory_costs_300_ms, many_mounts, many_processes, many_names)
