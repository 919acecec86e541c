/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the containing programs and the daemon agree on: the values of their maps. Plain C types, no holes. */
#ifndef CAISSON_CONTAIN_SHARED_H
#define CAISSON_CONTAIN_SHARED_H

#define CONTAIN_SLOTS 1024      /* exec policies at a time */
#define CONTAIN_PER_TARGET 8    /* exec policies on one cgroup */
#define CONTAIN_PATH 248        /* longer paths are known by device and inode only */
#define CONTAIN_PORTS 16        /* different ports of one address range */

enum contain_mode { MODE_OFF = 0, MODE_SIMULATE = 1, MODE_KILL = 2, MODE_DENY = 3 };

/* What kind of thing an exec policy is bound to. */
enum contain_target { TARGET_UNIFIED = 0, TARGET_PIDS = 1, TARGET_MOUNTS = 2 };

struct contain_policy {
	unsigned long long expires;  /* CLOCK_BOOTTIME ns; 0: slot is free */
	unsigned int id;             /* as the command gave it */
	unsigned char drift, memfd, tmpfs, denied; /* contain_mode */
};

struct contain_target_key {
	unsigned long long id;       /* kernfs id, or inode of the mount namespace */
	unsigned int kind;           /* contain_target */
	unsigned int spare;
};

struct contain_slots {
	unsigned int count;
	unsigned int slot[CONTAIN_PER_TARGET];
};

struct contain_path_key {
	unsigned int slot;
	unsigned int len;
	char path[CONTAIN_PATH];
};

struct contain_file_key {
	unsigned long long ino;
	unsigned int dev;            /* new_encode_dev form */
	unsigned int slot;
};

enum contain_list { LIST_ALLOW = 1, LIST_DENY = 2 };

struct contain_settings {
	unsigned long long host_mounts; /* inode of the host's mount namespace: never acted on */
};

/* Arguments of the test run by which the fanotify thread asks for the same judgement. */
struct contain_question {
	unsigned long long fd, slot, pid, script;
};
struct contain_answer {
	unsigned long long ino;
	unsigned int dev, mark;
	unsigned int links, spare;
};

/* One quarantine: its programs have maps of their own. */
enum contain_cut { CUT_DNS = 1 };
struct contain_quarantine {
	unsigned long long expires;  /* CLOCK_BOOTTIME ns */
	unsigned long long cgroup;
	unsigned long long window;   /* second in which `told` counts */
	unsigned int policy, flags;  /* contain_cut */
	unsigned int told, spare;
};
struct contain_counts {
	unsigned long long dropped, denied, passed;
};

struct contain_port {
	unsigned short port;         /* 0: any */
	unsigned char protocol;      /* 0: any */
	unsigned char local;         /* an address of the container itself: connecting to it stays inside */
};
struct contain_ports {
	unsigned int count;
	struct contain_port port[CONTAIN_PORTS];
};
struct contain_v4 {
	unsigned int prefix;
	unsigned char address[4];
};
struct contain_v6 {
	unsigned int prefix;
	unsigned char address[16];
};

#endif
