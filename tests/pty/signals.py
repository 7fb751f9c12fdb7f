#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: program bash
"""Signals at the prompt: the line is dropped, or comes back; the terminal is left as it was."""
import os
import signal
import termios

from terminal import UNSH, Terminal, ended, run, shapes, wait_for


@shapes()
def interrupt_drops_the_line(**shape):
    """K19"""
    with Terminal(**shape) as t:
        t.prompt()
        t.type('hello')
        t.until_line('hello')
        t.type('\x03')
        t.until('hello^C')
        t.prompt()
        assert t.raw.count(b'^C') == 1, t.raw
        assert t.do('echo $?')[-1] == '130', t.screen()


@shapes('80 columns', '40 columns', 'vi')
def interrupt_drops_a_line_of_several_rows(**shape):
    with Terminal('-q', **shape) as t:
        t.prompt()
        t.type('a' * 140 + '\x1b[H')
        t.wait(lambda: t.text().replace('\n', '').count('a' * 140) == 1 and t.line()[-2:] in ('$ ', '# '),
               'the cursor at its start')
        t.type('\x03')
        t.until('^C')
        t.prompt()
        # two of them may be under the ^C, if it came before the cursor was put at the end
        assert t.text().replace('main', '').count('a') >= 138 and t.text().count('^C') == 1, t.screen()
        assert 'a' not in t.line().replace('main', '') and t.screen()[t.view.cursor.y - 1].strip('^Ca') == '', t.screen()


@shapes('80 columns', '40 columns', 'vi')
def interrupt_ends_a_search(**shape):
    """K20"""
    with Terminal(**shape) as t:
        t.prompt()
        t.do('echo zzz')
        t.type('\x12zz')
        t.until("search)`zz'")
        t.type('\x03')
        t.prompt()
        t.type('x')
        t.until_line(' x')
        t.type('\r')
        t.until('no step x')
        t.prompt()


@shapes('80 columns', 'vi')
def interrupt_at_an_empty_line_ten_times(**shape):
    """K21"""
    with Terminal(**shape) as t:
        t.prompt()
        for i in range(10):
            t.type('\x03')
            t.wait(lambda: t.raw.count(b'^C') == i + 1, 'its echo')
            t.prompt()
        assert sum('main:0' in line for line in t.screen()) == 11, t.screen()
        assert t.do('echo alive') == ['alive']


def quit_is_ignored():
    with Terminal() as t:
        t.prompt()
        t.type('echo a')
        t.until_line('echo a')
        t.type('\x1c')
        t.signal(signal.SIGQUIT)
        t.type('b\r')
        t.until('\nab')
        t.prompt()


def in_a_shell(**shape):
    t = Terminal(program=['bash', '--norc', '--noprofile', '-i'], **shape)
    t.until_line('sh> ')
    t.type(UNSH + ' -q\r')
    t.prompt()
    return t


@shapes('80 columns', '40 columns', 'vi')
def stopped_and_continued(**shape):
    """K22"""
    with in_a_shell(**shape) as t:
        t.type('abc')
        t.until_line('abc')
        t.type('\x1a')
        t.until_line('sh> ')
        t.type('stty -a\r')
        t.until_match(r'[^-]icanon')
        t.until_match(r'[^-]echo ')
        t.type('clear; fg\r')
        t.until_line('abc')
        assert t.text().count('abc') == 1, t.screen()
        t.type('d\r')
        t.until('no step abcd')
        t.prompt()


def stopped_from_elsewhere():
    with in_a_shell() as t:
        t.type('abc')
        t.until_line('abc')
        pid = next(p for p in t.children() if open(f'/proc/{p}/cmdline').read().startswith(UNSH))
        os.kill(pid, signal.SIGSTOP)
        t.until_line('sh> ')
        t.type('clear; fg\r')
        t.until_line('abc')
        t.type('\x1b[D\x1b[Dx\r')
        t.until('no step axbc')
        t.prompt()


