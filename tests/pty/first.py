#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The prompt at a terminal: banner, a box, ^D."""
from terminal import Terminal, run


def a_session():
    with Terminal() as t:
        t.prompt()
        assert 'help' in t.text(), t.text()
        t.do('newns user net uts --hostname lab')
        t.until('main:1')
        assert t.do('hostname') == ['lab'], t.screen()
        t.do('leave')
        t.type('\x04')
        assert t.end() == 0


run(a_session)
