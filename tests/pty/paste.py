#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""More than one line: pasted, or because a quote, a backslash or a here-document goes on."""
from terminal import Terminal, run, shapes

UP = '\x1b[A'


def paste(t, text):
    t.type('\x1b[200~' + text + '\x1b[201~')


@shapes()
def twenty_lines_run_after_enter(**shape):
    """K38"""
    lines = [f'echo line{i:02}' for i in range(20)]
    with Terminal('-q', rows=70, **shape) as t:
        t.prompt()
        paste(t, '\r'.join(lines) + '\r')
        t.until('echo line19')
        t.type('\x1b[H\x1b[F')
        t.wait(lambda: t.line() == '' or t.line().endswith('line19'), 'the end of the paste')
        assert '\nline00' not in t.text(), t.screen()
        t.type('\r')
        t.until('\nline19')
        t.prompt()
        shown = t.screen()
        ran = [i for i, line in enumerate(shown) if line.startswith('line') and line[4:].isdigit()]
        assert [shown[i] for i in ran] == [f'line{i:02}' for i in range(20)], shown
        assert all(shown[i - 1].endswith(' echo ' + shown[i]) for i in ran), shown
        t.type(UP)
        t.until_line('echo line19')
        t.type(UP)
        t.until_line('echo line18')


@shapes('80 columns', '40 columns', 'vi')
def the_first_failure_stops_them(**shape):
    """K39"""
    lines = ['echo one', 'echo two', 'mount nonsense /x'] + [f'echo after{i}' for i in range(17)]
    with Terminal('-q', rows=60, **shape) as t:
        t.prompt()
        paste(t, '\r'.join(lines))
        t.until_line('echo after16')
        t.type('\r')
        t.wait(lambda: '17lines not run' in t.text().replace('\n', '').replace('17 ', '17'), 'what was not run')
        assert 'pasted line 3 of 20: mount: ' in t.text().replace('\n', '').replace('  ', ' '), t.screen()
        t.prompt()
        assert '!' in t.line() and '\nafter' not in t.text(), t.screen()
        assert '\none\n' in t.text() and '\ntwo\n' in t.text(), t.screen()


def an_open_quote_is_found_before_the_first():
    with Terminal('-q') as t:
        t.prompt()
        paste(t, "echo one\recho 'two\recho three")
        t.until_line('echo three')
        t.type('\r')
        t.until("pasted line 2 of 3: a ' is not closed; 3 lines not run")
        t.prompt()
        assert '\none' not in t.text(), t.screen()


def interrupt_stops_the_rest():
    with Terminal('-q') as t:
        t.prompt()
        paste(t, 'echo one\rrun cat\recho three')
        t.until_line('echo three')
        t.type('\r')
        t.until('\none\n')
        t.type('seen\r')
        t.wait(lambda: t.text().count('\nseen') >= 2, 'cat')
        t.type('\x03')
        t.until('pasted line 2 of 3: ')
        t.until('1 line not run')
        t.prompt()
        assert '\nthree' not in t.text(), t.screen()


def what_may_fail_stops_nothing():
    with Terminal('-q') as t:
        t.prompt()
        paste(t, '-hostname nonsense\r# a comment\r\recho after; echo that')
        t.until_line('echo that')
        t.type('\r')
        t.until('\nafter\nthat\n')
        t.prompt()
        assert 'not run' not in t.text(), t.screen()


@shapes()
def tab_and_question_mark_are_themselves(**shape):
    """K40"""
    with Terminal('-q', **shape) as t:
        t.prompt()
        paste(t, 'echo a\tb ?')
        t.until_line('b ?')
        t.type('\r')
        t.wait(lambda: any(line.startswith('a') and line.endswith('b ?') for line in t.screen()), 'its output')
        t.prompt()


@shapes()
def an_open_quote_goes_on(**shape):
    """K41"""
    with Terminal('-q', **shape) as t:
        t.prompt()
        for begin, more in (("hostname 'a", "'> "), ('echo "a', '"> '), ('echo a\\', '\\> '), ('run cat <<EOF', 'EOF> ')):
            t.type(begin + '\r')
            t.until_line(more)
            t.type('\x03')
            t.prompt()
        t.type("hostname 'a\r")
        t.until_line("'> ")
        t.type('\x04')
        t.wait(lambda: "the ' opened at column 10 is never closed" in t.text().replace('\n', ''), 'where it was opened')
        t.prompt()
        assert t.do('echo alive') == ['alive']


def lines_that_go_on_are_one_step():
    with Terminal('-q') as t:
        t.prompt()
        t.type('run cat <<EOF\r')
        t.until_line('EOF> ')
        t.type('first\r')
        t.until_line('EOF> ')
        t.type('EOF\r')
        t.until('\nfirst\n')
        t.prompt()
        t.type('echo a \\\r')
        t.until_line('\\> ')
        t.type('b\r')
        t.until('\na b\n')
        t.prompt()
        t.type(UP)
        t.until('echo a \\\nb')


run(twenty_lines_run_after_enter, the_first_failure_stops_them, an_open_quote_is_found_before_the_first,
    interrupt_stops_the_rest, what_may_fail_stops_nothing, tab_and_question_mark_are_themselves, an_open_quote_goes_on,
    lines_that_go_on_are_one_step)
