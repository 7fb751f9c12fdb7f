#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first thing seen, and the ways out."""
import os
import subprocess

from terminal import UNSH, Terminal, ended, run, shapes, wait_for


@shapes()
def end_of_file_leaves(**shape):
    """K58"""
    with Terminal('-q', **shape) as t:
        t.prompt()
        t.type('ab')
        t.until_line('ab')
        bells = t.raw.count(b'\x07')
        if 'env' not in shape or 'INPUTRC' not in shape['env']:
            t.type('\x04')
            t.wait(lambda: t.raw.count(b'\x07') > bells, 'the bell')
            t.until_line('ab')
        t.type('\x15\x04')
        assert t.end() == 0
        assert t.text().endswith('exit') and '\n' not in t.text(), t.screen()
        assert t.text().count('main:0') == 1 and t.view.cursor.y == 1, t.screen()


@shapes('80 columns', 'vi')
def a_job_is_warned_of_once(**shape):
    """K59"""
    with Terminal('-q', **shape) as t:
        t.prompt()
        t.do('run sleep 1000 &')
        pid = int(t.do('jobs --noheadings -o pid')[-1])
        t.type('\x04')
        t.until('1 job ends with unsh (jobs); ^D again leaves, or exit')
        t.prompt()
        t.do('pwd')
        t.type('\x04')
        t.wait(lambda: t.text().count('again leaves') == 2, 'the second warning')
        t.prompt()
        t.type('x\x7f\x04')
        t.wait(lambda: t.text().count('again leaves') == 3, 'the third warning')
        t.prompt()
        t.type('\x04')
        assert t.end() == 0
        wait_for(lambda: ended(pid), 'the end of the job')


def boxes_are_warned_of():
    with Terminal('-q') as t:
        t.prompt()
        t.do('box b')
        t.do('run sleep 1000 &')
        said = t.do('exit 3')
        assert said[-1] == 'exit: 1 job and 1 more box end with unsh (jobs, boxes); ^D again leaves, or exit', said
        t.type('exit 3\r')
        assert t.end() == 3
    with Terminal('-q') as t:
        t.prompt()
        t.do('box b')
        t.type('\x04')
        t.until('1 more box ends with unsh (boxes)')
        t.prompt()
        t.type('exit\r')
        t.end()
    with Terminal('-q') as t:
        t.prompt()
        t.do('box b')
        t.type('exit -f 4\r')
        assert t.end() == 4


def a_doubled_end_of_file_ends_only_the_program():
    with Terminal('-q') as t:
        t.prompt()
        t.type('run cat\r')
        t.type('x\r')
        t.wait(lambda: t.text().count('\nx') >= 2, 'cat')
        t.type('\x04\x04')
        t.prompt()
        assert t.do('echo alive') == ['alive'], t.screen()


def the_banner():
    """K60"""
    for columns in (80, 100):
        with Terminal(columns=columns) as t:
            t.prompt()
            assert 1 <= t.view.cursor.y <= 2 and 'help' in t.text(), t.screen()
    with Terminal('-q') as t:
        t.prompt()
        assert t.view.cursor.y == 0, t.screen()
    for words in ([], ['-i']):
        p = subprocess.run([UNSH, *words], input='', capture_output=True, text=True)
        assert p.stdout == p.stderr == '' and p.returncode == 0, p


def without_an_editor():
    """TERM=dumb, or none: lines as the terminal gives them, and no escape sequence."""
    for term in ('dumb', None):
        with Terminal('-q', env={'TERM': term}) as t:
            t.prompt()
            t.type('newns user uts\r')
            t.until_line('main:1 {user,uts} % ')
            t.type('hel')
            t.until_line('hel')
            t.type('\x03')
            t.until('hel^C')
            t.until_line('!% ')
            t.type("echo 'a\r")
            t.until_line("'> ")
            t.type("b'\r")
            t.until('\na\nb\n')
            t.prompt()
            t.type('history\r')
            t.until("\necho 'a\\nb'\n")
            t.prompt()
            t.type('\x04')
            assert t.end() == 0 and t.text().endswith('exit'), t.screen()
            assert b'\x1b' not in t.raw, t.raw


def stdout_elsewhere():
    with Terminal(program=['sh', '-c', f'{UNSH} -q >out']) as t:
        t.prompt()
        t.type('echo into the file\r')
        t.until('echo into')
        t.type('\x04')
        assert t.end() == 0
        assert b'\x1b' not in t.raw, t.raw
    with open('out') as f:
        assert f.read() == 'into the file\n'
    os.unlink('out')


run(end_of_file_leaves, a_job_is_warned_of_once, boxes_are_warned_of, a_doubled_end_of_file_ends_only_the_program,
    the_banner, without_an_editor, stdout_elsewhere)
