// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/* Everything that tells and does not act. One object, so that its parts share rings, counters and settings. */
#include "process.h"
#include "calls.h"
#include "compat.h"
#include "packets.h"
#include "uring.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
