/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Whom a quarantined container may still talk to: parsed from the command, and from its own addresses. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "contain.h"
#include "contain_cut.h"

#define MAX_ALLOWED 256
#define MAX_LOCAL 64

void allowed_free(struct allowed_list *list)
{
	free(list->item);
	*list = (struct allowed_list){ 0 };
}

static bool parse_prefix(const char *text, unsigned most, unsigned *prefix)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);
	*prefix = value;
	return text[0] >= '0' && text[0] <= '9' && *end == 0 && value <= most;
}

static bool parse_range(const char *text, struct allowed *out)
{
	char address[64];
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	if (len >= sizeof(address))
		return false;
	memcpy(address, text, len);
	address[len] = 0;
	out->v6 = strchr(address, ':') != NULL;
	if (inet_pton(out->v6 ? AF_INET6 : AF_INET, address, out->address) != 1)
		return false;
	out->prefix = out->v6 ? 128 : 32;
	if (slash && !parse_prefix(slash + 1, out->prefix, &out->prefix))
		return false;
	for (unsigned bit = out->prefix; bit < (out->v6 ? 128u : 32u); bit++)
		out->address[bit / 8] &= ~(0x80 >> bit % 8);
	return true;
}

static bool parse_protocol(const struct json *member, bool v6, unsigned char *protocol)
{
	static const struct {
		const char *name;
		unsigned char number;
	} known[] = { { "tcp", IPPROTO_TCP }, { "udp", IPPROTO_UDP }, { "sctp", IPPROTO_SCTP } };
	const char *text = json_text(member, NULL);
	int64_t number;
	if (!text) {
		bool whole = json_int(member, &number) && number > 0 && number < 256;
		*protocol = whole ? number : 0;
		return whole;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, text) == 0)
			*protocol = known[i].number;
	if (strcmp(text, "icmp") == 0)
		*protocol = v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
	return *protocol != 0;
}

static bool parse_one(const struct json *entry, struct allowed *out, struct refusal *why)
{
	const char *range = json_get_text(entry, "cidr", NULL);
	const struct json *port = json_get(entry, "port"), *protocol = json_get(entry, "protocol");
	int64_t number = 0;
	*out = (struct allowed){ 0 };
	if (!range || !parse_range(range, out))
		return refuse(why, "usage.invalid-argument", "\"allow\" needs \"cidr\": an address or a range like 10.0.0.0/8");
	if (port && (!json_int(port, &number) || number < 1 || number > 65535))
		return refuse(why, "usage.invalid-argument", "\"port\" must be from 1 to 65535");
	out->port.port = number;
	if (protocol && !parse_protocol(protocol, out->v6, &out->port.protocol))
		return refuse(why, "usage.invalid-argument", "\"protocol\" must be tcp, udp, sctp, icmp or a number");
	return true;
}

static bool parse_resolvers(const struct json *dns, struct allowed_list *list, struct refusal *why)
{
	for (const struct json *at = json_first(dns); at; at = json_next(at)) {
		const char *text = json_text(at, NULL);
		struct allowed *out = &list->item[list->count];
		if (!text || !parse_range(text, out))
			return refuse(why, "usage.invalid-argument", "\"dns\" must be true, false or a list of addresses");
		out[1] = out[0];
		out[0].port = (struct contain_port){ .port = 53, .protocol = IPPROTO_UDP };
		out[1].port = (struct contain_port){ .port = 53, .protocol = IPPROTO_TCP };
		list->count += 2;
	}
	return true;
}

bool allowed_parse(const struct request *request, struct allowed_list *list, struct refusal *why)
{
	const struct json *allow = json_get(request->members, "allow"), *dns = json_get(request->members, "dns");
	*list = (struct allowed_list){ 0 };
	if (allow && json_kind(allow) != JSON_ARRAY)
		return refuse(why, "usage.invalid-argument", "\"allow\" must be a list");
	if (dns && json_kind(dns) != JSON_ARRAY && json_kind(dns) != JSON_TRUE && json_kind(dns) != JSON_FALSE)
		return refuse(why, "usage.invalid-argument", "\"dns\" must be true, false or a list of addresses");
	if (json_count(allow) + 2 * json_count(dns) > MAX_ALLOWED)
		return refuse(why, "limit.entries", "more than %d allowed ranges", MAX_ALLOWED);
	list->item = calloc(MAX_ALLOWED + MAX_LOCAL, sizeof(*list->item));
	if (!list->item)
		return refuse(why, "host.io", "no memory");
	list->dns = dns && json_kind(dns) == JSON_TRUE;
	bool good = true;
	for (const struct json *at = json_first(allow); good && at; at = json_next(at))
		good = parse_one(at, &list->item[list->count++], why);
	good = good && parse_resolvers(dns, list, why);
	if (!good)
		allowed_free(list);
	return good;
}

static void add_local(struct allowed_list *list, size_t limit, const struct allowed *address)
{
	if (list->count >= limit)
		return;
	list->item[list->count] = *address;
	list->item[list->count++].port = (struct contain_port){ .local = 1 };
}

/* Addresses of the container itself: connecting to them never leaves it. */
void allowed_add_local(struct allowed_list *list, int pid)
{
	char name[64], line[256], text[64];
	struct allowed last = { 0 };
	size_t limit = list->count + MAX_LOCAL;
	snprintf(name, sizeof(name), "/proc/%d/net/fib_trie", pid);
	FILE *file = fopen(name, "re");
	for (int lines = 0; file && lines < 65536 && fgets(line, sizeof(line), file); lines++) {
		if (sscanf(line, " |-- %63s", text) == 1)
			parse_range(text, &last);
		else if (strstr(line, "/32 host LOCAL"))
			add_local(list, limit, &last);
	}
	if (file)
		fclose(file);
	snprintf(name, sizeof(name), "/proc/%d/net/if_inet6", pid);
	file = fopen(name, "re");
	for (int lines = 0; file && lines < 1024 && fgets(line, sizeof(line), file); lines++) {
		last = (struct allowed){ .v6 = true, .prefix = 128 };
		for (int i = 0; i < 16; i++)
			sscanf(line + 2 * i, "%2hhx", &last.address[i]);
		add_local(list, limit, &last);
	}
	if (file)
		fclose(file);
}

bool allowed_covers(const struct allowed *wide, const struct allowed *narrow)
{
	if (wide->v6 != narrow->v6 || wide->prefix > narrow->prefix)
		return false;
	for (unsigned bit = 0; bit < wide->prefix; bit++)
		if ((wide->address[bit / 8] ^ narrow->address[bit / 8]) & (0x80 >> bit % 8))
			return false;
	return true;
}
