#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# settings: by set -o, the environment, options; what is wrong is refused and changes nothing
import json, os, subprocess

UNSH = os.environ['UNSH']


def unsh(script, *options, status=0, **env):
    p = subprocess.run([UNSH, *options], input=script, capture_output=True, text=True, env={**os.environ, **env})
    assert p.returncode == status, (script, p.returncode, p.stdout, p.stderr)
    return p.stdout, p.stderr


def settings(script='', *options, **env):
    out, err = unsh(script + '\nsettings --json\n', *options, **env)
    return {s['name']: (s['value'], s['from']) for s in json.loads(out)['settings']}, err


found, err = settings()
assert found['timeout'] == ('10', 'default') and found['histsize'] == ('5000', 'default') and not err, found
assert found['prompt'] == (None, 'default') and found['hints'] == ('auto', 'default'), found

# Each source by its name; set is stronger than an option, an option than the environment.
found, err = settings('set -o timeout=1.5 -o pager=cat', '--plain', '--events=prompt',
                      UNSH_PROMPT='%b> ', UNSH_EVENTS='now', UNSH_HINTS='0', UNSH_PLAIN='off')
assert not err, err
assert found['timeout'] == ('1.5', 'set') and found['pager'] == ('cat', 'set'), found
assert found['plain'] == ('on', 'option') and found['events'] == ('prompt', 'option'), found
assert found['prompt'] == ('%b> ', 'environment') and found['hints'] == ('off', 'environment'), found
found, _ = settings('', '-k', '-q')
assert found['keep-going'] == found['quiet'] == ('on', 'option') and found['trace'] == ('off', 'default'), found

# A bad value of the environment is one line, and the usual value stays.
found, err = settings(UNSH_HISTSIZE='many')
assert found['histsize'] == ('5000', 'default'), found
assert err.count('\n') == 1 and err.startswith('unsh: UNSH_HISTSIZE is left out: ') and '"many"' in err, err

# What is no setting, or no value of it, is refused before anything happens.
for word, said in (('timout=3', 'no setting timout; did you mean "timeout"?'),
                   ('zzzz=3', 'no setting zzzz; settings lists them'),
                   ('timeout=0', '"0" is not more than 0'), ('plain=maybe', '"maybe" is none of on|off'),
                   ('hints=of', '"of" is none of auto|on|off'), ('events=no', 'none of now|prompt'),
                   ('histsize=-1', '"-1"')):
    p = subprocess.run([UNSH, '-c', f'echo first; set -o {word}'], capture_output=True, text=True)
    assert p.returncode == 2 and p.stdout == '' and said in p.stderr, (word, p)
p = subprocess.run([UNSH, '--events=later'], input='', capture_output=True, text=True)
assert p.returncode == 2 and '"later" is none of now|prompt' in p.stderr, p
out, err = unsh('set v timeout=abc\nset -o $v\n', status=1)
assert '"abc"' in err, err

# As a table: the help is the last column; -o chooses.
out, _ = unsh('settings -o name,from --noheadings')
assert out.split('\n')[0].split() == ['prompt', 'default'], out
