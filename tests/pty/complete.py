#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns
# timeout: 240
"""Tab: what is offered, how it is put in and shown, at 80 and at 40 columns, and with hostile names."""
import contextlib
import os
import re

from terminal import Terminal, run

BELL = b'\x07'
BOX = 'newns user net mnt'


def box(t, *steps):
    t.prompt()
    for step in (BOX, 'mount tmpfs /mnt', *steps):
        t.do(step)


def tab(t, line, expected, keys='\t'):
    """LINE and Tab: EXPECTED is before the cursor then."""
    t.type('\x15' + line)
    t.until_line(line[-20:])
    t.type(keys)
    t.until_line(expected)


def bell(t, line, keys='\t'):
    """LINE and Tab: a bell, and the line as it is."""
    t.type('\x15' + line)
    t.until_line(line[-20:])
    before = len(t.raw)
    t.type(keys)
    t.until_bytes(BELL, before)
    t.until_line(line[-20:])


@contextlib.contextmanager
def inputrc(*lines):
    with open('inputrc', 'w', encoding='ascii') as f:
        f.write('\n'.join(lines) + '\n')
    try:
        yield {'INPUTRC': os.path.abspath('inputrc')}
    finally:
        os.unlink('inputrc')


def a_step(columns=80):
    with Terminal(columns=columns) as t:
        t.prompt()
        tab(t, 'new', ' newns ')
        assert 'newns  ' not in t.line(), t.line()
        tab(t, '-newn', '-newns ')
        tab(t, 'status; newn', 'status; newns ')
        bell(t, 'zzzz')
        bell(t, '# new')
        tab(t, 'NEWN', ' newns ')


def kinds_in_a_list_after_one_tab():
    with Terminal() as t:
        t.prompt()
        t.type('newns ')
        t.type('\t')
        t.until_match(r'^user +ids')
        t.until_match(r'^time +clocks')
        t.until_line('newns ')
        lines = t.screen()
        assert lines[t.view.cursor.y].endswith('newns'), t.text()
        assert "the host's" in t.text(), t.text()
        t.type('user \t')
        t.wait(lambda: t.text().count('mnt ') == 2, 'the second list')
        assert t.text().count('ids, capabilities') == 1, t.text()


def names_alone_where_it_is_narrow():
    with Terminal(columns=40) as t:
        t.prompt()
        t.type('newns \t')
        t.until_match(r'^user +\S+ +\S+')
        t.until_line('newns ')
        assert 'capabilities' not in t.text(), t.text()
    a_step(40)


def links_of_this_frame(columns=80):
    os.mkdir('lo')
    try:
        with Terminal(columns=columns) as t:
            t.prompt()
            t.do(BOX)
            tab(t, 'link up ', 'link up lo ')
            # A directory of the host has nothing to do with it.
            tab(t, 'link up l', 'link up lo ')
            t.do('link add v0 veth peer v1')
            tab(t, 'link del v', 'link del v')
            t.until_match(r'v0')
            t.until_match(r'v1')
            bell(t, 'link add v')
    finally:
        os.rmdir('lo')


def what_a_link_is_stands_beside_it():
    with Terminal() as t:
        t.prompt()
        t.do(BOX)
        t.do('link add v0 bridge up')
        t.do('addr add 10.9.0.1/24 v0')
        t.type('link set \t')
        t.until_match(r'^v0 +up 1500 bridge 10\.9\.0\.1/24')
        tab(t, 'addr del 10', 'addr del 10.9.0.1/24 ')
        bell(t, 'addr add 10')


def names_with_blanks_and_quotes(columns=80):
    with Terminal(columns=columns) as t:
        box(t, "mkdir '/mnt/two words'", "write '/mnt/two words/a b' x", 'cd /mnt', 'write "it\'s" y')
        tab(t, 'cd /mnt/tw', 'cd /mnt/two\\ words/')
        tab(t, 'cd /mnt/two\\ w', 'cd /mnt/two\\ words/')
        tab(t, 'cat "/mnt/tw', 'cat "/mnt/two words/')
        t.type('a\t')
        t.until_line('/a b" ')
        tab(t, "cat 'it", "cat 'it'\\''s' ")
        t.type('\r')
        t.until_match('^y')
        t.prompt()
        tab(t, 'cat it', "cat it\\'s ")
        bell(t, "cat /mnt/'tw")


