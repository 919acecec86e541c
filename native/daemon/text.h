/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Text that grows, for JSON answers. When memory runs out or `limit` is reached, `failed` is set and nothing more is added. */
#ifndef CAISSON_TEXT_H
#define CAISSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
	char *bytes; /* NUL-terminated, NULL while empty */
	size_t len, room, limit; /* limit 0: 1 MiB */
	bool failed;
};

void text_add(struct text *out, const char *bytes, size_t len);
void text_format(struct text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with quotes; bytes above 0x7f become \u00XX (byte strings). */
void text_json_string(struct text *out, const char *bytes, size_t len);
/* One row of the capability report; the first one without a comma before it. state: works, refused, absent. error 0: none. */
void text_ability(struct text *out, const char *id, const char *state, const char *what, int error);
void text_free(struct text *out);

#endif
