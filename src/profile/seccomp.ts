import { systemCallNames } from '#event/system-call.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Profile } from '#model/profile.ts';
import { type Exported, keysOf, sureness } from './exported.ts';
import { equivalents, libraryCalls, runtimeCalls } from './seccomp-calls.ts';

/** How a seccomp profile is made. */
export interface SeccompOptions {
  /** `log` lets everything happen and writes what enforcement would deny to the audit log. */
  readonly mode: 'log' | 'errno';
  /** Architectures of the image; x64 where nothing is said. */
  readonly architectures?: readonly ('x64' | 'arm64')[];
  /** Calls that static analysis of the image found reachable, beside those that the profile expects. */
  readonly reachable?: readonly string[];
}

const names = { x64: 'SCMP_ARCH_X86_64', arm64: 'SCMP_ARCH_AARCH64' } as const;
const noSuchCall = 38;
const notPermitted = 1;
/** CLONE_NEW*: every namespace but that of time, which shares a bit with the exit signal. */
const namespaces = 0x7e02_0000;
/** TIOCSTI: types into the terminal of whoever started the container. */
const typeIntoTerminal = 0x5412;
/** Personalities that change no protection: Linux, with and without UNAME26, and the question. */
const personalities = [0x0, 0x8, 0x2_0000, 0x2_0008, 0xffff_ffff];
const filtered = new Set(['clone', 'clone3', 'unshare', 'setns', 'ioctl', 'personality']);

/**
 * A seccomp profile (OCI runtime-spec §linux.seccomp; the JSON that Docker, containerd and CRI-O read): what was seen, under
 * all names of the same call, what the image can reach, and what the runtime needs to start it. Calls that this version does
 * not know get ENOSYS, so that libraries fall back; known ones that are not needed get EPERM.
 */
export function toSeccomp(profile: Profile, options: SeccompOptions): Exported<JsonObject> {
  const { mode, architectures = ['x64'], reachable = [] } = options;
  const seen = new Set(keysOf(profile, 'syscall', true));
  const allowed = widened([...seen, ...reachable, ...libraryCalls, ...runtimeCalls]);
  const known = new Set(
    architectures.flatMap((one) => systemCallNames(one)).filter((name) => name !== undefined),
  );
  const plain = [...allowed].filter((name) => known.has(name) && !filtered.has(name)).sort();
  const denied = [...known].filter((name) => !allowed.has(name)).sort();
  const rules = [allow(plain), ...filters(seen, allowed, mode)];
  return {
    value: {
      defaultAction: mode === 'log' ? 'SCMP_ACT_LOG' : 'SCMP_ACT_ERRNO',
      ...(mode === 'log' ? {} : { defaultErrnoRet: noSuchCall }),
      architectures: architectures.map((one) => names[one]),
      syscalls: mode === 'log' ? rules : [...rules, deny(denied, notPermitted)],
    },
    notes: [
      ...sureness(profile, ['syscall']),
      ...(mode === 'log'
        ? ['mode log: nothing is denied; the kernel writes what would be to its audit log']
        : []),
    ],
  };
}

/** Calls whose arguments decide. What makes namespaces is open only to who was seen to make them. */
function filters(
  seen: ReadonlySet<string>,
  allowed: ReadonlySet<string>,
  mode: SeccompOptions['mode'],
): readonly JsonObject[] {
  const makesNamespaces = seen.has('unshare') || seen.has('setns');
  return [
    makesNamespaces ? allow(['clone', 'unshare']) : allow(['clone'], [masked(0, namespaces, 0)]),
    ...(seen.has('setns') ? [allow(['setns'])] : []),
    // Its flags lie in memory, where no filter sees them: libraries fall back to clone.
    ...(makesNamespaces || mode === 'log' ? [allow(['clone3'])] : [deny(['clone3'], noSuchCall)]),
    allow(['ioctl'], [{ index: 1, value: typeIntoTerminal, op: 'SCMP_CMP_NE' }]),
    ...(allowed.has('personality') ? personalities.map(onePersonality) : []),
  ];
}

function onePersonality(value: number): JsonObject {
  return allow(['personality'], [{ index: 0, value, op: 'SCMP_CMP_EQ' }]);
}

function allow(calls: readonly string[], args: readonly JsonObject[] = []): JsonObject {
  return { names: calls, action: 'SCMP_ACT_ALLOW', ...(args.length === 0 ? {} : { args }) };
}

function deny(calls: readonly string[], errno: number): JsonObject {
  return { names: calls, action: 'SCMP_ACT_ERRNO', errnoRet: errno };
}

function masked(index: number, mask: number, value: number): JsonObject {
  return { index, value: mask, valueTwo: value, op: 'SCMP_CMP_MASKED_EQ' };
}

function widened(calls: readonly string[]): ReadonlySet<string> {
  const wide = new Set(calls);
  for (const group of equivalents)
    if (group.some((name) => wide.has(name))) for (const name of group) wide.add(name);
  // Namespaces are asked for by these alone: no group may bring them in.
  for (const name of ['unshare', 'setns', 'personality'])
    if (!calls.includes(name)) wide.delete(name);
  return wide;
}
