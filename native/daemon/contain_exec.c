/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Exec policies: which kernel program, fanotify group and entries of maps one command needs. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "contain.h"
#include "contain_exec.skel.h"

#define MAX_PATHS 1024
#define DEFAULT_TTL_MS (15 * 60 * 1000)

static struct {
	struct contain_exec *object;
	struct bpf_link *link;
	struct ring_buffer *ring;
	size_t attached;
	bool used[CONTAIN_SLOTS];
} state;

/* What one policy put into the maps. */
struct entries {
	uint32_t slot;
	struct contain_target_key target;
	struct contain_path_key *paths;
	struct contain_file_key *files;
	size_t path_count, file_count;
	struct denial *denial;
	const char *deny_state;
	bool scripts;
};

static int on_verdict(void *data, void *record, size_t len)
{
	const struct csn_verdict *verdict = record;
	if (len >= sizeof(*verdict) && verdict->h.len <= len && verdict->h.len % 8 == 0)
		daemon_emit(data, record, verdict->h.len);
	return 0;
}

static void on_ring(struct daemon *daemon, int fd, void *data)
{
	(void)daemon, (void)fd, (void)data;
	if (state.ring)
		ring_buffer__consume(state.ring);
}

static int load(struct daemon *daemon)
{
	if (state.object)
		return 0;
	state.object = contain_exec__open_and_load();
	if (!state.object)
		return errno ? -errno : -EINVAL;
	uint32_t zero = 0;
	struct contain_settings settings = { .host_mounts = guard_host_mounts() };
	bpf_map_update_elem(bpf_map__fd(state.object->maps.settings), &zero, &settings, BPF_ANY);
	state.ring = ring_buffer__new(bpf_map__fd(state.object->maps.verdicts), on_verdict, daemon, NULL);
	if (state.ring)
		daemon_watch(daemon, ring_buffer__epoll_fd(state.ring), on_ring, NULL);
	return state.ring ? 0 : -ENOMEM;
}

int exec_ring(struct daemon *daemon)
{
	int error = load(daemon);
	return error ? error : bpf_map__fd(state.object->maps.verdicts);
}

void exec_stop(struct daemon *daemon)
{
	if (state.ring) {
		ring_buffer__consume(state.ring);
		daemon_unwatch(daemon, ring_buffer__epoll_fd(state.ring));
		ring_buffer__free(state.ring);
	}
	bpf_link__destroy(state.link);
	contain_exec__destroy(state.object);
	memset(&state, 0, sizeof(state));
}

int exec_judge(int fd, uint32_t slot, int pid, bool script, struct contain_answer *facts)
{
	struct contain_question question = { .fd = fd, .slot = slot, .pid = pid, .script = script };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &question, .ctx_size_in = sizeof(question));
	uint32_t zero = 0;
	if (bpf_prog_test_run_opts(bpf_program__fd(state.object->progs.contain_judge), &opts) != 0)
		return -errno;
	if (facts)
		bpf_map_lookup_elem(bpf_map__fd(state.object->maps.answer), &zero, facts);
	return opts.retval;
}

static bool read_mode(const struct request *request, const char *name, unsigned char *mode, struct refusal *why)
{
	static const char *const modes[] = { "off", "simulate", "kill", "deny" };
	const struct json *member = json_get(request->members, name);
	const char *text = member ? json_text(member, NULL) : "off";
	for (unsigned i = 0; text && i < 4; i++) {
		if (strcmp(text, modes[i]) == 0) {
			*mode = i;
			return true;
		}
	}
	return refuse(why, "usage.invalid-argument", "\"%s\" must be off, simulate, kill or deny", name);
}

/* Any process of a mount namespace. */
static int process_in(uint64_t mounts)
{
	DIR *list = opendir("/proc");
	int found = 0;
	for (struct dirent *entry; list && !found && (entry = readdir(list)) != NULL;) {
		int pid = atoi(entry->d_name);
		if (pid > 0 && namespace_of(pid, "mnt") == mounts)
			found = pid;
	}
	if (list)
		closedir(list);
	return found;
}

