#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns, program vi
# timeout: 120
"""Ctrl-Z makes a job that keeps its terminal; fg, bg, jobs, kill and wait act on it."""
import os
import re
import termios

from terminal import Terminal, run

CTRL_Z = '\x1a'


def stopped(t, step, ready):
    """STEP runs and has printed READY; Ctrl-Z stops it."""
    t.type(step + '\r')
    t.until_match(ready)
    t.type(CTRL_Z)
    t.until_match(r'^\[\d+\] stopped')
    t.prompt()


def jobs_come_and_go():
    with Terminal() as t:
        t.prompt()
        t.do('newns user pid mnt --proc')
        stopped(t, "run sh -c 'echo one; exec sleep 100'", '^one$')
        t.do('jobs')
        t.until_match(r'^ +1 +\d+ main stopped by SIGTSTP')
        stopped(t, "run sh -c 'echo two; exec cat'", '^two$')
        t.type('fg\rhello\r')
        t.until('hello\nhello')
        t.type('\x04')
        t.prompt()
        t.type('fg %1\r')
        t.until('fg %1\nrun sh')
        t.type('\x03')
        t.until('fg: job 1: killed by SIGINT')
        t.prompt()
        t.do('fg')
        t.until('fg: there is no job')


def an_editor_has_its_picture_again():
    with open('text', 'w') as f:
        f.write('first line\n')
    with Terminal() as t:
        t.prompt()
        before = t.modes()
        stopped(t, 'run vi text', '^first line')
        assert t.modes() == before
        assert not t.view.cursor.hidden
        last = max(t.raw.rfind(b'\x1b[?1049h'), t.raw.rfind(b'\x1b[?1049l'))
        assert t.raw[last:].startswith(b'\x1b[?1049l'), t.raw[last:]
        t.resize(30, 70)
        t.do('echo between')
        at = len(t.raw)
        t.type('fg\r')
        t.until_bytes(b'\x1b[?1049h', at)
        t.until_bytes(b'first line', at)
        t.type('Goend\x1b')
        t.until_match('^end')
        t.type(':wq\r')
        t.prompt()
        assert t.modes() == before
    with open('text') as f:
        assert f.read() == 'first line\nend\n'
    for name in os.listdir('.'):
        if os.path.isfile(name):
            os.unlink(name)


def a_picture_that_cannot_stop_itself():
    """Stopped by SIGSTOP: unsh takes its modes back, and sets them again."""
    with Terminal() as t:
        t.prompt()
        before = t.modes()
        t.type("run sh -c 'stty raw -echo; printf \"\\033[?1049h\\033[?25lpicture\"; "
               "kill -STOP $$; printf again; kill -9 $$'\r")
        t.until_match(r'\[1\] stopped')  # pyte has no alternate screen
        t.prompt()
        assert t.modes() == before
        assert not t.view.cursor.hidden
        at = len(t.raw)
        t.type('fg\r')
        t.until('job 1: killed by SIGKILL')
        t.prompt()
        assert b'\x1b[?1049h\x1b[?25l' in t.raw[at:], t.raw[at:]
        assert b'again' in t.raw[at:]
        assert b'\x1b[?1049l\x1b[?25h' in t.raw[at:], t.raw[at:]
        assert t.modes() == before


def a_shell_stops_its_own():
    with Terminal(env={'SHELL': '/bin/sh'}) as t:
        t.prompt()
        t.do('cd /')
        t.type('shell\r')
        t.until_match(r'^\[main\] /[#$]$')
        t.type('sleep 100\r')
        t.until_match(r'sleep 100$')
        # Until the shell has made its job, the key would be the shell's to ignore.
        t.wait(lambda: (t.type(CTRL_Z), t._take(0.1), 'Stopped' in t.text())[2], 'Stopped')
        t.type('\x15jobs\r')
        t.until_match(r'Stopped.*\n(.*\n)*.*Stopped')
        t.type('kill %1; fg\r')
        t.until_match(r'^Terminated\n\[main\] /[#$]$')
        t.type('exit 0\r')
        t.until_match(r'exit 0\nmain:\d.*$')


def what_jobs_write_is_above_the_line():
    with Terminal() as t:
        t.prompt()
        os.mkfifo('go')
        os.mkfifo('end')
        t.do("run sh -c 'read x <go; echo from the job; printf part; read x <end' &")
        t.type('typed so far')
        t.until_line('typed so far')
        with open('go', 'w') as f:
            f.write('\n')
        t.until('from the job\nmain')
        t.until_line('typed so far')
        assert 'part' not in t.text()[t.text().index('from the job\n'):], t.screen()
        with open('end', 'w') as f:
            f.write('\n')
        t.until_match(r'from the job\npart\n(\*.*\n.*\n)?main')
        t.until_line('typed so far')
        t.do('wait')
        os.unlink('go')
        os.unlink('end')


def what_a_job_sets_is_undone():
    with Terminal() as t:
        t.prompt()
        t.do(r"""run sh -c 'printf "\033[?1049h\033[?1000h\033[?25l\033(0"' &""")
        t.until('job 1: exited with 0')
        t.do('jobs')
        for undo in (b'\x1b[?1049l', b'\x1b[?1000l', b'\x1b[?25h', b'\x1b(B'):
            assert t.raw.rindex(undo) > t.raw.index(b'\x1b[?1049h'), (undo, t.raw)


