#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: once
# Rooms include lower rooms only, libraries have their doors, files are not too long.
exec sh "$SRC/tests/style-layers" "$SRC/src"