static bool read_target(const struct request *request, struct target *target, struct refusal *why)
{
	uint64_t mounts = json_get_u64(request->members, "mntNs", 0);
	if (!json_get(request->members, "mntNs"))
		return guard_target(request, target, why);
	int pid = process_in(mounts);
	if (!pid)
		return refuse(why, "input.not-found", "no process is in mount namespace %" PRIu64, mounts);
	*target = (struct target){ .kind = TARGET_MOUNTS, .id = mounts, .dir = -1, .pid = pid };
	snprintf(target->path, sizeof(target->path), "mnt:[%" PRIu64 "]", mounts);
	return guard_process(pid, request, why);
}

/* A program with many names (busybox) is not what one of its names means: by path only. */
static bool is_many(int fd)
{
	static const char *const known[] = { "busybox", "busybox.static", "toybox", "coreutils", "box" };
	char link[64], name[1024];
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t len = readlink(link, name, sizeof(name) - 1);
	name[len < 0 ? 0 : len] = 0;
	const char *last = strrchr(name, '/');
	for (size_t i = 0; last && i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(last + 1, known[i]) == 0)
			return true;
	return false;
}

/* What the kernel knows the file by; false where there is none, or where the file is more than this path means. */
static bool facts_of(int root, const char *path, struct contain_answer *facts)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
	int fd = root < 0 ? -1 : syscall(SYS_openat2, root, path, &how, sizeof(how));
	if (fd < 0)
		return false;
	const char *last = strrchr(path, '/') + 1;
	bool known = exec_judge(fd, CONTAIN_SLOTS, 0, false, facts) >= 0 && facts->ino && facts->links <= 1 &&
		(!is_many(fd) || strstr(last, "box"));
	close(fd);
	return known;
}

/* Puts a path, and the file that it names now, on a list: a rename or a hard link does not help it. */
static bool list_path(struct entries *entries, int root, const char *path, size_t len, uint32_t list)
{
	struct contain_exec *object = state.object;
	struct contain_path_key *key = &entries->paths[entries->path_count];
	uint32_t lists = 0;
	if (len < CONTAIN_PATH) {
		*key = (struct contain_path_key){ .slot = entries->slot, .len = len };
		memcpy(key->path, path, len);
		bpf_map_lookup_elem(bpf_map__fd(object->maps.paths), key, &lists);
		lists |= list;
		if (bpf_map_update_elem(bpf_map__fd(object->maps.paths), key, &lists, BPF_ANY) != 0)
			return false;
		entries->path_count++;
	}
	struct contain_answer facts = { 0 };
	if (!facts_of(root, path, &facts))
		return true;
	struct contain_file_key *file = &entries->files[entries->file_count];
	*file = (struct contain_file_key){ .ino = facts.ino, .dev = facts.dev, .slot = entries->slot };
	lists = 0;
	bpf_map_lookup_elem(bpf_map__fd(object->maps.files), file, &lists);
	lists |= list;
	if (bpf_map_update_elem(bpf_map__fd(object->maps.files), file, &lists, BPF_ANY) != 0)
		return false;
	entries->file_count++;
	return true;
}

static bool list_paths(struct entries *entries, const struct request *request, const char *name, uint32_t list, int root,
	struct refusal *why)
{
	const struct json *array = json_get(request->members, name);
	if (array && json_kind(array) != JSON_ARRAY)
		return refuse(why, "usage.invalid-argument", "\"%s\" must be a list of paths", name);
	for (const struct json *at = json_first(array); at; at = json_next(at)) {
		size_t len;
		const char *path = json_text(at, &len);
		if (!path || path[0] != '/' || len >= CSN_MAX_PATH)
			return refuse(why, "usage.invalid-argument", "\"%s\" must hold absolute paths", name);
		if (!list_path(entries, root, path, len, list))
			return refuse(why, "limit.entries", "the kernel's lists are full");
	}
	return true;
}

