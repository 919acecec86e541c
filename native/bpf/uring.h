/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Operations of io_uring, which pass by no system call. Each is told when it is submitted; opens and connections also when they
 * are complete, as what they are: with the file's real name and the socket's own tuple.
 */
#ifndef CAISSON_URING_H
#define CAISSON_URING_H

#include "calls.h"

#define OP_CONNECT 16
#define OP_OPENAT 18
#define OP_OPENAT2 28
#define OP_RENAMEAT 35
#define OP_UNLINKAT 36
#define OP_MKDIRAT 37
#define FIXED_FILE 1

struct filename { const char *name; } RELOCATED;
struct io_cqe { s32 fd; } RELOCATED;
struct io_kiocb { struct file *file; u8 opcode; u64 flags; struct io_cqe cqe; } RELOCATED;
struct io_uring_cqe { u64 user_data; s32 res; } RELOCATED;
struct open_how___kernel { u64 flags, mode; } RELOCATED;
struct io_open { int dfd; struct filename *filename; struct open_how___kernel how; } RELOCATED;
struct io_unlink { struct filename *filename; } RELOCATED;
struct io_rename { struct filename *oldpath; } RELOCATED;
struct io_mkdir { struct filename *filename; } RELOCATED;

/* Number of the system call that does the same. */
#if defined(__TARGET_ARCH_x86)
enum { CALL_OPENAT = 257, CALL_CONNECT = 42 };
#else
enum { CALL_OPENAT = 56, CALL_CONNECT = 203 };
#endif

INLINE struct filename *name_of_request(struct io_kiocb *request, u8 opcode)
{
	struct filename *name = NULL;

	if (opcode == OP_OPENAT || opcode == OP_OPENAT2)
		READ(name, ((struct io_open *)request)->filename);
	else if (opcode == OP_UNLINKAT && bpf_core_type_exists(struct io_unlink))
		READ(name, ((struct io_unlink *)request)->filename);
	else if (opcode == OP_RENAMEAT && bpf_core_type_exists(struct io_rename))
		READ(name, ((struct io_rename *)request)->oldpath);
	else if (opcode == OP_MKDIRAT && bpf_core_type_exists(struct io_mkdir))
		READ(name, ((struct io_mkdir *)request)->filename);
	return name;
}

INLINE bool is_told(struct task_struct *task, u32 type)
{
	if (!is_ignored(task->tgid) && !out_of_scope(task))
		return true;
	count(type, FILTERED);
	return false;
}

SEC("tp_btf/io_uring_submit_req")
int on_uring_submit(u64 *ctx)
{
	struct io_kiocb *request = (void *)ctx[0];
	struct task_struct *task = bpf_get_current_task_btf();
	struct scratch *scratch = scratch_of(0);
	struct csn_uring *record;
	struct filename *name;
	const char *text = NULL;
	struct file *file;
	u8 opcode = 0;

	if (!scratch)
		return 0;
	count(CSN_URING, SEEN);
	if (!is_told(task, CSN_URING))
		return 0;
	if (!may_send(scratch, task)) {
		count(CSN_URING, FILTERED);
		return 0;
	}
	record = (struct csn_uring *)scratch->record;
	begin(scratch, CSN_URING, 0xffff, sizeof(*record));
	READ(opcode, request->opcode);
	record->opcode = opcode;
	record->flags = 0;
	bpf_probe_read_kernel(&record->flags, bpf_core_field_size(request->flags) & 15, &request->flags);
	READ(record->fd, request->cqe.fd);
	record->spare = record->path_len = record->spare2 = 0;
	name = name_of_request(request, opcode);
	if (name) {
		READ(text, name->name);
		record->path_len = add_kernel_string(scratch, text);
		scratch->mark |= CSN_UNRESOLVED;
	} else if (!(record->flags & FIXED_FILE)) {
		file = file_of(task, record->fd);
		if (file && record->fd > 0 && !sock_of(file)) {
			GET(scratch->dentry, file, file, f_path.dentry);
			GET(scratch->within, file, file, f_path.mnt);
			record->path_len = add_walked(scratch, walk_from(0));
		}
	}
	if (mount_namespace(task) == settings.host_mnt_ns)
		scratch->mark |= CSN_HOST;
	send(scratch, CSN_URING, false);
	return 0;
}

