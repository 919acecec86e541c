import { firstCommon, namesArm64, namesCommon, namesX64 } from './system-call-numbers.ts';

export type Architecture = 'x64' | 'arm64';

/** Where the table of events calls a system call by another name than the kernel. */
const renamed = new Map([
  ['pread64', 'pread'],
  ['pwrite64', 'pwrite'],
  ['prlimit64', 'prlimit'],
]);

/** Names of the system calls of one architecture by number, `undefined` where there is none. */
export function systemCallNames(architecture: Architecture): readonly (string | undefined)[] {
  const low = architecture === 'x64' ? namesX64 : namesArm64;
  const names = Array.from<string | undefined>({ length: firstCommon });
  for (const [number, name] of words(low).entries()) if (name !== '-') names[number] = name;
  return [...names.fill(undefined, words(low).length), ...words(namesCommon)];
}

/** Numbers by name, the other way round. */
export function systemCallNumbers(architecture: Architecture): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [number, name] of systemCallNames(architecture).entries())
    if (name !== undefined) numbers.set(name, number);
  return numbers;
}

/** The type of event (`evt.type`) that a system call makes: its name, but for a few. */
export function eventTypeOfCall(name: string): string {
  return renamed.get(name) ?? name;
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