static void clear(struct entries *entries)
{
	struct contain_exec *object = state.object;
	struct contain_policy none = { 0 };
	struct contain_slots slots;
	int targets = bpf_map__fd(object->maps.targets);

	if (bpf_map_lookup_elem(targets, &entries->target, &slots) == 0) {
		uint32_t kept = 0;
		for (uint32_t i = 0; i < slots.count && i < CONTAIN_PER_TARGET; i++)
			if (slots.slot[i] != entries->slot)
				slots.slot[kept++] = slots.slot[i];
		slots.count = kept;
		if (kept)
			bpf_map_update_elem(targets, &entries->target, &slots, BPF_ANY);
		else
			bpf_map_delete_elem(targets, &entries->target);
	}
	bpf_map_update_elem(bpf_map__fd(object->maps.policies), &entries->slot, &none, BPF_ANY);
	if (entries->denial)
		deny_end(entries->denial);
	for (size_t i = 0; i < entries->path_count; i++)
		bpf_map_delete_elem(bpf_map__fd(object->maps.paths), &entries->paths[i]);
	for (size_t i = 0; i < entries->file_count; i++)
		bpf_map_delete_elem(bpf_map__fd(object->maps.files), &entries->files[i]);
	state.used[entries->slot] = false;
	free(entries->paths);
	free(entries->files);
	free(entries);
}

static struct entries *reserve(size_t paths)
{
	struct entries *made = calloc(1, sizeof(*made));
	if (!made)
		return NULL;
	made->paths = calloc(paths + 1, sizeof(*made->paths));
	made->files = calloc(paths + 1, sizeof(*made->files));
	for (made->slot = 0; made->slot < CONTAIN_SLOTS && state.used[made->slot]; made->slot++)
		;
	if (made->paths && made->files && made->slot < CONTAIN_SLOTS) {
		state.used[made->slot] = true;
		return made;
	}
	free(made->paths);
	free(made->files);
	free(made);
	return NULL;
}

/* The tracepoint is there only while a policy is: nobody else pays for it. */
static int attach(void)
{
	if (state.attached++ == 0) {
		state.link = bpf_program__attach(state.object->progs.contain_exec);
		if (!state.link)
			state.attached--;
	}
	return state.link ? 0 : -errno;
}

static void undo(struct daemon *daemon, struct containment *self)
{
	(void)daemon;
	clear(self->data);
	if (--state.attached == 0) {
		bpf_link__destroy(state.link);
		state.link = NULL;
	}
	ring_buffer__consume(state.ring);
}

static void describe(struct containment *self, struct text *out)
{
	struct entries *entries = self->data;
	text_format(out, ",\"deny\":\"%s\",\"scripts\":%s", entries->deny_state, entries->scripts ? "true" : "false");
}

static bool bind_target(struct entries *entries, const struct target *target, struct refusal *why)
{
	int targets = bpf_map__fd(state.object->maps.targets);
	struct contain_slots slots = { 0 };
	entries->target = (struct contain_target_key){ .id = target->id, .kind = target->kind };
	bpf_map_lookup_elem(targets, &entries->target, &slots);
	if (slots.count >= CONTAIN_PER_TARGET)
		return refuse(why, "limit.entries", "%d policies are bound to this cgroup already", CONTAIN_PER_TARGET);
	slots.slot[slots.count++] = entries->slot;
	if (bpf_map_update_elem(targets, &entries->target, &slots, BPF_ANY) != 0)
		return refuse(why, "limit.entries", "the kernel's lists are full");
	return true;
}

