/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Who a process is, and what a file is. */
#ifndef CAISSON_IDENTITY_H
#define CAISSON_IDENTITY_H

#include "path.h"

#define PGID 2
#define SID 3
#define CAP_DAC_OVERRIDE 2ull
#define S_ISUID 04000
#define S_ISGID 02000
#define CGROUP_V1 (1ull << 63)

/* Cgroups that were named; ids count within one hierarchy, so those of version 1 have their own half. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, u64);
	__type(value, u8);
} named SEC(".maps");

/* Number of a pid in the outermost (`own` false) or in its own namespace. */
INLINE u32 pid_number(struct pid *pid, bool own)
{
	u32 level = 0, number = 0;

	if (!pid)
		return 0;
	if (own)
		READ(level, pid->level);
	if (level > 32)
		return 0;
	bpf_probe_read_kernel(&number, sizeof(number),
		(void *)pid + bpf_core_field_offset(struct pid, numbers) + level * bpf_core_type_size(struct upid));
	return number;
}

INLINE u32 mount_namespace(struct task_struct *task)
{
	struct nsproxy *nsproxy = task->nsproxy;

	return nsproxy ? nsproxy->mnt_ns->ns.inum : 0;
}

INLINE struct kernfs_node *unified_node(struct task_struct *task)
{
	return task->cgroups->dfl_cgrp->kn;
}

/* Of the pids controller where it lies in a hierarchy of version 1 (hierarchy_id 0 is the unified one). */
INLINE struct kernfs_node *first_version_node(struct task_struct *task)
{
	struct cgroup_subsys_state *state = NULL;
	struct cgroup *cgroup = NULL;
	struct cgroup_root *root = NULL;
	struct kernfs_node *node = NULL;
	struct css_set *set = task->cgroups;
	int hierarchy = 0;
	u32 index;

	if (!bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id))
		return NULL;
	index = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);
	bpf_probe_read_kernel(&state, sizeof(state), (void *)set + bpf_core_field_offset(struct css_set, subsys) + index * sizeof(state));
	if (!state)
		return NULL;
	GET(cgroup, cgroup_subsys_state, state, cgroup);
	GET(root, cgroup, cgroup, root);
	GET(hierarchy, cgroup_root, root, hierarchy_id);
	if (!hierarchy)
		return NULL;
	GET(node, cgroup, cgroup, kn);
	return node;
}

INLINE u64 node_id(struct kernfs_node *node)
{
	u64 id = 0;

	if (node)
		GET(id, kernfs_node, node, id);
	return id;
}

/* Whether the cgroup is seen for the first time; it counts as named from now on. */
INLINE bool is_new_cgroup(u64 key)
{
	u8 yes = 1;

	return !bpf_map_lookup_elem(&named, &key) && !bpf_map_update_elem(&named, &key, &yes, BPF_NOEXIST);
}

INLINE u32 build_cgroup(struct scratch *scratch, struct kernfs_node *node, bool first_version)
{
	struct csn_text *text = (struct csn_text *)scratch->record;

	begin(scratch, CSN_CGROUP, 0xffff, sizeof(*text));
	text->id = node_id(node);
	text->wire = first_version ? 1 : 2;
	text->order = 0;
	text->spare = 0;
	scratch->node = node;
	text->text_len = add_walked(scratch, walk_cgroup_from(0));
	return finish(scratch);
}

INLINE void name_cgroup(struct scratch *scratch, struct kernfs_node *node, bool first_version)
{
	u64 key = node_id(node) | (first_version ? CGROUP_V1 : 0);

	if (!node || !is_new_cgroup(key))
		return;
	count(CSN_CGROUP, SEEN);
	if (bpf_ringbuf_output(&priority, scratch->record, build_cgroup(scratch, node, first_version), 0)) {
		bpf_map_delete_elem(&named, &key); /* the next event tries again */
		count(CSN_CGROUP, DROPPED);
	} else {
		count(CSN_CGROUP, SENT);
	}
}

/* Tells the names of the task's cgroups where they are new; uses the record. */
INLINE void name_cgroups(struct scratch *scratch, struct task_struct *task)
{
	name_cgroup(scratch, unified_node(task), false);
	name_cgroup(scratch, first_version_node(task), true);
}

