#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: userns, net, program python3
# What is said of steps that fail: the cases of script/failing, as whoever runs this.
[ "$(id -u)" = 0 ] && who=root || who=user
exec "$SRC/tests/failing-run" --as "$who" "$UNSH"
