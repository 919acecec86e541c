/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct text *out, size_t more)
{
	size_t limit = out->limit ? out->limit : 1u << 20, room = out->room ? out->room : 256;
	char *bytes;

	if (out->failed || more >= limit - out->len) {
		out->failed = true;
		return false;
	}
	while (room <= out->len + more)
		room *= 2;
	if (room == out->room)
		return true;
	bytes = realloc(out->bytes, room);
	if (!bytes) {
		out->failed = true;
		return false;
	}
	out->bytes = bytes;
	out->room = room;
	return true;
}

void text_add(struct text *out, const char *bytes, size_t len)
{
	if (!reserve(out, len))
		return;
	memcpy(out->bytes + out->len, bytes, len);
	out->len += len;
	out->bytes[out->len] = 0;
}

void text_format(struct text *out, const char *format, ...)
{
	va_list list, again;
	int len;

	va_start(list, format);
	va_copy(again, list);
	len = vsnprintf(NULL, 0, format, list);
	if (len >= 0 && reserve(out, (size_t)len)) {
		vsnprintf(out->bytes + out->len, (size_t)len + 1, format, again);
		out->len += (size_t)len;
	}
	va_end(again);
	va_end(list);
}

void text_json_string(struct text *out, const char *bytes, size_t len)
{
	text_add(out, "\"", 1);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c < 0x20 || c > 0x7e || c == '"' || c == '\\')
			text_format(out, "\\u%04x", c);
		else
			text_add(out, bytes + i, 1);
	}
	text_add(out, "\"", 1);
}

void text_ability(struct text *out, const char *id, const char *state, const char *what, int error)
{
	text_format(out, "%s{\"id\":\"%s\",\"state\":\"%s\",\"text\":", out->len ? "," : "", id, state);
	text_json_string(out, what, strlen(what));
	if (error)
		text_format(out, ",\"errno\":\"%s\"", strerrorname_np(error < 0 ? -error : error) ?: "unknown");
	text_add(out, "}", 1);
}

void text_free(struct text *out)
{
	free(out->bytes);
	*out = (struct text){0};
}