/* What fanotify gives: a clean EPERM, and the only sight of scripts. Without it the kernel program kills. */
static void add_denial(struct entries *entries, const struct contain_policy *policy, int pid, bool scripts)
{
	bool denies = policy->drift == MODE_DENY || policy->tmpfs == MODE_DENY || policy->denied == MODE_DENY;
	bool asked = denies || policy->memfd == MODE_DENY;
	entries->deny_state = asked ? "kill" : "none";
	if (!denies && !scripts)
		return;
	entries->denial = pid ? deny_start(pid, entries->slot, !denies) : NULL;
	if (entries->denial && denies)
		entries->deny_state = "fanotify";
	entries->scripts = entries->denial != NULL;
}

static void mark_listed(struct entries *entries, const struct request *request, int pid)
{
	const struct json *array = json_get(request->members, "deny");
	for (const struct json *at = entries->denial ? json_first(array) : NULL; at; at = json_next(at))
		deny_marks(entries->denial, pid, json_text(at, NULL));
}

static bool fill(struct entries *entries, const struct request *request, struct contain_policy *policy,
	const struct target *target, struct refusal *why)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/root", target->pid);
	int root = target->pid ? open(path, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
	bool listed = list_paths(entries, request, "deny", LIST_DENY, root, why) &&
		list_paths(entries, request, "allow", LIST_ALLOW, root, why);
	if (root >= 0)
		close(root);
	if (!listed)
		return false;
	bpf_map_update_elem(bpf_map__fd(state.object->maps.policies), &entries->slot, policy, BPF_ANY);
	bool any = policy->drift || policy->memfd || policy->tmpfs || policy->denied;
	add_denial(entries, policy, target->pid, any && json_get_bool(request->members, "scripts", true));
	mark_listed(entries, request, target->pid);
	return bind_target(entries, target, why);
}

static bool read_policy_modes(const struct request *request, struct contain_policy *policy, struct refusal *why)
{
	uint64_t expires;
	if (!read_policy(request, &policy->id, why) || !read_expiry(request, DEFAULT_TTL_MS, &expires, why))
		return false;
	policy->expires = expires;
	if (!read_mode(request, "drift", &policy->drift, why) || !read_mode(request, "memfd", &policy->memfd, why) ||
		!read_mode(request, "tmpfs", &policy->tmpfs, why))
		return false;
	if (!json_get(request->members, "denyMode")) {
		policy->denied = json_count(json_get(request->members, "deny")) ? MODE_SIMULATE : MODE_OFF;
		return true;
	}
	return read_mode(request, "denyMode", &policy->denied, why);
}

static bool start(struct daemon *daemon, const struct request *request, struct containment **made, struct refusal *why)
{
	struct contain_policy policy = { 0 };
	struct target target = { .dir = -1 };
	size_t paths = json_count(json_get(request->members, "deny")) + json_count(json_get(request->members, "allow"));

	if (paths > MAX_PATHS)
		return refuse(why, "limit.entries", "more than %d paths in one policy", MAX_PATHS);
	if (!read_policy_modes(request, &policy, why) || !read_target(request, &target, why))
		return false;
	int error = load(daemon);
	if (!error)
		error = attach();
	if (error) {
		target_close(&target);
		return refuse(why, "host.missing-feature", "the kernel does not take the program: %s", strerror(-error));
	}
	struct entries *entries = reserve(paths);
	if (!entries || !fill(entries, request, &policy, &target, why)) {
		if (!entries)
			refuse(why, "limit.entries", "more than %d exec policies", CONTAIN_SLOTS);
		else
			clear(entries);
		if (--state.attached == 0) {
			bpf_link__destroy(state.link);
			state.link = NULL;
		}
		target_close(&target);
		return false;
	}
	*made = containment_add(daemon, &(struct containment){ .kind = KIND_EXEC, .policy = policy.id,
		.expires = policy.expires, .undo = undo, .describe = describe, .data = entries }, &target);
	return true;
}

void exec_policy(struct daemon *daemon, const struct request *request)
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