def a_hostile_name_is_shown_and_never_typed():
    with Terminal() as t:
        box(t, 'cd /mnt')
        t.do('run sh -c \'echo > "$(printf "x\\033]0;p\\007")"; echo > "$(printf "y\\033[31m")"; echo > yes\'')
        before = len(t.raw)
        t.type('cat x\t\t')
        t.until('x\\e]0;p\\x07')
        t.until_line('cat x')
        assert b'\x1b]0' not in t.raw[before:], t.raw[before:]
        t.type('\x15cat y\t')
        t.until('y\\e[31m')
        t.until_line('cat y')
        assert b'\x1b[31m' not in t.raw[before:], t.raw[before:]


def processes_mount_points_and_more():
    with Terminal() as t:
        box(t)
        t.type('enter \t')
        t.until_match(r'^\d+ +\S.* uid \d+')
        # A frame in a user namespace of ours is closed to others' eyes. By its pid but for the last digit:
        # among all that run it may be below the screen; alone it is completed.
        if os.geteuid() == 0:
            frame = t.do('frames --noheadings -o pid')[-1].strip()
            t.type(f'enter {frame[:-1]}\t')
            t.wait(lambda: re.search(r'unsh uid \d+ \{.*net.*\}', t.text()) or t.line().endswith(f'enter {frame} '), 'the frame among the processes')
        t.type('\x15umount \t')
        t.until_match(r'^/mnt +tmpfs')
        t.until_line('umount /')
        t.do('mount tmpfs /mnt/quite-alone')
        tab(t, 'umount /mnt/q', 'umount /mnt/quite-alone ')
        tab(t, 'mount -t tmpf', 'mount -t tmpfs ')
        tab(t, 'mount -t tmpfs -o ro,siz', 'ro,size=')
        tab(t, 'set -o hin', 'set -o hints=')
        tab(t, 'echo $HOM', 'echo $HOME ')
        tab(t, 'echo "${HOM', 'echo "${HOME}')
        tab(t, '@mai', '@main ')
        tab(t, 'leave al', 'leave all ')
        tab(t, 'sysctl net.ipv4.ip_def', 'net.ipv4.ip_default_ttl ')
        tab(t, 'help redir', 'help redirections ')
        tab(t, 'status > @ho', '@host:')
        tab(t, 'status > @host:/et', '@host:/etc/')
        tab(t, 'status | setpri', '| setpriv ')
        tab(t, 'run env --', 'run env --')
        tab(t, 'newns user --hostn', '--hostname ')


def many_names(columns=80):
    with Terminal(columns=columns) as t:
        box(t, 'mkdir /mnt/d')
        t.do('run sh -c \'i=100; while [ $i -lt 400 ]; do echo > /mnt/d/a-rather-long-name-of-a-file-$i; i=$((i+1)); done\'')
        t.type('cat /mnt/d/\t')
        t.until('more, type another letter')
        t.until_line('-file-')
        assert 'isplay all' not in t.text(), t.text()
        lines = t.screen()
        rows = [line for line in lines if line.startswith('a-rather')]
        across = rows[0].count('a-rather')
        # The prompt, 21 rows, "more", the prompt again.
        assert 20 <= len(rows) <= 21, t.text()
        t.until(f'{300 - 21 * across} more')


def keywords_are_given_once(columns=80):
    with Terminal(columns=columns) as t:
        t.prompt()
        t.do(BOX)
        tab(t, 'link set lo mt', 'link set lo mtu ')
        bell(t, 'link set lo mtu 1500 mt')


def a_paste_fires_nothing():
    with Terminal() as t:
        t.prompt()
        t.type('\x1b[200~echo a\tb ? c\x1b[201~')
        t.until('? c')
        t.type('\r')
        t.until_match(r'^ab|^a +b|^a')
        assert 'newns' not in t.text().split('\n', 1)[1], t.text()


def vi_mode():
    with inputrc('set editing-mode vi') as env, Terminal(env=env) as t:
        t.prompt()
        tab(t, 'newn', ' newns ')
        t.type('?')
        t.until('KIND')
        t.until_line('newns ')


run(a_step, kinds_in_a_list_after_one_tab, names_alone_where_it_is_narrow, links_of_this_frame,
    lambda: links_of_this_frame(40), what_a_link_is_stands_beside_it, names_with_blanks_and_quotes,
    a_hostile_name_is_shown_and_never_typed, processes_mount_points_and_more, many_names, keywords_are_given_once,
    lambda: keywords_are_given_once(40), a_paste_fires_nothing, vi_mode)
