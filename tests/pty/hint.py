#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# timeout: 120
"""The grey hint, help in place, and the functions that an inputrc can bind."""
import contextlib
import os

from terminal import Terminal, run

GREY = b'\x1b[90m'


@contextlib.contextmanager
def inputrc(*lines):
    with open('inputrc', 'w', encoding='ascii') as f:
        f.write('\n'.join(lines) + '\n')
    try:
        yield {'INPUTRC': os.path.abspath('inputrc')}
    finally:
        os.unlink('inputrc')


def a_hint_comes_and_goes():
    with Terminal(env={'UNSH_HINTS': '1'}) as t:
        t.prompt()
        t.type('newns')
        t.until('newns KIND...')
        assert t.line().endswith('newns'), t.line()
        # Right at its end does nothing; Left takes it away, as it is not where one types.
        t.type('\x1b[C')
        t.until('newns KIND...')
        t.type('\x1b[D')
        t.gone('KIND')
        t.type('\x1b[C')
        t.until('newns KIND...')
        t.type(' user\r')
        t.prompt()
        assert 'KIND' not in t.text(), t.text()
        t.type('leave')
        t.until('leave [N]')
        t.type('\x03')
        t.until('leave^C')
        t.prompt()
        assert '[N]' not in t.text(), t.text()


def a_hint_says_what_is_left():
    with Terminal(env={'UNSH_HINTS': '1'}) as t:
        t.prompt()
        t.type('mount')
        t.until('mount [SOURCE] TARGET')
        t.type(' tmpfs ')
        t.until('tmpfs TARGET')
        t.type('/x ')
        t.gone('TARGET')
        t.type('\x15link set lo mtu ')
        t.until('mtu N [up]')
        t.type('15 ')
        t.until('15 [up] [down] [name NEW]')
        t.type('\x12')
        t.until('i-search')
        t.gone('[up]')


def no_hint_where_it_would_look_typed():
    for env, columns in ({}, 80), ({'NO_COLOR': None, 'UNSH_HINTS': '0'}, 80), ({'NO_COLOR': None}, 59), \
            ({'NO_COLOR': None, 'UNSH_PLAIN': '1', 'UNSH_HINTS': '1'}, 80):
        with Terminal(env=env, columns=columns) as t:
            t.prompt()
            t.type('newns x')
            t.until_line('newns x')
            t.type('\r')
            t.prompt()
            assert GREY not in t.raw and 'KIND...' not in t.text().replace('usage', ''), (env, t.text())
    with Terminal(env={'NO_COLOR': None}) as t:
        t.prompt()
        t.type('newns')
        t.until('newns KIND...')
        assert GREY in t.raw


def a_hint_never_scrolls():
    with Terminal(env={'UNSH_HINTS': 'on'}, columns=40) as t:
        t.prompt()
        for i in range(60):
            t.type('link add v0 '[i] if i < 12 else 'x')
        t.wait(lambda: 'x' * 20 in t.text().replace('\n', ''), 'all of it')
        t.type('\x15')
        t.wait(lambda: 'x' not in t.text().split('\n', 2)[-1], 'an empty line')
        t.type('link add v0 veth')
        t.wait(lambda: t.line().endswith('veth'), 'the line')
        assert sum('link add' in line for line in t.screen()) == 1, t.text()
        # A long line goes on in the next row, not sideways.
        t.type('\x15echo ' + 'abcdefghi ' * 12 + 'END')
        t.until('END')
        t.until('echo abcdefghi')


def a_question_mark():
    with Terminal() as t:
        t.prompt()
        t.type('mount ')
        t.type('?')
        t.until_match(r'^  TARGET +a path')
        t.until_match(r'^  -t TYPE')
        t.until_line('mount ')
        assert '?' not in t.line(), t.line()
        t.type('\x15mount "?')
        t.until_line('mount "?')
        t.type('\x15echo a?')
        t.until_line('echo a?')
        t.type('\x15?')
        t.until_match(r'^newns +make new')
        t.until_match(r'more, type another letter')
        t.type('\x15run echo ?\r')
        t.until_match(r'^\?$')
        t.prompt()
        t.type('link set lo mtu ?')
        t.until_match(r'^  N +a number')
        t.until_line('mtu ')


def help_of_the_step_at_the_cursor():
    with Terminal() as t:
        t.prompt()
        t.type('leave 1\x1bh')
        t.until('leave [N]')
        t.until_line('leave 1')
        t.type('\x15echo $?')
        t.until_line('echo $?')
        t.type('\r')
        t.until_match('^0$')


def functions_for_inputrc():
    with inputrc('$if unsh', '"\\C-xs": unsh-status', '"\\C-xh": unsh-help-here', '"\\C-xp": unsh-help-at-point',
                 '$endif') as env, Terminal(env=env) as t:
        t.prompt()
        t.type('mount \x18s')
        t.until_match(r'^depth +0')
        t.until_line('mount ')
        t.type('\x18h')
        t.until_match(r'^  TARGET')
        t.until_line('mount ')
        t.type('\x15leave\x18p')
        t.until_match(r'^leave \[N\]')
        t.until_line('leave')


def vi_mode():
    with inputrc('set editing-mode vi', '$if unsh', '"\\C-xs": unsh-status', '$endif') as env, \
            Terminal(env={**env, 'UNSH_HINTS': '1'}) as t:
        t.prompt()
        t.do('echo one')
        t.type('newns')
        t.until('newns KIND...')
        t.type('\x1b')
        t.gone('KIND')
        t.type('k')
        t.until_match(r'\S echo one$')
        t.type('S')
        t.type('mount \x18s')
        t.until_match(r'^depth +0')
        t.until_line('mount ')


run(a_hint_comes_and_goes, a_hint_says_what_is_left, no_hint_where_it_would_look_typed, a_hint_never_scrolls,
    a_question_mark, help_of_the_step_at_the_cursor, functions_for_inputrc, vi_mode)
