#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns, program vi, program less, program top, program tmux
# timeout: 120
"""Programs that want the whole screen work in a box, and leave the terminal as it was."""
import os

from terminal import Terminal, run


def balanced(data):
    """What was set in DATA is reset in it: the last word about each mode is the usual one."""
    for mode, usual in ((1049, b'l'), (25, b'h'), (1, b'l'), (2004, b'l'), (1000, b'l'), (1006, b'l')):
        at = max(data.rfind(b'\x1b[?%dh' % mode), data.rfind(b'\x1b[?%dl' % mode))
        assert at < 0 or data[at:].startswith(b'\x1b[?%d%s' % (mode, usual)), (mode, data[at - 40:])


def session(step, seen, keys, inside=True):
    with Terminal() as t:
        t.prompt()
        if inside:
            t.do('newns user uts pid mnt --proc')
        t.do('echo before')
        before, at = t.modes(), len(t.raw)
        t.type(step + '\r')
        t.until_match(seen)
        for key, then in keys:
            t.type(key)
            if then:
                t.until_match(then)
        t.prompt()
        assert t.modes() == before, (before, t.modes())
        assert not t.view.cursor.hidden
        last = t.raw[at:t.raw.rindex(b'\x1b[?2004h')]  # readline's own, for the prompt
        balanced(last)
        assert '\u23ce' not in t.text(), t.screen()
        t.type('visible')
        t.until_line('visible')


def an_editor():
    with open('text', 'w') as f:
        f.write('first line\n')
    session('run vi text', '^first line', [('iplus ', 'plus first'), ('\x1b:wq\r', None)])
    with open('text') as f:
        assert f.read() == 'plus first line\n'
    for name in os.listdir('.'):
        if os.path.isfile(name):
            os.unlink(name)


def write_long():
    with open('long', 'w') as f:
        f.write(''.join(f'line {i} of many\n' for i in range(1, 200)))


def a_pager():
    write_long()
    session('run less long', r'^line 1 of many', [(' ', None), ('q', None)])
    os.unlink('long')


def a_table_that_is_drawn_again():
    session('run top -d 0.5', r'PID +USER', [('q', None)])


def a_terminal_in_the_terminal():
    session('run tmux -S socket -f /dev/null new sh', r'\[0\] 0:', [('echo $((6*7))\r', r'42$'),
                                                                    ('exit\r', None)])
    if os.path.exists('socket'):
        os.unlink('socket')


def the_size_of_a_picture_follows():
    with Terminal() as t:
        t.prompt()
        write_long()
        t.type('run less long\r')
        t.until_match('^line 1 of many')
        t.resize(12, 60)
        t.wait(lambda: t.screen()[11].startswith((':', 'long')), 'the last line of 12')
        # less may lose a key that comes while it draws again.
        t.wait(lambda: (t.type('q'), t._take(0.2), t.line().startswith('main'))[2], 'the prompt')
    os.unlink('long')


run(an_editor, a_pager, a_table_that_is_drawn_again, a_terminal_in_the_terminal,
    the_size_of_a_picture_follows)
