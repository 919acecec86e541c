/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Which calls there are, what their arguments mean, and the attaching of one tracepoint for each that somebody wants. */
#include "sense.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probes.skel.h"

struct named_call { const char *name; int nr; };

static const struct named_call names[] = {
#include "calls.gen.h"
	{NULL, -1},
};

static const struct named_call compat_names[] = {
#include "compat.gen.h"
	{NULL, -1},
};

/* Tracepoints that are not named like their call. */
static const char *const other_names[][2] = {
	{"stat", "newstat"}, {"fstat", "newfstat"}, {"lstat", "newlstat"}, {"uname", "newuname"}, {"umount2", "umount"},
	{"sendfile", "sendfile64"}, {"_sysctl", "sysctl"},
};

#define NO OBJECT_NONE
#define OPEN(path, flags, mode, directory_, how)                                                                              \
	{.handler = CALL_OPEN, .object = (how), .string = {(path) != NO}, .argument = {(path), (flags), (mode)},               \
		.directory = {(directory_)}}
#define SOCKET(fd, address, size, flags, role_, remote_, message_)                                                            \
	{.handler = CALL_SOCKET, .object = (fd), .argument = {(address), (size), (flags)}, .role = (role_),                    \
		.remote = (remote_), .message = (message_)}
#define OTHER(...) {.handler = CALL_OTHER, .object = NO, __VA_ARGS__}
#define PATH(n, directory_) {STRING_PATH, (n), (directory_)}
#define RAW(n) {STRING_RAW, (n), AT_CWD}
#define REAL {STRING_OBJECT, 0, AT_CWD}

struct row {
	const char *name;
	struct call call;
	unsigned char strings[STRINGS][3]; /* kind, argument, directory */
};

#pragma GCC diagnostic ignored "-Woverride-init"

/* Strings of two-path calls: both joined paths, then both arguments. */
#define PATH_AND_RAW(n, directory_) {PATH(n, directory_), RAW(n)}
#define TWO_PATHS(a, from, b, to) {PATH(a, from), PATH(b, to), RAW(a), RAW(b)}