INLINE void tell_opened(struct scratch *scratch, struct task_struct *task, struct io_kiocb *request, s32 result)
{
	struct csn_open *record = (struct csn_open *)scratch->record;
	struct io_open *open = (void *)request;
	struct inode *inode = NULL;
	struct file *file;
	u32 at, mode = 0;
	u64 number = 0;

	file = file_of(task, result);
	if (!file)
		return;
	count(CSN_OPEN, SEEN);
	GET(mode, file, file, f_mode);
	begin(scratch, CSN_OPEN, CALL_OPENAT, sizeof(*record));
	record->h.ret = result;
	READ(record->dirfd, open->dfd);
	READ(number, open->how.flags);
	record->flags = number;
	READ(number, open->how.mode);
	record->mode = number;
	record->raw_len = 0;
	GET(scratch->dentry, file, file, f_path.dentry);
	GET(scratch->within, file, file, f_path.mnt);
	at = walk_from(0);
	record->path_len = add_walked(scratch, at);
	if (mode & FMODE_WRITE ? !settings.open_writes : settings.open_reads == READS_NONE ||
	    (settings.open_reads == READS_LISTED && !is_listed(scratch->record + sizeof(*record), record->path_len))) {
		count(CSN_OPEN, FILTERED);
		return;
	}
	GET(inode, file, file, f_inode);
	fill_file(&record->file, inode);
	if (mount_namespace(task) == settings.host_mnt_ns)
		scratch->mark |= CSN_HOST;
	send(scratch, CSN_OPEN, false);
}

INLINE void tell_connected(struct scratch *scratch, struct task_struct *task, struct io_kiocb *request, s32 result)
{
	struct csn_socket *record = (struct csn_socket *)scratch->record;
	struct file *file = NULL;
	struct sock *sock;
	struct ends ends;
	short type = 0;

	READ(file, request->file);
	sock = sock_of(file);
	if (!sock)
		return;
	count(CSN_SOCKET, SEEN);
	begin(scratch, CSN_SOCKET, CALL_CONNECT, sizeof(*record));
	record->h.ret = result;
	record->fd = -1;
	record->role = CSN_CLIENT;
	record->flags = record->path_len = 0;
	GET(record->cookie, sock, sock, __sk_common.skc_cookie.counter);
	GET(type, sock, sock, sk_type);
	record->type = type;
	fill_ends(&ends, sock);
	__builtin_memcpy(&record->family, &ends, sizeof(ends));
	if (ends.family == AF_UNIX) {
		struct unix_sock *peer = NULL;

		READ(peer, ((struct unix_sock *)sock)->peer);
		if (peer)
			record->path_len = add_unix_name(scratch, peer);
	}
	if (mount_namespace(task) == settings.host_mnt_ns)
		scratch->mark |= CSN_HOST;
	send(scratch, CSN_SOCKET, false);
}

/* With the arguments ring, request, completion: as kernels have it since 6.13. */
SEC("tp_btf/io_uring_complete")
int on_uring_complete(u64 *ctx)
{
	struct io_kiocb *request = (void *)ctx[1];
	struct io_uring_cqe *done = (void *)ctx[2];
	struct task_struct *task = bpf_get_current_task_btf();
	struct scratch *scratch;
	u8 opcode = 0;
	s32 result = -1;

	if (!request)
		return 0;
	READ(opcode, request->opcode);
	if (opcode != OP_OPENAT && opcode != OP_OPENAT2 && opcode != OP_CONNECT)
		return 0;
	READ(result, done->res);
	if ((result < 0 && !settings.failures) || is_ignored(task->tgid) || out_of_scope(task))
		return 0;
	scratch = scratch_of(0);
	if (!scratch || !may_send(scratch, task))
		return 0;
	if (opcode == OP_CONNECT)
		tell_connected(scratch, task, request, result);
	else if (result > 0)
		tell_opened(scratch, task, request, result);
	return 0;
}

#endif
