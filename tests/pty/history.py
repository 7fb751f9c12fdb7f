#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines typed are kept at once in a file of the user's own, and come back."""
import os
import signal
import subprocess
import tempfile

from terminal import UNSH, Terminal, run, shapes

UP, DOWN = '\x1b[A', '\x1b[B'


def state():
    return tempfile.mkdtemp(dir=os.environ['HOME'])


def kept(where):
    with open(where + '/unsh/history') as f:
        return f.read()


def leave(t):
    t.type('\x15\x04')
    assert t.end() == 0, t.screen()


@shapes('80 columns', '40 columns', 'vi')
def a_blank_before_it_keeps_it_out(**shape):
    """K27"""
    where = state()
    env = {**shape.pop('env', {}), 'XDG_STATE_HOME': where}
    with Terminal(env=env, **shape) as t:
        t.prompt()
        t.do('echo open')
        t.do(' echo secret')
        t.type(UP)
        t.until_line('echo open')
        t.type('\r')
        t.prompt()
        leave(t)
    assert kept(where) == 'echo open\n', kept(where)


def the_same_line_again_is_kept_once():
    """K28"""
    where = state()
    with Terminal(env={'XDG_STATE_HOME': where}) as t:
        t.prompt()
        for step in ('echo first', 'echo again', 'echo again'):
            t.do(step)
        t.type(UP + UP)
        t.until_line('echo first')
        leave(t)
    assert kept(where) == 'echo first\necho again\n', kept(where)


def two_sessions_keep_both():
    """K29"""
    where = state()
    with Terminal(env={'XDG_STATE_HOME': where}) as a, Terminal(env={'XDG_STATE_HOME': where}) as b:
        a.prompt()
        b.prompt()
        a.do('echo of a')
        b.do('echo of b')
        b.type(UP)
        b.until_line('echo of b')
        leave(b)
        leave(a)
    assert sorted(kept(where).split('\n')) == ['', 'echo of a', 'echo of b'], kept(where)
    assert os.stat(where + '/unsh').st_mode & 0o777 == 0o700
    assert os.stat(where + '/unsh/history').st_mode & 0o777 == 0o600


def a_kill_loses_nothing():
    """K30"""
    where = state()
    with Terminal(env={'XDG_STATE_HOME': where}) as t:
        t.prompt()
        t.do('echo before')
        t.signal(signal.SIGKILL)
        t.end()
    assert kept(where) == 'echo before\n', kept(where)


@shapes('80 columns', 'vi')
def lines_that_belong_together_come_back_together(**shape):
    """K31"""
    where = state()
    env = {**shape.pop('env', {}), 'XDG_STATE_HOME': where}
    with Terminal(env=env, **shape) as t:
        t.prompt()
        t.type("echo 'one\r")
        t.until_line("'> ")
        t.type("two'\r")
        t.until('one\ntwo\n')
        t.prompt()
        t.do('echo between')
        leave(t)
    with Terminal(env=env, **shape) as t:
        t.prompt()
        t.type(UP)
        t.until_line('echo between')
        t.type(UP)
        t.until("echo 'one\ntwo'")
        t.type('\r')
        t.until('one\ntwo\n')
        t.prompt()
        assert 'pasted' not in t.text()
        t.type(UP + UP)
        t.until_line('echo between')
        leave(t)


def a_script_keeps_nothing():
    """K32"""
    where = state()
    for words, given in (([], 'status\n'), (['-c', 'echo x'], ''), (['-i'], 'echo x\n')):
        p = subprocess.run([UNSH, *words], input=given, capture_output=True, text=True,
                           env={**os.environ, 'XDG_STATE_HOME': where, 'TERM': 'xterm'})
        assert p.returncode == 0, p
        assert '\x1b' not in p.stdout + p.stderr and 'main:0' not in p.stdout + p.stderr, p
    assert os.listdir(where) == [], os.listdir(where)


