#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words, what stands in front of steps, redirections, and what interrupts them: what came, exactly."""
import os, re, signal, subprocess, sys
UNSH, WORK = os.environ['UNSH'], os.environ['TMPDIR']
os.chdir(WORK)
bad = []


def unsh(*argv, stdin=None, **kw):
    return subprocess.run([UNSH, *argv], input=stdin, capture_output=True, text=True, timeout=60, **({} if stdin is not None else {'stdin': subprocess.DEVNULL}), **kw)


def check(name, r, out, status=0, err=''):
    if r.returncode != status or r.stdout != out or not re.fullmatch(err, r.stderr):
        bad.append(f'{name}: {r.returncode} {r.stdout!r} {r.stderr!r}, expected {status} {out!r} {err!r}')


with open('says', 'w') as f:
    f.write('echo one; run echo two')
with open('fails', 'w') as f:
    f.write('cat /nowhere')
# $! is the job, not a process of that number.
check('$! is a job', unsh('-c', 'run true &; run sleep 100 &; kill -KILL $!; -wait $!; echo $?'), '137\n', 0, '.*wait: job 2: killed by SIGKILL\n')
# A word may be empty.
check('an empty argument', unsh('-c', "run printf '<%s>' a ''"), '<a><>')
check('$@ with an empty one', unsh('-c', "run printf '<%s>' $@", 'a', '', 'c'), '<a><><c>')
check('an empty program', unsh('-c', "run ''"), '', 2, '<command>:1:5: run: an empty word\n')
# In front.
check('-! may fail', unsh('-c', '-! exit 4\necho $?'), '4\n', 0, '<command>:1:2: .*\n')
check('-source may fail', unsh('-c', '-source fails; echo $?'), '1\n', 0, '.*cat: /nowhere: .*\n')
check('source fails', unsh('-c', 'source fails; echo $?'), '', 1, '.*cat: /nowhere: .*\n')
# source and its output.
check('source >', unsh('-c', 'source says > out; echo three; cat out'), 'three\none\ntwo\n')
check('source >>', unsh('-c', 'source says >> out; cat out'), 'one\ntwo\none\ntwo\n')
check('source |', unsh('-c', 'source says | tr a-z A-Z'), 'ONE\nTWO\n')
check('source of what is not there', unsh('-c', 'source nothing'), '', 1, r'<command>:1:1: source: nothing: No such file or directory \(open\)\n')
check('a file that is not there', unsh('nothing'), '', 2, r'unsh: nothing: No such file or directory \(open\)\n')
# Variables.
check('$0', unsh('-c', 'echo $0'), '', 1, r'.*\$0 is nothing here.*\n')
check('${1x}', unsh('-c', 'echo ${1x}'), '', 2, '.*no name\n')
check('an empty step', unsh('-c', "'' x"), '', 2, '.*an empty word is no step.*\n')
check('kill without whom', unsh('-c', 'kill -15'), '', 2, r'.*JOB is missing; usage: kill \[-SIG\] JOB.*\n')
with open('grows', 'w') as f:
    f.write('set a ' + 'x' * 60000 + '\nset b ' + '$a' * 20000 + '\n')
check('variables have an end', unsh('grows'), '', 1, 'grows:2:7: set: .* longer than 8 MiB\n')
# What needs no box is known before the first step.
for step in ('exit 256', 'box rm main', 'run --user 99999999999 id', 'run --user 0:99999999999 id', 'route add 10.0.0.0/8 via fd00::1',
             'route del fd00::/8 via 10.0.0.1', 'newns user user', 'box a net net', 'newns mnt --map-root', 'newns user --map-root --map-user 5', 'mount --bind /a /b', 'mount -o ro,bind /a /b',
             'mount -o remount,ro /mnt', 'mount tmpfs', 'remount /mnt', 'links -o nothing', 'set x', 'set -o timeout=x', 'set -o nothing=1'):
    check(step, unsh('-c', 'echo no; ' + step), '', 2, '<command>:1:[0-9]+: .*\n')
