/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Everything that acts: the list of what is active, its end by time, and the way of a command to its part. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "contain.h"

#define TICK_MS 2000
#define BURST 512
#define PER_SECOND 100

static struct {
	struct containment *first;
	size_t count;
	double tokens;
	uint64_t filled;
	bool started;
} state;

struct containment *containment_next(struct containment *after)
{
	return after ? after->next : state.first;
}

struct containment *containment_find(enum containment_kind kind, uint32_t policy)
{
	for (struct containment *at = state.first; at; at = at->next)
		if (at->kind == kind && at->policy == policy)
			return at;
	return NULL;
}

static void free_containment(struct containment *which)
{
	if (which->dir >= 0)
		close(which->dir);
	free(which);
}

void containment_end(struct daemon *daemon, struct containment *which)
{
	for (struct containment **at = &state.first; *at; at = &(*at)->next) {
		if (*at != which)
			continue;
		*at = which->next;
		state.count--;
		/* Out of the list before it is undone: what counts references must not count this one. */
		which->undo(daemon, which);
		free_containment(which);
		return;
	}
}

static void due(struct daemon *daemon, void *data)
{
	(void)data;
	containment_changed(daemon);
}

/* Ends what is over or whose cgroup has gone, and looks again when the next one ends. */
void containment_changed(struct daemon *daemon)
{
	uint64_t now = daemon_now(), next = now + TICK_MS * 1000000ull;
	for (struct containment *at = state.first, *after; at; at = after) {
		after = at->next;
		bool over = at->expires <= now;
		if (!over && (at->dir < 0 || cgroup_lives(at->dir))) {
			next = at->expires < next ? at->expires : next;
			continue;
		}
		if (over)
			contain_tell(daemon, at->policy, CSN_ACT_EXPIRED, CSN_WHY_COMMAND, at->cgroup, 0, at->path);
		containment_end(daemon, at);
	}
	daemon_timer(daemon, state.first ? (int64_t)((next - now) / 1000000 + 1) : -1, due, &state);
}

struct containment *containment_add(struct daemon *daemon, const struct containment *parts, struct target *target)
{
	struct containment *made = calloc(1, sizeof(*made));
	struct containment *older = containment_find(parts->kind, parts->policy);
	if (!made)
		abort(); /* a containment that nobody remembers would have no end */
	*made = *parts;
	made->cgroup = target->id;
	made->dir = target->dir;
	memcpy(made->path, target->path, sizeof(made->path));
	target->dir = -1;
	made->next = state.first;
	state.first = made;
	state.count++;
	if (older)
		containment_end(daemon, older);
	return made;
}

bool read_policy(const struct request *request, uint32_t *policy, struct refusal *why)
{
	int64_t value;
	const struct json *member = json_get(request->members, "policy");
	if (!member || !json_int(member, &value) || value < 0 || value > UINT32_MAX)
		return refuse(why, "usage.invalid-argument", "\"policy\" must be a whole number from 0 to 4294967295");
	*policy = value;
	return true;
}

bool read_expiry(const struct request *request, int64_t otherwise_ms, uint64_t *expires, struct refusal *why)
{
	int64_t ms = otherwise_ms;
	const struct json *member = json_get(request->members, "ttlMs");
	if (member && (!json_int(member, &ms) || ms < 1 || ms > CONTAIN_MAX_TTL_MS))
		return refuse(why, "usage.invalid-argument", "\"ttlMs\" must be from 1 to %lld", CONTAIN_MAX_TTL_MS);
	*expires = daemon_now() + ms * 1000000ull;
	return true;
}

void contain_tell(struct daemon *daemon, uint32_t policy, int action, int reason, uint64_t cgroup, int pid, const char *path)
{
	struct {
		struct csn_verdict verdict;
		char path[1032];
	} record;
	size_t len = strnlen(path, 1024);
	memset(&record, 0, sizeof(record));
	record.verdict = (struct csn_verdict){
		.h = { .len = (sizeof(record.verdict) + len + 7) & ~7ul, .type = CSN_VERDICT, .nr = 0xffff, .ts = daemon_now(),
			.tgid = pid, .tid = pid },
		.cgroup = cgroup, .policy = policy, .action = action, .reason = reason, .path_len = len };
	memcpy(record.path, path, len);
	daemon_emit(daemon, &record, record.verdict.h.len);
}

