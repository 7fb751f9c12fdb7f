/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tty/modes.h"

#include <stdio.h>
#include <string.h>

/* DEC private modes, in the order in which they are undone: what holds the picture back first,
 * the alternate screen, which brings the cursor back, near the end. The kitty keys are per
 * screen, so they go before it.
 */
static const struct {
	unsigned number;
	bool usual;
} dec[] = {
	{ 2026, false }, /* synchronized update */
	{ 1, false },    /* cursor keys of an application */
	{ 5, false },    /* reverse video */
	{ 7, true },     /* wrap at the margin */
	{ 1000, false }, /* mouse: clicks, drags, all motion, focus, and how they are told */
	{ 1002, false }, { 1003, false }, { 1004, false }, { 1005, false },
	{ 1006, false }, { 1015, false }, { 1016, false }, { 2004, false }, /* paste */
	{ 47, false }, /* alternate screen: three generations */
	{ 1047, false }, { 1049, false }, { 25, true }, /* cursor seen */
};

enum {
	DEC_N = sizeof(dec) / sizeof(*dec),
	FIRST_ALTERNATE = DEC_N - 4,
	ALTERNATES = 7 << FIRST_ALTERNATE,
};

/* Those that are no DEC private modes have the bits above. */
enum {
	KEYPAD = 1 << DEC_N,
	INSERT = KEYPAD << 1,
	REGION = KEYPAD << 2,
	SHAPE = KEYPAD << 3, /* of the cursor */
	OTHER_KEYS = KEYPAD << 4,
	KITTY = KEYPAD << 5
};

enum {
	BEL = 7,
	SHIFT_OUT = 14,
	CAN = 24,
	SUB = 26,
	ESC = 27
};

void modes_begin(struct modes *m, bool newline_returns)
{
	*m = (struct modes){ .at_start = true, .newline_returns = newline_returns };
}

static void change(struct modes *m, uint32_t bit, bool on)
{
	m->changed = on ? m->changed | bit : m->changed & ~bit;
}

static unsigned number(const struct modes *m, int i)
{
	return i < m->n ? m->numbers[i] : 0;
}

/* The cursor goes to where it was before the alternate screen, and so does its column. */
static void set_dec(struct modes *m, unsigned which, bool on)
{
	for (int i = 0; i < DEC_N; i++) {
		uint32_t bit = (uint32_t)1 << i;

		if (dec[i].number != which)
			continue;
		if ((bit & ALTERNATES) && on && !modes_alternate(m))
			m->kept_start = m->at_start;
		if ((bit & ALTERNATES) && !on && modes_alternate(m))
			m->at_start = m->kept_start;
		change(m, bit, on != dec[i].usual);
	}
}

static void end_private(struct modes *m, char last)
{
	if (last != 'h' && last != 'l')
		return;
	for (int i = 0; i < m->n; i++)
		set_dec(m, m->numbers[i], last == 'h');
}

/* Kitty's keyboard protocol, "progressive enhancement": a stack. */
static void end_keys(struct modes *m)
{
	unsigned popped = number(m, 0) ? number(m, 0) : 1;

	if (m->prefix == '>')
		m->keys_pushed++;
	else if (m->prefix == '<')
		m->keys_pushed -= popped < m->keys_pushed ? popped : m->keys_pushed;
	else if (m->prefix == '=')
		change(m, KITTY, number(m, 0) != 0);
	else if (m->prefix == 0)
		m->at_start = m->saved_start; /* CSI u: the cursor is where CSI s was */
}

static void end_plain(struct modes *m, char last)
{
	switch (last) {
	case 'h':
	case 'l':
		if (number(m, 0) == 4)
			change(m, INSERT, last == 'h');
		break;
	case 'r':
		change(m, REGION, number(m, 0) != 0 || number(m, 1) != 0);
		m->at_start = true;
		break;
	case 'q':
		if (m->between == ' ')
			change(m, SHAPE, number(m, 0) != 0);
		break;
	case 'H':
	case 'f':
		m->at_start = number(m, 1) <= 1;
		break;
	case 'G':
	case '`':
		m->at_start = number(m, 0) <= 1;
		break;
	case 'E':
	case 'F':
		m->at_start = true;
		break;
	case 'C':
	case 'a':
		m->at_start = false;
		break;
	case 's':
		m->saved_start = m->at_start;
		break;
	}
}

static void end_csi(struct modes *m, char last)
{
	m->state = MODES_GROUND;
	if (last == 'u')
		end_keys(m);
	else if (m->prefix == '?')
		end_private(m, last);
	else if (m->prefix == '>' && last == 'm' && number(m, 0) == 4)
		change(m, OTHER_KEYS, number(m, 1) != 0);
	else if (m->prefix == '!' && last == 'p') /* soft reset */
		m->changed &= ALTERNATES | OTHER_KEYS | KITTY;
	else if (m->prefix == 0)
		end_plain(m, last);
}

static void in_csi(struct modes *m, char byte)
{
	if (byte >= '0' && byte <= '9') {
		if (m->n == 0)
			m->numbers[m->n++] = 0;
		m->numbers[m->n - 1] =
			(m->numbers[m->n - 1] * 10 + (unsigned)(byte - '0')) % 100000;
	} else if (byte == ';' || byte == ':') {
		if (m->n == 0)
			m->numbers[m->n++] = 0;
		if (m->n < MODES_NUMBERS)
			m->numbers[m->n++] = 0;
	} else if ((byte >= '<' && byte <= '?') || byte == '!') {
		m->prefix = byte;
	} else if (byte >= ' ' && byte <= '/') {
		m->between = byte;
	} else if (byte >= '@' && byte <= '~') {
		end_csi(m, byte);
	}
}

