/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* `configure`: what the kernel has to tell. A call that is not known, or that this kernel has not, is reported and passed over:
 * a newer judge may name calls that this program does not know. */
#include "sense.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <string.h>
#include <unistd.h>

#include "probes.skel.h"

static bool fill_calls(struct daemon *daemon, const struct request *request, bool *some, struct text *refused)
{
	struct sense *sense = daemon->sense;
	const struct json *list = json_get(request->members, "calls");

	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		const char *name = json_text(at, NULL);

		if (!name) {
			reply_error(daemon, request, "usage.invalid-argument", "calls: not a list of names");
			return false;
		}
	}
	calls_reset(sense);
	if (json_get_bool(request->members, "execOnly", false))
		return true;
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		const char *name = json_text(at, NULL);
		int number = call_number(name);

		if (number < 0) {
			text_format(refused, "%s{\"errno\":\"ENOSYS\",\"call\":", refused->len ? "," : "");
			text_json_string(refused, name, strnlen(name, 64));
			text_format(refused, "}");
			continue;
		}
		calls_want(sense, number, CALL_WANTED);
		*some = true;
	}
	if (*some)
		calls_want_identity(sense);
	return true;
}

/* Calls whose failures are told, where failures are; without a list, all. */
static void fill_failing(struct sense *sense, const struct json *list)
{
	for (int nr = 0; nr < CALLS; nr++)
		sense->settings->calls[nr].failing = !list;
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		const char *name = json_text(at, NULL);
		int number = name ? call_number(name) : -1;

		if (number >= 0)
			sense->settings->calls[number].failing = 1;
	}
}

/* A second slash within the first four bytes would let a longer name look different from its prefix. */
static void fill_head(struct sense *sense, const char *text, size_t len)
{
	unsigned int head, hash;

	if (len < 4 || text[0] != '/' || memchr(text + 1, '/', 3)) {
		sense->settings->heads_tell_nothing = 1;
		return;
	}
	memcpy(&head, text, sizeof(head));
	hash = HEAD_HASH(head);
	sense->bpf->bss->heads[hash >> 3] |= (unsigned char)(1u << (hash & 7));
}

static void fill_prefixes(struct sense *sense, const struct json *list)
{
	int map = bpf_map__fd(sense->bpf->maps.prefixes);
	struct prefix key;
	unsigned char yes = 1;
	size_t len;

	while (!bpf_map_get_next_key(map, NULL, &key) && !bpf_map_delete_elem(map, &key))
		;
	memset(sense->bpf->bss->heads, 0, sizeof(sense->bpf->bss->heads));
	sense->settings->heads_tell_nothing = 0;
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		const char *text = json_text(at, &len);

		if (!text)
			continue;
		memset(&key, 0, sizeof(key));
		/* A longer one matches by its beginning: more is told, never less. */
		len = len > PREFIX_BYTES ? PREFIX_BYTES : len;
		memcpy(key.text, text, len);
		key.bits = (unsigned int)(8 * len);
		bpf_map_update_elem(map, &key, &yes, BPF_ANY);
		fill_head(sense, text, len);
	}
}

static void mark(unsigned char *bits, unsigned int hash)
{
	hash &= HEADS - 1;
	bits[hash >> 3] |= (unsigned char)(1u << (hash & 7));
}

/* Up to `size` bytes of a text, and zeros. */
static void words_of(const char *text, size_t len, unsigned int *words, size_t size)
{
	memset(words, 0, size);
	memcpy(words, text, len < size ? len : size);
}

