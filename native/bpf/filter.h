/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What stays in the kernel: prefixes of files that are read, and what one cgroup may send. */
#ifndef CAISSON_FILTER_H
#define CAISSON_FILTER_H

#include "identity.h"

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4096);
	__type(key, struct prefix);
	__type(value, u8);
} prefixes SEC(".maps");

/* One bit for each hash of the first four bytes of a prefix: most names are told apart by those already. */
unsigned char heads[HEADS / 8];

/* The same for names of files by their first four bytes and their length, and for programs by the first eight of their name:
 * whoever reads them all judges exactly. */
unsigned char file_names[HEADS / 8];
unsigned char programs[HEADS / 8];

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct prefix);
} prefix_keys SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, u64);
	__type(value, struct bucket);
} buckets SEC(".maps");

/* Whether a name begins with a listed prefix. */
INLINE bool is_listed(const void *name, u32 len)
{
	u32 zero = 0;
	struct prefix *key = bpf_map_lookup_elem(&prefix_keys, &zero);

	if (!key)
		return true;
	if (len > PREFIX_BYTES)
		len = PREFIX_BYTES;
	bpf_probe_read_kernel(key->text, len & (2 * PREFIX_BYTES - 1), name);
	key->bits = 8 * len;
	return bpf_map_lookup_elem(&prefixes, key) != NULL;
}

INLINE bool is_head_listed(u32 head)
{
	u32 hash = HEAD_HASH(head);

	return heads[hash >> 3] >> (hash & 7) & 1;
}

INLINE bool has_nul(u32 word)
{
	return (word - 0x01010101u) & ~word & 0x80808080u;
}

/* The bytes of a word before the first that is NUL. */
INLINE u32 until_nul(u32 word)
{
	return !(word & 0xff) ? 0 : !(word & 0xff00) ? word & 0xff : !(word & 0xff0000) ? word & 0xffff :
	       word;
}

INLINE bool is_name_listed(struct file *file)
{
	struct dentry *dentry = NULL;
	const void *name = NULL;
	u32 first = 0, len = 0, hash;

	if (!settings.names_listed)
		return false;
	GET(dentry, file, file, f_path.dentry);
	GET(name, dentry, dentry, d_name.name);
	GET(len, dentry, dentry, d_name.len);
	bpf_probe_read_kernel(&first, sizeof(first), name);
	hash = NAME_HASH(until_nul(first), len);
	return file_names[hash >> 3 & (HEADS / 8 - 1)] >> (hash & 7) & 1;
}

INLINE bool is_program_listed(struct task_struct *task)
{
	u32 words[2] = {}, hash;

	if (!settings.programs_listed)
		return false;
	bpf_probe_read_kernel(words, sizeof(words), task->group_leader->comm);
	/* Behind the end of a name may be what is left of a longer one. */
	words[1] = has_nul(words[0]) ? 0 : until_nul(words[1]);
	hash = PROGRAM_HASH(until_nul(words[0]), words[1]);
	return programs[hash >> 3 & (HEADS / 8 - 1)] >> (hash & 7) & 1;
}

/* The slash and the first three bytes of a file's name in its mount namespace, 0 when it lies nowhere. */
INLINE u32 head_of(struct dentry *dentry, struct vfsmount *mnt)
{
	struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt), *above = NULL;
	struct dentry *root = NULL, *top = NULL, *parent = NULL;
	const void *name = NULL;
	u32 text = 0;

	GET(root, vfsmount, mnt, mnt_root);
	for (int step = 0; step < HEAD_STEPS; step++) {
		if (dentry == root) {
			GET(above, mount, mount, mnt_parent);
			if (above == mount || !above)
				break;
			GET(dentry, mount, mount, mnt_mountpoint);
			GET(root, mount, above, mnt.mnt_root);
			mount = above;
			continue;
		}
		GET(parent, dentry, dentry, d_parent);
		if (parent == dentry || !parent)
			return 0;
		top = dentry;
		dentry = parent;
	}
	if (!top)
		return 0;
	GET(name, dentry, top, d_name.name);
	bpf_probe_read_kernel(&text, 3, name);
	return '/' | text << 8;
}

/* False: neither name begins with a prefix, found out without making either. */
INLINE bool may_be_listed(struct file *file, const void *argument)
{
	struct dentry *dentry = NULL;
	struct vfsmount *mnt = NULL;
	u32 raw = 0;

	if (settings.heads_tell_nothing)
		return true;
	if (argument && !bpf_probe_read_user(&raw, sizeof(raw), argument) && is_head_listed(raw))
		return true;
	GET(dentry, file, file, f_path.dentry);
	GET(mnt, file, file, f_path.mnt);
	return is_head_listed(head_of(dentry, mnt));
}

INLINE void tell_throttled(struct scratch *scratch, const struct bucket *bucket)
{
	struct csn_throttle *throttle = (struct csn_throttle *)scratch->record;

	count(CSN_THROTTLE, SEEN);
	begin(scratch, CSN_THROTTLE, 0xffff, sizeof(*throttle));
	throttle->cgroup = bucket->cgroup;
	throttle->cgroup_v1 = bucket->cgroup_v1;
	throttle->suppressed = 0;
	throttle->stopped = throttle->spare = 0;
	send(scratch, CSN_THROTTLE, true);
}

/* Whether the cgroup of a task has sent its share; the daemon tells when that is over. Uses the record. */
INLINE bool is_throttled(struct scratch *scratch, struct task_struct *task)
{
	struct kernfs_node *first = first_version_node(task);
	u64 unified = node_id(unified_node(task)), key = first ? node_id(first) | CGROUP_V1 : unified;
	struct bucket *bucket = bpf_map_lookup_elem(&buckets, &key);
	u64 now = bpf_ktime_get_boot_ns(), passed;

	if (!bucket) {
		struct bucket fresh = {.tokens = settings.burst, .at = now, .cgroup = unified, .cgroup_v1 = node_id(first)};

		bpf_map_update_elem(&buckets, &key, &fresh, BPF_NOEXIST);
		return false;
	}
	passed = now - bucket->at;
	if (passed > 1000000) {
		u64 more = passed > 1000000000ull ? settings.rate : passed / 1000 * settings.rate / 1000000;

		if (more) {
			bucket->tokens = bucket->tokens + more > settings.burst ? settings.burst : bucket->tokens + more;
			bucket->at = now;
		}
	}
	if (bucket->tokens) {
		bucket->tokens--;
		return false;
	}
	if (!bucket->suppressed)
		tell_throttled(scratch, bucket);
	bucket->suppressed++;
	return true;
}

/* Bulk records end here: throttled, or built by the caller. */
INLINE bool may_send(struct scratch *scratch, struct task_struct *task)
{
	return !settings.throttle || !is_throttled(scratch, task);
}

#endif
