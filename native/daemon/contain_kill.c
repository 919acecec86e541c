/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Kills a process, its tree, or everything in a cgroup; a pid is never taken for another process that got the same number. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "contain.h"

#define ROUNDS 50
#define MAX_TREE 16384
#define PATIENCE_US 100000

struct process {
	int pid, handle;
};
struct tree {
	struct process *list;
	size_t count;
};

/* Parent and start (in clock ticks since boot) of a process; false when it has gone. */
static bool status_of(int pid, int *parent, uint64_t *start)
{
	char name[32], text[1024];
	unsigned long long ticks;
	snprintf(name, sizeof(name), "/proc/%d/stat", pid);
	if (file_read(AT_FDCWD, name, text, sizeof(text)) <= 0)
		return false;
	char *behind = strrchr(text, ')');
	if (!behind || sscanf(behind + 1, " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
		parent, &ticks) != 2)
		return false;
	*start = ticks;
	return true;
}

static int handle_of(int pid)
{
	return syscall(SYS_pidfd_open, pid, 0);
}

static int signal_to(int handle, int number)
{
	return syscall(SYS_pidfd_send_signal, handle, number, NULL, 0);
}

static bool is_in(const struct tree *tree, int pid)
{
	for (size_t i = 0; i < tree->count; i++)
		if (tree->list[i].pid == pid)
			return true;
	return false;
}

static void add(struct tree *tree, int pid)
{
	int handle = tree->count < MAX_TREE ? handle_of(pid) : -1;
	if (handle < 0)
		return;
	/* Stopped at once, so that it makes no more children while we look. */
	signal_to(handle, SIGSTOP);
	tree->list[tree->count++] = (struct process){ .pid = pid, .handle = handle };
}

static size_t add_children(struct tree *tree)
{
	size_t before = tree->count;
	DIR *list = opendir("/proc");
	for (struct dirent *entry; list && (entry = readdir(list)) != NULL;) {
		int pid = atoi(entry->d_name), parent = 0;
		uint64_t start;
		if (pid > 0 && status_of(pid, &parent, &start) && is_in(tree, parent) && !is_in(tree, pid))
			add(tree, pid);
	}
	if (list)
		closedir(list);
	return tree->count - before;
}

static size_t kill_tree(int pid, int handle, bool whole)
{
	struct tree tree = { .list = calloc(MAX_TREE, sizeof(*tree.list)) };
	size_t killed = 0;
	if (!tree.list)
		return signal_to(handle, SIGKILL) == 0;
	signal_to(handle, whole ? SIGSTOP : SIGKILL);
	tree.list[tree.count++] = (struct process){ .pid = pid, .handle = handle };
	/* A child that was born while its parent was found is found in the next round. */
	for (int round = 0; whole && round < ROUNDS && add_children(&tree) > 0; round++)
		;
	for (size_t i = 0; i < tree.count; i++) {
		killed += signal_to(tree.list[i].handle, SIGKILL) == 0;
		if (i)
			close(tree.list[i].handle);
	}
	free(tree.list);
	return killed;
}

static bool kill_process(const struct request *request, struct text *out, struct refusal *why)
{
	int64_t pid = json_get_int(request->members, "pid", 0);
	uint64_t wanted = json_get_u64(request->members, "start", 0), ticks;
	int parent;
	if (pid < 1 || pid > INT_MAX)
		return refuse(why, "usage.invalid-argument", "\"pid\" or \"cgroup\" is needed");
	/* The handle first: all that is looked at afterwards is about this very process or about none. */
	int handle = handle_of(pid);
	if (handle < 0)
		return refuse(why, errno == ESRCH ? "input.not-found" : "host.missing-feature", "process %d: %s", (int)pid, strerror(errno));
	bool mine = guard_process(pid, request, why);
	if (mine && !status_of(pid, &parent, &ticks))
		mine = refuse(why, "input.not-found", "no process %d", (int)pid);
	uint64_t per_second = sysconf(_SC_CLK_TCK), tick = 1000000000ull / per_second;
	if (mine && wanted && (wanted / tick > ticks + 1 || wanted / tick + 1 < ticks))
		mine = refuse(why, "input.not-found", "process %d is another one: it started at %llu ns", (int)pid,
			(unsigned long long)(ticks * tick));
	if (mine && signal_to(handle, 0) != 0)
		mine = refuse(why, "input.not-found", "no process %d", (int)pid);
	if (mine)
		text_format(out, "\"killed\":%zu", kill_tree(pid, handle, json_get_bool(request->members, "tree", false)));
	close(handle);
	return mine;
}

