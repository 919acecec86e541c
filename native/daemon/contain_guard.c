/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Finds what a request names, and refuses what must never be contained: the host, process 1, the daemon and its client. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "contain.h"

#define FILEID_KERNFS 0xfe
#define MAX_DEPTH 16
#define MAX_PROCESSES 262144

static struct {
	uint64_t host_mounts, own_mounts;
	struct hierarchies mounts;
	int unified_fd, pids_fd;
} state = { .unified_fd = -1, .pids_fd = -1 };

bool refuse(struct refusal *why, const char *code, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	vsnprintf(why->text, sizeof(why->text), format, list);
	va_end(list);
	why->code = code;
	return false;
}

void target_close(struct target *target)
{
	if (target->dir >= 0)
		close(target->dir);
	target->dir = -1;
}

uint64_t namespace_of(int pid, const char *name)
{
	char link[64], text[64];
	unsigned long long inode;
	if (pid)
		snprintf(link, sizeof(link), "/proc/%d/ns/%s", pid, name);
	else
		snprintf(link, sizeof(link), "/proc/self/ns/%s", name);
	ssize_t len = readlink(link, text, sizeof(text) - 1);
	if (len <= 0)
		return 0;
	text[len] = 0;
	const char *open = strchr(text, '[');
	return open && sscanf(open, "[%llu]", &inode) == 1 ? inode : 0;
}

static bool has_option(const char *options, const char *name)
{
	size_t len = strlen(name);
	for (const char *at = options; (at = strstr(at, name)) != NULL; at += len)
		if ((at == options || at[-1] == ',') && (at[len] == ',' || at[len] == 0))
			return true;
	return false;
}

static void note_mount(const char *type, const char *options, const char *where)
{
	if (strcmp(type, "cgroup2") == 0 && !state.mounts.unified[0])
		snprintf(state.mounts.unified, sizeof(state.mounts.unified), "%s", where);
	if (strcmp(type, "cgroup") != 0)
		return;
	if (has_option(options, "pids") && !state.mounts.pids[0])
		snprintf(state.mounts.pids, sizeof(state.mounts.pids), "%s", where);
	if (has_option(options, "freezer") && !state.mounts.freezer[0])
		snprintf(state.mounts.freezer, sizeof(state.mounts.freezer), "%s", where);
}

static void find_mounts(void)
{
	char *line = NULL;
	size_t room = 0;
	FILE *file = fopen("/proc/self/mountinfo", "re");
	while (file && getline(&line, &room, file) > 0) {
		char root[512], where[512], type[64], options[1024];
		const char *tail = strstr(line, " - ");
		if (!tail || sscanf(line, "%*d %*d %*s %511s %511s", root, where) != 2)
			continue;
		if (sscanf(tail, " - %63s %*s %1023s", type, options) == 2 && strcmp(root, "/") == 0)
			note_mount(type, options, where);
	}
	free(line);
	if (file)
		fclose(file);
}

