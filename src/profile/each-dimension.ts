import type { ProfileDimension } from '#model/profile.ts';

/** One thing for each dimension. */
export type EachDimension<T> = Readonly<Record<ProfileDimension, T>>;

/** Makes one thing for each dimension, in their order. */
export function eachDimension<T>(make: (name: ProfileDimension) => T): EachDimension<T> {
  return {
    exec: make('exec'),
    file_write: make('file_write'),
    file_read: make('file_read'),
    listen: make('listen'),
    egress: make('egress'),
    ingress: make('ingress'),
    dns: make('dns'),
    syscall: make('syscall'),
    capability: make('capability'),
    uid: make('uid'),
    lineage: make('lineage'),
  };
}

const names: ReadonlySet<string> = new Set(Object.keys(eachDimension(() => 0)));

/** Whether a text names a dimension. */
export function isDimension(name: string): name is ProfileDimension {
  return names.has(name);
}
