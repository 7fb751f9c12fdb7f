# SPDX-License-Identifier: GPL-3.0-or-later
"""A real terminal for the tests: a pty with unsh on it, and a screen (pyte) that shows what a person
would see. Everything waits for what must appear, up to a limit; nothing sleeps.

    with Terminal() as t:             # 80x24, C.UTF-8, no inputrc, no colours, no lines kept
        t.prompt()                    # a prompt is on the cursor's line, nothing typed behind it
        t.type('newns user net\r')
        t.until('main:1')             # this text is on the screen
        t.screen()                    # its lines, without blanks at their ends
        t.raw                         # all bytes that came
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import tempfile
import termios
import time

sys.path.insert(0, '/usr/lib/python3/dist-packages')
import pyte  # noqa: E402

UNSH = os.environ['UNSH']
LIMIT = float(os.environ.get('PTY_SECONDS', '20'))
PROMPT = r'.*[#%$] $'  # the end of a prompt: its sign and a blank


class Screen(pyte.Screen):
    """pyte's, but deaf to what it would mistake."""
    def report_device_status(self, *args, **kw):
        pass

    def select_graphic_rendition(self, *attrs, private=False):
        if not private:  # CSI > … m is of the keyboard
            super().select_graphic_rendition(*attrs)


class Terminal:
    def __init__(self, *argv, rows=24, columns=80, env=None, program=None, cwd=None):
        """unsh ARGV, or PROGRAM (a list) instead. ENV adds to a bare environment; None removes."""
        self.rows, self.columns, self.raw, self.status = rows, columns, b'', None
        self.view = Screen(columns, rows)
        self.stream = pyte.ByteStream(self.view)
        home = os.environ.get('HOME', '/')
        env = dict(env or {})
        env.setdefault('XDG_STATE_HOME', tempfile.mkdtemp(dir=home))
        full = {'PATH': os.environ['PATH'], 'TERM': 'xterm-256color', 'LANG': 'C.UTF-8', 'LC_ALL': 'C.UTF-8',
                'INPUTRC': '/dev/null', 'HOME': home, 'NO_COLOR': '1', 'SHELL': '/bin/sh', 'PS1': 'sh> '}
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'UNSH_SANITIZER_LOG'):
            if name in os.environ:
                full[name] = os.environ[name]
        for name, value in env.items():
            full.pop(name, None)
            if value is not None:
                full[name] = value
        words = program or [UNSH, *argv]
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                if cwd:
                    os.chdir(cwd)
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
                for number in range(1, signal.NSIG):
                    if number not in (signal.SIGKILL, signal.SIGSTOP):
                        try:
                            signal.signal(number, signal.SIG_DFL)
                        except (OSError, ValueError):
                            pass
                os.execvpe(words[0], words, full)
            finally:
                os._exit(126)
        self.resize(rows, columns)

    def __enter__(self):
        return self

    def __exit__(self, *a):
        self.close()

    # What it shows

    def _take(self, seconds):
        """What has come within SECONDS at most; False at the end."""
        ready, _, _ = select.select([self.fd], [], [], max(seconds, 0))
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b''
        self.raw += data
        self.stream.feed(data)
        return bool(data)

    def screen(self):
        return [line.rstrip() for line in self.view.display]

    def text(self):
        return '\n'.join(self.screen()).rstrip('\n')

    def before(self):
        """All rows up to the cursor as one line: for what goes over several."""
        return ''.join(self.view.display[:self.view.cursor.y]) + self.line()

    def line(self):
        """The cursor's line up to the cursor, blanks and all."""
        return self.view.display[self.view.cursor.y][:self.view.cursor.x]

    def wait(self, condition, what='', limit=None):
        """Until CONDITION() holds; what it returned."""
        end = time.monotonic() + (limit or LIMIT)
        while True:
            got = condition()
            if got:
                return got
            # Again soon, also when nothing comes: a condition may type what was lost, or ask the kernel.
            left = end - time.monotonic()
            if left <= 0 or not self._take(min(left, 0.2)):
                got = condition()
                if got:
                    return got
                self.fail(what or 'what was waited for')

    def fail(self, what):
        raise AssertionError(f'not seen: {what}\nscreen:\n' + '\n'.join(f'|{l}' for l in self.screen())
                             + f'\nlast bytes: {self.raw[-600:]!r}')

    def until(self, text, limit=None):
        """TEXT is on the screen (lines joined by newlines)."""
        self.wait(lambda: text in self.text(), repr(text), limit)

    def until_match(self, pattern, limit=None):
        return self.wait(lambda: re.search(pattern, self.text(), re.M), pattern, limit)

    def until_line(self, text, limit=None):
        """The cursor's line up to the cursor ends with TEXT."""
        self.wait(lambda: self.line().endswith(text), f'{text!r} before the cursor', limit)

    def until_bytes(self, data, since=0, limit=None):
        self.wait(lambda: data in self.raw[since:], repr(data), limit)

    def prompt(self, limit=None):
        """A prompt with nothing typed behind it, and nothing more to come just now."""
        self.wait(lambda: re.match(PROMPT, self.line()), 'a prompt', limit)

    def gone(self, text, limit=None):
        self.wait(lambda: text not in self.text(), f'{text!r} to go', limit)

    # What it runs

    def frame(self):
        """The pid of the box's top frame."""
        return int(self.do('frames --noheadings -o pid')[-1])

    def children(self):
        """All processes below it."""
        parents = {}
        for entry in os.listdir('/proc'):
            try:
                with open(f'/proc/{entry}/stat') as f:
                    parents[int(entry)] = int(f.read().rpartition(')')[2].split()[1])
            except (ValueError, OSError):
                pass
        found = [self.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found[1:]

    # What is done to it

    def type(self, keys):
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            data = data[os.write(self.fd, data):]

    def do(self, step, limit=None):
        """STEP, Enter, and the prompt after it; what it printed, as lines."""
        self.type('\x15' + step)
        self.wait(lambda: self.before().endswith(step), f'{step!r} before the cursor')
        before = self.raw.count(b'\n')
        self.type('\r')
        self.wait(lambda: self.raw.count(b'\n') > before and re.match(PROMPT, self.line()),
                  f'the prompt after {step!r}', limit)
        lines = self.screen()
        typed = tuple(sign + ' ' + step for sign in '#%$')
        last = max((i for i in range(self.view.cursor.y) if ''.join(lines[:i + 1]).endswith(typed)), default=-1)
        return lines[last + 1:self.view.cursor.y]

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.view.resize(rows, columns)
        self.view.cursor.y = min(self.view.cursor.y, rows - 1)  # pyte leaves it below
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def modes(self):
        """termios of the terminal, as (iflag, oflag, cflag, lflag)."""
        return termios.tcgetattr(self.fd)[:4]

    def signal(self, number):
        os.kill(self.pid, number)

    def end(self, limit=None):
        """Waits for the end of what runs; its status, -N for signal N."""
        def ended():
            if self.status is None:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.status = os.waitstatus_to_exitcode(status)
            return self.status is not None
        end = time.monotonic() + (limit or LIMIT)
        while not ended():
            if time.monotonic() > end:
                self.fail('its end')
            if not self._take(0.05):
                os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        while self._take(0) and select.select([self.fd], [], [], 0)[0]:
            pass
        return self.status

    def close(self):
        if self.fd >= 0:
            if self.status is None:
                try:
                    os.kill(self.pid, signal.SIGKILL)
                    os.waitpid(self.pid, 0)
                except (OSError, ChildProcessError):
                    pass
            os.close(self.fd)
            self.fd = -1


def ended(pid):
    """Whether PID is no more, or waits to be reaped."""
    try:
        with open(f'/proc/{pid}/stat') as f:
            return f.read().rpartition(')')[2].split()[0] in 'ZX'
    except OSError:
        return True


def wait_for(condition, what, limit=None):
    """Until CONDITION() holds, for what no terminal shows."""
    end = time.monotonic() + (limit or LIMIT)
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f'not so: {what}')
        select.select([], [], [], 0.01)