def in_the_background_it_goes_on():
    with Terminal() as t:
        t.prompt()
        os.mkfifo('go')
        stopped(t, "run sh -c 'echo one; read x <go; echo two; read x; echo $x; exit 3'", '^one$')
        t.do('wait')
        t.until('wait: job 1 is stopped; fg 1 or bg 1 lets it go on')
        t.do('bg')
        t.until('[1] run sh')
        t.type('typed')
        t.until_line('typed')
        with open('go', 'w') as f:
            f.write('\n')
        t.until_match('^two\nmain:\d . typed')
        t.do('jobs')
        t.until_match(r'^ +1 +\d+ main running')
        t.type('\x15fg\rthree\r')
        t.until('three\nthree\nfg: job 1: exited with 3')
        t.prompt()
        os.unlink('go')


def a_stopped_one_is_ended():
    with Terminal() as t:
        t.prompt()
        stopped(t, "run sh -c 'echo one; exec sleep 100'", '^one$')
        t.do('kill %1')
        t.do('wait')
        t.until('wait: job 1: killed by SIGTERM')


def a_job_without_terminal_comes_to_the_front():
    with Terminal() as t:
        t.prompt()
        t.do("run sh -c 'echo out; exec sleep 100' &")
        t.until_match('^out$')
        t.type('fg\r')
        t.until('fg\nrun sh')
        t.type('\x03')
        t.until('fg: job 1: killed by SIGINT')
        t.prompt()


def a_picture_in_the_background_waits():
    with Terminal() as t:
        t.prompt()
        t.type("run sh -c 'echo one; kill -STOP $$; printf \"\\033[?1049hpicture\"; read x'\r")
        t.until_match(r'^\[1\] stopped')
        t.prompt()
        t.type('bg\r')
        t.until('[1] wants the whole screen: fg 1')
        t.prompt()
        assert b'\x1b[?1049h' not in t.raw
        t.type('fg\r')
        t.until('picture')
        t.type('\r')
        t.until_bytes(b'\x1b[?1049l')
        t.prompt()


def in_a_script_the_session_stops_with_it():
    """The script's own terminal has no shell that would let it go on: then it goes on at once."""
    with Terminal('-c', "run sh -c 'trap \"echo again\" CONT; echo one; while :; do read x && exit; done'") as t:
        t.until_match('^one$')
        t.type(CTRL_Z)
        t.until('again')
        t.type('x\r')
        assert t.end() == 0
    with Terminal(program=['sh', '-i'], env={'ENV': None}) as t:
        t.until_line('sh> ')
        t.type(f"{os.environ['UNSH']} -c 'run sh -c \"echo one; exec sleep 100\"'\r")
        t.until_match('^one$')
        t.type(CTRL_Z)
        t.until('Stopped')
        t.until_line('sh> ')
        t.type('fg\r')
        # Once the terminal is raw again ^C is the program's.
        t.wait(lambda: not t.modes()[3] & termios.ICANON, 'a raw terminal')
        t.type('\x03')
        t.until('killed by SIGINT')
        t.until_line('sh> ')


def in_somebody_elses_pid_namespace():
    if os.geteuid() != 0:
        return
    with Terminal() as t:
        t.prompt()
        t.do('box a')
        t.do('newns pid mnt --proc')
        t.do('run sleep 100 &')
        pid = re.search(r'^ +1 +(\d+)', '\n'.join(t.do('jobs')), re.M)[1]
        t.do('box b')
        t.do(f'enter {pid}')
        t.until_match(r'joined mnt.* pid')
        stopped(t, "run sh -c 'echo one; exec cat'", '^one$')
        t.type('fg\rhello\r')
        t.until('hello\nhello')
        t.type('\x04')
        t.prompt()
        os.mkfifo('up')
        t.type("run sh -c 'setsid sh -c \"echo >up; exec sleep 99\" & read x <up'\r")
        t.until('something that it has started goes on; jobs shows it')
        t.prompt()
        os.unlink('up')
        t.do('jobs')
        t.until_match(r'^ +\d+ b +left behind sleep')


def exec_stops_and_goes_on_with_its_program():
    for how in ("exec sh -c \"echo one; exec cat\"", "newns user pid; exec --init sh -c \"echo one; exec cat\""):
        with Terminal(program=['sh', '-i'], env={'ENV': None}) as t:
            t.until_line('sh> ')
            t.type(f"{os.environ['UNSH']} -c '{how}'\r")
            t.until_match('^one$')
            if '--init' in how:
                t.type('\x04')  # the init of a namespace is not stopped by its terminal
            else:
                t.type(CTRL_Z)
                t.until('Stopped')
                t.until_line('sh> ')
                t.type('fg\rhello\r')
                t.until('hello\nhello')
                t.type('\x04')
            t.until_line('sh> ')
            t.type('\x15echo "<$?>"\r')
            t.until('<0>')


run(in_somebody_elses_pid_namespace, exec_stops_and_goes_on_with_its_program, jobs_come_and_go, an_editor_has_its_picture_again, a_picture_that_cannot_stop_itself,
    a_shell_stops_its_own, what_jobs_write_is_above_the_line, what_a_job_sets_is_undone, in_the_background_it_goes_on,
    a_stopped_one_is_ended, a_job_without_terminal_comes_to_the_front,
    a_picture_in_the_background_waits, in_a_script_the_session_stops_with_it)
