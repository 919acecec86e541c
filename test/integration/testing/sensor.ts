import { existsSync } from 'node:fs';

/** Why the sensor cannot run here; undefined where it can. */
export function noSensor(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (!existsSync('/sys/kernel/btf/vmlinux')) return 'needs a kernel with BTF';
  return undefined;
}
