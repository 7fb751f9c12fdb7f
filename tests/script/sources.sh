#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# needs: once
# The lists that Makefile.am includes are those of the files that there are.
exec "$SRC/contrib/sources" --check
