/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Quarantine. First layer: cgroup programs, in a quarter of a millisecond. Second layer: rules in the container's network
 * namespace, which also stop what no socket of the cgroup sends (packet sockets, answers of the kernel itself); it comes behind
 * the answer, unless it is the only one, and only where nobody outside the cgroup shares the namespace.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include "contain_cut.h"

#define DEFAULT_TTL_MS (60 * 60 * 1000)
#define PINS "/sys/fs/bpf/caisson"
#define BPF_FS 0xcafe4a11

enum layers { LAYERS_AUTO, LAYERS_CGROUP, LAYERS_NAMESPACE, LAYERS_BOTH };

struct cut {
	struct daemon *daemon;
	struct net_programs *programs;
	struct allowed_list allowed;
	char pins[320];       /* directory, empty: not pinned */
	int netns, socket;    /* the second layer: its namespace, and what owns its rules; -1 */
	bool in_namespace, adopted;
	uint32_t policy;
	uint64_t expires;
};

struct sharing {
	uint64_t namespace;
	bool host, other;
};

static bool note_namespace(int pid, void *data)
{
	struct sharing *sharing = data;
	uint64_t here = namespace_of(pid, "net");
	if (!here)
		return true;
	if (here == namespace_of(0, "net") || here == namespace_of(1, "net"))
		sharing->host = true;
	if (!sharing->namespace)
		sharing->namespace = here;
	sharing->other = sharing->other || here != sharing->namespace;
	return !sharing->host;
}

/* Counts the processes of the namespace: more than the cgroup has means that others live in it. */
static bool is_shared(uint64_t namespace, int dir)
{
	size_t all = 0, own = cgroup_each(dir, NULL, NULL);
	DIR *list = opendir("/proc");
	for (struct dirent *entry; list && (entry = readdir(list)) != NULL;) {
		int pid = atoi(entry->d_name);
		all += pid > 0 && namespace_of(pid, "net") == namespace;
	}
	if (list)
		closedir(list);
	return all > own;
}

static void remove_pins(const char *directory)
{
	DIR *list = opendir(directory);
	for (struct dirent *entry; list && (entry = readdir(list)) != NULL;)
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(list), entry->d_name, 0);
	if (list)
		closedir(list);
	rmdir(directory);
	rmdir(PINS);
}

static void name_table(const struct cut *cut, char *name, size_t room)
{
	snprintf(name, room, "caisson-%" PRIu32 "-%" PRIx64, cut->policy, cut->expires);
}

static int namespace_layer(struct cut *cut)
{
	char name[64];
	uint64_t now = daemon_now();
	uint64_t ttl_ms = cut->expires > now ? (cut->expires - now) / 1000000 : 1;
	name_table(cut, name, sizeof(name));
	int error = netns_cut(cut->netns, name, &cut->allowed, ttl_ms, cut->pins[0] == 0, &cut->socket);
	cut->in_namespace = error == 0;
	return error;
}

static void second_layer(struct daemon *daemon, void *data)
{
	(void)daemon;
	struct cut *cut = data;
	if (namespace_layer(cut) != 0) {
		close(cut->netns);
		cut->netns = -1;
	}
}

static void free_cut(struct cut *cut)
{
	char name[64];
	daemon_timer(cut->daemon, -1, second_layer, cut);
	name_table(cut, name, sizeof(name));
	if (cut->pins[0])
		remove_pins(cut->pins);
	if (cut->programs)
		net_detach(cut->programs);
	if (cut->socket >= 0)
		close(cut->socket);
	else if (cut->in_namespace)
		netns_release(cut->netns, name);
	if (cut->netns >= 0)
		close(cut->netns);
	allowed_free(&cut->allowed);
	free(cut);
}

static void undo(struct daemon *daemon, struct containment *self)
{
	(void)daemon;
	free_cut(self->data);
}

static const char *layers_of(const struct cut *cut)
{
	bool cgroup = cut->programs || cut->adopted;
	if (cgroup && cut->in_namespace)
		return "\"cgroup\",\"namespace\"";
	return cgroup ? "\"cgroup\"" : "\"namespace\"";
}