static const struct row rows[] = {
	{"open", OPEN(0, 1, 2, AT_CWD, NO), {}},
	{"creat", OPEN(0, NO, 1, AT_CWD, NO), {}},
	{"openat", OPEN(1, 2, 3, 0, NO), {}},
	{"openat2", OPEN(1, NO, NO, 0, 2), {}},
	{"open_by_handle_at", OPEN(NO, 2, NO, 0, NO), {}},

	{"socket", SOCKET(OBJECT_RESULT, NO, NO, NO, 0, 0, 0), {}},
	{"connect", SOCKET(0, 1, 2, NO, CSN_CLIENT, 1, 0), {}},
	{"accept", SOCKET(OBJECT_RESULT, NO, NO, NO, CSN_SERVER, 0, 0), {}},
	{"accept4", SOCKET(OBJECT_RESULT, NO, NO, 3, CSN_SERVER, 0, 0), {}},
	{"bind", SOCKET(0, 1, 2, NO, CSN_SERVER, 0, 0), {}},
	{"listen", SOCKET(0, NO, NO, 1, CSN_SERVER, 0, 0), {}},
	{"sendto", SOCKET(0, 4, 5, 3, 0, 1, 0), {}},
	{"sendmsg", SOCKET(0, 1, NO, 2, 0, 1, 1), {}},
	{"sendmmsg", SOCKET(0, 1, NO, 3, 0, 1, 1), {}},
	{"recvfrom", SOCKET(0, 4, NO, 3, 0, 1, 0), {}},
	{"recvmsg", SOCKET(0, 1, NO, 2, 0, 1, 1), {}},
	{"recvmmsg", SOCKET(0, 1, NO, 3, 0, 1, 1), {}},
	{"shutdown", SOCKET(0, NO, NO, 1, 0, 0, 0), {}},
	{"getsockname", SOCKET(0, NO, NO, NO, 0, 0, 0), {}},
	{"getpeername", SOCKET(0, NO, NO, NO, 0, 0, 0), {}},
	{"setsockopt", SOCKET(0, NO, NO, 2, 0, 0, 0), {}},
	{"getsockopt", SOCKET(0, NO, NO, 2, 0, 0, 0), {}},

	{"rename", OTHER(), TWO_PATHS(0, AT_CWD, 1, AT_CWD)},
	{"renameat", OTHER(), TWO_PATHS(1, 0, 3, 2)},
	{"renameat2", OTHER(), TWO_PATHS(1, 0, 3, 2)},
	{"link", OTHER(), TWO_PATHS(0, AT_CWD, 1, AT_CWD)},
	{"linkat", OTHER(), TWO_PATHS(1, 0, 3, 2)},
	/* The target of a symbolic link is text, its place is a path. */
	{"symlink", OTHER(), {PATH(1, AT_CWD), RAW(0), RAW(1)}},
	{"symlinkat", OTHER(), {PATH(2, 1), RAW(0), RAW(2)}},
	{"unlink", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"unlinkat", OTHER(), PATH_AND_RAW(1, 0)},
	{"rmdir", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"mkdir", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"mkdirat", OTHER(), PATH_AND_RAW(1, 0)},
	{"mknod", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"mknodat", OTHER(), PATH_AND_RAW(1, 0)},
	{"chmod", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"fchmodat", OTHER(), PATH_AND_RAW(1, 0)},
	{"fchmodat2", OTHER(), PATH_AND_RAW(1, 0)},
	{"fchmod", OTHER(.object = 0), {REAL}},
	{"chown", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"lchown", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"fchownat", OTHER(), PATH_AND_RAW(1, 0)},
	{"fchown", OTHER(.object = 0), {REAL}},
	{"truncate", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"ftruncate", OTHER(.object = 0), {REAL}},
	{"setxattr", OTHER(), {PATH(0, AT_CWD), RAW(0), RAW(1)}},
	{"lsetxattr", OTHER(), {PATH(0, AT_CWD), RAW(0), RAW(1)}},
	{"fsetxattr", OTHER(.object = 0), {REAL, {0}, RAW(1)}},
	{"removexattr", OTHER(), {PATH(0, AT_CWD), RAW(0), RAW(1)}},
	{"lremovexattr", OTHER(), {PATH(0, AT_CWD), RAW(0), RAW(1)}},
	{"fremovexattr", OTHER(.object = 0), {REAL, {0}, RAW(1)}},
	{"utime", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"utimes", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"futimesat", OTHER(), PATH_AND_RAW(1, 0)},
	{"utimensat", OTHER(), PATH_AND_RAW(1, 0)},
	{"access", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"faccessat", OTHER(), PATH_AND_RAW(1, 0)},
	{"faccessat2", OTHER(), PATH_AND_RAW(1, 0)},
	{"readlink", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"readlinkat", OTHER(), PATH_AND_RAW(1, 0)},
	{"stat", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"lstat", OTHER(), PATH_AND_RAW(0, AT_CWD)},
	{"newfstatat", OTHER(), PATH_AND_RAW(1, 0)},
	{"statx", OTHER(), PATH_AND_RAW(1, 0)},
	{"name_to_handle_at", OTHER(), PATH_AND_RAW(1, 0)},

	{"chdir", OTHER(.object = OBJECT_CWD), {REAL, RAW(0)}},
	{"fchdir", OTHER(.object = OBJECT_CWD), {REAL}},
	{"chroot", OTHER(.priority = 1, .object = OBJECT_ROOT), {REAL, RAW(0)}},
	{"pivot_root", OTHER(.priority = 1), TWO_PATHS(0, AT_CWD, 1, AT_CWD)},
	/* Target as path and as given, source, type. */
	{"mount", OTHER(.priority = 1), {PATH(1, AT_CWD), RAW(1), RAW(0), RAW(2)}},
	{"umount2", OTHER(.priority = 1), PATH_AND_RAW(0, AT_CWD)},
	{"fsopen", OTHER(.priority = 1), {RAW(0)}},
	{"fsconfig", OTHER(.priority = 1), {RAW(2), RAW(3)}},
	{"fsmount", OTHER(.priority = 1), {}},
	{"open_tree", OTHER(.priority = 1, .object = OBJECT_RESULT), {REAL, RAW(1)}},
	{"move_mount", OTHER(.priority = 1), TWO_PATHS(1, 0, 3, 2)},
	{"mount_setattr", OTHER(.priority = 1), PATH_AND_RAW(1, 0)},
	{"swapon", OTHER(.priority = 1), PATH_AND_RAW(0, AT_CWD)},
	{"swapoff", OTHER(.priority = 1), PATH_AND_RAW(0, AT_CWD)},
	{"acct", OTHER(.priority = 1), PATH_AND_RAW(0, AT_CWD)},
	{"quotactl", OTHER(.priority = 1), {RAW(1)}},

	{"ptrace", OTHER(.priority = 1), {}},
	{"process_vm_readv", OTHER(.priority = 1), {}},
	{"process_vm_writev", OTHER(.priority = 1), {}},
	{"pidfd_getfd", OTHER(.priority = 1, .object = OBJECT_RESULT), {REAL}},
	{"setns", OTHER(.priority = 1, .identity = 1, .object = 0), {REAL}},
	{"unshare", OTHER(.priority = 1, .identity = 1), {}},
	{"setuid", OTHER(.priority = 1, .identity = 1), {}},
	{"setgid", OTHER(.priority = 1, .identity = 1), {}},
	{"setreuid", OTHER(.priority = 1, .identity = 1), {}},
	{"setregid", OTHER(.priority = 1, .identity = 1), {}},
	{"setresuid", OTHER(.priority = 1, .identity = 1), {}},
	{"setresgid", OTHER(.priority = 1, .identity = 1), {}},
	{"setfsuid", OTHER(.priority = 1, .identity = 1), {}},
	{"setfsgid", OTHER(.priority = 1, .identity = 1), {}},
	{"setgroups", OTHER(.priority = 1), {}},
	{"setsid", OTHER(.priority = 1, .identity = 1), {}},
	{"setpgid", OTHER(), {}},
	{"capset", OTHER(.priority = 1, .identity = 1), {}},
	{"prctl", OTHER(), {{STRING_NAME, 1, AT_CWD}}},
	{"seccomp", OTHER(.priority = 1), {}},
	{"personality", OTHER(), {}},
	{"bpf", OTHER(.priority = 1), {}},
	{"perf_event_open", OTHER(.priority = 1), {}},
	{"init_module", OTHER(.priority = 1), {RAW(2)}},
	{"finit_module", OTHER(.priority = 1, .object = 0), {REAL, RAW(1)}},
	{"delete_module", OTHER(.priority = 1), {RAW(0)}},
	{"kexec_load", OTHER(.priority = 1), {}},
	{"kexec_file_load", OTHER(.priority = 1, .object = 0), {REAL, RAW(3)}},
	{"iopl", OTHER(.priority = 1), {}},
	{"ioperm", OTHER(.priority = 1), {}},
	{"userfaultfd", OTHER(.priority = 1), {}},
	{"memfd_create", OTHER(.priority = 1, .object = OBJECT_RESULT), {RAW(0), REAL}},
	{"memfd_secret", OTHER(.priority = 1, .object = OBJECT_RESULT), {REAL}},
	{"io_uring_setup", OTHER(.priority = 1), {}},
	{"io_uring_register", OTHER(), {}},
	{"keyctl", OTHER(.priority = 1), {}},
	{"add_key", OTHER(.priority = 1), {RAW(0), RAW(1)}},
	{"request_key", OTHER(.priority = 1), {RAW(0), RAW(1)}},
	{"syslog", OTHER(.priority = 1), {}},
	{"reboot", OTHER(.priority = 1), {}},
	{"sethostname", OTHER(.priority = 1), {}},
	{"setdomainname", OTHER(.priority = 1), {}},
	{"settimeofday", OTHER(.priority = 1), {}},
	{"clock_settime", OTHER(.priority = 1), {}},
	{"adjtimex", OTHER(.priority = 1), {}},

	/* Of a descriptor that was copied: the copy's object. */
	{"dup", OTHER(.object = OBJECT_RESULT), {REAL}},
	{"dup2", OTHER(.object = OBJECT_RESULT), {REAL}},
	{"dup3", OTHER(.object = OBJECT_RESULT), {REAL}},
	{"fcntl", OTHER(.object = 0), {REAL}},
	{"close", OTHER(), {}},
	{"kill", OTHER(), {}},
	{"tkill", OTHER(), {}},
	{"tgkill", OTHER(), {}},
	{"pidfd_open", OTHER(), {}},
	{"pidfd_send_signal", OTHER(), {}},
	{"read", OTHER(.object = 0), {REAL}},
	{"write", OTHER(.object = 0), {REAL}},
	{"pread64", OTHER(.object = 0), {REAL}},
	{"pwrite64", OTHER(.object = 0), {REAL}},
	{"readv", OTHER(.object = 0), {REAL}},
	{"writev", OTHER(.object = 0), {REAL}},
	{"ioctl", OTHER(.object = 0), {REAL}},
	{"flock", OTHER(.object = 0), {REAL}},
	{"fsync", OTHER(.object = 0), {REAL}},
	{"getdents64", OTHER(.object = 0), {REAL}},
	{"fstat", OTHER(.object = 0), {REAL}},
	{"lseek", OTHER(.object = 0), {REAL}},
	{"sendfile", OTHER(.object = 0), {REAL}},
	{"splice", OTHER(.object = 2), {REAL}},
	{"tee", OTHER(.object = 1), {REAL}},
	{"vmsplice", OTHER(.object = 0), {REAL}},
	{"copy_file_range", OTHER(.object = 2), {REAL}},
	{"mmap", OTHER(.object = 4), {REAL}},
	/* Those that succeed are told by CSN_EXEC. */
	{"execve", OTHER(.failures_only = 1), {PATH(0, AT_CWD), RAW(0)}},
	{"execveat", OTHER(.failures_only = 1), {PATH(1, 0), RAW(1)}},
};

