/** Names by bit, as of Linux 6 (capabilities(7), linux/capability.h). */
const names =
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore'.split(
    ' ',
  );

/** The record of a pax header that holds the attribute (as written by Docker, BuildKit, Buildah and GNU tar). */
export const capabilityRecord = 'SCHILY.xattr.security.capability';

const revisions = new Set([0x01, 0x02, 0x03]);

/**
 * The capabilities that a program gets from its file: `permitted` of the attribute `security.capability` (linux/capability.h, struct
 * vfs_cap_data: revision and flags, then pairs of permitted and inheritable, little-endian). `undefined` for what is none.
 */
export function fileCapabilities(attribute: Buffer): readonly string[] | undefined {
  if (attribute.length < 12 || !revisions.has(attribute.readUInt8(3))) return undefined;
  const low = attribute.readUInt32LE(4);
  const high = attribute.length >= 20 ? attribute.readUInt32LE(12) : 0;
  const found = names.filter((_, bit) =>
    bit < 32 ? ((low >>> bit) & 1) === 1 : ((high >>> (bit - 32)) & 1) === 1,
  );
  return found.length === 0 ? undefined : found.map((name) => `cap_${name}`);
}