/* A client that went mad or was taken over may not act faster than this. What undoes is never limited. */
static bool may_act(void)
{
	uint64_t now = daemon_now();
	double gained = (now - state.filled) / 1e9 * PER_SECOND;
	state.tokens = state.filled == 0 || state.tokens + gained > BURST ? BURST : state.tokens + gained;
	state.filled = now;
	if (state.tokens < 1)
		return false;
	state.tokens -= 1;
	return true;
}

static void end_by_policy(struct daemon *daemon, const struct request *request, enum containment_kind kind)
{
	struct refusal why;
	uint32_t policy;
	if (!read_policy(request, &policy, &why)) {
		reply_error(daemon, request, why.code, "%s", why.text);
		return;
	}
	struct containment *found = containment_find(kind, policy);
	if (!found) {
		reply_error(daemon, request, "input.not-found", "no such policy is active: %" PRIu32, policy);
		return;
	}
	containment_end(daemon, found);
	containment_changed(daemon);
	reply_ok(daemon, request, NULL);
}

static void exec_policy_remove(struct daemon *daemon, const struct request *request)
{
	end_by_policy(daemon, request, KIND_EXEC);
}

static void release(struct daemon *daemon, const struct request *request)
{
	end_by_policy(daemon, request, KIND_QUARANTINE);
}

static void list_policies(struct daemon *daemon, const struct request *request)
{
	static const char *const kinds[] = { "", "exec-policy", "quarantine", "freeze" };
	struct text out = { .limit = 4 << 20 };
	uint64_t now = daemon_now();
	text_format(&out, "\"policies\":[");
	for (struct containment *at = state.first; at; at = at->next) {
		text_format(&out, "%s{\"kind\":\"%s\",\"policy\":%" PRIu32 ",\"cgroup\":\"%" PRIu64 "\",\"leftMs\":%" PRIu64 ",\"path\":",
			at == state.first ? "" : ",", kinds[at->kind], at->policy, at->cgroup,
			at->expires > now ? (at->expires - now) / 1000000 : 0);
		text_json_string(&out, at->path, strlen(at->path));
		if (at->describe)
			at->describe(at, &out);
		text_format(&out, "}");
	}
	text_format(&out, "]");
	if (out.failed)
		reply_error(daemon, request, "limit.size", "too many policies for one answer");
	else
		reply_ok(daemon, request, out.bytes);
	text_free(&out);
}

static const struct {
	const char *name;
	void (*run)(struct daemon *daemon, const struct request *request);
	bool acts;
} commands[] = {
	{ "exec-policy", exec_policy, true },
	{ "exec-policy-remove", exec_policy_remove, false },
	{ "quarantine", quarantine, true },
	{ "release", release, false },
	{ "freeze", freeze, true },
	{ "thaw", thaw, false },
	{ "kill", kill_command, true },
	{ "policies", list_policies, false },
};

bool contain_command(struct daemon *daemon, const struct request *request)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(commands[i].name, request->command) != 0)
			continue;
		if (commands[i].acts && state.count >= CONTAIN_MAX_ACTIVE)
			reply_error(daemon, request, "limit.entries", "%d containments are active already", CONTAIN_MAX_ACTIVE);
		else if (commands[i].acts && !may_act())
			reply_error(daemon, request, "limit.entries", "more than %d acts a second", PER_SECOND);
		else
			commands[i].run(daemon, request);
		return true;
	}
	return false;
}

int contain_start(struct daemon *daemon)
{
	guard_start();
	state.started = true;
	cut_start(daemon);
	containment_changed(daemon);
	return 0;
}

size_t contain_active(const struct daemon *daemon)
{
	(void)daemon;
	return state.count;
}

void contain_stop(struct daemon *daemon, bool keep)
{
	/* Everything has an end by itself. */
	if (keep || !state.started)
		return;
	while (state.first)
		containment_end(daemon, state.first);
	daemon_timer(daemon, -1, due, &state);
	deny_stop();
	cut_stop(daemon);
	exec_stop(daemon);
	guardian_stop();
	guard_stop();
	state.started = false;
}
