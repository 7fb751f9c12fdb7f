#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL of unsh at 100 random points of a script of all steps: nothing is left, each time."""
import json, os, random, signal, subprocess, sys, time
UNSH, WORK, SRC = os.environ['UNSH'], os.environ['TMPDIR'], os.environ['SRC']
ROOT = os.geteuid() == 0
seed = int(os.environ.get('SEED', time.time()))
random.seed(seed)
U = '' if ROOT else 'user '
target = subprocess.Popen(['unshare', '-U', '-r', '-m', '-u', 'sh', '-c', 'echo ready; exec sleep 1000'], stdout=subprocess.PIPE)
assert target.stdout.readline() == b'ready\n'
TARGET = target.pid
STEPS = f'''
newns {U}mnt net uts ipc pid
hostname lab
domainname lab
mount tmpfs {WORK}/made/by/us
mkdir -p {WORK}/made/by/us/a/b
write {WORK}/made/by/us/file hello
cat {WORK}/made/by/us/file > {WORK}/made/by/us/copy
ls -l {WORK}/made/by/us
bind {WORK}/made/by/us {WORK}/bound
remount -o ro {WORK}/bound
propagation slave
mounts
link up lo
link add v0 veth peer v1
link set v0 mtu 1400 up
addr add 10.9.0.1/24 v0
route add 10.10.0.0/16 via 10.9.0.2
links
sysctl net.ipv4.ip_forward=1
run sh -c '(setsid sleep 1000 &)'
run sleep 1001 &
newns uts pid mnt --hostname inner --proc
cd /tmp
umask 077
env A=B
run true
box two {U}net
link up lo
run sh -c '(setsid setsid sleep 1002 &)'
box main
umount {WORK}/bound
status
frames
boxes
namespaces -t uts --tree
ps
maps
caps
newns {U}mnt time --boottime 1000 --root {WORK}/made/by/us
leave
leave
mkdir -p {WORK}/made/by/us/new/proc {WORK}/made/by/us/moved
bind -r {WORK}/made/by/us/a {WORK}/made/by/us/new
move {WORK}/made/by/us/new {WORK}/made/by/us/moved
domainname
route del 10.10.0.0/16 via 10.9.0.2
link down v1
box three --on main net
box main
link move v1 @three
link set v0 down
addr del 10.9.0.1/24 v0
link del v0
addrs
routes
pwd
ls {WORK}/made/by/us
set NAME value
echo $NAME
history
settings
save
help words
apropos veth
jobs
bg
run true &
wait $!
kill %1
run true &
fg
box rm three
enter {TARGET}
shell
leave
source {SRC}/tests/script/mount-options.unsh
newns mnt
pivot {WORK}/made/by/us
newns mnt
mkdir -p /root/proc
chroot /root
leave all
box rm two
exec sh -c 'sleep 0.02; exit 0'
'''
if not ROOT:
    STEPS = STEPS.replace('newns user mnt time', 'newns mnt time')
steps = [row['step'] for row in json.loads(subprocess.run([UNSH, '-c', 'help --json'], capture_output=True, check=True).stdout)['help']]
missing = [step for step in steps if step != 'exit' and not any(line.startswith(step) for line in STEPS.splitlines())]
assert not missing, missing


def mine():
    found = []
    for pid in os.listdir('/proc'):
        if pid.isdigit():
            try:
                with open(f'/proc/{pid}/environ', 'rb') as f:
                    if MARK in f.read() and int(pid) != os.getpid():
                        found.append(int(pid))
            except OSError:
                pass
    return found


MARK = f'UNSH_TEST_MARK={os.getpid()}-{seed}'.encode()
env = dict(os.environ, UNSH_TEST_MARK=f'{os.getpid()}-{seed}')
t = time.monotonic()
r = subprocess.run([UNSH, '-q', '-k'], input=STEPS, capture_output=True, text=True, timeout=60, env=env)
whole = time.monotonic() - t
failed = [l for l in r.stderr.splitlines() if 'no step' not in l]
if failed:
    target.kill()
    print('the script itself failed:', *failed, sep='\n')
    sys.exit(1)
bad = 0
for i in range(int(os.environ.get('ROUNDS', '100'))):
    p = subprocess.Popen([UNSH, '-q', '-k'], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True, env=env)
    p.stdin.write(STEPS)
    p.stdin.flush()
    try:
        p.wait(random.uniform(0, whole * 1.1))
    except subprocess.TimeoutExpired:
        pass
    p.kill()
    p.wait()
    p.stdin.close()
    end = time.monotonic() + 10
    while True:  # the undertaker needs a moment: waits for what must become true
        left, files = mine(), sorted(os.listdir(WORK))
        if not left and files == []:
            break
        if time.monotonic() > end:
            print(f'round {i} (SEED={seed}): left {left} {files}')
            bad = 1
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            break
        time.sleep(0.005)  # between looks
    if bad:
        break
target.kill()
target.wait()
sys.exit(bad)