@shapes('80 columns', 'vi')
def resized(**shape):
    """K23"""
    text = 'echo ' + ''.join(f'{i:03}.' for i in range(24))
    with Terminal(**shape) as t:
        t.prompt()
        t.type(text)
        t.wait(lambda: t.before().endswith(text), 'the line')
        for columns in (40, 80):
            since = len(t.raw)
            t.resize(24, columns)
            t.until_bytes(b'023.', since)
            t.wait(lambda: t.before().endswith(text), f'the line at {columns} columns')
        t.type('Z\r')
        t.prompt()
        shown = t.text().replace('\n', '')
        assert shown.count(text + 'Z') == 1 and shown.count(text[5:] + 'Z') == 2, t.screen()
        assert t.text().count('main:0') == 2, t.screen()


def resized_while_output_comes():
    with Terminal('-q') as t:
        t.prompt()
        t.type("run sh -c 'seq 3000; read x; seq 3000; stty size'\r")
        t.until('\n3000')
        t.type('\r')
        for columns in (40, 120, 60):
            t.resize(24, columns)
        t.until('\n24 60\n')
        t.prompt()
        t.type('echo ' + 'y' * 90 + '\r')
        t.until_match('^y{60}\ny{30}$')
        t.prompt()


def ended_by_term():
    """K24"""
    with Terminal() as t:
        before = t.modes()
        t.prompt()
        t.do('newns user uts')
        t.do('run sleep 1000 &')
        children = t.children()
        assert len(children) >= 3, children
        t.type('half a li')
        t.until_line('half a li')
        t.signal(signal.SIGTERM)
        assert t.end() == -signal.SIGTERM
        assert t.modes() == before, (t.modes(), before)
        assert t.raw.rpartition(b'\x1b[?2004')[2].strip() == b'l', t.raw[-60:]
        assert t.line() == '' and t.text().endswith('half a li'), t.screen()
        for pid in children:
            wait_for(lambda: ended(pid), f'{pid} has ended')


def the_terminal_is_closed():
    """K25"""
    state = os.environ['HOME'] + '/closed'
    os.mkdir(state)
    with Terminal(env={'XDG_STATE_HOME': state}) as t:
        t.prompt()
        t.do('newns user uts')
        t.do('run sleep 1000 &')
        t.do('echo the last line')
        children = t.children()
        os.close(t.fd)
        wait_for(lambda: all(ended(pid) for pid in children), 'frames and programs have ended', 5)
        _, status = os.waitpid(t.pid, 0)
        t.status, t.fd = os.waitstatus_to_exitcode(status), -1
        assert t.status in (-signal.SIGHUP, 128 + signal.SIGHUP), t.status
    assert 'echo the last line\n' in open(state + '/unsh/history').read()


def killed_leaves_only_the_modes():
    with Terminal() as t:
        before = t.modes()
        t.prompt()
        t.do('newns user uts')
        t.do('run sleep 1000 &')
        children = t.children()
        t.signal(signal.SIGKILL)
        assert t.end() == -signal.SIGKILL
        for pid in children:
            wait_for(lambda: ended(pid), f'{pid} has ended')
        # echo and lines are off, as readline had it: what reset(1) is for; nothing else is
        changed = [now ^ was for now, was in zip(t.modes(), before)]
        assert changed[1:3] == [0, 0] and changed[3] & termios.ICANON, changed


def a_stop_waits_for_the_end_of_the_step():
    with in_a_shell() as t:
        t.do('run sleep 1000 &')
        t.do('newns user uts')
        pid = int(t.do('jobs --noheadings -o pid')[-1])
        since = len(t.raw)
        t.type('wait\r')
        t.until_bytes(b'\x1b[?2004l', since)
        t.type('\x1a')
        t.until('^Z')
        os.kill(pid, signal.SIGKILL)
        t.until('killed by SIGKILL')
        t.until_line('sh> ')
        t.type('clear; fg\r')
        t.prompt()
        assert t.do('echo back') == ['back'], t.screen()


run(interrupt_drops_the_line, interrupt_drops_a_line_of_several_rows, interrupt_ends_a_search,
    interrupt_at_an_empty_line_ten_times, quit_is_ignored, stopped_and_continued, stopped_from_elsewhere, resized,
    resized_while_output_comes, ended_by_term, the_terminal_is_closed, killed_leaves_only_the_modes, a_stop_waits_for_the_end_of_the_step)
