/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a datagram on a frame's socket. */
#include "wire/message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The fuzzer asks for this name. NOLINTBEGIN(readability-identifier-naming) */
/* The name is libFuzzer's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size); /* NOLINT */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) /* NOLINT */
{
	struct message m = MESSAGE_EMPTY;
	struct error err;

	if (wire_decode(data, size, &m, &err) < 0) {
		if (m.n != 0 || m.words)
			abort();
		return 0;
	}
	for (int i = 0; i < m.n; i++)
		if (m.words[i][m.sizes[i]] != '\0')
			abort();
	if (m.words && m.words[m.n])
		abort();
	message_done(&m);
	return 0;
}
/* NOLINTEND(readability-identifier-naming) */
