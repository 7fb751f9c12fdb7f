#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns, program vi
# timeout: 120
"""Programs at a terminal: however they end, the terminal is as it was, and the prompt comes back."""
import os
import signal

from terminal import Terminal, run

MARK = '\u23ce'


def descendants(t):
    """(pid, name) of what runs below unsh."""
    parents, names = {}, {}
    for entry in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{entry}/stat') as f:
                before, _, after = f.read().rpartition(')')
        except OSError:
            continue
        parents[int(entry)] = int(after.split()[1])
        names[int(entry)] = before.partition('(')[2]
    found = [t.pid]
    for pid in found:
        found += [p for p, parent in parents.items() if parent == pid]
    return [(p, names[p]) for p in found[1:]]


def kill(t, name):
    pids = [p for p, n in descendants(t) if n == name]
    assert pids, (name, descendants(t))
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def an_open_line_is_ended_and_marked():
    with Terminal() as t:
        t.prompt()
        t.do('run printf abc')
        t.until(f'abc{MARK}\nmain')
        t.do('echo -n def')
        t.until(f'def{MARK}\nmain')
        for whole in ("run printf 'ghi\\n'", "run printf '\\033[31mred\\033[0m\\n\\033[K'", 'run true',
                      'echo jkl'):
            t.do(whole)
            assert MARK not in ''.join(t.screen()[-4:]), t.screen()
        assert t.text().count(MARK) == 2, t.screen()
    with Terminal(env={'LC_ALL': 'C', 'LANG': 'C'}) as t:
        t.prompt()
        t.do('run printf abc')
        t.until('abc\\\nmain')
    with Terminal('-c', 'run printf abc') as t:
        assert t.end() == 0
        assert t.raw == b'abc\r\n', t.raw


def nothing_is_undone_that_was_not_set():
    with Terminal(env={'TERM': 'dumb'}) as t:
        t.prompt()
        before = len(t.raw)
        t.do('run echo plain')
        assert b'\x1b' not in t.raw[before:], t.raw


def raw_without_echo_and_killed():
    with Terminal() as t:
        t.prompt()
        before = t.modes()
        t.type("run sh -c 'stty raw -echo; kill -9 $$'\r")
        t.until('run: sh: killed by SIGKILL\n')
        t.prompt()
        assert t.modes() == before
        t.type('visible')
        t.until_line('visible')


def a_picture_and_killed():
    sets = r'\033[?1049h\033[2J\033[5;5Hpicture\033[?25l\033[?1h\033=\033[?1000h\033[?1006h\033[?2004h'
    with Terminal() as t:
        t.prompt()
        t.do('echo before')
        before, at = t.modes(), len(t.raw)
        t.type(f"run sh -c 'stty raw -echo; printf \"{sets}\"; kill -9 $$'\r")
        t.until('run: sh: killed by SIGKILL')
        t.prompt()
        tail = t.raw[t.raw.index(b'picture', at):]
        for undo in (b'\x1b[?1049l', b'\x1b[?25h', b'\x1b[?1l', b'\x1b>', b'\x1b[?1000l', b'\x1b[?1006l',
                     b'\x1b[?2004l', b'\x1b[0m\x1b(B\x0f'):
            assert undo in tail, (undo, tail)
        assert t.modes() == before
        assert t.view.cursor.hidden is False


def a_full_screen_program_and_its_shell_killed():
    with Terminal(env={'PATH': os.environ['PATH']}) as t:
        t.prompt()
        t.do('echo before')
        before, at = t.modes(), len(t.raw)
        t.type('shell\r')
        t.until_match(r'\^\] \^\] \^\] comes back here')
        t.until_match(r'^\[main\] .*[#$]$')
        t.type('vi +ls\r')
        t.until_bytes(b'\x1b[?1049h', at)
        vi = [n for _, n in descendants(t) if n.startswith(('vi', 'busybox'))][0]
        shell = [n for _, n in descendants(t) if n in ('sh', 'dash', 'bash')][0]
        kill(t, shell)
        try:
            kill(t, vi)
        except AssertionError:
            pass  # the hang-up was quicker
        t.until(f'{shell}: killed by SIGKILL')
        t.prompt()
        tail = t.raw[t.raw.rindex(b'\x1b[?1049h'):]
        assert b'\x1b[?1049l' in tail, tail
        assert t.modes() == before
        t.type('visible')
        t.until_line('visible')


def ctrl_c_is_the_programs():
    with Terminal() as t:
        t.prompt()
        t.do('newns user uts')
        t.type("run sh -c 'echo on; exec sleep 100'\r")
        t.until_match('^on$')
        t.type('\x03')
        t.until('run: sh: killed by SIGINT\n')
        t.prompt()
        t.do('hostname lab')
        assert t.do('run hostname') == ['lab'], t.screen()


