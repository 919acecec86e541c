/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#ifndef CAISSON_PRIVILEGE_H
#define CAISSON_PRIVILEGE_H

/* Keeps the capabilities that sensing and containment need, drops all others for good. 0 or -errno. */
int drop_privileges(void);

#endif
