#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands before a line: where you are, what you can do there, whether the last step failed."""
import os
import re
import subprocess

from terminal import Terminal, run

ROOT = os.getuid() == 0
SIGN = '#' if ROOT else '$'


def it_says_where_one_is():
    with Terminal('-q') as t:
        t.prompt()
        assert t.line() == f'main:0 {SIGN} ', t.screen()
        t.do('newns user net')
        assert t.line() == 'main:1 {user,net} % ', t.screen()
        t.do('newns mnt uts')
        assert t.line() == 'main:2 {user,mnt,net,uts} % ' or t.line() == 'main:2 {umnh} % ', t.screen()
        t.do('leave')
        assert t.line() == 'main:1 {user,net} % ', t.screen()
        t.do('box other')
        assert t.line() == f'other:0 {SIGN} ', t.screen()
        t.do('box on-it uts --on main')
        assert t.line().startswith('on-it:2 {'), t.screen()


def it_says_what_can_be_done():
    with Terminal('-q', columns=120) as t:
        t.prompt()
        if ROOT:
            t.do('newns uts')
            assert t.line() == 'main:1 {uts} # ', t.screen()
        t.do('newns user uts --map-user 77')
        assert t.line().endswith('% ') or t.line().endswith('$ '), t.screen()
        can = t.do('status -o kind --noheadings')
        all_of_them = any(line.startswith('capabilities') and 'none' not in line for line in t.do('status'))
        assert t.line().endswith('% ') == all_of_them, (can, t.screen())


def a_failed_step_shows():
    with Terminal('-q') as t:
        t.prompt()
        t.do('run false')
        assert t.line() == f'main:0 !{SIGN} ', t.screen()
        t.do('nonsense')
        assert t.line() == f'main:0 !{SIGN} ', t.screen()
        t.do('pwd')
        assert t.line() == f'main:0 {SIGN} ', t.screen()
        assert b'\x1b[3' not in t.raw
    with Terminal('-q', env={'NO_COLOR': None}) as t:
        t.prompt()
        t.do('run false')
        t.until_bytes(f'\x1b[31m!{SIGN}\x1b[0m'.encode())


def it_leaves_two_thirds_of_the_line():
    for columns, expected in ((120, 'main:1 {user,mnt,net,uts,ipc} % '), (60, 'main:1 {umnhi} % '), (39, '% ')):
        with Terminal('-q', columns=columns) as t:
            t.prompt()
            t.do('newns user mnt net uts ipc')
            assert t.line() == expected, (columns, t.screen())
            t.resize(24, 30)
            t.wait(lambda: t.line() == '% ', 'the shortest')
            t.resize(24, 200)
            t.wait(lambda: 'main:1 {user,mnt,net,uts,ipc} % ' == t.line(), 'the longest')


def the_cursor_is_right_in_colour():
    """K34"""
    with Terminal('-q', columns=40, env={'NO_COLOR': None}) as t:
        t.prompt()
        before = t.view.cursor.x, t.view.cursor.y
        t.type('x' * 100)
        t.wait(lambda: t.text().count('x') == 100, 'what was typed')
        t.type('\x1b[H')
        t.wait(lambda: (t.view.cursor.x, t.view.cursor.y) == before, 'the cursor behind the prompt')
        t.type('Y')
        t.wait(lambda: t.line().endswith(' Y'), 'Y there')
        assert t.text().replace('\n', '').count('Y' + 'x' * 100) == 1, t.screen()


def no_colour_where_none_is_wanted():
    """K35"""
    for options, env in (([], {'NO_COLOR': '1'}), (['--color=never'], {'NO_COLOR': None}), (['--plain'], {'NO_COLOR': None}),
                         ([], {'TERM': 'dumb', 'NO_COLOR': None})):
        with Terminal('-q', *options, env=env) as t:
            t.prompt()
            t.type('false\r')
            t.until('no step false')
            t.prompt()
            assert not re.search(rb'\x1b\[[0-9;]*m', t.raw), (options, env, t.raw)
            if env.get('TERM') == 'dumb':
                assert b'\x1b' not in t.raw and b' ' * 40 not in t.raw, t.raw
    with Terminal('-q', '--color=always') as t:
        t.prompt()
        assert b'\x1b[' in t.raw.replace(b'\x1b[?2004h', b''), t.raw


def a_name_from_inside_is_escaped():
    """K36"""
    if not ROOT:
        return
    for name, shown in (('\x1b[31mx', '\\e[31mx'), ('a\nb\x01', 'a\\nb\\x01'), ('\u202eevil', '\\u{202E}evil'),
                        ('b\udcff', 'b\\xff')):
        raw = name.encode('utf-8', 'surrogateescape')
        code = f'import ctypes,sys;ctypes.CDLL(None).prctl(15,{raw!r},0,0,0);print(flush=True);sys.stdin.read()'
        target = subprocess.Popen(['unshare', '--uts', 'python3', '-c', code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        target.stdout.readline()
        with Terminal('-q', columns=120) as t:
            t.prompt()
            t.do(f'enter {target.pid}')
            assert t.line().startswith(f'main:1 {shown}{{uts}} # '), (name, t.screen())
            assert raw not in t.raw
            t.resize(24, 40)
            t.wait(lambda: re_short(t.line()), 'a short one')
        target.communicate()


def re_short(line):
    return line.startswith('main:1 ') and len(line) < 22


def an_own_prompt():
    with Terminal('-q', env={'UNSH_PROMPT': r'%[\e[1m%]%b/%d%n%%%s%[\e[0m%]> '}) as t:
        t.until_line('> ')
        assert t.line() == f'main/0%{SIGN}> ', t.screen()
        t.type('newns user uts\r')
        t.until_line('main/1{user,uts}%%> ')
        t.type('x' * 100 + '\x1b[H')
        t.until_line('main/1{user,uts}%%> ')
        t.type("\x03set -o 'prompt=ready$ '\r")
        t.until_line('ready$ ')
        t.type('set -o prompt=\r')
        t.until_line('main:1 {user,uts} % ')


def it_begins_at_the_left():
    """K37"""
    for env, mark in (({}, '⏎'), ({'LANG': 'C', 'LC_ALL': 'C'}, '\\')):
        with Terminal('-q', env=env) as t:
            t.prompt()
            assert t.do('run printf abc') == ['abc' + mark], t.screen()
            assert t.do('echo -n abc') == ['abc' + mark], t.screen()
            assert t.do("run sh -c 'printf abc; exit 3'")[0] == 'abc' + mark, t.screen()
            assert t.do('run echo abc') == ['abc'], t.screen()


run(it_says_where_one_is, it_says_what_can_be_done, a_failed_step_shows, it_leaves_two_thirds_of_the_line,
    the_cursor_is_right_in_colour, no_colour_where_none_is_wanted, a_name_from_inside_is_escaped, an_own_prompt,
    it_begins_at_the_left)
