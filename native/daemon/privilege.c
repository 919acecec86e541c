/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#include "privilege.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CAP_BPF
#define CAP_PERFMON 38
#define CAP_BPF 39
#endif

static const unsigned char needed[] = {
	CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN, /* programs on tracepoints and sockets */
	CAP_SYS_ADMIN,                       /* fanotify verdicts, namespaces of others */
	CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH, /* /proc of others, file handles */
	CAP_DAC_OVERRIDE,                    /* control files of cgroups that were given away */
	CAP_KILL,
};

static uint64_t needed_mask(void)
{
	uint64_t mask = 0;

	for (unsigned int i = 0; i < sizeof(needed); i++)
		mask |= 1ull << needed[i];
	return mask;
}

int drop_privileges(void)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[2];
	uint64_t keep = needed_mask();

	for (int number = 0; number < 64; number++)
		if (!(keep >> number & 1) && prctl(PR_CAPBSET_READ, number) == 1 && prctl(PR_CAPBSET_DROP, number) &&
		    errno != EPERM)
			return -errno;
	if (syscall(SYS_capget, &head, sets))
		return -errno;
	for (int i = 0; i < 2; i++) {
		uint32_t half = (uint32_t)(keep >> (32 * i));

		sets[i].permitted &= half;
		sets[i].effective = sets[i].permitted;
		sets[i].inheritable = 0;
	}
	if (syscall(SYS_capset, &head, sets))
		return -errno;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}
