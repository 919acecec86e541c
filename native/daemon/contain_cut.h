/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Between the parts of a quarantine. */
#ifndef CAISSON_CONTAIN_CUT_H
#define CAISSON_CONTAIN_CUT_H

#include "contain.h"

bool allowed_parse(const struct request *request, struct allowed_list *list, struct refusal *why);
void allowed_free(struct allowed_list *list);
void allowed_add_local(struct allowed_list *list, int pid);
/* Whether every address of `narrow` lies in `wide`. */
bool allowed_covers(const struct allowed *wide, const struct allowed *narrow);

/* contain_net.c: the programs of one quarantine, loaded and not attached yet. */
struct net_programs;
void net_start(struct daemon *daemon);
void net_stop(struct daemon *daemon);
/* NULL with *error = -errno where the kernel refuses. */
struct net_programs *net_attach(struct daemon *daemon, int cgroup, const struct contain_quarantine *quarantine,
	const struct allowed_list *allowed, int *error);
void net_detach(struct net_programs *programs);
/* Makes it survive the daemon, below `directory` of a bpf file system. */
bool net_pin(struct net_programs *programs, const char *directory);
void net_counts(const struct net_programs *programs, struct contain_counts *counts);
#endif