def vi_mode():
    """An inputrc for it."""
    path = os.path.join(os.environ['HOME'], 'vi-inputrc')
    with open(path, 'w') as f:
        f.write('set editing-mode vi\n')
    return path


def shapes(*wanted):
    """A test of the line, done at each of WANTED (all without any): it is given what Terminal is to get."""
    known = {'80 columns': {}, '40 columns': {'columns': 40}, 'vi': {'env': {'INPUTRC': vi_mode()}},
             'C': {'env': {'LANG': 'C', 'LC_ALL': 'C'}}}

    def of(test):
        def each():
            for name in wanted or known:
                try:
                    test(**known[name])
                except AssertionError as e:
                    raise AssertionError(f'{name}: {e}').with_traceback(e.__traceback__)
        each.__name__ = test.__name__
        return each
    return of


def run(*tests):
    """Each test is a function; all are run, what fails is printed. For the end of a test's file."""
    bad = 0
    for test in tests:
        try:
            test()
        except Exception as e:  # whatever it was: it goes into the report
            bad = 1
            where = e.__traceback__
            while where.tb_next and where.tb_next.tb_frame.f_code.co_filename != __file__:
                where = where.tb_next
            print(f'{test.__name__} (line {where.tb_lineno}): {type(e).__name__}: {e}')
    sys.exit(bad)
