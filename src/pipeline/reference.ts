import type { Pinning } from './model.ts';

/** The parts of an image reference. */
export interface ImageName {
  readonly source: string;
  readonly version?: string;
  readonly pinned: Pinning;
}

/** Reads `registry/name:tag@digest`; nothing is added that is not written. */
export function imageNameOf(text: string): ImageName {
  const at = text.indexOf('@');
  if (at >= 0) return { source: text.slice(0, at), version: text.slice(at + 1), pinned: 'digest' };
  const colon = text.lastIndexOf(':');
  if (colon < 0 || text.indexOf('/', colon) >= 0) return { source: text, pinned: 'none' };
  const version = text.slice(colon + 1);
  const floating = version === '' || version === 'latest';
  return { source: text.slice(0, colon), version, pinned: floating ? 'none' : 'tag' };
}

/** Whether a git reference is a whole commit id: 40 hex digits, or 64 for SHA-256 repositories. */
export function isCommitId(version: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(version);
}

/** How firmly a git reference holds: a commit, what looks like a version, a branch, or nothing. */
export function gitPinning(version: string | undefined): Pinning {
  if (version === undefined || version === '') return 'none';
  if (isCommitId(version)) return 'digest';
  return /^v?\d+(?:\.\d+)*(?:[-+.][0-9A-Za-z.-]+)?$/.test(version) ? 'tag' : 'branch';
}
