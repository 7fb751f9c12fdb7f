#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that would steer a terminal, wherever the kernel allows them, for tests to import:

    hostile.STEPS          lines of a script: a box, in which every name is set; SRC must be in the environment
    hostile.NAMES          what they are, raw bytes: hostname, interface, mount, file, comm
    hostile.raw(data)      what of it came out as it is: [] is what must be

As a program, inside a box: `hostile.py make DIR` sets the names; `hostile.py stay` is a process of that name, until
it is killed. A control group may have such a name too, without the newline, but none is made: it would be the host's.
"""
import ctypes
import fcntl
import os
import re
import signal
import socket
import struct
import sys

ESCAPES, BIDI, BROKEN = b'\x1b]0;evil\x07\x1b[31m', b'\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b', b'\xff\xc2\x9b1m\x9b'
FULL = b'x' + ESCAPES + b'\r\n\t' + BIDI + BROKEN
NAMES = {
    'hostname': FULL,                                       # 64 bytes, any but NUL
    'mount': FULL + b'm',
    'file': FULL + b'f',
    'interface': b'\x1b[31m\xe2\x80\xae\xff\x9be',          # 15 bytes, no / : or white space
    'comm': b'\x1b]0;c\x07\n\xe2\x80\xae\xff\x9b',          # 15 bytes
    'cgroup': FULL.replace(b'\n', b'') + b'c',              # no newline
}
# A mount over what is needed nowhere; /tmp may be the folder of the test.
PLACE = '/mnt'
STEPS = [
    'newns user mnt net uts pid --proc',
    'mount tmpfs ' + PLACE,
    'cd ' + PLACE,
    f'run {sys.executable} $SRC/tests/hostile.py make {PLACE}',
    f'run {sys.executable} $SRC/tests/hostile.py stay &',
    # Its name is set when the file is there.
    f"run sh -c 'until [ -e {PLACE}/named ]; do read x <{PLACE}/fifo; done'",
]
# Controls but the newline, DEL, C1, bidi and invisible characters: as ours are, in UTF-8.
STEERING = re.compile('[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')


def raw(data, terminal=False):
    """What in DATA a terminal would obey or not show; TERMINAL: it came through one, with \\r before \\n."""
    if terminal:
        data = data.replace(b'\r\n', b'\n')
    try:
        return STEERING.findall(data.decode('utf-8'))
    except UnicodeDecodeError as e:
        return [str(e)]


def raw_in_session(data):
    """The same for what came from a prompt, whose own escapes are there too: only what is ours is looked for."""
    marks = [ESCAPES, b'\x1b]0;', b'\x1b[31m\xe2', b'\xe2\x80\xae', b'\xe2\x81\xa6', b'\xe2\x80\x8b', b'\xff', b'\xc2\x9b', b'\x9b1m']
    return [m for m in marks if m in data]


def quoted(name):
    """NAME as a word of a script."""
    return b"'" + name.replace(b"'", b"'\\''") + b"'"


LIBC = ctypes.CDLL(None, use_errno=True)
SIOCSIFNAME, PR_SET_NAME = 0x8923, 15


def call(name, *args):
    if getattr(LIBC, name)(*args) != 0:
        raise OSError(ctypes.get_errno(), name)


def make(place):
    where = os.fsencode(place)
    socket.sethostname(NAMES['hostname'])
    os.mkdir(where + b'/' + NAMES['mount'])
    call('mount', NAMES['file'].replace(b'/', b'|'), where + b'/' + NAMES['mount'], b'tmpfs', ctypes.c_ulong(0), None)
    open(where + b'/' + NAMES['file'], 'wb').close()
    os.symlink(NAMES['file'], where + b'/link')
    os.mkfifo(where + b'/fifo')
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, SIOCSIFNAME, struct.pack('16s16s', b'lo', NAMES['interface']))


def stay():
    call('prctl', PR_SET_NAME, NAMES['comm'], 0, 0, 0)
    open(PLACE + '/named', 'w').close()
    with open(PLACE + '/fifo', 'w') as f:
        f.write('\n')
    while True:
        signal.pause()


if __name__ == '__main__':
    make(sys.argv[2]) if sys.argv[1] == 'make' else stay()