static void describe(struct containment *self, struct text *out)
{
	struct cut *cut = self->data;
	struct contain_counts counts = { 0 };
	if (cut->programs)
		net_counts(cut->programs, &counts);
	text_format(out, ",\"layers\":[%s],\"pending\":%s,\"pinned\":%s,\"adopted\":%s,\"dropped\":%llu,\"denied\":%llu,\"passed\":%llu",
		layers_of(cut), cut->netns >= 0 && !cut->in_namespace ? "true" : "false", cut->pins[0] ? "true" : "false", cut->adopted ? "true" : "false", counts.dropped, counts.denied,
		counts.passed);
}

static bool read_layers(const struct request *request, enum layers *layers, struct refusal *why)
{
	static const char *const names[] = { "auto", "cgroup", "namespace", "both" };
	const char *text = json_get_text(request->members, "layers", "auto");
	for (unsigned i = 0; i < 4; i++) {
		if (strcmp(names[i], text) == 0) {
			*layers = i;
			return true;
		}
	}
	return refuse(why, "usage.invalid-argument", "\"layers\" must be auto, cgroup, namespace or both");
}

/* The directory in the unified tree to which programs can be attached; -1: the container is in none of its own. */
static int unified_of(const struct target *target, const struct request *request, uint64_t *id)
{
	struct refusal ignored;
	struct stat info;
	char path[1024];
	int dir = target->kind == TARGET_UNIFIED ? openat(target->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
		: target->pid ? cgroup_of(target->pid, "", path, sizeof(path)) : -1;
	if (dir >= 0 && target->kind != TARGET_UNIFIED && !guard_directory(dir, request, &ignored)) {
		close(dir);
		return -1;
	}
	*id = dir >= 0 && fstat(dir, &info) == 0 ? info.st_ino : 0;
	return dir;
}

static void pin(struct cut *cut)
{
	struct statfs info;
	if (statfs("/sys/fs/bpf", &info) != 0 || (uint32_t)info.f_type != BPF_FS)
		return;
	mkdir(PINS, 0700);
	snprintf(cut->pins, sizeof(cut->pins), PINS "/quarantine-%" PRIu32 "-%" PRIx64, cut->policy, cut->expires);
	if (mkdir(cut->pins, 0700) == 0 && net_pin(cut->programs, cut->pins))
		return;
	remove_pins(cut->pins);
	cut->pins[0] = 0;
}

static int cgroup_layer(struct cut *cut, const struct request *request, const struct target *target)
{
	struct contain_quarantine settings = { .expires = cut->expires, .policy = cut->policy,
		.flags = cut->allowed.dns ? CUT_DNS : 0 };
	uint64_t id;
	int error = 0, dir = unified_of(target, request, &id);
	if (dir < 0)
		return -ENOENT;
	settings.cgroup = target->id;
	size_t own = cut->allowed.count;
	if (target->pid)
		allowed_add_local(&cut->allowed, target->pid);
	cut->programs = net_attach(cut->daemon, dir, &settings, &cut->allowed, &error);
	cut->allowed.count = own;
	close(dir);
	if (cut->programs && json_get_bool(request->members, "pin", false))
		pin(cut);
	return error;
}

static void open_namespace(struct cut *cut, int pid)
{
	char name[64];
	snprintf(name, sizeof(name), "/proc/%d/ns/net", pid);
	cut->netns = pid ? open(name, O_RDONLY | O_CLOEXEC) : -1;
}

static bool apply(struct cut *cut, const struct request *request, const struct target *target, enum layers layers,
	struct refusal *why)
{
	struct sharing sharing = { 0 };
	cgroup_each(target->dir, note_namespace, &sharing);
	if (sharing.host)
		return refuse(why, "usage.invalid-argument", "the container uses the host's network: cutting it would cut the host");
	int error = layers == LAYERS_NAMESPACE ? -ENOTSUP : cgroup_layer(cut, request, target);
	if (error == -E2BIG)
		return refuse(why, "limit.entries", "more than %d different ports of one allowed range", CONTAIN_PORTS);
	if (error && layers == LAYERS_CGROUP)
		return refuse(why, "host.missing-feature", "cgroup programs cannot be attached: %s", strerror(-error));
	if (layers == LAYERS_CGROUP || (!error && layers == LAYERS_AUTO &&
		(!target->pid || sharing.other || is_shared(sharing.namespace, target->dir))))
		return true;
	open_namespace(cut, target->pid);
	if (!error && layers == LAYERS_AUTO) {
		if (cut->netns >= 0)
			daemon_timer(cut->daemon, 0, second_layer, cut);
		return true;
	}
	int second = cut->netns < 0 ? -errno : namespace_layer(cut);
	if (second)
		return refuse(why, "host.missing-feature", "the network cannot be cut: cgroup %s, namespace %s",
			error ? strerror(-error) : "works", strerror(-second));
	return true;
}

static bool start(struct daemon *daemon, const struct request *request, struct containment **made, struct refusal *why)
{
	enum layers layers = LAYERS_AUTO;
	struct target target = { .dir = -1 };
	struct cut *cut = calloc(1, sizeof(*cut));
	if (!cut)
		return refuse(why, "host.io", "no memory");
	cut->daemon = daemon;
	cut->netns = cut->socket = -1;
	bool good = read_policy(request, &cut->policy, why) && read_expiry(request, DEFAULT_TTL_MS, &cut->expires, why) &&
		read_layers(request, &layers, why) && allowed_parse(request, &cut->allowed, why) && guard_target(request, &target, why) &&
		apply(cut, request, &target, layers, why);
	if (!good) {
		free_cut(cut);
		target_close(&target);
		return false;
	}
	contain_tell(daemon, cut->policy, CSN_ACT_CUT, CSN_WHY_COMMAND, target.id, target.pid, target.path);
	*made = containment_add(daemon, &(struct containment){ .kind = KIND_QUARANTINE, .policy = cut->policy,
		.expires = cut->expires, .undo = undo, .describe = describe, .data = cut }, &target);
	return true;
}

void quarantine(struct daemon *daemon, const struct request *request)
{
	struct refusal why;
	struct containment *made = NULL;
	if (!start(daemon, request, &made, &why) || !made) {
		reply_error(daemon, request, why.code, "%s", why.text);
		return;
	}
	containment_changed(daemon);
	struct text out = { 0 };
	text_format(&out, "\"path\":");
	text_json_string(&out, made->path, strnlen(made->path, sizeof(made->path)));
	describe(made, &out);
	reply_ok(daemon, request, out.bytes);
	text_free(&out);
}

/* What a killed daemon left behind goes on until its time is over, and can be released here. */
static void adopt(struct daemon *daemon, const char *directory)
{
	char path[512];
	struct contain_quarantine found;
	uint32_t zero = 0;
	snprintf(path, sizeof(path), "%s/quarantine", directory);
	int map = bpf_obj_get(path);
	bool good = map >= 0 && bpf_map_lookup_elem(map, &zero, &found) == 0 && found.expires > daemon_now();
	if (map >= 0)
		close(map);
	struct cut *cut = good ? calloc(1, sizeof(*cut)) : NULL;
	if (!cut) {
		remove_pins(directory);
		return;
	}
	*cut = (struct cut){ .daemon = daemon, .netns = -1, .socket = -1, .adopted = true, .policy = found.policy,
		.expires = found.expires };
	snprintf(cut->pins, sizeof(cut->pins), "%s", directory);
	struct target target = { .dir = -1, .id = found.cgroup };
	snprintf(target.path, sizeof(target.path), "cgroup %llu", found.cgroup);
	guard_adopted(&target);
	if (target.pid) {
		open_namespace(cut, target.pid);
		cut->in_namespace = cut->netns >= 0;
	}
	containment_add(daemon, &(struct containment){ .kind = KIND_QUARANTINE, .policy = found.policy,
		.expires = found.expires, .undo = undo, .describe = describe, .data = cut }, &target);
}

void cut_start(struct daemon *daemon)
{
	DIR *list = opendir(PINS);
	for (struct dirent *entry; list && (entry = readdir(list)) != NULL;) {
		char path[300];
		snprintf(path, sizeof(path), PINS "/%.200s", entry->d_name);
		if (strncmp(entry->d_name, "quarantine-", 11) == 0)
			adopt(daemon, path);
	}
	if (list)
		closedir(list);
	net_start(daemon);
}

void cut_stop(struct daemon *daemon)
{
	net_stop(daemon);
}
