#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: once
# The editors' lists of steps are the table's.
exec "$SRC/contrib/editors" --check "$UNSH"
