/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Building a record in memory of this CPU and giving it to a ring. */
#ifndef CAISSON_RECORD_H
#define CAISSON_RECORD_H

#include "kernel.h"
#include "shared.h"

struct settings settings;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, PRIORITY_BYTES);
} priority SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, BULK_BYTES);
} bulk SEC(".maps");

/* One element a CPU, read by the daemon through a mapping: no system call, no atomics. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct stats);
} counters SEC(".maps");

#define POSITION 16383u /* a string may start anywhere up to here */
#define NAME_BYTES 4096u
#define RECORD_BYTES (POSITION + 1 + NAME_BYTES)

/* Records are built at `record`, names from their end backwards at `path`. */
struct scratch {
	u8 record[RECORD_BYTES];
	u8 path[NAME_BYTES + 256];
	u64 argument[8]; /* of a system call; then its result and zero */
	u32 end; /* bytes of the record so far */
	u32 mark;
	/* Where a walk is. It lives here and not in registers because the kernel's check then sees every step alike. */
	struct dentry *dentry, *root;
	struct vfsmount *within;
	struct mount *mount;
	struct kernfs_node *node, *above_node;
	const char *text;
	u32 at, bare; /* bare: of a file that lies nowhere */
};

/* 0: tasks; 1: packets, which may come in between. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

INLINE struct scratch *scratch_of(u32 which)
{
	return bpf_map_lookup_elem(&scratches, &which);
}

enum outcome { SEEN, SENT, DROPPED, FILTERED };

INLINE void count(u32 type, enum outcome outcome)
{
	u32 cpu = bpf_get_smp_processor_id();
	struct stats *stats = bpf_map_lookup_elem(&counters, &cpu);

	if (!stats)
		return;
	type &= CSN_CLASSES - 1;
	if (outcome == SEEN)
		stats->seen[type]++;
	else if (outcome == SENT)
		stats->sent[type]++;
	else if (outcome == DROPPED)
		stats->dropped[type]++;
	else
		stats->filtered[type]++;
}

/* Begins a record of `size` fixed bytes; the members behind the header are the caller's. */
INLINE void begin(struct scratch *scratch, u32 type, u32 nr, u32 size)
{
	struct csn_header *h = (struct csn_header *)scratch->record;
	u64 id = bpf_get_current_pid_tgid();

	h->type = type;
	h->nr = nr;
	h->ts = bpf_ktime_get_boot_ns();
	h->tgid = id >> 32;
	h->tid = (u32)id;
	h->ret = 0;
	h->cpu = bpf_get_smp_processor_id();
	scratch->end = size;
	scratch->mark = 0;
}

/* Closes the record and returns its length. */
INLINE u32 finish(struct scratch *scratch)
{
	struct csn_header *h = (struct csn_header *)scratch->record;
	u32 len = (scratch->end + 7) & ~7u;

	if (len > RECORD_BYTES)
		len = RECORD_BYTES;
	h->len = len;
	h->mark = scratch->mark;
	return len;
}

INLINE void send(struct scratch *scratch, u32 type, bool important)
{
	u32 len = finish(scratch);
	long failed = important ? bpf_ringbuf_output(&priority, scratch->record, len, 0)
				: bpf_ringbuf_output(&bulk, scratch->record, len, 0);

	count(type, failed ? DROPPED : SENT);
}

INLINE u8 *tail(struct scratch *scratch)
{
	return scratch->record + (scratch->end & POSITION);
}

/* Adds a NUL-terminated string of the process, without the NUL; returns its length. */
INLINE u32 add_user_string(struct scratch *scratch, const void *from)
{
	long len = bpf_probe_read_user_str(tail(scratch), NAME_BYTES, from);

	if (len <= 0) {
		scratch->mark |= CSN_FAULT;
		return 0;
	}
	if (len == NAME_BYTES)
		scratch->mark |= CSN_TRUNCATED;
	len = (len - 1) & (NAME_BYTES - 1);
	scratch->end += len;
	return len;
}

INLINE u32 add_kernel_string(struct scratch *scratch, const void *from)
{
	long len = bpf_probe_read_kernel_str(tail(scratch), NAME_BYTES, from);

	if (len <= 0)
		return 0;
	if (len == NAME_BYTES)
		scratch->mark |= CSN_TRUNCATED;
	len = (len - 1) & (NAME_BYTES - 1);
	scratch->end += len;
	return len;
}

#endif