/* Told without a tracepoint, whatever is asked for. */
static const char *const always[] = {"clone", "clone3", "fork", "vfork", "exit", "exit_group"};

/* Names of others for calls that we know, those of 32-bit calls too. */
static const char *const aliases[][2] = {
	{"umount", "umount2"}, {"pread", "pread64"}, {"pwrite", "pwrite64"}, {"fstatat", "newfstatat"}, {"stat64", "stat"},
	{"lstat64", "lstat"}, {"fstat64", "fstat"}, {"fstatat64", "newfstatat"}, {"setuid32", "setuid"}, {"setgid32", "setgid"},
	{"setreuid32", "setreuid"}, {"setregid32", "setregid"}, {"setresuid32", "setresuid"}, {"setresgid32", "setresgid"},
	{"setfsuid32", "setfsuid"}, {"setfsgid32", "setfsgid"}, {"setgroups32", "setgroups"}, {"chown32", "chown"},
	{"lchown32", "lchown"}, {"fchown32", "fchown"}, {"truncate64", "truncate"}, {"ftruncate64", "ftruncate"},
	{"fcntl64", "fcntl"}, {"mmap2", "mmap"}, {"clock_settime64", "clock_settime"}, {"utimensat_time64", "utimensat"},
	{"sendfile64", "sendfile"}, {"quotactl32", "quotactl"},
};

