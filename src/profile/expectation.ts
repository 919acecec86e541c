import type { ProfileDimension } from '#model/profile.ts';
import { pathTemplate } from './template.ts';

/** What the image itself says that its workload will do. Handed in by who has scanned it. Paths are byte strings. */
export interface Expectation {
  /** Entry point and command: the first is the program. */
  readonly entrypoint?: readonly string[];
  /** Programs that the entry point needs, not all that the image has: what is named here raises no detection. */
  readonly executables?: readonly string[];
  readonly ports?: readonly { readonly protocol: string; readonly port: number }[];
  /** Numbers of users. */
  readonly users?: readonly number[];
  /** Without prefix: `NET_BIND_SERVICE`. */
  readonly capabilities?: readonly string[];
  /** Names of system calls that the image's programs can reach. */
  readonly systemCalls?: readonly string[];
}

/** A behaviour that is known before it was seen. */
export interface Expected {
  readonly dimension: ProfileDimension;
  readonly key: string;
  readonly example: string;
}

/** The behaviours that an expectation stands for. */
export function expectedBehaviours(expectation: Expectation): readonly Expected[] {
  const [program] = expectation.entrypoint ?? [];
  const programs = new Set([
    ...(program?.startsWith('/') === true ? [program] : []),
    ...(expectation.executables ?? []),
  ]);
  return [
    ...[...programs].map((path) => one('exec', `${pathTemplate(path)} < *`)),
    ...(expectation.ports ?? []).map(({ protocol, port }) => one('listen', `${protocol} ${port}`)),
    ...(expectation.users ?? []).map((user) => one('uid', `run as ${user}`)),
    ...(expectation.capabilities ?? []).map((name) => one('capability', name.replace(/^CAP_/, ''))),
    ...(expectation.systemCalls ?? []).map((name) => one('syscall', name)),
  ];
}

function one(dimension: ProfileDimension, key: string): Expected {
  return { dimension, key, example: 'named by the image' };
}
