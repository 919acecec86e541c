/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Freezes and thaws cgroups, of either version. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "contain.h"

#define DEFAULT_TTL_MS (10 * 60 * 1000)
#define PATIENCE_US 20000

struct frozen {
	bool unified;
	bool foreign; /* somebody else had frozen it: it is theirs to thaw */
	char path[1024]; /* of the freezer: two policies may have found it by different names */
	int dir;
};

static bool is_frozen(int dir, bool unified)
{
	char text[256];
	if (file_read(dir, unified ? "cgroup.events" : "freezer.state", text, sizeof(text)) < 0)
		return false;
	return unified ? strstr(text, "frozen 1") != NULL : strncmp(text, "FROZEN", 6) == 0;
}

static bool is_wanted(int dir, bool unified)
{
	char text[64];
	if (file_read(dir, unified ? "cgroup.freeze" : "freezer.self_freezing", text, sizeof(text)) < 0)
		return false;
	return text[0] == '1';
}

static bool set_frozen(int dir, bool unified, bool frozen)
{
	if (unified)
		return file_write(dir, "cgroup.freeze", frozen ? "1" : "0");
	return file_write(dir, "freezer.state", frozen ? "FROZEN" : "THAWED");
}

/* Reading `freezer.state` of version 1 also pushes the freezing on. */
static bool wait_frozen(int dir, bool unified)
{
	for (int waited = 0; waited < PATIENCE_US; waited += 50) {
		if (is_frozen(dir, unified))
			return true;
		usleep(50);
	}
	return is_frozen(dir, unified);
}

/* The directory that freezes a target: its own in the unified tree, else the freezer's of a process in it. */
static bool find_freezer(const struct target *target, const struct request *request, struct frozen *out, struct refusal *why)
{
	if (target->dir >= 0 && faccessat(target->dir, "cgroup.freeze", W_OK, 0) == 0) {
		out->unified = true;
		out->dir = openat(target->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		snprintf(out->path, sizeof(out->path), "%s", target->path);
		return out->dir >= 0 || refuse(why, "host.io", "cannot open the cgroup: %s", strerror(errno));
	}
	if (target->dir >= 0 && faccessat(target->dir, "freezer.state", W_OK, 0) == 0) {
		out->dir = openat(target->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		snprintf(out->path, sizeof(out->path), "%s", target->path);
		return true;
	}
	if (!target->pid)
		return refuse(why, "input.not-found", "no process is in this cgroup");
	out->dir = cgroup_of(target->pid, "freezer", out->path, sizeof(out->path));
	if (out->dir < 0)
		return refuse(why, "host.missing-feature", "no freezer: the container has no cgroup of its own there");
	if (guard_directory(out->dir, request, why))
		return true;
	close(out->dir);
	return false;
}

static size_t holders(const char *path)
{
	size_t count = 0;
	for (struct containment *at = containment_next(NULL); at; at = containment_next(at))
		if (at->kind == KIND_FREEZE && strcmp(((struct frozen *)at->data)->path, path) == 0)
			count++;
	return count;
}

static void undo(struct daemon *daemon, struct containment *self)
{
	struct frozen *frozen = self->data;
	if (holders(frozen->path) == 0) {
		if (!frozen->foreign) {
			set_frozen(frozen->dir, frozen->unified, false);
			contain_tell(daemon, self->policy, CSN_ACT_THAW, CSN_WHY_COMMAND, self->cgroup, 0, frozen->path);
		}
		guardian_forget(frozen->dir);
	}
	close(frozen->dir);
	free(frozen);
}

static void describe(struct containment *self, struct text *out)
{
	struct frozen *frozen = self->data;
	text_format(out, ",\"version\":%d,\"foreign\":%s", frozen->unified ? 2 : 1, frozen->foreign ? "true" : "false");
}

/* A second policy on one cgroup knows what the first one found. */
static bool was_foreign(const char *path, bool frozen_now)
{
	for (struct containment *at = containment_next(NULL); at; at = containment_next(at))
		if (at->kind == KIND_FREEZE && strcmp(((struct frozen *)at->data)->path, path) == 0)
			return ((struct frozen *)at->data)->foreign;
	return frozen_now;
}

static bool start(struct daemon *daemon, const struct request *request, struct text *out, struct refusal *why)
{
	uint32_t policy;
	uint64_t expires;
	struct target target;
	struct frozen *frozen = calloc(1, sizeof(*frozen));
	if (!frozen)
		return refuse(why, "host.io", "no memory");
	if (!read_policy(request, &policy, why) || !read_expiry(request, DEFAULT_TTL_MS, &expires, why) ||
		!guard_target(request, &target, why)) {
		free(frozen);
		return false;
	}
	if (!find_freezer(&target, request, frozen, why)) {
		target_close(&target);
		free(frozen);
		return false;
	}
	frozen->foreign = was_foreign(frozen->path, is_wanted(frozen->dir, frozen->unified));
	bool guarded = guardian_watch(frozen->dir, frozen->unified, expires);
	if (!set_frozen(frozen->dir, frozen->unified, true)) {
		int error = errno;
		guardian_forget(frozen->dir);
		close(frozen->dir);
		free(frozen);
		target_close(&target);
		return refuse(why, "host.io", "the kernel does not freeze this cgroup: %s", strerror(error));
	}
	bool complete = wait_frozen(frozen->dir, frozen->unified);
	struct containment *made = containment_add(daemon, &(struct containment){ .kind = KIND_FREEZE, .policy = policy,
		.expires = expires, .undo = undo, .describe = describe, .data = frozen }, &target);
	contain_tell(daemon, policy, CSN_ACT_FREEZE, CSN_WHY_COMMAND, made->cgroup, target.pid, frozen->path);
	text_format(out, "\"complete\":%s,\"guarded\":%s,\"path\":", complete ? "true" : "false", guarded ? "true" : "false");
	text_json_string(out, frozen->path, strlen(frozen->path));
	describe(made, out);
	return true;
}

void freeze(struct daemon *daemon, const struct request *request)
{
	struct refusal why;
	struct text out = { 0 };
	if (!start(daemon, request, &out, &why)) {
		reply_error(daemon, request, why.code, "%s", why.text);
		return;
	}
	containment_changed(daemon);
	reply_ok(daemon, request, out.bytes);
	text_free(&out);
}

/* By policy; or, with `cgroup` or `pid` instead, all freezes that were asked for there. */
void thaw(struct daemon *daemon, const struct request *request)
{
	struct refusal why;
	uint32_t policy = 0;
	struct target target = { .dir = -1 };
	bool by_policy = json_get(request->members, "policy") != NULL;
	size_t count = 0;
	if (by_policy ? !read_policy(request, &policy, &why) : !guard_target(request, &target, &why)) {
		reply_error(daemon, request, why.code, "%s", why.text);
		return;
	}
	for (struct containment *at = containment_next(NULL), *after; at; at = after) {
		after = containment_next(at);
		if (at->kind != KIND_FREEZE || (by_policy ? at->policy != policy : at->cgroup != target.id))
			continue;
		containment_end(daemon, at);
		count++;
	}
	target_close(&target);
	containment_changed(daemon);
	if (count)
		reply_ok(daemon, request, NULL);
	else
		reply_error(daemon, request, "input.not-found", "nothing is frozen by that policy or there");
}
