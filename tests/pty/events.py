#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends of frames and jobs are told above the line that is being typed, once."""
import os
import signal

from terminal import Terminal, ended, run, shapes

LONG = ''.join(f'{i:03}.' for i in range(30))


@shapes()
def the_end_of_a_frame_stands_above_the_line(**shape):
    """K15"""
    with Terminal(**shape) as t:
        t.prompt()
        t.do('newns user net')
        pid = t.frame()
        t.type('addr add 10.')
        t.until_line('addr add 10.')
        os.kill(pid, signal.SIGKILL)
        t.wait(lambda: '* frame 1 (user,net): killed by SIGKILL; leave returns to frame 0' in t.before(), 'the event')
        t.until_line('addr add 10.')
        assert '(ended) $ ' in t.line() or t.columns < 80, t.line()
        t.type('9')
        t.until_line('addr add 10.9')
        t.type('\x03')
        t.prompt()
        t.do('leave')
        t.do('pwd')
        assert t.raw.count(b'* frame') == 1, t.screen()


@shapes('80 columns', '40 columns', 'vi')
def a_long_line_stays_as_it_was(**shape):
    """K16"""
    with Terminal(**shape) as t:
        t.prompt()
        t.do('newns user net')
        pid = t.frame()
        t.type(LONG + '\x1b[H' + '\x1b[C' * 3)
        t.until_line('000')
        before = t.raw.count(b'029.')
        os.kill(pid, signal.SIGKILL)
        t.until('* frame 1')
        t.wait(lambda: t.raw.count(b'029.') > before and t.line().endswith('$ 000'), 'the line below the event')
        t.type('Z')
        t.until('000Z.001.')
        whole = '\n'.join(t.screen())
        assert whole.count('029.') == 1 and whole.replace('\n', '').count(LONG[4:]) == 1, t.screen()


@shapes('80 columns', '40 columns', 'vi')
def a_search_goes_on_below_it(**shape):
    """K17"""
    with Terminal(**shape) as t:
        t.prompt()
        t.do('newns user net')
        t.do('echo ab')
        pid = t.frame()
        t.type('\x12ab')
        t.until("search)`ab': ")
        os.kill(pid, signal.SIGKILL)
        t.until('* frame 1')
        t.wait(lambda: "search)`ab'" in t.text().rpartition('* frame')[2], 'the search below the event')
        t.type('\x07')
        t.wait(lambda: '(ended)' in t.line() and t.line().endswith('$ '), 'the new prompt')


def a_job_that_ends_under_a_program_is_told_later():
    """K18"""
    os.mkfifo('wake')
    with Terminal() as t:
        t.prompt()
        t.do("run sh -c 'read x <wake' &")
        pid = int(t.do('jobs --noheadings -o pid')[-1])
        t.type('run cat\r')
        t.type('over\r')
        t.wait(lambda: t.text().count('\nover') >= 2, 'the echo and cat')
        os.close(os.open('wake', os.O_WRONLY))
        t.wait(lambda: ended(pid), 'the end of the job')
        t.type('again\r')
        t.wait(lambda: t.text().count('again') == 2, 'cat once more')
        assert '* job' not in t.text(), t.screen()
        t.type('\x04')
        t.until('* job 1: exited with 1 (run sh -c')
        t.prompt()
    os.unlink('wake')


def a_job_is_told_while_nothing_happens():
    os.mkfifo('wake')
    with Terminal() as t:
        t.prompt()
        t.do("run sh -c 'read x <wake' &")
        t.type('echo wai')
        t.until_line('wai')
        t.type('ting')
        t.until_line('waiting')
        os.close(os.open('wake', os.O_WRONLY))
        t.until('* job 1: exited with 1')
        t.until_line('echo waiting')
        t.type('\r')
        t.prompt()
        assert t.raw.count(b'* job') == 1
    os.unlink('wake')


def events_wait_for_enter_if_that_is_wanted():
    for options, step in ((['--events=prompt'], None), (['--plain'], None), ([], 'set -o events=prompt')):
        with Terminal(*options) as t:
            t.prompt()
            if step:
                t.do(step)
            t.do('newns user net')
            pid = t.frame()
            t.type('echo x')
            t.until_line('echo x')
            os.kill(pid, signal.SIGKILL)
            t.wait(lambda: ended(pid), 'its end')
            t.type('y')
            t.until_line('echo xy')
            assert '* frame' not in t.text(), t.screen()
            t.type('\r')
            t.until('* frame 1')
            t.prompt()


def many_are_five_and_a_number():
    with Terminal() as t:
        t.prompt()
        t.do('newns user uts')
        pid = t.frame()
        for _ in range(8):
            t.do('newns uts')
        os.kill(pid, signal.SIGKILL)
        t.wait(lambda: t.text().count('* frame') + t.text().count('* and') >= 2, 'events')
        t.wait(lambda: sum(l.startswith('* frame') for l in t.screen()) +
               sum(int(l.split()[2]) for l in t.screen() if l.startswith('* and')) == 9, 'all nine')
        t.until('leave 9 returns to frame 0')
        t.prompt()


def a_step_that_finds_the_death_has_told_it():
    with Terminal('--events=prompt') as t:
        t.prompt()
        t.do('newns user uts')
        pid = t.frame()
        os.kill(pid, signal.SIGKILL)
        t.wait(lambda: ended(pid), 'its end')
        said = ' '.join(t.do('hostname x'))
        assert 'killed by SIGKILL' in said and '* frame' not in said, said
        t.do('echo next')
        assert b'* frame' not in t.raw, t.screen()


run(the_end_of_a_frame_stands_above_the_line, a_long_line_stays_as_it_was, a_search_goes_on_below_it,
    a_job_that_ends_under_a_program_is_told_later, a_job_is_told_while_nothing_happens,
    events_wait_for_enter_if_that_is_wanted, many_are_five_and_a_number, a_step_that_finds_the_death_has_told_it)
