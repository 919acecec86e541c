/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* exec, fork, exit, and the processes that were there before. */
#ifndef CAISSON_PROCESS_H
#define CAISSON_PROCESS_H

#include "identity.h"

#define ARGV_BYTES 4095

INLINE bool is_ignored(u32 tgid)
{
#pragma unroll
	for (int i = 0; i < IGNORED; i++)
		if (settings.ignored[i] == tgid)
			return true;
	return false;
}

/* What `scope: containers` leaves out. */
INLINE bool out_of_scope(struct task_struct *task)
{
	return settings.containers_only && mount_namespace(task) == settings.host_mnt_ns;
}

/* Path and facts of the executable; the record's end is behind the fixed part. */
INLINE void add_executable(struct scratch *scratch, struct csn_exec *exec, struct task_struct *task, struct file *file)
{
	struct dentry *dentry = file->f_path.dentry;
	struct vfsmount *mnt = file->f_path.mnt;
	struct inode *inode = file->f_inode;
	u32 at = walk(scratch, dentry, mnt);

	fill_file(&exec->file, inode);
	if ((exec->file.mark & CSN_FILE_TMPFS) && is_memfd(scratch, at))
		exec->file.mark |= CSN_FILE_MEMFD;
	exec->file.mark |= executed_marks(&exec->file, inode, mnt, task);
	exec->path_len = add_walked(scratch, at);
}

INLINE void add_cwd(struct scratch *scratch, struct csn_exec *exec, struct task_struct *task)
{
	struct fs_struct *fs = task->fs;

	exec->cwd_len = fs ? add_walked(scratch, walk(scratch, fs->pwd.dentry, fs->pwd.mnt)) : 0;
}

INLINE void add_argv(struct scratch *scratch, struct csn_exec *exec, struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	u64 start, len;

	exec->argv_len = 0;
	if (!mm)
		return;
	start = mm->arg_start;
	len = mm->arg_end - start;
	if (len > ARGV_BYTES) {
		len = ARGV_BYTES;
		scratch->mark |= CSN_TRUNCATED;
	}
	len &= ARGV_BYTES;
	if (bpf_probe_read_user(tail(scratch), len, (void *)start)) {
		scratch->mark |= CSN_FAULT;
		return;
	}
	exec->argv_len = len;
	scratch->end += len;
}

SEC("tp_btf/sched_process_exec")
int on_exec(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct linux_binprm *bprm = (void *)ctx[2];
	struct scratch *scratch = scratch_of(0);
	struct csn_exec *exec;

	if (!scratch)
		return 0;
	task = bpf_get_current_task_btf();
	count(CSN_EXEC, SEEN);
	if (is_ignored(task->tgid) || out_of_scope(task)) {
		count(CSN_EXEC, FILTERED);
		return 0;
	}
	name_cgroups(scratch, task);
	exec = (struct csn_exec *)scratch->record;
	begin(scratch, CSN_EXEC, 0xffff, sizeof(*exec));
	fill_identity(scratch, &exec->id, task);
	exec->argc = bprm->argc;
	exec->spare = 0;
	add_executable(scratch, exec, task, bprm->file);
	exec->raw_len = add_kernel_string(scratch, bprm->filename);
	add_cwd(scratch, exec, task);
	add_argv(scratch, exec, task);
	send(scratch, CSN_EXEC, true);
	return 0;
}

/* The flags of clone and vfork stand in registers, those of clone3 in memory; a fork has none. */
INLINE u64 clone_flags(void)
{
#if defined(__TARGET_ARCH_x86)
	struct pt_regs *regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	u64 flags = 0;

	if (regs->orig_ax == 56)
		return regs->di & ~0xffull;
	if (regs->orig_ax == 58)
		return 0x4100; /* CLONE_VFORK | CLONE_VM */
	if (regs->orig_ax == 435)
		bpf_probe_read_user(&flags, sizeof(flags), (void *)regs->di);
	return flags;
#else
	struct pt_regs *regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	u64 flags = 0;

	if (regs->syscallno == 220)
		return regs->orig_x0 & ~0xffull;
	if (regs->syscallno == 435)
		bpf_probe_read_user(&flags, sizeof(flags), (void *)regs->orig_x0);
	return flags;
#endif
}

