#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# At a terminal: help is one screen; what is longer goes through the pager; a caret under the word
# at fault.
import os
import stat
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__))))
from terminal import Terminal, run  # noqa: E402

WORK = os.environ['TMPDIR']


def fits():
    with Terminal() as t:
        t.prompt()
        said = t.do('help')
        assert 10 < len(said) <= 22 and said[0].startswith('here '), said
        assert b'\x1b[?1049h' not in t.raw and ':' != t.line()[:1]


def pager():
    with Terminal() as t:
        t.prompt()
        t.type('help -a\r')
        t.until_line(':')              # less waits
        assert t.screen()[0].startswith('newns '), t.screen()
        rung = len(t.raw)
        t.type('\x03')                 # not the end of anything: less rings
        t.until_bytes(b'\x07', rung)
        while not t.line().endswith('/'):  # it may drop what is typed too soon behind that
            t.type('/')
            try:
                t.until_line('/', 1)
            except AssertionError:
                continue
        t.type('^apropos\r')
        t.until('apropos  ')
        t.type('q')
        t.prompt()
        assert t.do('echo $?') == ['0']
        # A listing as well, and it is whole in there.
        t.type('help newns\r')
        t.until_line(':')
        t.type('G')
        t.until('newns user uts pid mnt --hostname lab --proc')
        t.type('q')
        t.prompt()
        # Piped, or into a file: none.
        assert t.do('help -a | wc -l')[0].strip().isdigit()
        t.type('exit\r')
        assert t.end() == 0


def own_pager():
    """The setting is first, then PAGER; what cannot be run is as if there were none."""
    script = os.path.join(WORK, 'pager')
    with open(script, 'w') as f:
        f.write('#!/bin/sh\necho "this is $1, LESS=$LESS"; wc -l\n')
    os.chmod(script, stat.S_IRWXU | 0o055)
    with Terminal(env={'PAGER': './pager ours'}, cwd=WORK) as t:
        t.prompt()
        said = t.do('help -a')
        assert said[0] == 'this is ours, LESS=FRX' and int(said[1]) > 60, said
        assert t.do('help')[0].startswith('here ')
        t.do("set -o pager='./pager set | cat'")
        assert t.do('help -a')[0] == 'this is set, LESS=FRX'
        t.do('set -o pager=/nonexistent/pager')
        t.type('help about\r')
        t.until('json')
        t.prompt()
        t.do("set -o pager=")
        assert t.do('help -a')[-1].startswith('about json')
        assert t.do('echo $?') == ['0']
    with Terminal(env={'PAGER': './pager', 'LESS': 'x'}, cwd=WORK, rows=100) as t:
        t.prompt()
        assert 'this is' not in '\n'.join(t.do('help -a'))
    os.unlink(script)
    # The box's files do not choose it: it runs on the host.
    with Terminal(env={'PAGER': 'cat /proc/self/comm; hostname; cat'}) as t:
        t.prompt()
        t.do('newns user uts; hostname inside')
        t.type('help -a\r')
        t.until('about json')
        t.prompt()
        assert 'inside' not in t.text()


def scripts():
    """A script at a terminal is no prompt."""
    with Terminal('-c', 'help -a') as t:
        assert t.end() == 0
        t.until('about json')
        assert b'\x1b' not in t.raw and t.raw.count(b'\n') > 60


def near():
    with Terminal() as t:
        t.prompt()
        assert t.do('monut')[-1] == 'unknown command "monut"; did you mean "mount"?'
        said = t.do('zzzz')[-1]
        assert 'did you mean' not in said and 'unknown command "zzzz"' in said, said


def caret():
    with Terminal() as t:
        t.prompt()

        def under(step, word, where=None):
            width = len(t.line())
            said = t.do(step)
            at = width + (step.index(word) if where is None else where)
            assert said[0] == ' ' * at + '^' + '~' * (len(word) - 1), (step, said)
            return said[1]
        assert under('mount -o size=1x tmpfs /mnt/x', 'size=1x') == 'mount: -o: size: "1x" is no size; try 64M, 1G, 10%'
        under('newns usr', 'usr')
        under('status; monut', 'monut')  # nothing has been run: all of a line is checked first
        under('echo \'a b\' "c d"; links "no such"', '"no such"')
        under('-mount -o nr_inodes=x tmpfs /m', 'nr_inodes=x')
        # Wide characters take two columns.
        width = len(t.line())
        t.type('echo \u6f22\u5b57; monut')
        t.until('; monut')
        t.type('\r')
        t.until('\n' + ' ' * (width + len('echo xxxx; ')) + '^~~~~\nunknown command')
        t.prompt()
        # An open step: the whole step's first word; and not at a line that is no longer last.
        under('mkdir /proc/x', 'mkdir')
        said = t.do('echo a; cd /nonexistent/x')
        assert said[0] == 'a' and said[1].startswith('cd: /nonexistent/x'), said
        # In more than a row: no caret.
        said = t.do('echo ' + 'x' * 80 + '; newns usr')
        assert not [l for l in said if '^' in l], said
        assert [l for l in said if l.startswith('newns: "usr"')], said
        # Where the text does not name the word, it does so then.
        said = t.do('echo ' + 'x' * 80 + '; mount -o size=1x tmpfs /mnt/x')
        assert '"size=1x": ' in ''.join(said) or 'size: "1x"' in ''.join(said), said
    # A file says where, a pipe has no caret.
    name = os.path.join(WORK, 's')
    with open(name, 'w') as f:
        f.write('echo a\necho b\nmount -o size=1x tmpfs /mnt/x\n')
    with Terminal('s', cwd=WORK) as t:
        assert t.end() == 2
        t.until('s:3:10: mount: -o: size: "1x" is no size')
        assert '^' not in t.text()
    os.unlink(name)


run(fits, pager, own_pager, scripts, near, caret)
