/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Wire format of the sensor, version 1: records back to back, little-endian, each 8-byte aligned.
 *
 * This header is the only definition. `tools/wire.ts` turns it (through BTF) into the offsets that `src/sensor/` decodes with.
 * Structs have no holes; every string is bytes, not text, and stands behind the fixed part in the order of its length
 * fields, without a terminator. Unknown types are skipped by `len`.
 */
#ifndef CAISSON_WIRE_H
#define CAISSON_WIRE_H

#define CSN_WIRE_VERSION 1
#define CSN_MAX_RECORD 65536
#define CSN_MAX_PATH 4096
#define CSN_MAX_ARGV 4096

enum csn_type {
	CSN_EXEC = 1,      /* priority ring */
	CSN_EXIT = 2,      /* priority */
	CSN_FORK = 3,      /* priority; thread leaders only */
	CSN_OPEN = 4,      /* bulk */
	CSN_SOCKET = 5,    /* bulk: connect, accept, bind, listen, sendto … */
	CSN_CALL = 6,      /* bulk, or priority for calls that change privileges: any other system call */
	CSN_NET = 7,       /* bulk: DNS question or answer, TLS server name, HTTP/1 host */
	CSN_VERDICT = 8,   /* priority: the kernel or the daemon denied, killed, cut */
	CSN_LOSS = 9,      /* made by the daemon */
	CSN_THROTTLE = 10, /* made by the daemon: a cgroup was limited */
	CSN_HELLO = 11,    /* first record of a stream */
	CSN_HEARTBEAT = 12,/* once a second */
	CSN_PROCESS = 13,  /* a process that was there at the start, or was asked for: same body as CSN_EXEC */
	CSN_IDENTITY = 14, /* priority: ids, capabilities or namespaces of a process changed */
	CSN_CGROUP = 15,   /* a cgroup that was not named before: id and path */
	CSN_URING = 16,    /* bulk: an operation submitted to io_uring */
	CSN_REPLY = 17,    /* answer to a command on the control channel: JSON text */
	CSN_SYNCED = 18,   /* behind the last CSN_PROCESS of a start-up or re-synchronisation */
};

/* Flags of a record: what could not be told in full. */
enum csn_mark {
	CSN_TRUNCATED = 1,     /* a string was cut */
	CSN_UNRESOLVED = 2,    /* the path is the argument, not the kernel's object */
	CSN_COMPAT = 4,        /* entered as a 32-bit system call (int 0x80) */
	CSN_HOST = 8,          /* mount namespace of the host */
	CSN_FAULT = 16,        /* memory of the process could not be read */
};

struct csn_header {
	unsigned int len;            /* whole record, multiple of 8 */
	unsigned short type;         /* csn_type */
	unsigned short nr;           /* system call number of the 64-bit ABI, or 0xffff */
	unsigned long long ts;       /* CLOCK_BOOTTIME, ns */
	unsigned int tgid;           /* in the pid namespace of the host */
	unsigned int tid;
	long long ret;               /* return value; exit status for CSN_EXIT; tgid of the child for CSN_FORK */
	unsigned int mark;           /* csn_mark */
	unsigned int cpu;
};

/* Who a process is; part of CSN_EXEC, CSN_PROCESS, CSN_FORK and CSN_IDENTITY. Ids are those of the initial user namespace. */
struct csn_identity {
	unsigned int ppid;           /* tgid of the real parent */
	unsigned int uid, euid, suid, fsuid;
	unsigned int gid, egid, sgid, fsgid;
	unsigned int loginuid;       /* 0xffffffff: none */
	unsigned int sid, pgid;      /* host pid namespace */
	unsigned int vpid, vpgid, vsid; /* as seen in its own pid namespace */
	unsigned int tty;            /* new_encode_dev form, 0: none */
	unsigned long long cap_effective, cap_permitted, cap_inheritable;
	unsigned int mnt_ns, pid_ns, net_ns, user_ns;
	unsigned long long cgroup;   /* kernfs id in the unified hierarchy */
	unsigned long long cgroup_v1;/* kernfs id of the pids controller, 0 where there is none */
	unsigned long long start;    /* start of the process, CLOCK_BOOTTIME ns */
	char comm[16];
};

enum csn_file_mark {
	CSN_FILE_UPPER = 1,     /* overlayfs: the inode has an upper part */
	CSN_FILE_OVERLAY = 2,   /* the file lies on an overlay */
	CSN_FILE_MEMFD = 4,     /* memfd_create */
	CSN_FILE_TMPFS = 8,
	CSN_FILE_DELETED = 16,  /* no link left */
	CSN_FILE_WRITABLE = 32, /* the process may write it */
	CSN_FILE_SETUID = 64,
	CSN_FILE_SETGID = 128,
	CSN_FILE_HOST = 256,    /* on a file system that the container did not bring (bind mount) */
};

struct csn_file {
	unsigned long long ino;
	unsigned long long ctime;    /* ns since the Unix epoch */
	unsigned long long mtime;
	unsigned int dev;            /* new_encode_dev form */
	unsigned int mark;           /* csn_file_mark */
	unsigned int links;
	unsigned int mode;           /* st_mode */
};

/* CSN_EXEC, CSN_PROCESS: strings are path (canonical, in its mount namespace), raw (as given to exec), cwd, argv (each
 * argument ends in NUL). */
struct csn_exec {
	struct csn_header h;
	struct csn_identity id;
	struct csn_file file;
	unsigned int argc;
	unsigned short path_len, raw_len, cwd_len, argv_len;
	unsigned int spare;
};

