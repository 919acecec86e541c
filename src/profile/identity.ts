import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { Sighting } from './sighting.ts';
import { exampleText } from './template.ts';

const unchanged = 0xffff_ffff;

/** Changes of user and group that succeeded. */
export function identityRaw({ type, args, result, process }: RuntimeEvent): string | undefined {
  if (typeof result === 'number' && result < 0) return undefined;
  const to = firstChanged(args);
  return to === undefined ? undefined : `${type} ${process.uid} ${to}`;
}

/** `setuid to 33`, `setgid to 0`. */
export function identityKey({ type, process }: RuntimeEvent, raw: string): Sighting {
  const what = type.includes('gid') || type.includes('groups') ? 'setgid' : 'setuid';
  return {
    key: `${what} to ${raw.slice(raw.lastIndexOf(' ') + 1)}`,
    example: exampleText(`${type} by ${process.exePath}`),
  };
}

function firstChanged(args: RuntimeEvent['args']): number | undefined {
  for (const name of ['euid', 'uid', 'ruid', 'suid', 'egid', 'gid', 'rgid', 'sgid']) {
    const value = args[name];
    if (typeof value === 'number' && value >= 0 && value < unchanged) return value;
  }
  return undefined;
}