def a_link_is_left_alone():
    """K33"""
    where = state()
    os.mkdir(where + '/unsh')
    other = where + '/other'
    with open(other, 'w') as f:
        f.write('untouched\n')
    os.symlink(other, where + '/unsh/history')
    with Terminal(env={'XDG_STATE_HOME': where}) as t:
        t.prompt()
        t.do('echo a')
        t.do('echo b')
        assert t.text().count('lines are not kept in a file') == 1, t.screen()
        t.type(UP)
        t.until_line('echo b')
        leave(t)
    with open(other) as f:
        assert f.read() == 'untouched\n'


def what_is_no_file_is_said_once():
    where = state()
    os.makedirs(where + '/unsh')
    os.mkfifo(where + '/unsh/history')
    with Terminal(env={'XDG_STATE_HOME': where}) as t:
        t.prompt()
        t.do('echo a')
        assert t.text().count('not a file of yours') == 1, t.screen()


def names_of_secrets_stay_in_the_session():
    where = state()
    with Terminal(env={'XDG_STATE_HOME': where}) as t:
        t.prompt()
        for step in ('env API_TOKEN=abc', 'set dbPassword xyz', "run --env 'MY_KEY=1' true", 'env PLAIN=1'):
            t.do(step)
        t.type(UP + UP)
        t.until('MY_KEY=1')
        leave(t)
    assert kept(where) == 'env PLAIN=1\n', kept(where)


def the_file_and_its_size_can_be_set():
    where = state()
    mine = where + '/mine'
    with Terminal(env={'XDG_STATE_HOME': where, 'UNSH_HISTFILE': mine, 'UNSH_HISTSIZE': '10'}) as t:
        t.prompt()
        for i in range(25):
            t.do(f'echo {i}')
        leave(t)
    with open(mine) as f:
        lines = f.read().split('\n')
    assert lines[-2:] == ['echo 24', ''] and 8 <= len(lines) - 1 <= 12, lines
    assert os.listdir(where) == ['mine'] and os.stat(mine).st_mode & 0o777 == 0o600
    for env in ({'UNSH_HISTFILE': ''}, {'UNSH_HISTSIZE': '0'}):
        none = state()
        with Terminal(env={'XDG_STATE_HOME': none, **env}) as t:
            t.prompt()
            t.do('echo x')
            leave(t)
        assert not os.path.exists(none + '/unsh/history')


@shapes('80 columns', 'vi')
def up_finds_what_begins_as_typed(**shape):
    with Terminal(**shape) as t:
        t.prompt()
        for step in ('echo one', 'pwd', 'echo two', 'pwd'):
            t.do(step)
        t.type('ech' + UP)
        t.wait(lambda: 'echo two' in t.text().rpartition('main:0')[2], 'echo two')
        t.type(UP)
        t.wait(lambda: 'echo one' in t.text().rpartition('main:0')[2], 'echo one')
        t.type(DOWN)
        t.wait(lambda: 'echo two' in t.text().rpartition('main:0')[2], 'echo two')
        t.type('\r')
        t.until_match(r'^two$')


def history_shows_and_forgets():
    where = state()
    with Terminal(env={'XDG_STATE_HOME': where}) as t:
        t.prompt()
        for i in range(3):
            t.do(f'echo {i}')
        assert t.do('history 2') == ['echo 2', 'history 2'], t.screen()
        assert t.do('history')[:2] == ['echo 0', 'echo 1'], t.screen()
        t.do('history -c')
        assert t.do('history') == ['history'], t.screen()
        assert kept(where) == 'history\n', kept(where)


run(a_blank_before_it_keeps_it_out, the_same_line_again_is_kept_once, two_sessions_keep_both, a_kill_loses_nothing,
    lines_that_belong_together_come_back_together, a_script_keeps_nothing, a_link_is_left_alone,
    what_is_no_file_is_said_once, names_of_secrets_stay_in_the_session, the_file_and_its_size_can_be_set,
    up_finds_what_begins_as_typed, history_shows_and_forgets)