static int number_in(const struct named_call *list, const char *name)
{
	for (; list->name; list++)
		if (!strcmp(list->name, name))
			return list->nr;
	return -1;
}

int call_number(const char *name)
{
	int nr = -1;

	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++)
		if (!strcmp(aliases[i][0], name))
			name = aliases[i][1];
	nr = number_in(names, name);
	return nr < CALLS ? nr : -1;
}

static const char *name_of(int nr)
{
	for (const struct named_call *at = names; at->name; at++)
		if (at->nr == nr)
			return at->name;
	return "";
}

int call_of_compat(int compat)
{
	for (const struct named_call *at = compat_names; at->name; at++)
		if (at->nr == compat)
			return call_number(at->name);
	return -1;
}

static struct call spec_of(const char *name)
{
	struct call call = OTHER();

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strcmp(rows[i].name, name))
			continue;
		call = rows[i].call;
		for (int s = 0; s < STRINGS && call.handler == CALL_OTHER; s++) {
			call.string[s] = rows[i].strings[s][0];
			call.argument[s] = rows[i].strings[s][1];
			call.directory[s] = rows[i].strings[s][2];
		}
	}
	return call;
}

static bool is_always(const char *name)
{
	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		if (!strcmp(always[i], name))
			return true;
	return false;
}

