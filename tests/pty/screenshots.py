#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: once, userns, net
"""The screens of doc/screens and README.md are what the sessions that they show look like now."""
import os
import subprocess
import sys

sys.exit(subprocess.run([f'{os.environ["SRC"]}/contrib/screenshots', '--check', os.environ['UNSH']]).returncode)
