/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What this kernel can do is found out by doing it: versions and configurations promise what a kernel then refuses. Each row loads
 * a program of two instructions, attaches it where the real one would be, and takes it away.
 */
#include "core.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef FSOPEN_CLOEXEC
#define FSOPEN_CLOEXEC 1
#endif
#ifndef FSMOUNT_CLOEXEC
#define FSMOUNT_CLOEXEC 1
#endif
#define FSCONFIG_CREATE 6

int private_mount(const char *type)
{
	int fs = (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC), mount;

	if (fs < 0)
		return -errno;
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CREATE, NULL, NULL, 0)) {
		mount = -errno;
		close(fs);
		return mount;
	}
	mount = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	if (mount < 0)
		mount = -errno;
	close(fs);
	return mount;
}

/* `return result`, or a call of the helper before it. */
static int load(enum bpf_prog_type type, enum bpf_attach_type attach, int btf_id, int helper)
{
	struct bpf_insn plain[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = type == BPF_PROG_TYPE_CGROUP_SKB},
		{.code = BPF_JMP | BPF_EXIT},
	};
	struct bpf_insn calling[] = {
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_current_task_btf},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = 1, .src_reg = 0},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_task_pt_regs},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = 0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = attach, .attach_btf_id = (unsigned int)btf_id);
	struct bpf_insn *code = helper ? calling : plain;
	size_t count = helper ? sizeof(calling) / sizeof(*calling) : sizeof(plain) / sizeof(*plain);
	int fd = bpf_prog_load(type, "caisson_try", "Dual BSD/GPL", code, count, &options);

	return fd < 0 ? -errno : fd;
}

static int close_all(int first, int second)
{
	if (first >= 0)
		close(first);
	if (second >= 0)
		close(second);
	return first < 0 ? first : second < 0 ? second : 0;
}

static int try_typed(const char *trace)
{
	int id = libbpf_find_vmlinux_btf_id(trace, BPF_TRACE_RAW_TP), program, link;

	if (id < 0)
		return -ENOENT;
	program = load(BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, id, 0);
	link = program < 0 ? program : bpf_raw_tracepoint_open(NULL, program);
	return close_all(program, link < 0 && program >= 0 ? -errno : link);
}

static int try_raw(const char *name)
{
	int program = load(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 0, 1);
	int link = program < 0 ? program : bpf_raw_tracepoint_open(name, program);

	return close_all(program, link < 0 && program >= 0 ? -errno : link);
}

static int tracepoint_event(int directory, const char *path)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr)};
	char digits[16] = {0};
	int fd = directory < 0 ? directory : openat(directory, path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return directory < 0 ? directory : -errno;
	got = read(fd, digits, sizeof(digits) - 1);
	close(fd);
	if (got <= 0)
		return -EIO;
	attr.config = (unsigned int)atoi(digits);
	fd = (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* One that nobody calls often. */
static int try_calls(void)
{
	int directory = private_mount("tracefs"), event = tracepoint_event(directory, "events/syscalls/sys_exit_acct/id"), program, failed = 0;

	if (directory >= 0)
		close(directory);
	program = load(BPF_PROG_TYPE_TRACEPOINT, 0, 0, 1);
	if (event >= 0 && program >= 0 && ioctl(event, PERF_EVENT_IOC_SET_BPF, program))
		failed = -errno;
	if (event < 0)
		failed = event;
	else
		close(event);
	if (program < 0)
		failed = program;
	else
		close(program);
	return failed;
}

static int try_packets(void)
{
	int directory = private_mount("cgroup2"), program = load(BPF_PROG_TYPE_CGROUP_SKB, BPF_CGROUP_INET_EGRESS, 0, 0);
	LIBBPF_OPTS(bpf_link_create_opts, options);
	int link = directory < 0 ? directory : program < 0 ? program : bpf_link_create(program, directory, BPF_CGROUP_INET_EGRESS, &options);
	int failed = link < 0 && directory >= 0 && program >= 0 ? -errno : link < 0 ? link : 0;

	close_all(directory, program);
	if (link >= 0)
		close(link);
	return failed;
}

static int try_ring(void)
{
	int map = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "caisson_try", 0, 0, 4096, NULL);

	return map < 0 ? -errno : close(map);
}

static int try_iterator(void)
{
	int id = libbpf_find_vmlinux_btf_id("task", BPF_TRACE_ITER), program, link;

	if (id < 0)
		return -ENOENT;
	program = load(BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER, id, 0);
	link = program < 0 ? program : bpf_link_create(program, 0, BPF_TRACE_ITER, NULL);
	return close_all(program, link < 0 && program >= 0 ? -errno : link);
}

static int try_lsm(void)
{
	int id = libbpf_find_vmlinux_btf_id("bprm_check_security", BPF_LSM_MAC), program, link;

	if (id < 0)
		return -ENOENT;
	program = load(BPF_PROG_TYPE_LSM, BPF_LSM_MAC, id, 0);
	link = program < 0 ? program : bpf_raw_tracepoint_open(NULL, program);
	return close_all(program, link < 0 && program >= 0 ? -errno : link);
}

static int try_function(void)
{
	int id = libbpf_find_vmlinux_btf_id("__x64_sys_acct", BPF_TRACE_FENTRY), program, link;

	if (id < 0)
		id = libbpf_find_vmlinux_btf_id("do_exit", BPF_TRACE_FENTRY);
	if (id < 0)
		return -ENOENT;
	program = load(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY, id, 0);
	link = program < 0 ? program : bpf_raw_tracepoint_open(NULL, program);
	return close_all(program, link < 0 && program >= 0 ? -errno : link);
}

static int try_types(void)
{
	struct btf *btf = btf__load_vmlinux_btf();

	if (!btf)
		return -errno;
	btf__free(btf);
	return 0;
}

static void row(struct text *out, const char *id, int failed, const char *what)
{
	const char *state = !failed ? "works" : failed == -ENOENT || failed == -ENODEV ? "absent" : "refused";

	text_ability(out, id, state, what, failed);
}

static int quiet(enum libbpf_print_level level, const char *format, va_list list)
{
	(void)level, (void)format, (void)list;
	return 0;
}

void doctor_sense(struct text *out)
{
	libbpf_set_print(quiet);
	row(out, "btf", try_types(), "the kernel describes its types; without them nothing else works");
	row(out, "ring", try_ring(), "events come through ring buffers");
	row(out, "exec", try_typed("sched_process_exec"), "executions with file, arguments and identity");
	row(out, "fork", try_typed("sched_process_fork"), "lineage of processes");
	row(out, "exit", try_typed("sched_process_exit"), "ends of processes");
	row(out, "processes", try_iterator(), "processes that ran before the start; without it the tree begins at the start");
	row(out, "syscalls", try_calls(), "chosen system calls with the names of kernel objects");
	row(out, "compat", try_raw("sys_exit"), "32-bit system calls (strict mode)");
	row(out, "dns", try_packets(), "DNS, TLS server names and HTTP hosts per container");
	row(out, "io-uring", try_typed("io_uring_submit_req"), "operations of io_uring; without it, only that a ring is set up");
	row(out, "capabilities", try_typed("cap_capable"), "capabilities as they are used; without it profiles know those held");
	row(out, "fentry", try_function(), "not needed; would tell more of paths");
	row(out, "lsm", try_lsm(), "not needed; would deny file access in the kernel");
}

void doctor_all(struct text *out)
{
	doctor_sense(out);
	doctor_contain(out);
}
