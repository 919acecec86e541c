/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The server name of a TLS ClientHello (RFC 8446, RFC 6066 section 3) and the host of an HTTP/1 request (RFC 9112). Bytes of
 * strangers: every length is checked against what is there. */
#include "sense.h"

#include <string.h>
#include <strings.h>

struct bytes {
	const unsigned char *at, *end;
};

static size_t left(const struct bytes *bytes)
{
	return (size_t)(bytes->end - bytes->at);
}

/* A number of `size` bytes; ends the bytes when there are not as many. */
static size_t number(struct bytes *bytes, int size)
{
	size_t value = 0;

	if (left(bytes) < (size_t)size) {
		bytes->at = bytes->end;
		return 0;
	}
	while (size--)
		value = value << 8 | *bytes->at++;
	return value;
}

/* Bytes behind a length of `size` bytes, cut to what is there. */
static struct bytes vector(struct bytes *bytes, int size)
{
	size_t len = number(bytes, size);
	struct bytes part = {bytes->at, bytes->at + (len < left(bytes) ? len : left(bytes))};

	bytes->at = part.end;
	return part;
}

static struct bytes name_of_extension(struct bytes extension)
{
	struct bytes list = vector(&extension, 2), name, none = {0};

	while (left(&list) > 3) {
		size_t kind = number(&list, 1);

		name = vector(&list, 2);
		if (!kind)
			return name;
	}
	return none;
}

static struct bytes server_name(struct bytes record)
{
	struct bytes hello, extensions, none = {0};

	number(&record, 5); /* of the record layer */
	number(&record, 1);
	hello = vector(&record, 3);
	number(&hello, 2);
	if (left(&hello) < 32)
		return none;
	hello.at += 32;
	vector(&hello, 1); /* session */
	vector(&hello, 2); /* cipher suites */
	vector(&hello, 1); /* compression */
	extensions = vector(&hello, 2);
	while (left(&extensions) >= 4) {
		size_t kind = number(&extensions, 2);
		struct bytes extension = vector(&extensions, 2);

		if (!kind)
			return name_of_extension(extension);
	}
	return none;
}

static struct bytes host_of(struct bytes request)
{
	struct bytes none = {0};

	for (;;) {
		const unsigned char *line = memchr(request.at, '\n', left(&request)), *end;

		if (!line)
			return none;
		request.at = line + 1;
		if (left(&request) < 5 || strncasecmp((const char *)request.at, "host:", 5))
			continue;
		request.at += 5;
		while (left(&request) && (*request.at == ' ' || *request.at == '\t'))
			request.at++;
		end = memchr(request.at, '\r', left(&request)) ?: memchr(request.at, '\n', left(&request));
		return end ? (struct bytes){request.at, end} : none;
	}
}

bool greeting_name(struct csn_net *record)
{
	unsigned char *data = (unsigned char *)(record + 1);
	struct bytes payload = {data, data + record->data_len}, name;
	size_t len;

	if (record->kind != CSN_NET_SNI && record->kind != CSN_NET_HTTP)
		return true;
	name = record->kind == CSN_NET_SNI ? server_name(payload) : host_of(payload);
	len = left(&name);
	if (!len)
		return false;
	record->h.mark &= ~(unsigned int)CSN_TRUNCATED;
	if (len > 256) {
		len = 256;
		record->h.mark |= CSN_TRUNCATED;
	}
	memmove(data, name.at, len);
	memset(data + len, 0, -len & 7);
	record->data_len = (unsigned short)len;
	record->h.len = (unsigned int)((sizeof(*record) + len + 7) & ~(size_t)7);
	return true;
}