INLINE u32 terminal(struct signal_struct *signal)
{
	struct tty_struct *tty = signal->tty;
	struct tty_driver *driver = NULL;
	int major = 0, minor = 0, index = 0;

	if (!tty)
		return 0;
	READ(driver, tty->driver);
	READ(index, tty->index);
	READ(major, driver->major);
	READ(minor, driver->minor_start);
	minor += index;
	return (minor & 0xff) | (u32)major << 8 | ((u32)minor & ~0xffu) << 12;
}

INLINE void fill_credentials(struct csn_identity *id, struct task_struct *task)
{
	const struct cred *cred = task->cred;

	id->uid = cred->uid.val;
	id->euid = cred->euid.val;
	id->suid = cred->suid.val;
	id->fsuid = cred->fsuid.val;
	id->gid = cred->gid.val;
	id->egid = cred->egid.val;
	id->sgid = cred->sgid.val;
	id->fsgid = cred->fsgid.val;
	bpf_probe_read_kernel(&id->cap_effective, 8, &cred->cap_effective);
	bpf_probe_read_kernel(&id->cap_permitted, 8, &cred->cap_permitted);
	bpf_probe_read_kernel(&id->cap_inheritable, 8, &cred->cap_inheritable);
	id->user_ns = cred->user_ns->ns.inum;
}

INLINE void fill_namespaces(struct csn_identity *id, struct task_struct *task)
{
	struct nsproxy *nsproxy = task->nsproxy;
	struct pid *pid = task->thread_pid;
	struct pid_namespace *pid_ns = NULL;
	u32 level = 0;

	id->mnt_ns = id->net_ns = id->pid_ns = 0;
	if (nsproxy) {
		id->mnt_ns = nsproxy->mnt_ns->ns.inum;
		id->net_ns = nsproxy->net_ns->ns.inum;
	}
	if (!pid)
		return;
	READ(level, pid->level);
	if (level > 32)
		return;
	bpf_probe_read_kernel(&pid_ns, sizeof(pid_ns),
		(void *)pid + bpf_core_field_offset(struct pid, numbers) + level * bpf_core_type_size(struct upid)
			+ bpf_core_field_offset(struct upid, ns));
	if (pid_ns)
		READ(id->pid_ns, pid_ns->ns.inum);
}

/* `task` is the leader of its group. */
INLINE void fill_identity(struct scratch *scratch, struct csn_identity *id, struct task_struct *task)
{
	struct signal_struct *signal = task->signal;
	struct pid *group = signal->pids[PGID], *session = signal->pids[SID];

	id->ppid = task->real_parent->tgid;
	fill_credentials(id, task);
	fill_namespaces(id, task);
	id->loginuid = bpf_core_field_exists(task->loginuid) ? task->loginuid.val : 0xffffffff;
	id->pgid = pid_number(group, false);
	id->sid = pid_number(session, false);
	id->vpid = pid_number(task->thread_pid, true);
	id->vpgid = pid_number(group, true);
	id->vsid = pid_number(session, true);
	id->tty = terminal(signal);
	id->cgroup = node_id(unified_node(task));
	id->cgroup_v1 = node_id(first_version_node(task));
	if (bpf_core_field_exists(task->start_boottime))
		id->start = task->start_boottime;
	else
		READ(id->start, ((struct task_struct___before_5_5 *)task)->real_start_time);
	bpf_probe_read_kernel(id->comm, sizeof(id->comm), task->comm);
	if (id->mnt_ns == settings.host_mnt_ns)
		scratch->mark |= CSN_HOST;
}

INLINE void fill_times(struct csn_file *file, struct inode *inode)
{
	struct timespec64 changed = {}, modified = {};
	u32 nanoseconds = 0;

	if (bpf_core_field_exists(struct inode, i_ctime_sec)) {
		GET(changed.tv_sec, inode, inode, i_ctime_sec);
		GET(nanoseconds, inode, inode, i_ctime_nsec);
		changed.tv_nsec = nanoseconds;
		GET(modified.tv_sec, inode, inode, i_mtime_sec);
		GET(nanoseconds, inode, inode, i_mtime_nsec);
		modified.tv_nsec = nanoseconds;
	} else {
		struct inode___before_6_11 *middle = (void *)inode;
		struct inode___before_6_6 *old = (void *)inode;

		if (bpf_core_field_exists(struct inode___before_6_11, __i_ctime))
			READ(changed, middle->__i_ctime);
		else if (bpf_core_field_exists(struct inode___before_6_6, i_ctime))
			READ(changed, old->i_ctime);
		if (bpf_core_field_exists(struct inode___before_6_11, __i_mtime))
			READ(modified, middle->__i_mtime);
		else if (bpf_core_field_exists(struct inode___before_6_6, i_mtime))
			READ(modified, old->i_mtime);
	}
	file->ctime = changed.tv_sec * 1000000000ull + changed.tv_nsec;
	file->mtime = modified.tv_sec * 1000000000ull + modified.tv_nsec;
}

