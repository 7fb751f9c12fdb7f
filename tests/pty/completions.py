#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: once
"""completions/ is what contrib/completions makes of the program, and works in the shells that are here."""
import os
import shutil
import subprocess
import sys
from terminal import Terminal, run, UNSH

SRC = os.environ['SRC']
FILES = f'{SRC}/completions'
LACKING = [shell for shell in ('bash', 'zsh', 'fish') if not shutil.which(shell)]


def said(*argv, **kw):
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **kw)


def made_from_the_table():
    r = said(f'{SRC}/contrib/completions', '--check', UNSH)
    assert r.returncode == 0, r.stdout + r.stderr


# What is typed, the word that is completed, and what must and must not be offered.
CASES = [
    (['-'], ['-c', '-e', '--json', '--no-host'], ['status']),
    (['--no'], ['--no-host'], ['--json']),
    (['--color', 'n'], ['never'], ['always']),
    (['-e', str(os.getpid())], [str(os.getpid())], ['status']),
    (['-c', 'newn'], ['newns'], ['mount']),
    (['-c', "'newns user; mou"], ['newns user; mount', 'newns user; mounts'], ['newns user; move']),
    (['-c', "'newns user; -@b link a"], ['newns user; -@b link add'], ['newns user; -@b link up']),
    (['-c', "'newns user --ma"], ['newns user --map-users'], ['newns user --root']),
    (['-c', "'box x u"], ['box x user', 'box x uts'], ['box x net']),
]


def in_bash():
    if 'bash' in LACKING:
        return
    for words, wanted, unwanted in CASES:
        cur = words[-1].lstrip("'")
        prev = words[-2] if len(words) > 1 else 'unsh'
        r = said('bash', '--norc', '-c', 'source "$0"; COMP_WORDS=(unsh "${@:3}"); COMP_CWORD=$(($# - 2)); '
                 '_unsh unsh "$1" "$2"; printf "%s\\n" "${COMPREPLY[@]}"', f'{FILES}/unsh.bash', cur, prev, *words)
        offered = r.stdout.splitlines()
        assert not set(wanted) - set(offered) and not set(unwanted) & set(offered) and not r.stderr, (words, offered, r.stderr)
    # = is a word of its own to bash.
    r = said('bash', '--norc', '-c', 'source "$0"; COMP_WORDS=(unsh --color = ne); COMP_CWORD=3; _unsh unsh ne =; echo "${COMPREPLY[@]}"',
             f'{FILES}/unsh.bash')
    assert r.stdout == 'never\n', (r.stdout, r.stderr)
    with Terminal(program=['bash', '--norc', '--noprofile', '-i']) as t:
        t.until_line('sh> ')
        t.type(f'source {FILES}/unsh.bash\r')
        t.until_line('sh> ')
        t.type('unsh --no-h\t')
        t.until_line('unsh --no-host ')
        t.type("-c 'newns user; domain\t")
        t.until_line("domainname'")


def in_fish():
    if 'fish' in LACKING:
        return
    for words, wanted, unwanted in CASES:
        line = ' '.join(['unsh', *words])
        r = said('fish', '--no-config', '-c', f'source {FILES}/unsh.fish; complete -C "$argv[1]"', '--', line)
        offered = [word.split('\t')[0] for word in r.stdout.splitlines()]
        assert not set(wanted) - set(offered) and not set(unwanted) & set(offered) and not r.stderr, (words, offered, r.stderr)


def in_zsh():
    if 'zsh' in LACKING:
        return
    with Terminal(program=['zsh', '-f', '-i'], columns=100, rows=40, env={'PS1': 'sh> '}) as t:
        t.until_line('sh> ')
        t.type(f'fpath=({FILES} $fpath); autoload -U compinit; compinit -u -D; echo rea""dy\r')
        t.until('\nready')
        for keys, seen in (('unsh --no\t', 'unsh --no-host '), ('unsh --color=ne\t', 'unsh --color=never '), ('unsh -c newn\t', 'unsh -c newns'),
                           ("unsh -c 'newns user; domain\t", "unsh -c 'newns user; domainname"),
                           ("unsh -c 'link ad\t", "unsh -c 'link add"), ("unsh -c 'newns user --boott\t", "unsh -c 'newns user --boottime")):
            t.type('\x15' + keys)
            t.wait(lambda: ('sh> ' + seen).rstrip() in t.line(), f'{seen!r} after {keys!r}')
        t.type('\x15unsh -\t')
        t.until('every listing as JSON')


if len(LACKING) == 3:
    print('none of bash, zsh and fish is installed')
    sys.exit(77)
for shell in LACKING:
    print(f'{shell} is not installed: not tried')
run(made_from_the_table, in_bash, in_fish, in_zsh)
