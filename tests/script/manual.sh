#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: once
# The manual's steps are the table's.
exec "$SRC/contrib/manual" --check "$UNSH"
