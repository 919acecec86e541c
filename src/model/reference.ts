import { CaissonError } from '#kit/error.ts';
import type { Platform } from './artifact.ts';

/** What a person or an API named, before it is opened. `scheme` picks the source and keeps its colon. */
export interface ArtifactReference {
  readonly scheme: string;
  readonly locator: string;
  /** Which image of a multi-platform index; absent means linux on this machine's architecture. */
  readonly platform?: Platform;
}

/** Only a known scheme is split off: `localhost:5000/shop` starts with a host, not with a scheme. `undefined` when none is named. */
export function splitScheme(
  text: string,
  schemes: readonly string[],
): ArtifactReference | undefined {
  if (text === '')
    throw new CaissonError('usage.invalid-argument', 'the artifact reference "" is empty');
  const scheme = schemes.find((candidate) => text.startsWith(candidate));
  if (scheme === undefined) return undefined;
  return { scheme, locator: text.slice(scheme.length) };
}