INLINE u32 new_encode_dev(u32 dev)
{
	u32 major = dev >> 20, minor = dev & 0xfffff;

	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

INLINE u32 overlay_marks(struct inode *inode)
{
	struct ovl_inode *overlay;
	struct dentry *upper = NULL;

	if (!bpf_core_type_exists(struct ovl_inode))
		return CSN_FILE_OVERLAY;
	overlay = (void *)inode - bpf_core_field_offset(struct ovl_inode, vfs_inode);
	GET(upper, ovl_inode, overlay, __upperdentry);
	return upper ? CSN_FILE_OVERLAY | CSN_FILE_UPPER : CSN_FILE_OVERLAY;
}

/* What holds for the file whoever uses it. */
INLINE void fill_file(struct csn_file *file, struct inode *inode)
{
	struct super_block *sb = NULL;
	unsigned long ino = 0, magic = 0;
	u32 dev = 0, links = 0;
	u16 mode = 0;

	GET(sb, inode, inode, i_sb);
	GET(ino, inode, inode, i_ino);
	GET(links, inode, inode, i_nlink);
	GET(mode, inode, inode, i_mode);
	GET(dev, super_block, sb, s_dev);
	GET(magic, super_block, sb, s_magic);
	fill_times(file, inode);
	file->ino = ino;
	file->dev = new_encode_dev(dev);
	file->links = links;
	file->mode = mode;
	file->mark = 0;
	if (magic == OVERLAYFS_MAGIC)
		file->mark |= overlay_marks(inode);
	if (magic == TMPFS_MAGIC)
		file->mark |= CSN_FILE_TMPFS;
	if (!links)
		file->mark |= CSN_FILE_DELETED;
	if (mode & S_ISUID)
		file->mark |= CSN_FILE_SETUID;
	if (mode & S_ISGID)
		file->mark |= CSN_FILE_SETGID;
}

#define MEMFD_PREFIX 6

/* Whether a walk ended at the bare name of a memfd. */
INLINE bool is_memfd(struct scratch *scratch, u32 at)
{
	char start[8] = {};

	bpf_probe_read_kernel(start, MEMFD_PREFIX, scratch->path + (at & (NAME_BYTES - 1)));
	return start[0] == 'm' && start[1] == 'e' && start[2] == 'm' && start[3] == 'f' && start[4] == 'd' && start[5] == ':';
}

/* What holds for a file that the task executes. */
INLINE u32 executed_marks(struct csn_file *file, struct inode *inode, struct vfsmount *mnt, struct task_struct *task)
{
	const struct cred *cred = task->cred;
	struct super_block *sb = NULL, *own = NULL;
	struct vfsmount *root;
	kuid_t uid = {}, gid = {};
	u64 effective = 0;
	u32 mark = 0;

	READ(uid, inode->i_uid);
	READ(gid, inode->i_gid);
	bpf_probe_read_kernel(&effective, 8, &cred->cap_effective);
	if ((file->mode & 02) || ((file->mode & 020) && gid.val == cred->fsgid.val) ||
	    ((file->mode & 0200) && uid.val == cred->fsuid.val) || (effective & CAP_DAC_OVERRIDE))
		mark |= CSN_FILE_WRITABLE;
	/* A memfd lies on the kernel's own mount of tmpfs: its mount has no other name than the file's. */
	root = task->fs->root.mnt;
	READ(sb, inode->i_sb);
	READ(own, root->mnt_sb);
	if (sb != own && !(file->mark & (CSN_FILE_MEMFD | CSN_FILE_TMPFS)))
		mark |= CSN_FILE_HOST;
	return mark;
}

#endif
