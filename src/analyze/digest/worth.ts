import type { DigestAlgorithm } from '#model/observation.ts';

/**
 * With which algorithms a file has to be digested so that a package database can be asked about it; empty when nobody would
 * ask. Only what runs or is loaded counts: programs, libraries, scripts and modules in directories that packages own.
 */
export function algorithmsFor(path: string, mode: number): readonly DigestAlgorithm[] {
  const algorithms = algorithmsOfDirectory(path);
  return algorithms.length > 0 && isCode(path, mode) && !unverified.test(path) ? algorithms : [];
}

/**
 * A file alone does not tell whose system it lies in, so directories that all package managers share cost three digests.
 * dpkg records MD5, apk SHA-1, rpm and wheels SHA-256.
 */
export function algorithmsOfDirectory(path: string): readonly DigestAlgorithm[] {
  if (sitePackages.test(path)) return ofSystem.test(path) ? [...allAlgorithms] : ['sha256'];
  if (!systemDirectory.test(path)) return [];
  if (ofDebian.test(path)) return ['md5'];
  return ofRpm.test(path) ? ['sha256'] : [...allAlgorithms];
}

/** Every algorithm that some package manager uses. */
const allAlgorithms: readonly DigestAlgorithm[] = ['md5', 'sha1', 'sha256'];

const sitePackages = /\/site-packages\//;
const ofSystem = /^\/(?:usr\/lib|opt)\//;
const systemDirectory = /^\/(?:s?bin|lib(?:32|64|x32|exec)?|opt|usr(?!\/local\/))\//;
/** Multiarch directories and Debian's place for Python: no other package manager puts anything there. */
const ofDebian =
  /^(?:\/usr)?\/(?:lib\/(?:[a-z0-9_]+-linux-gnu[a-z0-9_]*|python[0-9.]*\/dist-packages)|share\/perl\/[0-9.]+)\//;
const ofRpm = /^(?:\/usr)?\/lib64\//;
/** Rewritten by whoever runs them, or only looked at by people. */
const unverified =
  /^\/usr\/(?:share\/(?:doc|man|info|locale|i18n|zoneinfo|icons|fonts)|include|src)\/|\/__pycache__\/|\/unicore\//;
const code =
  /\.(?:so(?:\.[0-9.]+)?|py|pm|pl|rb|sh|bash|js|mjs|cjs|php|lua|tcl|ko|service|timer|pth)$/;

function isCode(path: string, mode: number): boolean {
  return (mode & 0o111) !== 0 || code.test(path);
}
