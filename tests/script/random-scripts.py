#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: once
# timeout: 900
"""10 000 random and mutated scripts: through -n, and for real inside an outer box with --no-host.
No crash, no hang; a failure of reading is exactly one line as SPEC has it, without control bytes."""
import os, random, re, subprocess, sys, time
from concurrent.futures import ThreadPoolExecutor
UNSH, SRC, WORK = os.environ['UNSH'], os.environ['SRC'], os.environ['TMPDIR']
N = int(os.environ.get('SCRIPTS', '10000'))
LANES = 2
os.chdir(WORK)
seed = int(os.environ.get('SEED', time.time()))
random.seed(seed)
words = ['newns', 'user', 'mnt', 'net', 'uts', 'pid', 'all', 'leave', 'mount', 'tmpfs', '/mnt', '-t', '-o', 'size=1m', 'bind', '-r', '--ro', 'umount', '-l', 'remount', 'move',
         'propagation', 'private', 'mounts', 'pivot', 'chroot', 'link', 'add', 'v0', 'veth', 'peer', 'v1', 'up', 'down', 'lo', 'addr', '10.0.0.1/24', 'route', 'default', 'via', '10.0.0.2',
         'dev', 'links', 'addrs', 'routes', 'hostname', 'x', 'domainname', 'sysctl', 'net.ipv4.ip_forward=1', 'cd', '/', 'pwd', 'mkdir', '-p', '/mnt/a', 'umask', '022', 'env', 'A=B', '-u',
         'write', '/mnt/f', 'hello', 'cat', 'ls', 'run', 'true', 'false', '&', 'jobs', 'wait', 'kill', '%1', '-9', 'echo', '-n', 'set', '$A', '${A}', '$1', '$@', '$?', '$!', '$#', ';', '|',
         '>', '>>', '<', '<<X', "'", '"', '\\', '#', '@a', '@host', '-', '!', 'box', 'a', '--on', 'rm', 'enter', '1', 'net=@a', 'status', 'frames', 'boxes', 'history', 'exit', '3',
         '--map-users', '0:0:1', '--hostname', '--proc', '--root', '\n', '\t', '\r\n', '\x1b[31m', '\x00', '\u202e', '\xff', 'é', 'X' * 300]
seeds = [open(f'{SRC}/contrib/examples/{f}', 'rb').read() for f in sorted(os.listdir(f'{SRC}/contrib/examples')) if f.endswith('.unsh')]
LINE = re.compile(rb'[^\x00-\x1f\x7f]*:\d+:\d+: [^\x00-\x1f\x7f]+\n')
bad = []


def random_script():
    if random.random() < 0.5:
        return ' '.join(random.choice(words) for _ in range(random.randint(1, 12))).encode('utf-8', 'surrogateescape')
    data = bytearray(random.choice(seeds))
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(data))
        what = random.random()
        if what < 0.4:
            data[at] = random.randrange(256)
        elif what < 0.7:
            del data[at:at + random.randint(1, 20)]
        else:
            data[at:at] = random.choice(words).encode('utf-8', 'surrogateescape')
        if not data:
            return b' '
    return bytes(data)


def judge(script, r, statuses, lines):
    if r.returncode not in statuses:
        bad.append(f'status {r.returncode}: {script!r}: {r.stderr!r}')
    if lines and any(c < 32 and c not in (10, 9) or c == 127 for c in r.stderr):
        bad.append(f'control bytes: {script!r}: {r.stderr!r}')
    if lines is not None and r.returncode and not LINE.fullmatch(r.stderr):
        bad.append(f'not one line: {script!r}: {r.stderr!r}')


def run(argv, script, **kw):
    try:
        return subprocess.run(argv, input=script, capture_output=True, timeout=60, cwd=WORK, **kw)
    except subprocess.TimeoutExpired:
        bad.append(f'hangs: {argv}: {script!r}')
        return subprocess.CompletedProcess(argv, 0, b'', b'')


# For real, one in ten: in a box of its own, from which --no-host lets nothing out. Its root is read-only, and
# locked so by the second user namespace: a mutated path, a remount even, writes nowhere but to /mnt and /tmp.
os.mkdir('root')
BOX = f"""newns user mnt pid --proc; bind -r --ro / {WORK}/root; pivot --proc {WORK}/root
mount tmpfs /mnt; mkdir /mnt/work /mnt/unsh; bind {WORK} /mnt/work; bind {os.path.dirname(UNSH)} /mnt/unsh
mount tmpfs /tmp; newns user mnt net uts ipc pid --proc; cd /mnt/work; run /mnt/unsh/{os.path.basename(UNSH)} --no-host """
for step in ('mkdir -p /srv/qq', 'mkdir qq', 'write /usr/qq x', 'newns mnt; remount -o rw /', 'newns user mnt; remount -o rw /'):
    r = subprocess.run([UNSH, '-q', '-c', f"{BOX} -c '{step}'"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    if r.returncode == 0 or b'Read-only' not in r.stderr and b'not permitted' not in r.stderr:
        bad.append(f'the box lets {step} write: {r.stderr!r}')
r = subprocess.run([UNSH, '-q', '-c', f"{BOX} -c 'mkdir /mnt/a /tmp/a; newns net; link up lo; echo works'"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
if r.stdout != b'works\n':
    bad.append(f'the box does not work: {r.stderr!r}')
if bad:
    N = 0


def work(lane):
    path = f'{WORK}/{lane}.unsh'
    for i in range(N // LANES):
        script = random_script()
        with open(path, 'wb') as f:
            f.write(script)
        judge(script, run([UNSH, '-n', path], b''), (0, 2), 1)
        if i % 10 == 0:
            script = random_script().replace(b'/tmp', b'/mnt').replace(b'sleep', b'true')
            # A program that waits for another that a mutation took away waits for ever, and rightly so.
            script = script.replace(b'wait', b'jobs').replace(b'accept()', b'close()').replace(b'range(500)', b'range(5)')
            with open(path, 'wb') as f:
                f.write(b'set -o timeout=1\n' + script)
            r = run([UNSH, '-q', '-c', f'{BOX} -k /mnt/work/{lane}.unsh a b'], b'')
            judge(script, r, (0, 1), None)
        if len(bad) > 5:
            break


with ThreadPoolExecutor(LANES) as pool:
    list(pool.map(work, range(LANES)))
for name in os.listdir(WORK):  # what mkdir and > of the scripts left in the box's view of this folder
    full = f'{WORK}/{name}'
    subprocess.run(['rm', '-rf', '--', full], check=False)
for line in bad:
    print(f'SEED={seed}: {line}'[:1000])
sys.exit(1 if bad else 0)
