/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The few kernel types that sensing touches. Every member is relocated at load by the type information of the running kernel, so
 * order and size here mean nothing. A `___name` behind a type marks the form of another kernel version.
 */
#ifndef CAISSON_KERNEL_H
#define CAISSON_KERNEL_H

#include <linux/types.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_core_read.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __s32 s32;
typedef __u64 u64;
typedef __s64 s64;
typedef _Bool bool;
enum { false = 0, true = 1 };
#define INLINE static __always_inline
#define RELOCATED __attribute__((preserve_access_index))

struct qstr { union { struct { u32 hash, len; }; u64 hash_len; }; const unsigned char *name; } RELOCATED;
struct dentry { struct dentry *d_parent; struct qstr d_name; struct inode *d_inode; } RELOCATED;
struct super_block { u32 s_dev; unsigned long s_magic; } RELOCATED;
typedef struct { u32 val; } kuid_t;
struct inode {
	u16 i_mode;
	kuid_t i_uid, i_gid;
	struct super_block *i_sb;
	unsigned long i_ino;
	unsigned int i_nlink;
	s64 i_mtime_sec, i_ctime_sec;
	u32 i_mtime_nsec, i_ctime_nsec;
} RELOCATED;
struct timespec64 { s64 tv_sec; long tv_nsec; } RELOCATED;
struct inode___before_6_11 { struct timespec64 __i_ctime, i_mtime, __i_mtime; } RELOCATED;
struct inode___before_6_6 { struct timespec64 i_ctime, i_mtime; } RELOCATED;
struct vfsmount { struct dentry *mnt_root; struct super_block *mnt_sb; } RELOCATED;
struct mount { struct mount *mnt_parent; struct dentry *mnt_mountpoint; struct vfsmount mnt; } RELOCATED;
struct path { struct vfsmount *mnt; struct dentry *dentry; } RELOCATED;
struct file {
	u32 f_mode, f_flags;
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
} RELOCATED;
struct fs_struct { struct path root, pwd; } RELOCATED;
struct ovl_inode { struct inode vfs_inode; struct dentry *__upperdentry; } RELOCATED;

struct ns_common { u32 inum; } RELOCATED;
struct mnt_namespace { struct ns_common ns; } RELOCATED;
struct pid_namespace { struct ns_common ns; u32 level; } RELOCATED;
struct user_namespace { struct ns_common ns; } RELOCATED;
struct net { struct ns_common ns; } RELOCATED;
struct nsproxy { struct mnt_namespace *mnt_ns; struct pid_namespace *pid_ns_for_children; struct net *net_ns; } RELOCATED;
struct upid { int nr; struct pid_namespace *ns; } RELOCATED;
struct pid { u32 level; struct upid numbers[1]; } RELOCATED;

struct kernfs_node { struct kernfs_node *parent; const char *name; u64 id; } RELOCATED;
struct kernfs_node___since_6_15 { struct kernfs_node *__parent; } RELOCATED;
struct cgroup_root { int hierarchy_id; } RELOCATED;
struct cgroup_subsys_state { struct cgroup *cgroup; } RELOCATED;
struct cgroup { struct kernfs_node *kn; struct cgroup_root *root; } RELOCATED;
struct css_set { struct cgroup_subsys_state *subsys[16]; struct cgroup *dfl_cgrp; } RELOCATED;
enum cgroup_subsys_id { pids_cgrp_id = 11 };

typedef struct { u64 val; } kernel_cap_t;
struct cred {
	kuid_t uid, gid, suid, sgid, euid, egid, fsuid, fsgid;
	kernel_cap_t cap_inheritable, cap_permitted, cap_effective; /* two words before 6.3, the same bytes */
	struct user_namespace *user_ns;
} RELOCATED;
struct tty_driver { int major, minor_start; } RELOCATED;
struct tty_struct { int index; struct tty_driver *driver; } RELOCATED;
typedef struct { int counter; } atomic_t;
struct signal_struct {
	atomic_t live;
	struct pid *pids[4];
	struct tty_struct *tty;
	int group_exit_code;
} RELOCATED;
struct fdtable { u32 max_fds; struct file **fd; } RELOCATED;
struct files_struct { struct fdtable *fdt; } RELOCATED;
struct mm_struct { unsigned long arg_start, arg_end; struct file *exe_file; } RELOCATED;
struct linux_binprm { struct file *file; const char *filename; int argc; } RELOCATED;
struct thread_info { u32 status; } RELOCATED;
struct task_struct {
	struct thread_info thread_info;
	u32 flags;
	int pid, tgid, exit_code;
	u64 start_boottime;
	struct task_struct *real_parent, *group_leader;
	struct pid *thread_pid;
	const struct cred *cred;
	kuid_t loginuid;
	char comm[16];
	struct nsproxy *nsproxy;
	struct css_set *cgroups;
	struct fs_struct *fs;
	struct files_struct *files;
	struct mm_struct *mm;
	struct signal_struct *signal;
} RELOCATED;
struct task_struct___before_5_5 { u64 real_start_time; } RELOCATED;

#if defined(__TARGET_ARCH_x86)
struct pt_regs { unsigned long di, si, dx, r10, r8, r9, bx, cx, bp, ax, orig_ax; } RELOCATED;
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs { u64 regs[31]; u64 orig_x0; s32 syscallno; } RELOCATED;
#endif

struct bpf_iter_meta { struct seq_file *seq; } RELOCATED;
struct bpf_iter__task { struct bpf_iter_meta *meta; struct task_struct *task; } RELOCATED;

typedef struct { s64 counter; } atomic64_t;
struct in6_addr { u8 bytes[16]; };
struct sock_common {
	u32 skc_daddr, skc_rcv_saddr;
	u16 skc_dport, skc_num, skc_family;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
} RELOCATED;
struct sock { struct sock_common __sk_common; u16 sk_protocol, sk_type; } RELOCATED;
struct socket { short type; struct sock *sk; } RELOCATED;
struct sockaddr_un { u16 sun_family; } RELOCATED;
struct unix_address { int len; struct sockaddr_un name[1]; } RELOCATED;
struct unix_sock { struct sock sk; struct unix_address *addr; struct path path; struct sock *peer; } RELOCATED;

/* Of <linux/…> files that bring too much with them. */
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define S_IFREG 0100000
#define FMODE_WRITE 2
#define OVERLAYFS_MAGIC 0x794c7630
#define TMPFS_MAGIC 0x01021994
#define PF_KTHREAD 0x00200000
#define EINPROGRESS 115

#define READ(into, from) bpf_probe_read_kernel(&(into), sizeof(into), &(from))

/*
 * An address that was found by reading has no type for the kernel's check, so each member of it costs a call. Since 6.2 a type can
 * be given to it, and members are plain loads that give zero where the address is bad. `has_cast` is set before the load; what it
 * excludes is then not even compiled.
 */
extern void *bpf_rdonly_cast(const void *object, __u32 type) __ksym __weak;
const volatile bool has_cast = false;
#define AS(type, address) ((struct type *)bpf_rdonly_cast((address), bpf_core_type_id_kernel(struct type)))
#define GET(into, type, address, member)                                                     \
	({                                                                                   \
		if (has_cast)                                                                \
			(into) = AS(type, address)->member;                                  \
		else                                                                         \
			bpf_probe_read_kernel(&(into), sizeof(into), &((struct type *)(address))->member); \
	})

#endif
