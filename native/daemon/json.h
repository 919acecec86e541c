/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* A small JSON reader (RFC 8259) for the control channel: what it is given may be hostile, so depth, bytes and the number of
 * values are bounded. A parsed document is one block of memory; strings are bytes in it, NUL-terminated. */
#ifndef CAISSON_JSON_H
#define CAISSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_MAX_BYTES (1u << 20)
#define JSON_MAX_DEPTH 8
#define JSON_MAX_VALUES 65536

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json; /* one value */

/* Parses `len` bytes; free the result with json_free. NULL: not JSON or over a limit, *why says which. */
struct json *json_parse(const char *text, size_t len, const char **why);
void json_free(struct json *root);

enum json_kind json_kind(const struct json *value);

/* Member of an object, NULL where there is none or it is no object. The last of two members with one name counts. */
const struct json *json_get(const struct json *object, const char *name);

/* Length of an array, 0 for anything else; its elements in order are json_first, then json_next. */
size_t json_count(const struct json *array);
const struct json *json_first(const struct json *array);
const struct json *json_next(const struct json *value);

/* A string value (bytes; `len` may be NULL; a string with a NUL inside is refused by the parser), or NULL. */
const char *json_text(const struct json *value, size_t *len);

/* The members below are absent or of another kind: the default. */
const char *json_get_text(const struct json *object, const char *name, const char *otherwise);
bool json_get_bool(const struct json *object, const char *name, bool otherwise);
/* Numbers, and decimal strings that are whole (kernfs ids do not fit into a double). */
int64_t json_get_int(const struct json *object, const char *name, int64_t otherwise);
uint64_t json_get_u64(const struct json *object, const char *name, uint64_t otherwise);
/* Whole number within int64; false when it is not one. */
bool json_int(const struct json *value, int64_t *out);

#endif
