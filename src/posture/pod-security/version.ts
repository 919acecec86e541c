import { type PodSecurityLevel, podSecurityLevels } from '#model/pod-security.ts';

/** A level as labels of namespaces name it; `undefined` for what is none. */
export function parsePodSecurityLevel(text: string): PodSecurityLevel | undefined {
  return podSecurityLevels.find((level) => level === text);
}

/** The minor version of `v1.29`; `latest` is `Infinity`; `undefined` for what is none. */
export function parsePodSecurityVersion(text: string): number | undefined {
  if (text === 'latest') return Infinity;
  const digits = /^v1\.(0|[1-9]\d{0,4})$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
