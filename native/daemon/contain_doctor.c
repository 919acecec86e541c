/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What of containment this kernel can do, tried by doing it to scratch cgroups and namespaces, and undone. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "contain.h"
#include "contain_exec.skel.h"
#include "contain_net.skel.h"

static void report(struct text *out, const char *id, int error, const char *works, const char *otherwise)
{
	int number = error < 0 ? -error : error;
	bool absent = number == ENOENT || number == ENOSYS || number == EOPNOTSUPP || number == EPROTONOSUPPORT;
	text_ability(out, id, !number ? "works" : absent ? "absent" : "refused", number ? otherwise : works, number);
}

static int try_exec(void)
{
	struct contain_exec *object = contain_exec__open_and_load();
	if (!object)
		return -errno;
	struct bpf_link *link = bpf_program__attach(object->progs.contain_exec);
	int error = link ? 0 : -errno;
	bpf_link__destroy(link);
	contain_exec__destroy(object);
	return error;
}

static int try_fanotify(void)
{
	char name[] = "/tmp/caisson-doctor-XXXXXX";
	int file = mkstemp(name), error = 0;
	int group = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC | FAN_NONBLOCK, O_RDONLY | O_CLOEXEC);
	if (file < 0 || group < 0 || fanotify_mark(group, FAN_MARK_ADD, FAN_OPEN_EXEC_PERM, AT_FDCWD, name) != 0)
		error = -errno;
	if (group >= 0)
		close(group);
	if (file >= 0) {
		close(file);
		unlink(name);
	}
	return error;
}

static int attach_and_undo(const struct bpf_program *program, int dir)
{
	struct bpf_link *link = bpf_program__attach_cgroup(program, dir);
	int error = link ? 0 : -errno;
	bpf_link__destroy(link);
	return error;
}

static void try_network(struct text *out, int dir)
{
	struct contain_net *object = dir < 0 ? NULL : contain_net__open_and_load();
	int error = object ? 0 : dir < 0 ? -ENOENT : -errno;
	report(out, "cgroup-skb", error ? error : attach_and_undo(object->progs.contain_out, dir),
		"quarantine drops the packets of a cgroup; connections stall and go on",
		"quarantine falls back to rules in the network namespace");
	report(out, "cgroup-connect", error ? error : attach_and_undo(object->progs.contain_connect4, dir),
		"a quarantined container gets EPERM for new connections", "new connections of a quarantined container time out");
	contain_net__destroy(object);
}

static int in_child(int (*run)(void))
{
	int status;
	pid_t child = fork();
	if (child == 0)
		_exit(-run() & 0xff);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -errno;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO;
}

static int try_rules(void)
{
	struct allowed_list none = { 0 };
	int socket = -1;
	if (unshare(CLONE_NEWNET) != 0)
		return -errno;
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	return here < 0 ? -errno : netns_cut(here, "caisson-doctor", &none, 1000, true, &socket);
}

/* A child that waits in `dir`, so that freezing and killing have something to do. */
static pid_t sleeper(int dir)
{
	pid_t child = fork();
	if (child == 0) {
		if (!file_write(dir, "cgroup.procs", "0"))
			_exit(1);
		for (;;)
			pause();
	}
	usleep(2000);
	return child;
}

static int try_freeze(int dir, bool unified)
{
	if (dir < 0)
		return -ENOENT;
	char text[256] = "";
	const char *file = unified ? "cgroup.freeze" : "freezer.state";
	pid_t child = sleeper(dir);
	int error = file_write(dir, file, unified ? "1" : "FROZEN") ? -ETIMEDOUT : -errno;
	for (int i = 0; error == -ETIMEDOUT && i < 200; i++) {
		file_read(dir, unified ? "cgroup.events" : file, text, sizeof(text));
		if (strstr(text, unified ? "frozen 1" : "FROZEN"))
			error = 0;
		usleep(100);
	}
	file_write(dir, file, unified ? "0" : "THAWED");
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	return error;
}

static int try_cgroup_kill(int dir)
{
	if (dir < 0)
		return -ENOENT;
	return file_write(dir, "cgroup.kill", "1") ? 0 : -errno;
}

static int try_pidfd(void)
{
	int handle = syscall(SYS_pidfd_open, getpid(), 0);
	int error = handle < 0 || syscall(SYS_pidfd_send_signal, handle, 0, NULL, 0) != 0 ? -errno : 0;
	if (handle >= 0)
		close(handle);
	return error;
}

static int try_pin(void)
{
	struct statfs info;
	if (statfs("/sys/fs/bpf", &info) != 0)
		return -errno;
	if ((uint32_t)info.f_type != 0xcafe4a11)
		return -ENOENT;
	if (mkdir("/sys/fs/bpf/caisson-doctor", 0700) != 0)
		return -errno;
	return rmdir("/sys/fs/bpf/caisson-doctor") == 0 ? 0 : -errno;
}

static int scratch(const char *mount, char *path, size_t room)
{
	if (!*mount)
		return -1;
	snprintf(path, room, "%s/caisson-doctor-%d", mount, (int)getpid());
	if (mkdir(path, 0755) != 0)
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void remove_scratch(int dir, const char *path)
{
	if (dir < 0)
		return;
	close(dir);
	for (int i = 0; i < 50 && rmdir(path) != 0 && errno == EBUSY; i++)
		usleep(1000);
}

void doctor_contain(struct text *out)
{
	char unified_path[600], freezer_path[600];
	struct hierarchies mounts;
	guard_hierarchies(&mounts);
	int unified = scratch(mounts.unified, unified_path, sizeof(unified_path));
	int freezer = scratch(mounts.freezer, freezer_path, sizeof(freezer_path));

	report(out, "kill", try_exec(), "executions are killed before their first instruction",
		"executions are not stopped in the kernel; fanotify may still deny them");
	report(out, "fanotify-exec", try_fanotify(), "executions and scripts are denied with EPERM",
		"deny falls back to kill, and scripts are not covered");
	try_network(out, unified);
	report(out, "nftables", in_child(try_rules), "quarantine also cuts inside the network namespace",
		"packet sockets and answers of the kernel itself are not cut");
	report(out, "freezer-v2", try_freeze(unified, true), "cgroups are frozen by the unified tree", "only freezers of version 1 are used");
	report(out, "freezer-v1", try_freeze(freezer, false), "cgroups are frozen by the freezer controller",
		"only the freezer of the unified tree is used");
	report(out, "cgroup-kill", try_cgroup_kill(unified), "a cgroup is killed at once", "a cgroup is frozen and killed one by one");
	report(out, "pidfd", try_pidfd(), "a killed process cannot be mistaken", "single processes are not killed");
	report(out, "pin", try_pin(), "quarantines can outlive a killed daemon until their time is over",
		"a killed daemon ends its quarantines");
	remove_scratch(unified, unified_path);
	remove_scratch(freezer, freezer_path);
}