static void in_escape(struct modes *m, char byte)
{
	m->state = MODES_GROUND;
	switch (byte) {
	case '[':
		m->state = MODES_CSI;
		m->prefix = m->between = 0;
		m->n = 0;
		break;
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
		m->state = MODES_STRING;
		break;
	case '=':
	case '>':
		change(m, KEYPAD, byte == '=');
		break;
	case 'E':
		m->at_start = true;
		break;
	case '7':
		m->saved_start = m->at_start;
		break;
	case '8':
		m->at_start = m->saved_start;
		break;
	case 'c': /* full reset */
		modes_begin(m, m->newline_returns);
		break;
	default:
		if (byte >= ' ' && byte <= '/')
			m->state = MODES_SKIP_ONE;
	}
}

/* A control character; those are obeyed in the middle of a sequence too. */
static void control(struct modes *m, char byte)
{
	if (byte == ESC) {
		m->any = true;
		m->state = MODES_ESCAPE;
	} else if (byte == CAN || byte == SUB) {
		m->state = MODES_GROUND;
	} else if (byte == '\r' || (byte == '\n' && m->newline_returns)) {
		m->at_start = true;
	} else if (byte == '\t') {
		m->at_start = false;
	} else if (byte == SHIFT_OUT) {
		m->any = true;
	}
}

static void in_string(struct modes *m, char byte)
{
	if (byte == ESC)
		m->state = MODES_STRING_ESCAPE;
	else if (byte == BEL || byte == CAN || byte == SUB)
		m->state = MODES_GROUND;
	else if (m->state == MODES_STRING_ESCAPE)
		/* ESC \ is its end; any other escape ends it too, and begins. */
		in_escape(m, byte);
}

static bool is_control(char byte)
{
	return (unsigned char)byte < ' ';
}

void modes_scan(struct modes *m, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (m->state == MODES_STRING || m->state == MODES_STRING_ESCAPE) {
			in_string(m, data[i]);
		} else if (is_control(data[i])) {
			control(m, data[i]);
		} else if (m->state == MODES_GROUND) {
			m->at_start = false;
			/* Most of what passes is text. */
			while (i + 1 < size && !is_control(data[i + 1]))
				i++;
		} else if (m->state == MODES_CSI) {
			in_csi(m, data[i]);
		} else if (m->state == MODES_ESCAPE) {
			in_escape(m, data[i]);
		} else {
			m->state = MODES_GROUND;
		}
	}
}

bool modes_alternate(const struct modes *m)
{
	return m->changed & ALTERNATES;
}

bool modes_start_after(const struct modes *m)
{
	return modes_alternate(m) ? m->kept_start : m->at_start;
}

static void put(struct modes_text *t, const char *text)
{
	size_t size = strlen(text);

	if (t->size + size > MODES_BYTES)
		return; /* not reached: MODES_BYTES holds all */
	memcpy(t->at + t->size, text, size);
	t->size += size;
}

static void put_dec(struct modes_text *t, const struct modes *m, int from, int to, bool undo)
{
	for (int i = from; i < to; i++) {
		char text[16];

		if (!(m->changed & (uint32_t)1 << i))
			continue;
		(void)snprintf(text, sizeof(text), "\033[?%u%c", dec[i].number,
			       dec[i].usual == undo ? 'h' : 'l');
		put(t, text);
	}
}

/* A sequence or a string that was cut: the terminal would take what follows for its rest. */
static void put_end(struct modes_text *t, const struct modes *m)
{
	switch (m->state) {
	case MODES_GROUND:
		return;
	case MODES_STRING:
	case MODES_STRING_ESCAPE:
		put(t, "\030\033\\");
		return;
	case MODES_ESCAPE:
	case MODES_SKIP_ONE:
	case MODES_CSI:
		put(t, "\030");
		return;
	}
}

void modes_undo(const struct modes *m, struct modes_text *ret)
{
	char pop[24];

	ret->size = 0;
	if (!m->any)
		return;
	put_end(ret, m);
	(void)snprintf(pop, sizeof(pop), "\033[<%uu", m->keys_pushed);
	if (m->keys_pushed > 0)
		put(ret, pop);
	if (m->changed & KITTY)
		put(ret, "\033[=0u");
	if (m->changed & OTHER_KEYS)
		put(ret, "\033[>4m");
	put_dec(ret, m, 0, FIRST_ALTERNATE, true);
	/* It moves the cursor home, which the end of the alternate screen makes good. */
	if (m->changed & REGION)
		put(ret, modes_alternate(m) ? "\033[r" : "\0337\033[r\0338");
	if (m->changed & INSERT)
		put(ret, "\033[4l");
	if (m->changed & KEYPAD)
		put(ret, "\033>");
	if (m->changed & SHAPE)
		put(ret, "\033[0 q");
	put_dec(ret, m, FIRST_ALTERNATE, DEC_N, true);
	put(ret, "\033[0m\033(B\017");
}

void modes_redo(const struct modes *m, struct modes_text *ret)
{
	ret->size = 0;
	put_dec(ret, m, FIRST_ALTERNATE, DEC_N, false);
	put_dec(ret, m, 0, FIRST_ALTERNATE, false);
	if (m->changed & KEYPAD)
		put(ret, "\033=");
	if (m->changed & OTHER_KEYS)
		put(ret, "\033[>4;1m");
}