def the_end_is_the_programs():
    with Terminal() as t:
        t.prompt()
        t.do('newns user uts')
        os.mkfifo('up')
        t.type("run sh -c 'setsid sh -c \"echo >up; exec sleep 100\" & read x <up; exit 3'\r")
        t.until('run: sh: exited with 3\n', limit=3)
        t.until('something that it has started goes on; jobs shows it')
        t.prompt()
        os.unlink('up')
        assert t.do('echo $?') == ['3'], t.screen()
        t.do('jobs')
        t.until_match(r'^ +\d+ main left behind sleep$')
        t.do('leave')
        assert 'left behind' not in '\n'.join(t.do('jobs')), t.screen()


def the_size_follows():
    with Terminal() as t:
        t.prompt()
        t.do('cd /')
        t.type('shell\r')
        t.until_match(r'^\[main\] /[#$]$')
        t.type('stty size\r')
        t.until('\n24 80\n')
        t.resize(30, 70)
        t.type('stty size\r')
        t.until('\n30 70\n')
        t.type('exit\r')
        t.prompt()


def a_hung_program_is_left():
    ignores = "run sh -c 'trap \"\" HUP INT TERM QUIT; stty raw -echo; echo on; while :; do sleep 1; done'"
    with Terminal() as t:
        t.prompt()
        before = t.modes()
        t.type(ignores + '\r')
        t.until_match('^on$')
        t.type('\x1d\x1d\x1d')
        t.until('run: sh: killed by SIGKILL', limit=10)
        t.prompt()
        assert t.modes() == before
        t.type("run sh -c 'stty raw -echo; echo off; exec sleep 100'\r")
        t.until_match('^off$')
        t.type('\x1d')
        t.type('\x1d')
        t.type('\x1d')
        t.until('run: sh: killed by SIGHUP')
        t.prompt()


def one_of_them_reaches_the_program():
    with Terminal() as t:
        t.prompt()
        t.type("run sh -c 'stty raw -echo; echo on; dd bs=1 count=3 2>/dev/null | od -An -tx1'\r")
        t.until_match('^on$')
        t.type('\x1d\x1dx')
        t.until('1d 1d 78')
        t.prompt()


def a_large_paste_arrives():
    line = b'x' * 63 + b'\n'
    with Terminal() as t:
        t.prompt()
        t.type("run sh -c 'stty -echo; echo on; head -c 1048576 | cksum'\r")
        t.until_match('^on$')
        os.set_blocking(t.fd, False)
        left, total = line * 16384, 1 << 20
        while left:
            try:
                left = left[os.write(t.fd, left[:4096]):]
            except BlockingIOError:
                t._take(0.01)
        os.set_blocking(t.fd, True)
        t.until_match(rf'^\d+ {total}$', limit=60)
        t.prompt()


def a_chatty_program_gets_a_large_paste():
    with Terminal() as t:
        t.prompt()
        t.type("run sh -c 'stty raw -echo; echo on; head -c 262144 | tee /dev/tty | cksum'\r")
        t.until_match('^on$')
        before = len(t.raw)
        os.set_blocking(t.fd, False)
        left = (b'y' * 63 + b'\n') * 4096
        while left:
            try:
                left = left[os.write(t.fd, left[:4096]):]
            except BlockingIOError:
                t._take(0.01)
        os.set_blocking(t.fd, True)
        t.until_match(r'\d+ 262144', limit=60)
        t.prompt()
        assert t.raw[before:].count(b'y') == 4096 * 63


def a_shell_names_the_box():
    with Terminal() as t:
        t.prompt()
        t.do('newns user net')
        t.do('cd /usr')
        t.type('shell\r')
        t.until_match(r'^\[main:1 user net\] /usr#$')
        t.type('exit\r')
        t.prompt()
    with open('.bashrc', 'w') as f:
        f.write("PS1='mine> '\nunset HISTFILE\n")
    try:
        with Terminal('-q', env={'SHELL': '/bin/bash', 'HOME': os.getcwd(), 'HISTFILE': None}) as t:
            t.prompt()
            t.type('shell\r')
            t.until_match(r'^\[main\] mine>$')
            assert '^]' not in t.text(), t.screen()
            t.type('\r')
            t.until_match(r'^\[main\] mine>\n\[main\] mine>$')
            t.type('exit\r')
            t.prompt()
    finally:
        os.unlink('.bashrc')


def a_second_end_of_file_is_not_ours():
    with Terminal() as t:
        t.prompt()
        t.type("run sh -c 'echo on; cat; sleep 0.3'\r")
        t.until_match('^on$')
        t.type('\x04\x04')
        t.prompt()
        assert t.do('echo alive') == ['alive']


run(an_open_line_is_ended_and_marked, nothing_is_undone_that_was_not_set, raw_without_echo_and_killed,
    a_picture_and_killed, a_full_screen_program_and_its_shell_killed, ctrl_c_is_the_programs,
    the_end_is_the_programs, the_size_follows, a_hung_program_is_left, one_of_them_reaches_the_program,
    a_large_paste_arrives, a_chatty_program_gets_a_large_paste, a_shell_names_the_box,
    a_second_end_of_file_is_not_ours)
