/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Names of files and cgroups, walked from the kernel's own objects: no symbolic link, no race with the process. */
#ifndef CAISSON_PATH_H
#define CAISSON_PATH_H

#include "record.h"

#define PATH_STEPS 48 /* components and mounts */
#define CGROUP_STEPS 24

#define ROOM 258 /* of one component and its slash */

/* Puts `len` bytes and a slash before where the walk is. */
INLINE void prepend(struct scratch *scratch, const void *name, u32 len, bool slash)
{
	u32 at = *(volatile u32 *)&scratch->at;

	if (len > 255)
		len = 255;
	at = (at - len) & (NAME_BYTES - 1);
	bpf_probe_read_kernel(scratch->path + at, len & 255, name);
	if (slash) {
		at = (at - 1) & (NAME_BYTES - 1);
		scratch->path[at] = '/';
	}
	*(volatile u32 *)&scratch->at = at;
}

/* One component or one mount further up; false: this was the last one. */
INLINE bool step_up(struct scratch *scratch)
{
	struct dentry *dentry = scratch->dentry, *parent = NULL;
	const void *name = NULL;
	u32 len = 0;

	if (dentry == scratch->root) {
		struct mount *mount = scratch->mount, *above = NULL;

		GET(above, mount, mount, mnt_parent);
		if (above == mount || !above)
			return false;
		GET(dentry, mount, mount, mnt_mountpoint);
		scratch->dentry = dentry;
		scratch->mount = above;
		GET(dentry, mount, above, mnt.mnt_root);
		scratch->root = dentry;
		return true;
	}
	GET(parent, dentry, dentry, d_parent);
	GET(name, dentry, dentry, d_name.name);
	GET(len, dentry, dentry, d_name.len);
	prepend(scratch, name, len, parent != dentry);
	if (parent == dentry || !parent) {
		scratch->bare = 1;
		return false;
	}
	scratch->dentry = parent;
	return true;
}

/* Ends a walk: cut short when it was not at its end. */
INLINE u32 walked(struct scratch *scratch, bool whole)
{
	u32 at = *(volatile u32 *)&scratch->at;

	if (!whole)
		scratch->mark |= CSN_TRUNCATED;
	if (at == NAME_BYTES - 1 && !scratch->bare)
		scratch->path[--at & (NAME_BYTES - 1)] = '/';
	return at;
}

/*
 * Writes the name of a dentry within its mount namespace to the end of `path`; returns where it starts. Names begin at the root of
 * the namespace, not at that of the process: who called chroot cannot hide. What lies nowhere (memfd, pipe, a mount that is gone)
 * has its bare name. A function of its own, so that the kernel checks it once; where it starts stands in the scratch.
 */
__noinline u32 walk_from(u32 which)
{
	struct scratch *scratch = scratch_of(which);
	struct dentry *root = NULL;

	if (!scratch)
		return NAME_BYTES - 1;
	scratch->at = NAME_BYTES - 1;
	scratch->bare = 0;
	scratch->mount = (void *)scratch->within - bpf_core_field_offset(struct mount, mnt);
	GET(root, vfsmount, scratch->within, mnt_root);
	scratch->root = root;
	for (int step = 0; step < PATH_STEPS; step++) {
		if (*(volatile u32 *)&scratch->at < ROOM)
			break;
		if (!step_up(scratch))
			return walked(scratch, true);
	}
	return walked(scratch, false);
}

INLINE u32 walk(struct scratch *scratch, struct dentry *dentry, struct vfsmount *mnt)
{
	scratch->dentry = dentry;
	scratch->within = mnt;
	return walk_from(0);
}

/* Appends what a walk left behind to the record; returns its length. */
INLINE u32 add_walked(struct scratch *scratch, u32 at)
{
	u32 len = (NAME_BYTES - 1 - at) & (NAME_BYTES - 1);

	bpf_probe_read_kernel(tail(scratch), len, scratch->path + (at & (NAME_BYTES - 1)));
	scratch->end += len;
	return len;
}

INLINE u32 add_path(struct scratch *scratch, const struct path *path)
{
	struct dentry *dentry = NULL;
	struct vfsmount *mnt = NULL;

	READ(dentry, path->dentry);
	READ(mnt, path->mnt);
	if (!dentry || !mnt)
		return 0;
	return add_walked(scratch, walk(scratch, dentry, mnt));
}

INLINE struct kernfs_node *parent_of(struct kernfs_node *node)
{
	struct kernfs_node *parent = NULL;

	if (bpf_core_field_exists(struct kernfs_node___since_6_15, __parent)) {
		struct kernfs_node___since_6_15 *now = (void *)node;
		bpf_probe_read_kernel(&parent, sizeof(parent), &now->__parent);
	} else {
		READ(parent, node->parent);
	}
	return parent;
}

/* The path of a cgroup below the root of its hierarchy: like walk_from. */
__noinline u32 walk_cgroup_from(u32 which)
{
	struct scratch *scratch = scratch_of(which);
	long len;

	if (!scratch)
		return NAME_BYTES - 1;
	scratch->at = NAME_BYTES - 1;
	scratch->bare = 0;
	for (int step = 0; step < CGROUP_STEPS; step++) {
		if (*(volatile u32 *)&scratch->at < ROOM)
			break;
		scratch->above_node = parent_of(scratch->node);
		if (!scratch->above_node)
			return walked(scratch, true);
		READ(scratch->text, scratch->node->name);
		/* Its length is nowhere kept: measured where the record will be. */
		len = bpf_probe_read_kernel_str(scratch->record + POSITION, 256, scratch->text);
		if (len <= 0)
			return walked(scratch, true);
		prepend(scratch, scratch->text, len - 1, true);
		scratch->node = scratch->above_node;
	}
	return walked(scratch, false);
}

#endif
