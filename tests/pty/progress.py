#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A step that hangs: after a second the terminal says so, anew each second; ^C has the prompt back within one, and says how far
it got; nothing of it stays on the screen, on a pipe there is nothing. What hangs is a file system of our own whose server never
answers, where there is /dev/fuse, and a FIFO."""
import ctypes
import os
import re
import subprocess
import time
from terminal import Terminal, run, UNSH

LIBC = ctypes.CDLL(None, use_errno=True)
MNT_DETACH = 2


def hangs(t, step, name):
    """STEP at T's prompt hangs: the line for it, and ^C."""
    before = len(t.raw)
    t.type(step + '\r')
    t.until_match(rf'^{name}: waiting for the held process… 1 s \(\^C cancels\)$')
    t.until_match(rf'^{name}: waiting for the held process… 2 s \(\^C cancels\)$')
    assert len([l for l in t.screen() if 'waiting' in l]) == 1, t.screen()
    start = time.monotonic()
    t.type('\x03')
    t.until_match(rf'^{name}: .*interrupted after 2\.\d s')
    t.prompt()
    assert time.monotonic() - start < 1, time.monotonic() - start
    assert 'waiting' not in t.text(), t.screen()
    assert b'\r\x1b[K' in t.raw[before:]


def a_fifo():
    os.mkfifo('fifo')
    try:
        with Terminal() as t:
            t.prompt()
            hangs(t, 'write fifo x', 'write')
            assert t.do('echo here') == ['here']
    finally:
        os.unlink('fifo')


def a_quick_step_says_nothing():
    with Terminal() as t:
        t.prompt()
        t.do('newns user net')
        t.do('links')
        assert b'waiting' not in t.raw


def a_narrow_terminal_has_it_short():
    os.mkfifo('fifo')
    try:
        with Terminal(columns=40) as t:
            t.prompt()
            t.type('write fifo x\r')
            t.until_match(r'^write… 1 s$')
            t.type('\x03')
            t.until('interrupted')
            t.prompt()
    finally:
        os.unlink('fifo')


def a_dumb_terminal_and_a_pipe_have_none():
    os.mkfifo('fifo')
    try:
        with Terminal('-q', env={'TERM': 'dumb'}) as t:
            t.prompt()
            t.type('set -o timeout=2\r')
            t.prompt()
            t.type('write fifo x\r')
            t.until('no answer within 2 s')
            assert b'waiting' not in t.raw
        r = subprocess.run([UNSH, '-c', 'set -o timeout=2; write fifo x'], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert r.returncode == 1 and 'waiting' not in r.stderr and len(r.stderr.splitlines()) == 1, r.stderr
    finally:
        os.unlink('fifo')


def a_dead_file_system():
    """Its server is we, and we read nothing."""
    if os.geteuid() != 0 or not os.path.exists('/dev/fuse'):
        return
    os.mkdir('dead')
    fuse = os.open('/dev/fuse', os.O_RDWR | os.O_CLOEXEC)
    options = f'fd={fuse},rootmode=40000,user_id=0,group_id=0'.encode()
    path = os.path.abspath('dead')
    if LIBC.mount(b'unsh-test', path.encode(), b'fuse', 0, options) != 0:
        os.close(fuse)
        os.rmdir('dead')
        return
    try:
        for step, name in ((f'ls {path}/a', 'ls'), (f'cat {path}/a', 'cat'), (f'bind {path}/a /mnt', 'bind'),
                           (f'mount tmpfs {path}/a', 'mount')):
            with Terminal() as t:
                t.prompt()
                t.do('newns mnt')
                hangs(t, step, name)
                t.do('leave')
                assert t.do('echo here') == ['here']
    finally:
        os.close(fuse)  # what still waits for an answer gets an error
        LIBC.umount2(path.encode(), MNT_DETACH)
        os.rmdir('dead')


run(a_fifo, a_quick_step_says_nothing, a_narrow_terminal_has_it_short, a_dumb_terminal_and_a_pipe_have_none, a_dead_file_system)