SEC("tp_btf/sched_process_fork")
int on_fork(u64 *ctx)
{
	struct task_struct *parent = (void *)ctx[0], *child = (void *)ctx[1];
	struct scratch *scratch;
	struct csn_fork *fork;

	if (child->pid != child->tgid || (child->flags & PF_KTHREAD))
		return 0;
	scratch = scratch_of(0);
	if (!scratch)
		return 0;
	count(CSN_FORK, SEEN);
	if (is_ignored(child->tgid) || out_of_scope(child)) {
		count(CSN_FORK, FILTERED);
		return 0;
	}
	name_cgroups(scratch, child);
	fork = (struct csn_fork *)scratch->record;
	begin(scratch, CSN_FORK, 0xffff, sizeof(*fork));
	fork->h.tgid = parent->tgid;
	fork->h.tid = parent->pid;
	fork->h.ret = child->tgid;
	fill_identity(scratch, &fork->id, child);
	fork->flags = clone_flags();
	send(scratch, CSN_FORK, true);
	return 0;
}

/* The last thread of a group ends the process, not its leader. */
SEC("tp_btf/sched_process_exit")
int on_exit(u64 *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct signal_struct *signal = task->signal;
	struct scratch *scratch;
	struct csn_exit *exit;
	int status;

	if (signal->live.counter || (task->flags & PF_KTHREAD))
		return 0;
	scratch = scratch_of(0);
	if (!scratch)
		return 0;
	count(CSN_EXIT, SEEN);
	if (is_ignored(task->tgid) || out_of_scope(task)) {
		count(CSN_EXIT, FILTERED);
		return 0;
	}
	exit = (struct csn_exit *)scratch->record;
	begin(scratch, CSN_EXIT, 0xffff, sizeof(*exit));
	status = signal->group_exit_code;
	if (!status)
		status = task->exit_code;
	exit->h.ret = status;
	exit->signal = status & 0x7f;
	exit->spare = 0;
	if (mount_namespace(task) == settings.host_mnt_ns)
		scratch->mark |= CSN_HOST;
	send(scratch, CSN_EXIT, true);
	return 0;
}

/* A process that is moved into another cgroup while it runs; each hierarchy moves it, those that identify it count. */
SEC("tp_btf/cgroup_attach_task")
int on_move(u64 *ctx)
{
	struct cgroup *cgroup = (void *)ctx[0];
	struct task_struct *task = (void *)ctx[2];
	struct kernfs_node *node = cgroup->kn;
	struct scratch *scratch;
	struct csn_ids *record;

	if (task->pid != task->tgid || (task->flags & PF_KTHREAD) || (node != unified_node(task) && node != first_version_node(task)))
		return 0;
	scratch = scratch_of(0);
	if (!scratch)
		return 0;
	count(CSN_IDENTITY, SEEN);
	if (is_ignored(task->tgid) || out_of_scope(task)) {
		count(CSN_IDENTITY, FILTERED);
		return 0;
	}
	name_cgroups(scratch, task);
	record = (struct csn_ids *)scratch->record;
	begin(scratch, CSN_IDENTITY, 0xffff, sizeof(*record));
	record->h.tgid = record->h.tid = task->tgid;
	fill_identity(scratch, &record->id, task);
	send(scratch, CSN_IDENTITY, true);
	return 0;
}

/* Writes the name of a cgroup that is new to the stream of the iterator; false: no room, it is asked again. */
INLINE bool show_cgroup(struct seq_file *seq, struct scratch *scratch, struct kernfs_node *node, bool first_version)
{
	u64 key = node_id(node) | (first_version ? CGROUP_V1 : 0);

	if (!node || !is_new_cgroup(key))
		return true;
	if (!bpf_seq_write(seq, scratch->record, build_cgroup(scratch, node, first_version)))
		return true;
	bpf_map_delete_elem(&named, &key);
	return false;
}

/* Processes as records, without their arguments: the daemon adds those from /proc. */
SEC("iter/task")
int each_task(struct bpf_iter__task *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct task_struct *task = ctx->task;
	struct scratch *scratch = scratch_of(0);
	struct csn_exec *exec;
	struct mm_struct *mm;

	if (!task || !scratch || task->pid != task->tgid || (task->flags & PF_KTHREAD))
		return 0;
	show_cgroup(seq, scratch, unified_node(task), false);
	show_cgroup(seq, scratch, first_version_node(task), true);
	exec = (struct csn_exec *)scratch->record;
	begin(scratch, CSN_PROCESS, 0xffff, sizeof(*exec));
	exec->h.tgid = exec->h.tid = task->tgid;
	fill_identity(scratch, &exec->id, task);
	exec->argc = exec->spare = 0;
	exec->raw_len = exec->argv_len = exec->path_len = 0;
	__builtin_memset(&exec->file, 0, sizeof(exec->file));
	mm = task->mm;
	if (mm && mm->exe_file)
		add_executable(scratch, exec, task, mm->exe_file);
	add_cwd(scratch, exec, task);
	bpf_seq_write(seq, scratch->record, finish(scratch));
	return 0;
}

#endif