void calls_reset(struct sense *sense)
{
	for (int nr = 0; nr < CALLS; nr++)
		sense->settings->calls[nr].on = 0;
}

void calls_want(struct sense *sense, int nr, unsigned char how)
{
	struct call call = spec_of(name_of(nr));

	if (is_always(name_of(nr)) || sense->settings->calls[nr].on == CALL_WANTED)
		return;
	call.on = how;
	sense->settings->calls[nr] = call;
}

void calls_want_identity(struct sense *sense)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int nr = call_number(rows[i].name);

		if (rows[i].call.identity && nr >= 0)
			calls_want(sense, nr, CALL_IDENTITY_ONLY);
	}
}

static const char *tracepoint_of(const char *name)
{
	for (size_t i = 0; i < sizeof(other_names) / sizeof(*other_names); i++)
		if (!strcmp(other_names[i][0], name))
			return other_names[i][1];
	return name;
}

static int tracepoint_id(struct sense *sense, const char *name)
{
	char path[128], digits[16] = {0};
	int fd, id;

	if (sense->tracefs < 0)
		return sense->tracefs;
	snprintf(path, sizeof(path), "events/syscalls/sys_exit_%s/id", tracepoint_of(name));
	fd = openat(sense->tracefs, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	id = read(fd, digits, sizeof(digits) - 1) > 0 ? atoi(digits) : -EIO;
	close(fd);
	return id;
}

static int attach(int id, int program)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr), .config = (unsigned)id};
	int fd = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (ioctl(fd, PERF_EVENT_IOC_SET_BPF, program) || ioctl(fd, PERF_EVENT_IOC_ENABLE, 0)) {
		int failed = -errno;

		close(fd);
		return failed;
	}
	return fd;
}

static int program_of(const struct sense *sense, const struct call *call)
{
	struct bpf_program *program = call->handler == CALL_OPEN ? sense->bpf->progs.on_open
		: call->handler == CALL_SOCKET ? sense->bpf->progs.on_socket : sense->bpf->progs.on_other;

	return bpf_program__fd(program);
}

static void detach(struct attached *attached)
{
	if (attached->event >= 0)
		close(attached->event);
	*attached = (struct attached){.event = -1};
}

/* Strict mode sees calls that have no tracepoint. */
static void note_absent(struct sense *sense, int at, int nr)
{
#if defined(__x86_64__)
	sense->bpf->bss->absent_calls[at] = (unsigned short)nr;
#endif
}

int calls_apply(struct sense *sense, struct text *refused)
{
	int count = 0, absent = 0;

	for (int nr = 0; nr < CALLS; nr++) {
		struct attached *attached = &sense->calls[nr];
		const struct call *call = &sense->settings->calls[nr];
		int id;

		if (!call->on) {
			detach(attached);
			continue;
		}
		if (attached->event < 0) {
			id = tracepoint_id(sense, name_of(nr));
			attached->event = id < 0 ? id : attach(id, program_of(sense, call));
			attached->error = attached->event < 0 ? -attached->event : 0;
		}
		if (attached->event >= 0)
			count++;
		else if (call->on == CALL_WANTED) {
			if (absent < ABSENT_CALLS)
				note_absent(sense, absent++, nr);
			text_format(refused, "%s{\"call\":\"%s\",\"errno\":\"%s\"}", refused->len ? "," : "", name_of(nr),
				strerrorname_np(attached->error) ?: "unknown");
		}
		if (attached->event < 0)
			attached->event = -1;
	}
	while (absent < ABSENT_CALLS)
		note_absent(sense, absent++, 0xffff);
	return count;
}
