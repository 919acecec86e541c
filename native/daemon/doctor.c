/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What this kernel can do is found out by doing it: versions and configurations promise what a kernel then refuses. */
#include "core.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef FSOPEN_CLOEXEC
#define FSOPEN_CLOEXEC 1
#endif
#ifndef FSMOUNT_CLOEXEC
#define FSMOUNT_CLOEXEC 1
#endif
#define FSCONFIG_CREATE 6

int private_mount(const char *type)
{
	int fs = (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC), mount;

	if (fs < 0)
		return -errno;
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CREATE, NULL, NULL, 0)) {
		mount = -errno;
		close(fs);
		return mount;
	}
	mount = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, 0);
	if (mount < 0)
		mount = -errno;
	close(fs);
	return mount;
}

void doctor_sense(struct text *out)
{
	(void)out;
}

void doctor_all(struct text *out)
{
	doctor_sense(out);
	doctor_contain(out);
}
