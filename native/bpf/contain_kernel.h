/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The kernel types that the containing programs touch; every member is relocated at load by BTF. */
#ifndef CAISSON_CONTAIN_KERNEL_H
#define CAISSON_CONTAIN_KERNEL_H

#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef _Bool bool;
#define RELOCATED __attribute__((preserve_access_index))

struct qstr { u32 len; const unsigned char *name; } RELOCATED;
struct dentry { struct dentry *d_parent; struct qstr d_name; struct inode *d_inode; } RELOCATED;
struct super_block { u32 s_dev; unsigned long s_magic; } RELOCATED;
struct inode {
	u16 i_mode; struct super_block *i_sb; unsigned long i_ino; unsigned int i_nlink;
	long long i_mtime_sec, i_ctime_sec; u32 i_mtime_nsec, i_ctime_nsec;
} RELOCATED;
struct timespec64 { long long tv_sec; long tv_nsec; } RELOCATED;
struct inode___before611 { struct timespec64 __i_ctime, __i_mtime; } RELOCATED;
struct inode___before66 { struct timespec64 i_ctime, i_mtime; } RELOCATED;
struct vfsmount { struct dentry *mnt_root; } RELOCATED;
struct mount { struct mount *mnt_parent; struct dentry *mnt_mountpoint; struct vfsmount mnt; } RELOCATED;
struct path { struct vfsmount *mnt; struct dentry *dentry; } RELOCATED;
struct file { struct path f_path; struct inode *f_inode; } RELOCATED;
struct fs_struct { struct path root; } RELOCATED;
struct ovl_inode { struct inode vfs_inode; struct dentry *__upperdentry; } RELOCATED;
struct ns_common { unsigned int inum; } RELOCATED;
struct mnt_namespace { struct ns_common ns; } RELOCATED;
struct nsproxy { struct mnt_namespace *mnt_ns; } RELOCATED;
struct kernfs_node { u64 id; } RELOCATED;
struct cgroup_subsys_state { struct cgroup *cgroup; struct cgroup_subsys_state *parent; } RELOCATED;
struct cgroup { struct cgroup_subsys_state self; struct kernfs_node *kn; } RELOCATED;
struct css_set { struct cgroup_subsys_state *subsys[16]; struct cgroup *dfl_cgrp; } RELOCATED;
enum cgroup_subsys_id { pids_cgrp_id = 11 };
enum { false = 0, true = 1 };
struct fdtable { unsigned int max_fds; struct file **fd; } RELOCATED;
struct files_struct { struct fdtable *fdt; } RELOCATED;
struct linux_binprm { struct file *file; const char *filename, *interp; } RELOCATED;
struct task_struct {
	int pid, tgid;
	struct nsproxy *nsproxy;
	struct css_set *cgroups;
	struct fs_struct *fs;
	struct files_struct *files;
} RELOCATED;

#endif
