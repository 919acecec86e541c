/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Facts about a file, from the kernel's own objects: never from memory that a process can change. */
#ifndef CAISSON_CONTAIN_PATH_H
#define CAISSON_CONTAIN_PATH_H

#include "contain_kernel.h"
#include "../include/caisson_wire.h"

#define OVERLAYFS 0x794c7630
#define TMPFS 0x01021994
#define HUGETLBFS 0x958458f6
#define STEPS 40
#define COMPONENT 256

/* Times left their places twice: 6.6 and 6.11. */
static __always_inline void file_times(struct inode *inode, struct csn_file *out)
{
	if (bpf_core_field_exists(inode->i_ctime_sec)) {
		out->ctime = BPF_CORE_READ(inode, i_ctime_sec) * 1000000000ull + BPF_CORE_READ(inode, i_ctime_nsec);
		out->mtime = BPF_CORE_READ(inode, i_mtime_sec) * 1000000000ull + BPF_CORE_READ(inode, i_mtime_nsec);
		return;
	}
	struct inode___before611 *newer = (void *)inode;
	if (bpf_core_field_exists(newer->__i_ctime)) {
		out->ctime = BPF_CORE_READ(newer, __i_ctime.tv_sec) * 1000000000ull + BPF_CORE_READ(newer, __i_ctime.tv_nsec);
		if (bpf_core_field_exists(newer->__i_mtime))
			out->mtime = BPF_CORE_READ(newer, __i_mtime.tv_sec) * 1000000000ull + BPF_CORE_READ(newer, __i_mtime.tv_nsec);
		return;
	}
	struct inode___before66 *older = (void *)inode;
	out->ctime = BPF_CORE_READ(older, i_ctime.tv_sec) * 1000000000ull + BPF_CORE_READ(older, i_ctime.tv_nsec);
	out->mtime = BPF_CORE_READ(older, i_mtime.tv_sec) * 1000000000ull + BPF_CORE_READ(older, i_mtime.tv_nsec);
}

/* A memfd has no directory: it is its own parent, and its name begins with "memfd:". */
static __always_inline bool is_memfd(struct dentry *dentry)
{
	char name[8] = {};
	if (BPF_CORE_READ(dentry, d_parent) != dentry)
		return false;
	bpf_probe_read_kernel(name, 6, BPF_CORE_READ(dentry, d_name.name));
	return name[0] == 'm' && name[1] == 'e' && name[2] == 'm' && name[3] == 'f' && name[4] == 'd' && name[5] == ':';
}

static __always_inline void file_facts(struct file *file, struct csn_file *out)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct super_block *sb = BPF_CORE_READ(inode, i_sb);
	unsigned long magic = BPF_CORE_READ(sb, s_magic);
	u32 dev = BPF_CORE_READ(sb, s_dev);
	u32 mark = 0;

	out->ino = BPF_CORE_READ(inode, i_ino);
	out->dev = (dev & 0xff) | ((dev >> 20) << 8) | ((dev & 0xfff00) << 12);
	out->links = BPF_CORE_READ(inode, i_nlink);
	out->mode = BPF_CORE_READ(inode, i_mode);
	file_times(inode, out);
	if (magic == OVERLAYFS) {
		mark |= CSN_FILE_OVERLAY;
		struct ovl_inode *ovl = (void *)inode - bpf_core_field_offset(struct ovl_inode, vfs_inode);
		struct dentry *upper = BPF_CORE_READ(ovl, __upperdentry);
		if (upper && BPF_CORE_READ(upper, d_inode))
			mark |= CSN_FILE_UPPER;
	} else if (magic == TMPFS || magic == HUGETLBFS) {
		mark |= is_memfd(BPF_CORE_READ(file, f_path.dentry)) ? CSN_FILE_MEMFD : CSN_FILE_TMPFS;
	}
	if (out->links == 0)
		mark |= CSN_FILE_DELETED;
	if (out->mode & 04000)
		mark |= CSN_FILE_SETUID;
	if (out->mode & 02000)
		mark |= CSN_FILE_SETGID;
	out->mark = mark;
}

/* What a walk knows between two steps. In memory, not in registers: so the verifier sees one state a step, not all of them. */
struct walk {
	struct dentry *part[STEPS]; /* innermost first; empty where a mount is crossed */
	struct dentry *dentry, *root_dentry;
	struct vfsmount *mnt, *root_mnt;
	u64 len;
	u64 unfinished;
};

static __always_inline void walk_up(struct walk *walk, u32 step)
{
	struct dentry *dentry = walk->dentry, *parent = BPF_CORE_READ(dentry, d_parent), *part = dentry;
	struct vfsmount *mnt = walk->mnt;

	if (!walk->unfinished || (dentry == walk->root_dentry && mnt == walk->root_mnt)) {
		part = 0;
		walk->unfinished = 0;
	} else if (dentry == BPF_CORE_READ(mnt, mnt_root)) {
		struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt);
		struct mount *above = BPF_CORE_READ(mount, mnt_parent);
		part = 0;
		if (above == mount)
			walk->unfinished = 0;
		walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
		walk->mnt = (void *)above + bpf_core_field_offset(struct mount, mnt);
	} else {
		if (parent == dentry)
			walk->unfinished = 0;
		walk->dentry = parent;
	}
	walk->part[step] = part;
}

static __always_inline void write_part(struct walk *walk, u32 step, char *out)
{
	struct dentry *dentry = walk->part[step];
	u64 len = walk->len & (CSN_MAX_PATH - 1);

	if (!dentry)
		return;
	u32 size = BPF_CORE_READ(dentry, d_name.len);
	if (size > COMPONENT - 1)
		size = COMPONENT - 1;
	if (len + size + 1 > CSN_MAX_PATH - 1) {
		walk->unfinished = 1;
		return;
	}
	out[len] = '/';
	bpf_probe_read_kernel(out + len + 1, size & (COMPONENT - 1), BPF_CORE_READ(dentry, d_name.name));
	walk->len = len + size + 1;
}

/*
 * Writes the canonical path of `file` as it is seen from `root` (NULL: from the top of its mount namespace) to `out`, which has
 * CSN_MAX_PATH + COMPONENT bytes. Returns its length; `walk->unfinished` when there are more than 40 components and mounts.
 */
static __always_inline u32 file_path(struct file *file, struct path *root, struct walk *walk, char *out)
{
	walk->dentry = BPF_CORE_READ(file, f_path.dentry);
	walk->mnt = BPF_CORE_READ(file, f_path.mnt);
	walk->root_dentry = root ? BPF_CORE_READ(root, dentry) : 0;
	walk->root_mnt = root ? BPF_CORE_READ(root, mnt) : 0;
	walk->len = 0;
	walk->unfinished = 1;
	for (int step = 0; step < STEPS; step++)
		walk_up(walk, step);
	for (int step = STEPS - 1; step >= 0; step--)
		write_part(walk, step, out);
	return walk->len & (CSN_MAX_PATH - 1);
}

#endif
