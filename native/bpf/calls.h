/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * System calls, on their way out: everything is read from what the call made (files, sockets), the arguments beside it. Three
 * programs serve all calls; which one a call has, and what its strings are, stands in `settings.calls`.
 */
#ifndef CAISSON_CALLS_H
#define CAISSON_CALLS_H

#include "process.h"
#include "filter.h"

/* What every handler gets. */
struct call_context {
	struct task_struct *task;
	const struct call *call;
	struct scratch *scratch;
	u64 *argument; /* in the scratch: a place there can be computed, in registers it cannot */
	s64 result;
	u32 nr, mark;
};

INLINE void take_arguments(struct call_context *context, struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	context->argument[0] = regs->di;
	context->argument[1] = regs->si;
	context->argument[2] = regs->dx;
	context->argument[3] = regs->r10;
	context->argument[4] = regs->r8;
	context->argument[5] = regs->r9;
#else
	context->argument[0] = regs->orig_x0;
	context->argument[1] = regs->regs[1];
	context->argument[2] = regs->regs[2];
	context->argument[3] = regs->regs[3];
	context->argument[4] = regs->regs[4];
	context->argument[5] = regs->regs[5];
#endif
}

/* `index` may be OBJECT_RESULT; what is no argument is zero. */
INLINE u64 argument_of(const struct call_context *context, u32 index)
{
	return context->argument[index & 7];
}

/* Gets the scratch and ends the list of arguments; the caller fills in the first six. */
INLINE bool take_scratch(struct call_context *context)
{
	context->scratch = scratch_of(0);
	if (!context->scratch)
		return false;
	context->argument = context->scratch->argument;
	context->argument[6] = context->result;
	context->argument[7] = 0;
	return true;
}

INLINE struct file *file_of(struct task_struct *task, s64 fd)
{
	struct fdtable *table;
	struct file **slots, *file = NULL;

	if (fd < 0)
		return NULL;
	table = task->files->fdt;
	if (fd >= table->max_fds)
		return NULL;
	slots = table->fd;
	bpf_probe_read_kernel(&file, sizeof(file), slots + fd);
	return file;
}

/* Appends the argument as it is; then, if it is relative, what it is relative to comes before it at `joined`. */
INLINE u32 add_joined(struct scratch *scratch, struct task_struct *task, s64 directory, const void *argument)
{
	struct dentry *dentry = NULL;
	struct vfsmount *mnt = NULL;
	struct file *file;
	u32 len;
	char first = 0;

	bpf_probe_read_user(&first, 1, argument);
	scratch->mark |= CSN_UNRESOLVED;
	if (first == '/')
		return add_user_string(scratch, argument);
	if ((s32)directory == -100) {
		struct fs_struct *fs = task->fs;

		if (fs) {
			dentry = fs->pwd.dentry;
			mnt = fs->pwd.mnt;
		}
	} else {
		file = file_of(task, (s32)directory);
		if (file) {
			GET(dentry, file, file, f_path.dentry);
			GET(mnt, file, file, f_path.mnt);
		}
	}
	if (!dentry)
		return add_user_string(scratch, argument);
	len = add_walked(scratch, walk(scratch, dentry, mnt));
	*tail(scratch) = '/';
	scratch->end++;
	return len + 1 + add_user_string(scratch, argument);
}

/* Whether settings leave the event out before it is built. */
INLINE bool is_wanted(const struct call_context *context, bool failed)
{
	if (is_ignored(context->task->tgid) || out_of_scope(context->task))
		return false;
	return context->call->failures_only ? failed : !failed || (settings.failures && context->call->failing);
}

INLINE bool start_call(struct call_context *context, struct pt_regs *regs)
{
	context->call = &settings.calls[context->nr & (CALLS - 1)];
	if (!context->call->on)
		return false;
	context->task = bpf_get_current_task_btf();
	if (!take_scratch(context))
		return false;
	take_arguments(context, regs);
	return true;
}

#include "open.h"
#include "socket.h"
#include "other.h"

/* Of every sys_exit tracepoint. */
struct exit_context { u64 common; s64 nr; s64 result; };

#define ENTRY(name, body)                                                                            \
	SEC("tp/caisson/" #name)                                                                     \
	int on_##name(struct exit_context *ctx)                                                      \
	{                                                                                            \
		struct call_context context = {.nr = ctx->nr, .result = ctx->result};                \
		struct task_struct *task = bpf_get_current_task_btf();                               \
                                                                                                     \
		if (start_call(&context, (void *)bpf_task_pt_regs(task)))                            \
			body(&context);                                                              \
		return 0;                                                                            \
	}

ENTRY(open, handle_open)
ENTRY(socket, handle_socket)
ENTRY(other, handle_other)

#endif
