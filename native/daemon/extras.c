/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#include "sense.h"

void sense_extras(struct daemon *daemon, struct text *refused)
{
	(void)daemon, (void)refused;
}

void throttle_scan(struct daemon *daemon)
{
	(void)daemon;
}
