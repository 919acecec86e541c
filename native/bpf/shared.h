/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the kernel programs and the daemon share. */
#ifndef CAISSON_SHARED_H
#define CAISSON_SHARED_H

#include "../include/caisson_wire.h"

#define CALLS 512
#define STRINGS 4
#define IGNORED 16
#define PREFIX_BYTES 128
#define HEADS 65536
#define HEAD_HASH(head) ((head) * 2654435761u >> 16)
#define HEAD_STEPS 64
#define NAME_HASH(first, len) (((first) ^ (len) << 24) * 2654435761u >> 16)
#define PROGRAM_HASH(first, second) (((first) ^ (second) * 40503u) * 2654435761u >> 16)

/* Which program sees to a call. */
enum call_handler { CALL_NONE, CALL_OPEN, CALL_SOCKET, CALL_OTHER };

/* What a string of CSN_CALL is made of. */
enum call_string {
	STRING_NONE,
	STRING_PATH,   /* the argument joined to the real name of the directory that it starts from */
	STRING_RAW,    /* the argument as it is */
	STRING_OBJECT, /* the real name of the call's object */
	STRING_NAME,   /* the argument, if the call is prctl(PR_SET_NAME) */
};

/* Where the object of a call is found. */
enum call_object { OBJECT_RESULT = 6, OBJECT_CWD = 7, OBJECT_ROOT = 8, OBJECT_NONE = 255 };

#define AT_CWD 255

/* Values of `on`: the second one tells nothing but changed identities. */
enum { CALL_WANTED = 1, CALL_IDENTITY_ONLY = 2 };

#define ABSENT_CALLS 4

struct call {
	unsigned char on;
	unsigned char handler;
	unsigned char priority;  /* ring */
	unsigned char identity;  /* success changes ids, capabilities or namespaces */
	unsigned char object;    /* argument with a descriptor (CALL_OPEN: with a struct open_how), or call_object */
	unsigned char failures_only;
	/* CALL_OTHER: call_string, its argument, the argument with the directory of a path.
	 * CALL_OPEN: the first string is the path; arguments 1 and 2 are flags and mode.
	 * CALL_SOCKET: arguments are the address, its length, flags. */
	unsigned char string[STRINGS], argument[STRINGS], directory[STRINGS];
	unsigned char role;      /* CALL_SOCKET: csn_role */
	unsigned char remote;    /* the address is the other end's */
	unsigned char message;   /* the address stands in a struct msghdr */
	unsigned char failing;   /* told when it fails, where settings want failures */
	unsigned char spare[2];
};

/* How an open by its arguments can be told from others. */
enum open_reads { READS_NONE, READS_LISTED, READS_ALL };

struct settings {
	unsigned int host_mnt_ns;
	unsigned char failures, containers_only, open_writes, open_reads;
	unsigned char dns, sni, http, strict;
	unsigned char uring, throttle, heads_tell_nothing, names_listed;
	unsigned char programs_listed, spare[3];
	unsigned int ignored[IGNORED]; /* ~0: none */
	unsigned long long rate, burst; /* per cgroup and second */
	struct call calls[CALLS];
};

struct stats {
	unsigned long long seen[CSN_CLASSES], sent[CSN_CLASSES], dropped[CSN_CLASSES], filtered[CSN_CLASSES];
};

struct bucket {
	unsigned long long tokens, at, suppressed;
	unsigned long long cgroup, cgroup_v1;
};

struct prefix {
	unsigned int bits;
	char text[PREFIX_BYTES];
};

#define PRIORITY_BYTES (4u << 20)
#define BULK_BYTES (16u << 20)

#endif