static void fill_names(struct sense *sense, const struct json *names, const struct json *programs)
{
	unsigned int words[2];
	const char *text;
	size_t len;

	memset(sense->bpf->bss->file_names, 0, sizeof(sense->bpf->bss->file_names));
	memset(sense->bpf->bss->programs, 0, sizeof(sense->bpf->bss->programs));
	for (const struct json *at = json_first(names); at; at = json_next(at)) {
		text = json_text(at, &len);
		if (!text)
			continue;
		words_of(text, len, words, sizeof(*words));
		mark(sense->bpf->bss->file_names, NAME_HASH(words[0], (unsigned int)len));
	}
	for (const struct json *at = json_first(programs); at; at = json_next(at)) {
		text = json_text(at, &len);
		if (!text)
			continue;
		words_of(text, len, words, sizeof(words));
		mark(sense->bpf->bss->programs, PROGRAM_HASH(words[0], words[1]));
	}
	sense->settings->names_listed = json_first(names) != NULL;
	sense->settings->programs_listed = json_first(programs) != NULL;
}

static void fill_opens(struct sense *sense, const struct json *opens)
{
	const char *reads = json_get_text(opens, "reads", "none");

	sense->settings->open_writes = json_get_bool(opens, "writes", true);
	fill_prefixes(sense, json_get(opens, "prefixes"));
	fill_names(sense, json_get(opens, "names"), json_get(opens, "programs"));
	sense->settings->open_reads = !strcmp(reads, "all") ? READS_ALL : !strcmp(reads, "listed") ? READS_LISTED : READS_NONE;
}

static bool fill_ignored(struct daemon *daemon, const struct request *request)
{
	const struct json *list = json_get(request->members, "ignore");
	unsigned int ignored[IGNORED];
	int count = 1;
	int64_t tgid;

	memset(ignored, 0xff, sizeof(ignored));
	ignored[0] = (unsigned int)getpid();
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		if (count == IGNORED || !json_int(at, &tgid) || tgid <= 0) {
			reply_error(daemon, request, "usage.invalid-argument", "'ignore' takes at most %d process ids", IGNORED - 1);
			return false;
		}
		ignored[count++] = (unsigned int)tgid;
	}
	memcpy(daemon->sense->settings->ignored, ignored, sizeof(ignored));
	return true;
}

static void fill_throttle(struct settings *settings, const struct json *throttle)
{
	int64_t rate = json_get_int(throttle, "rate", 0), burst = json_get_int(throttle, "burst", rate);

	settings->throttle = 0;
	if (rate <= 0)
		return;
	settings->rate = (unsigned long long)rate;
	settings->burst = (unsigned long long)(burst > rate ? burst : rate);
	settings->throttle = 1;
}

void sense_configure(struct daemon *daemon, const struct request *request)
{
	struct sense *sense = daemon->sense;
	struct settings *settings = sense->settings;
	const struct json *members = request->members, *network = json_get(members, "network");
	struct text refused = {0}, answer = {0};
	bool some = false, exec_only = json_get_bool(members, "execOnly", false);
	int attached;

	if (!fill_ignored(daemon, request) || !fill_calls(daemon, request, &some, &refused))
		return text_free(&refused);
	sense->exec_only = exec_only;
	settings->failures = json_get_bool(members, "failures", false);
	fill_failing(sense, json_get(members, "failing"));
	settings->containers_only = !strcmp(json_get_text(members, "scope", "all"), "containers");
	settings->strict = !exec_only && json_get_bool(members, "strict", false);
	settings->uring = !exec_only && json_get_bool(members, "uring", false);
	settings->dns = !exec_only && json_get_bool(network, "dns", false);
	settings->sni = !exec_only && json_get_bool(network, "sni", false);
	settings->http = !exec_only && json_get_bool(network, "http", false);
	fill_opens(sense, json_get(members, "opens"));
	fill_throttle(settings, json_get(members, "throttle"));
	attached = calls_apply(sense, &refused);
	sense_extras(daemon, &refused);
	text_format(&answer, "\"attached\":%d,\"refused\":[%s]", attached, refused.bytes ? refused.bytes : "");
	reply_ok(daemon, request, answer.bytes);
	text_free(&refused);
	text_free(&answer);
}