static bool kill_each(int pid, void *data)
{
	size_t *killed = data;
	int handle = handle_of(pid);
	if (handle < 0)
		return true;
	/* Never by number alone: what left the cgroup between the list and here is in the host's namespace or not ours. */
	if (!guard_is_host(pid))
		*killed += signal_to(handle, SIGKILL) == 0;
	close(handle);
	return true;
}

static size_t wait_empty(int dir)
{
	size_t left = cgroup_each(dir, NULL, NULL);
	for (int waited = 0; left && waited < PATIENCE_US / 5; waited += 200) {
		usleep(200);
		left = cgroup_each(dir, NULL, NULL);
	}
	return left;
}

/* Version 1 has no cgroup.kill: frozen, a fork bomb cannot run away from the list. */
static size_t kill_frozen(int dir, int freezer)
{
	size_t killed = 0;
	for (int round = 0; round < ROUNDS; round++) {
		bool frozen = freezer >= 0 && file_write(freezer, "freezer.state", "FROZEN");
		char text[32];
		for (int waited = 0; frozen && waited < 100; waited++) {
			if (file_read(freezer, "freezer.state", text, sizeof(text)) < 0 || strncmp(text, "FROZEN", 6) == 0)
				break;
			usleep(100);
		}
		cgroup_each(dir, kill_each, &killed);
		if (frozen)
			file_write(freezer, "freezer.state", "THAWED");
		if (wait_empty(dir) == 0)
			break;
	}
	return killed;
}

static bool kill_cgroup(struct daemon *daemon, const struct request *request, struct text *out, struct refusal *why)
{
	struct target target;
	char path[1024];
	if (!guard_target(request, &target, why))
		return false;
	size_t count = cgroup_each(target.dir, NULL, NULL);
	if (!file_write(target.dir, "cgroup.kill", "1")) {
		int freezer = target.pid ? cgroup_of(target.pid, "freezer", path, sizeof(path)) : -1;
		struct refusal ignored;
		if (freezer >= 0 && !guard_directory(freezer, request, &ignored)) {
			close(freezer);
			freezer = -1;
		}
		count = kill_frozen(target.dir, freezer);
		if (freezer >= 0)
			close(freezer);
	}
	contain_tell(daemon, json_get_int(request->members, "policy", 0), CSN_ACT_KILL, CSN_WHY_COMMAND, target.id, 0, target.path);
	text_format(out, "\"killed\":%zu,\"left\":%zu,\"path\":", count, wait_empty(target.dir));
	text_json_string(out, target.path, strlen(target.path));
	target_close(&target);
	return true;
}

void kill_command(struct daemon *daemon, const struct request *request)
{
	struct refusal why;
	struct text out = { 0 };
	bool whole = json_get(request->members, "cgroup") != NULL;
	if (!(whole ? kill_cgroup(daemon, request, &out, &why) : kill_process(request, &out, &why))) {
		reply_error(daemon, request, why.code, "%s", why.text);
		return;
	}
	if (!whole)
		contain_tell(daemon, json_get_int(request->members, "policy", 0), CSN_ACT_KILL, CSN_WHY_COMMAND, 0,
			json_get_int(request->members, "pid", 0), "");
	reply_ok(daemon, request, out.bytes);
	text_free(&out);
}
