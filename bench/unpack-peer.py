"""Run inside gdb: writes the program in the way it is before it is packed, since unpacking takes seconds at each start.

gdb -batch -x unpack-peer.py PACKED   (OUT in the environment names the result)
The packed program is stopped at its first system call of its own; by then every segment lies in memory as in the file.
"""

import os
import struct

import gdb  # provided by gdb itself

BASE = 0x400000
PT_LOAD = 1

gdb.execute("set pagination off")
gdb.execute("set confirm off")
gdb.execute("starti --version")
gdb.execute("catch syscall arch_prctl")
gdb.execute("continue")
memory = gdb.selected_inferior()
header = bytearray(memory.read_memory(BASE, 64))
(table,) = struct.unpack_from("<Q", header, 32)
entry_size, entries = struct.unpack_from("<HH", header, 54)
struct.pack_into("<Q", header, 40, 0)  # the section table is not in memory
struct.pack_into("<HHH", header, 58, 0, 0, 0)
with open(os.environ["OUT"], "wb") as out:
    for index in range(entries):
        entry = bytes(memory.read_memory(BASE + table + index * entry_size, 56))
        kind, _, offset, address, _, size, _, _ = struct.unpack("<IIQQQQQQ", entry)
        if kind == PT_LOAD:
            out.seek(offset)
            out.write(bytes(memory.read_memory(address, size)))
    out.seek(0)
    out.write(bytes(header))
gdb.execute("kill")