/* CSN_FORK: h.tgid is the parent, h.ret the child; `id` is the child's. */
struct csn_fork {
	struct csn_header h;
	struct csn_identity id;
	unsigned long long flags;    /* clone flags where known */
};

/* CSN_EXIT: h.ret is the wait status. */
struct csn_exit {
	struct csn_header h;
	unsigned int signal;
	unsigned int spare;
};

/* CSN_IDENTITY: behind setuid, setns, unshare, capset, setsid … that succeeded. */
struct csn_ids {
	struct csn_header h;
	struct csn_identity id;
};

/* CSN_OPEN: strings are path (canonical; empty when the call failed), raw (the argument). */
struct csn_open {
	struct csn_header h;
	struct csn_file file;
	unsigned int flags;          /* O_* as given */
	unsigned int mode;
	int dirfd;
	unsigned short path_len, raw_len;
};

enum csn_role { CSN_CLIENT = 1, CSN_SERVER = 2 };

/* CSN_SOCKET: the tuple comes from the socket, not from the argument. String: path of a unix socket. */
struct csn_socket {
	struct csn_header h;
	unsigned long long cookie;
	int fd;
	unsigned short family, protocol;  /* AF_*, IPPROTO_* */
	unsigned short local_port, remote_port; /* host order */
	unsigned char local[16], remote[16];    /* 4 bytes used for IPv4 */
	unsigned int role;           /* csn_role, 0: neither */
	unsigned short path_len, type; /* SOCK_* */
	unsigned int flags;          /* of accept4, send*, recv*; backlog of listen */
};

/* CSN_CALL: arguments as given, then up to three strings whose meaning follows the call (paths first canonical, then raw). */
struct csn_call {
	struct csn_header h;
	unsigned long long arg[6];
	struct csn_file file;        /* of the first path or descriptor, zero where there is none */
	unsigned short string_len[4];
	/* of a socket behind a descriptor that was duplicated: dup, dup2, dup3 */
	unsigned short family, protocol, local_port, remote_port;
	unsigned char local[16], remote[16];
};

enum csn_net_kind { CSN_NET_DNS_QUERY = 1, CSN_NET_DNS_ANSWER = 2, CSN_NET_SNI = 3, CSN_NET_HTTP = 4 };

/* CSN_NET: string is the payload (a DNS message) or the name (server name, host). `tgid` may be 0: seen on the packet. */
struct csn_net {
	struct csn_header h;
	unsigned long long cgroup;
	unsigned long long cookie;
	unsigned short kind, family;
	unsigned short protocol, local_port, remote_port, data_len;
	unsigned int spare;
	unsigned char local[16], remote[16];
};

enum csn_action { CSN_ACT_KILL = 1, CSN_ACT_DENY = 2, CSN_ACT_CUT = 3, CSN_ACT_FREEZE = 4, CSN_ACT_THAW = 5, CSN_ACT_EXPIRED = 6 };
enum csn_reason { CSN_WHY_DRIFT = 1, CSN_WHY_MEMFD = 2, CSN_WHY_TMPFS = 3, CSN_WHY_DENIED = 4, CSN_WHY_QUARANTINE = 5, CSN_WHY_COMMAND = 6 };

/* CSN_VERDICT: string is the path or the address. `simulated`: only told, not done. */
struct csn_verdict {
	struct csn_header h;
	unsigned long long cgroup;
	unsigned int policy;         /* id that the command gave */
	unsigned short action, reason;
	struct csn_file file;
	unsigned short simulated, path_len;
	unsigned int spare;
};

#define CSN_CLASSES 32
/* CSN_LOSS and CSN_HEARTBEAT: counters by csn_type since the start (heartbeat) or within the window (loss). */
struct csn_counters {
	struct csn_header h;         /* ts: end of the window */
	unsigned long long from;     /* start of the window, CLOCK_BOOTTIME ns */
	unsigned long long realtime; /* CLOCK_REALTIME minus CLOCK_BOOTTIME now, ns */
	unsigned long long seen[CSN_CLASSES], sent[CSN_CLASSES], dropped[CSN_CLASSES], filtered[CSN_CLASSES];
	unsigned long long queued;   /* bytes that wait in the daemon */
	unsigned long long ring_priority, ring_bulk; /* bytes that wait in the rings */
};

/* CSN_THROTTLE: a cgroup sent more than it may. */
struct csn_throttle {
	struct csn_header h;
	unsigned long long cgroup;   /* as in csn_identity */
	unsigned long long suppressed;
	unsigned int stopped;        /* 0: begins, 1: is over */
	unsigned int spare;
	unsigned long long cgroup_v1;
};

/* CSN_HELLO, CSN_REPLY, CSN_CGROUP, CSN_SYNCED: `text_len` bytes of JSON (hello, reply) or of the path (cgroup). */
struct csn_text {
	struct csn_header h;
	unsigned long long id;       /* CSN_CGROUP: kernfs id; CSN_REPLY: id of the command */
	unsigned int wire;           /* CSN_HELLO: CSN_WIRE_VERSION; CSN_CGROUP: version of the hierarchy, 1 or 2 (ids count within one) */
	unsigned int order;          /* CSN_HELLO: 0x01020304 */
	unsigned int text_len;
	unsigned int spare;
};

/* CSN_URING: an operation given to io_uring; string is the path of the file, where there is one. */
struct csn_uring {
	struct csn_header h;
	unsigned int opcode;         /* IORING_OP_* */
	int fd;
	unsigned long long flags;
	unsigned int spare;
	unsigned short path_len, spare2;
};

#endif