# Nothing on stdout from a step that failed; what goes on under -k.
check('cat of two', unsh('-c', 'cat /proc/self/comm /nowhere'), '', 1, '.*/nowhere: No such file.*\n')
check('cat of a directory', unsh('-c', 'cat /proc/self/comm /'), '', 1, '.*/: Is a directory.*\n')
check('-k and --', unsh('-k', '-c', 'cat /nowhere', '--', 'echo', 'hi', 'a b'), 'hi a b\n', 0, '.*/nowhere: .*\n')
check('-k and exec', unsh('-k', '-c', 'exec nothing-of-that-name; echo z'), 'z\n', 1, '.*nothing-of-that-name: No such file.*\n')
check('no script and --', unsh('-k', '-c', 'nonsense', '--', 'echo', 'hi'), '', 2, '.*\n')
check('options as steps', unsh('-x', '-c', 'echo a', '--', 'echo', 'b', 'c d'), 'a\nb c d\n', 0, r"\+ echo a\n\+ exec -- echo b 'c d'\n")
# A FIFO that nobody else opens.
os.mkfifo('fifo')
for step in ('run cat < @host:%s/fifo', 'echo x > @host:%s/fifo', 'run cat < %s/fifo', 'echo x > %s/fifo'):
    check(step, unsh('-c', 'set -o timeout=0.3; ' + step % WORK), '', 1, '.*/fifo: no answer within 0.3 s.*\n')


def interrupted(name, argv, sig, ready, **kw):
    """SIG, once READY has come on stdout, ends it."""
    p = subprocess.Popen([UNSH, *argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **kw)
    got = b''
    while len(got) < len(ready):
        got += os.read(p.stdout.fileno(), len(ready) - len(got))
    if got != ready:
        bad.append(f'{name}: {got!r} came first')
    p.send_signal(sig)
    try:
        if p.wait(10) != -sig:
            bad.append(f'{name}: ended with {p.returncode}')
    except subprocess.TimeoutExpired:
        bad.append(f'{name}: {sig.name} does not end it')
        p.kill()
        p.wait()
    p.stdout.close()


interrupted('a stream into a full pipe', ['-c', 'cat /dev/zero'], signal.SIGTERM, b'\0')
interrupted('a stream into a silent program', ['-c', 'echo r; cat /dev/zero | sleep 100'], signal.SIGINT, b'r\n')
# Documents on stdin: as long as in a file, read in time, and no line of one too long is run.
check('a long document', unsh(stdin="run wc -c <<'E'\n" + ('x' * 49 + '\n') * 20000 + 'E\necho next\n'), '1000000\nnext\n')
check('one too long', unsh('-k', stdin="run wc -c <<'E'\n" + 'echo no\n' * 200000 + 'E\necho next\n'), '', 2, '<stdin>:1:.*a here-document of more than 1048576 bytes\n')
check('joined lines', unsh(stdin='echo \\\n' * 100000 + 'x\n'), ' '.join(['echo'] * 99999 + ['x']) + '\n')
check('an open quote', unsh(stdin="echo 'a\nb'\necho 'x"), 'a\nb\n', 2, "<stdin>:3:6: a ' is not closed\n")
check('no newline at the end', unsh(stdin='echo a\necho b'), 'a\nb\n')
d = os.open('/', os.O_RDONLY)
check('a directory', subprocess.run([UNSH], stdin=d, capture_output=True, text=True, timeout=60), '', 2, r'<stdin>:1:1: the script: Is a directory \(read\)\n')
os.close(d)
fd = os.open('fifo', os.O_RDWR)
interrupted('a script that does not come', ['-c', 'echo r; source fifo'], signal.SIGTERM, b'r\n')
os.close(fd)
for name in ('says', 'fails', 'out', 'grows', 'fifo'):
    os.unlink(name)
print('\n'.join(bad))
sys.exit(1 if bad else 0)
