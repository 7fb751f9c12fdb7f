#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: once, program make
# The facts about the kernel on which frames rest, asked of this kernel: a line that is FALSE names
# the sentence that does not hold here.
exec "$SRC/tests/proofs/run"