void guard_start(void)
{
	guard_stop();
	state.own_mounts = namespace_of(0, "mnt");
	uint64_t first = namespace_of(1, "mnt");
	state.host_mounts = first ? first : state.own_mounts;
	find_mounts();
	if (state.mounts.unified[0])
		state.unified_fd = open(state.mounts.unified, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (state.mounts.pids[0])
		state.pids_fd = open(state.mounts.pids, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void guard_stop(void)
{
	if (state.unified_fd >= 0)
		close(state.unified_fd);
	if (state.pids_fd >= 0)
		close(state.pids_fd);
	memset(&state, 0, sizeof(state));
	state.unified_fd = state.pids_fd = -1;
}

void guard_hierarchies(struct hierarchies *out)
{
	if (!state.mounts.unified[0] && !state.mounts.freezer[0])
		find_mounts();
	*out = state.mounts;
}

uint64_t guard_host_mounts(void)
{
	return state.host_mounts;
}

bool guard_is_host(int pid)
{
	uint64_t mounts = namespace_of(pid, "mnt");
	/* What may not be looked at counts as the host's; what has just ended does not. */
	if (mounts == 0)
		return errno != ENOENT && errno != ESRCH;
	return mounts == state.host_mounts || mounts == state.own_mounts;
}

long file_read(int dir, const char *name, char *text, size_t room)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	size_t len = 0;
	ssize_t got;
	while (len + 1 < room && (got = read(fd, text + len, room - 1 - len)) > 0)
		len += got;
	text[len] = 0;
	close(fd);
	return len;
}

bool file_write(int dir, const char *name, const char *text)
{
	int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool done = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	int error = errno;
	close(fd);
	errno = error;
	return done;
}

bool cgroup_lives(int dir)
{
	return faccessat(dir, "cgroup.procs", F_OK, 0) == 0;
}

struct visit {
	bool (*each)(int pid, void *data);
	void *data;
	size_t count;
	bool ended;
};

static void visit_processes(int dir, struct visit *visit)
{
	int fd = openat(dir, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	int pid;
	while (file && !visit->ended && fscanf(file, "%d", &pid) == 1) {
		visit->count++;
		if (visit->count >= MAX_PROCESSES || (visit->each && !visit->each(pid, visit->data)))
			visit->ended = true;
	}
	if (file)
		fclose(file);
}

static void visit_cgroup(int dir, int depth, struct visit *visit)
{
	visit_processes(dir, visit);
	if (depth >= MAX_DEPTH || visit->ended)
		return;
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = copy < 0 ? NULL : fdopendir(copy);
	for (struct dirent *entry; list && !visit->ended && (entry = readdir(list)) != NULL;) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		int below = openat(dir, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (below < 0)
			continue;
		visit_cgroup(below, depth + 1, visit);
		close(below);
	}
	if (list)
		closedir(list);
}

size_t cgroup_each(int dir, bool (*each)(int pid, void *data), void *data)
{
	struct visit visit = { .each = each, .data = data };
	visit_cgroup(dir, 0, &visit);
	return visit.count;
}

static int client_of(const struct request *request)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	if (request->connection < 0 || getsockopt(request->connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return 0;
	return peer.pid;
}

struct search {
	int client, first, guilty;
	bool host;
};

static bool is_harmless(int pid, void *data)
{
	struct search *search = data;
	if (pid == 1 || pid == getpid() || pid == getppid() || (search->client && pid == search->client)) {
		search->guilty = pid;
		return false;
	}
	if (guard_is_host(pid)) {
		search->guilty = pid;
		search->host = true;
		return false;
	}
	if (!search->first && pid > 0)
		search->first = pid;
	return true;
}

static bool search_directory(int dir, const struct request *request, struct search *search)
{
	/* `exec` into a container is in its cgroup for a moment before it enters its namespaces. */
	for (int attempt = 0; attempt < 4; attempt++) {
		*search = (struct search){ .client = client_of(request) };
		cgroup_each(dir, is_harmless, search);
		if (!search->guilty || !search->host)
			break;
		usleep(2000);
	}
	return search->guilty == 0;
}

static bool refuse_search(const struct search *search, struct refusal *why)
{
	if (search->host)
		return refuse(why, "usage.invalid-argument",
			"process %d in this cgroup runs in the host's mount namespace", search->guilty);
	return refuse(why, "usage.invalid-argument", "process %d in this cgroup is %s", search->guilty,
		search->guilty == 1 ? "the first of the host" : "the sensor or its client");
}

bool guard_directory(int dir, const struct request *request, struct refusal *why)
{
	struct search search;
	return search_directory(dir, request, &search) || refuse_search(&search, why);
}

bool guard_process(int pid, const struct request *request, struct refusal *why)
{
	char path[32];
	snprintf(path, sizeof(path), "/proc/%d", pid);
	if (pid < 1 || access(path, F_OK) != 0)
		return refuse(why, "input.not-found", "no process %d", pid);
	if (pid == 1 || pid == getpid() || pid == getppid() || pid == client_of(request))
		return refuse(why, "usage.invalid-argument", "process %d is %s", pid,
			pid == 1 ? "the first of the host" : "the sensor or its client");
	if (guard_is_host(pid))
		return refuse(why, "usage.invalid-argument", "process %d runs in the host's mount namespace", pid);
	return true;
}

/* kernfs ids are handles of their file system. */
static int open_id(int mount, uint64_t id)
{
	union {
		struct file_handle handle;
		char bytes[sizeof(struct file_handle) + 8];
	} by = { .handle = { .handle_bytes = 8, .handle_type = FILEID_KERNFS } };
	memcpy(by.bytes + offsetof(struct file_handle, f_handle), &id, 8);
	return mount < 0 ? -1 : open_by_handle_at(mount, &by.handle, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool name_of(int fd, char *path, size_t room)
{
	char link[64];
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t len = readlink(link, path, room - 1);
	path[len < 0 ? 0 : len] = 0;
	return len > 0;
}

/* Where a process is in one hierarchy, as /proc/<pid>/cgroup says. */
static bool path_in(int pid, const char *controller, char *path, size_t room)
{
	char name[32], *line = NULL;
	size_t size = 0;
	bool found = false;
	snprintf(name, sizeof(name), "/proc/%d/cgroup", pid);
	FILE *file = fopen(name, "re");
	while (file && !found && getline(&line, &size, file) > 0) {
		char *controllers = strchr(line, ':'), *at = controllers ? strchr(controllers + 1, ':') : NULL;
		if (!at)
			continue;
		*at++ = 0;
		at[strcspn(at, "\n")] = 0;
		controllers++;
		found = *controller ? has_option(controllers, controller) : *controllers == 0;
		if (found)
			snprintf(path, room, "%s", at);
	}
	free(line);
	if (file)
		fclose(file);
	return found && strstr(path, "/..") == NULL;
}

int cgroup_of(int pid, const char *controller, char *path, size_t room)
{
	char below[700];
	const char *mount = *controller == 0 ? state.mounts.unified : strcmp(controller, "pids") == 0 ? state.mounts.pids : state.mounts.freezer;
	if (!*mount || !path_in(pid, controller, below, sizeof(below)) || strcmp(below, "/") == 0)
		return -1;
	snprintf(path, room, "%s%s", mount, below);
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static uint64_t id_of(int dir)
{
	struct stat info;
	return fstat(dir, &info) == 0 ? info.st_ino : 0;
}

static bool contains(int dir, int pid);

static bool by_id(uint64_t id, int pid, struct target *target, struct refusal *why)
{
	int mounts[] = { state.unified_fd, state.pids_fd };
	for (int i = 0; i < 2; i++) {
		int dir = id > 1 ? open_id(mounts[i], id) : -1;
		if (dir < 0)
			continue;
		/* The same number may name another cgroup in another hierarchy: a process says which is meant. */
		if (pid && !contains(dir, pid)) {
			close(dir);
			continue;
		}
		target->kind = i == 0 ? TARGET_UNIFIED : TARGET_PIDS;
		target->dir = dir;
		target->id = id;
		return name_of(dir, target->path, sizeof(target->path));
	}
	if (id <= 1)
		return refuse(why, "usage.invalid-argument", "cgroup %llu is the host's root", (unsigned long long)id);
	return refuse(why, "input.not-found", "no cgroup %llu%s", (unsigned long long)id, pid ? " with that process" : "");
}

static bool is_other(int pid, void *data)
{
	return pid != *(int *)data;
}

static bool contains(int dir, int pid)
{
	struct visit visit = { .each = is_other, .data = &pid };
	visit_cgroup(dir, 0, &visit);
	return visit.ended;
}

static bool by_pid(int pid, struct target *target, struct refusal *why)
{
	static const char *const hierarchies[] = { "", "pids", "freezer" };
	for (int i = 0; i < 3; i++) {
		target->dir = cgroup_of(pid, hierarchies[i], target->path, sizeof(target->path));
		if (target->dir < 0)
			continue;
		target->kind = i == 0 ? TARGET_UNIFIED : TARGET_PIDS;
		target->id = id_of(target->dir);
		return true;
	}
	return refuse(why, "usage.invalid-argument", "process %d is in no cgroup of its own", pid);
}

bool guard_target(const struct request *request, struct target *target, struct refusal *why)
{
	uint64_t id = json_get_u64(request->members, "cgroup", 0);
	int64_t pid = json_get_int(request->members, "pid", 0);
	struct search search;

	*target = (struct target){ .dir = -1 };
	if (pid < 0 || pid > INT_MAX || (!pid && !json_get(request->members, "cgroup")))
		return refuse(why, "usage.invalid-argument", "\"cgroup\" (kernfs id) or \"pid\" is needed");
	if (pid && !guard_process(pid, request, why))
		return false;
	if (!(json_get(request->members, "cgroup") ? by_id(id, pid, target, why) : by_pid(pid, target, why)))
		return false;
	if (!search_directory(target->dir, request, &search)) {
		target_close(target);
		return refuse_search(&search, why);
	}
	target->pid = pid ? pid : search.first;
	return true;
}

static bool note_first(int pid, void *data)
{
	*(int *)data = pid;
	return pid <= 0;
}

void guard_adopted(struct target *target)
{
	struct refusal ignored;
	struct target found = { .dir = -1 };
	if (!by_id(target->id, 0, &found, &ignored))
		return;
	*target = found;
	cgroup_each(target->dir, note_first, &target->pid);
}
