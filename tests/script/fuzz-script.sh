#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The inputs that fuzzing has kept, once more.
exec "$BUILD/tests/fuzz/replay-script" "$SRC/tests/fuzz/corpus/script"
