/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Strict mode: 32-bit calls (int 0x80), which pass by the tracepoints of each call. This one hangs on every system call and
 * leaves at its first instructions when the call was a 64-bit one.
 */
#ifndef CAISSON_COMPAT_H
#define CAISSON_COMPAT_H

#if defined(__TARGET_ARCH_x86)
#include "calls.h"

#define TS_COMPAT 2
#define SOCKETCALL 102
#define SOCKET_CALLS 32

/* 64-bit numbers by those of 32-bit calls, and by those of socketcall. 0xffff: none. */
unsigned short compat_calls[CALLS];
unsigned short compat_sockets[SOCKET_CALLS];
/* Calls that are wanted and have no tracepoint of their own: what this kernel was built without can still be tried. 0xffff: none. */
unsigned short absent_calls[ABSENT_CALLS];

INLINE bool is_absent(u32 nr)
{
	return nr == absent_calls[0] || nr == absent_calls[1] || nr == absent_calls[2] || nr == absent_calls[3];
}

/* A 64-bit call that passes by all tracepoints. */
INLINE void take_absent(struct task_struct *task, s64 result)
{
	struct pt_regs *regs = (void *)bpf_task_pt_regs(task);
	struct call_context context = {.nr = (u32)regs->orig_ax, .result = result};

	if (context.nr < CALLS && is_absent(context.nr) && start_call(&context, regs))
		handle_other(&context);
}

INLINE void take_compat_arguments(struct call_context *context, struct pt_regs *regs)
{
	context->argument[0] = (u32)regs->bx;
	context->argument[1] = (u32)regs->cx;
	context->argument[2] = (u32)regs->dx;
	context->argument[3] = (u32)regs->si;
	context->argument[4] = (u32)regs->di;
	context->argument[5] = (u32)regs->bp;
}

INLINE void take_socket_arguments(struct call_context *context, u64 from)
{
	u32 words[6] = {};

	if (bpf_probe_read_user(words, sizeof(words), (void *)from))
		bpf_probe_read_user(words, 3 * sizeof(u32), (void *)from); /* at the end of a page */
#pragma unroll
	for (int i = 0; i < 6; i++)
		context->argument[i] = words[i];
}

SEC("raw_tp/sys_exit")
int on_compat(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct call_context context = {};
	struct pt_regs *regs;
	u32 nr;

	if (!(task->thread_info.status & TS_COMPAT)) {
		if (absent_calls[0] != 0xffff)
			take_absent(task, (s64)ctx->args[1]);
		return 0;
	}
	regs = (void *)bpf_task_pt_regs(task);
	nr = regs->orig_ax;
	context.task = task;
	context.result = (s64)(s32)ctx->args[1];
	context.mark = CSN_COMPAT;
	if (!take_scratch(&context))
		return 0;
	take_compat_arguments(&context, regs);
	if (nr == SOCKETCALL) {
		context.nr = compat_sockets[context.argument[0] & (SOCKET_CALLS - 1)];
		take_socket_arguments(&context, context.argument[1]);
	} else {
		context.nr = compat_calls[nr & (CALLS - 1)];
	}
	if (context.nr >= CALLS)
		return 0;
	context.call = &settings.calls[context.nr & (CALLS - 1)];
	if (!context.call->on)
		return 0;
	if (context.call->handler == CALL_OPEN)
		handle_open(&context);
	else if (context.call->handler == CALL_SOCKET)
		handle_socket(&context);
	else
		handle_other(&context);
	return 0;
}
#endif

#endif
