/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#include "json.h"

#include <stdlib.h>
#include <string.h>

/* Values lie in one array in the order of the text; `next` is the index of the next sibling, `first` of the first child. */
struct json {
	enum json_kind kind;
	uint32_t first, next, count;
	const char *name, *text; /* text: of a string or a number */
	uint32_t len;
	uint32_t self;
};

struct document {
	char *strings;
	size_t used, room;
	struct json values[];
};

struct reader {
	const char *at, *end;
	struct document *document;
	uint32_t count, room;
	const char *why;
};

static struct document *document_of(const struct json *value)
{
	return (struct document *)((char *)(value - value->self) - offsetof(struct document, values));
}

static const struct json *at_index(const struct json *value, uint32_t index)
{
	return index ? value - value->self + index : NULL;
}

static bool fail(struct reader *reader, const char *why)
{
	if (!reader->why)
		reader->why = why;
	return false;
}

static void skip_space(struct reader *reader)
{
	while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) && *reader->at)
		reader->at++;
}

static bool take(struct reader *reader, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(reader->end - reader->at) < len || memcmp(reader->at, word, len))
		return false;
	reader->at += len;
	return true;
}

static int hex4(const char *at)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		char c = at[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

/* \u0001-\u00ff is one byte: our strings are byte strings. What lies above has no byte and is refused. */
static bool read_escape(struct reader *reader, char *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = reader->at < reader->end ? *reader->at++ : 0;
	const char *found = c ? strchr(from, c) : NULL;
	int code;

	if (found) {
		*out = to[found - from];
		return true;
	}
	if (c != 'u' || reader->end - reader->at < 4)
		return fail(reader, "bad escape");
	code = hex4(reader->at);
	reader->at += 4;
	if (code <= 0 || code > 0xff)
		return fail(reader, "character outside \\u0001-\\u00ff");
	*out = (char)code;
	return true;
}

/* The copy never is longer than the text, so the space for all strings is known before. */
static bool read_string(struct reader *reader, const char **text, uint32_t *len)
{
	struct document *document = reader->document;
	char *start = document->strings + document->used, *to = start;

	for (;;) {
		char c;

		if (reader->at >= reader->end)
			return fail(reader, "string without end");
		c = *reader->at++;
		if (c == '"')
			break;
		if ((unsigned char)c < 0x20)
			return fail(reader, "control character in a string");
		if (c == '\\' && !read_escape(reader, &c))
			return false;
		*to++ = c;
	}
	*to = 0;
	*text = start;
	*len = (uint32_t)(to - start);
	document->used += (size_t)(to - start) + 1;
	return true;
}

static bool read_number(struct reader *reader, struct json *value)
{
	struct document *document = reader->document;
	const char *start = reader->at;
	size_t len;

	while (reader->at < reader->end && *reader->at && strchr("+-0123456789.eE", *reader->at))
		reader->at++;
	len = (size_t)(reader->at - start);
	if (!len || len > 32)
		return fail(reader, "unexpected character");
	value->kind = JSON_NUMBER;
	value->text = memcpy(document->strings + document->used, start, len);
	document->strings[document->used + len] = 0;
	document->used += len + 1;
	value->len = (uint32_t)len;
	return true;
}

static bool read_value(struct reader *reader, int depth, uint32_t *index);

static bool read_member_name(struct reader *reader, const char **name)
{
	uint32_t len;

	skip_space(reader);
	if (!take(reader, "\""))
		return fail(reader, "member without a name");
	if (!read_string(reader, name, &len))
		return false;
	skip_space(reader);
	return take(reader, ":") || fail(reader, "no colon behind a name");
}

static bool read_children(struct reader *reader, int depth, uint32_t parent, char close)
{
	const char ends[] = {close, 0};
	uint32_t last = 0;

	skip_space(reader);
	if (take(reader, ends))
		return true;
	for (;;) {
		const char *name = NULL;
		uint32_t child;

		if (close == '}' && !read_member_name(reader, &name))
			return false;
		if (!read_value(reader, depth + 1, &child))
			return false;
		reader->document->values[child].name = name;
		if (last)
			reader->document->values[last].next = child;
		else
			reader->document->values[parent].first = child;
		reader->document->values[parent].count++;
		last = child;
		skip_space(reader);
		if (take(reader, ends))
			return true;
		if (!take(reader, ","))
			return fail(reader, "no comma between values");
	}
}

static bool read_value(struct reader *reader, int depth, uint32_t *index)
{
	struct json *value;

	if (depth > JSON_MAX_DEPTH)
		return fail(reader, "too deep");
	if (reader->count >= reader->room)
		return fail(reader, "too many values");
	*index = reader->count++;
	value = &reader->document->values[*index];
	value->self = *index;
	skip_space(reader);
	if (take(reader, "{")) {
		value->kind = JSON_OBJECT;
		return read_children(reader, depth, *index, '}');
	}
	if (take(reader, "[")) {
		value->kind = JSON_ARRAY;
		return read_children(reader, depth, *index, ']');
	}
	if (take(reader, "\"")) {
		value->kind = JSON_STRING;
		return read_string(reader, &value->text, &value->len);
	}
	if (take(reader, "true"))
		return value->kind = JSON_TRUE, true;
	if (take(reader, "false"))
		return value->kind = JSON_FALSE, true;
	if (take(reader, "null"))
		return value->kind = JSON_NULL, true;
	return read_number(reader, value);
}

/* How many values the text can have at most: each but the first follows one of these characters. */
static uint32_t bound_of(const char *text, size_t len)
{
	uint32_t count = 2;

	for (size_t i = 0; i < len; i++)
		count += text[i] == ',' || text[i] == '[' || text[i] == '{';
	return count < JSON_MAX_VALUES ? count : JSON_MAX_VALUES;
}

struct json *json_parse(const char *text, size_t len, const char **why)
{
	struct reader reader = {.at = text, .end = text + len};
	size_t values, strings = len + 64; /* no copy is longer than its text and what ends it */
	uint32_t root;

	if (len > JSON_MAX_BYTES)
		return *why = "too long", NULL;
	reader.room = bound_of(text, len);
	values = sizeof(struct document) + reader.room * sizeof(struct json);
	reader.document = calloc(1, values + strings);
	if (!reader.document)
		return *why = "no memory", NULL;
	reader.document->strings = (char *)reader.document + values;
	reader.document->room = strings;
	if (read_value(&reader, 0, &root)) {
		skip_space(&reader);
		if (reader.at == reader.end)
			return &reader.document->values[0];
		fail(&reader, "text behind the value");
	}
	*why = reader.why;
	free(reader.document);
	return NULL;
}

void json_free(struct json *root)
{
	if (root)
		free(document_of(root));
}

enum json_kind json_kind(const struct json *value)
{
	return value ? value->kind : JSON_NULL;
}

const struct json *json_get(const struct json *object, const char *name)
{
	const struct json *found = NULL;

	if (json_kind(object) != JSON_OBJECT)
		return NULL;
	for (const struct json *at = at_index(object, object->first); at; at = at_index(at, at->next))
		if (!strcmp(at->name, name))
			found = at;
	return found;
}

size_t json_count(const struct json *array)
{
	return json_kind(array) == JSON_ARRAY ? array->count : 0;
}

const struct json *json_first(const struct json *array)
{
	return json_kind(array) == JSON_ARRAY ? at_index(array, array->first) : NULL;
}

const struct json *json_next(const struct json *value)
{
	return at_index(value, value->next);
}

const char *json_text(const struct json *value, size_t *len)
{
	if (json_kind(value) != JSON_STRING)
		return NULL;
	if (len)
		*len = value->len;
	return value->text;
}

const char *json_get_text(const struct json *object, const char *name, const char *otherwise)
{
	const char *text = json_text(json_get(object, name), NULL);

	return text ? text : otherwise;
}

bool json_get_bool(const struct json *object, const char *name, bool otherwise)
{
	enum json_kind kind = json_kind(json_get(object, name));

	return kind == JSON_TRUE ? true : kind == JSON_FALSE ? false : otherwise;
}

static bool is_whole(const struct json *value)
{
	const char *at = value->text;

	if (value->kind != JSON_NUMBER && value->kind != JSON_STRING)
		return false;
	if (*at == '-')
		at++;
	return *at && strspn(at, "0123456789") == strlen(at) && strlen(at) <= 20;
}

bool json_int(const struct json *value, int64_t *out)
{
	long long number;
	char *end;

	if (!value || !is_whole(value) || strlen(value->text) > 19)
		return false;
	number = strtoll(value->text, &end, 10);
	if (*end)
		return false;
	*out = number;
	return true;
}

int64_t json_get_int(const struct json *object, const char *name, int64_t otherwise)
{
	int64_t number;

	return json_int(json_get(object, name), &number) ? number : otherwise;
}

uint64_t json_get_u64(const struct json *object, const char *name, uint64_t otherwise)
{
	const struct json *value = json_get(object, name);

	if (!value || !is_whole(value) || *value->text == '-')
		return otherwise;
	return strtoull(value->text, NULL, 10);
}
