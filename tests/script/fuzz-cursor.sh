#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The lines that fuzzing has kept, once more.
exec "$BUILD/tests/fuzz/replay-cursor" "$SRC/tests/fuzz/corpus/cursor"
