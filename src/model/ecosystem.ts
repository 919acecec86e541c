/**
 * Where a component comes from, which also fixes how its versions compare and which advisories may name it.
 * The values are the types of the package URL specification.
 */
export const ecosystems = [
  'apk',
  'alpm',
  'deb',
  'rpm',
  'npm',
  'pypi',
  'golang',
  'maven',
  'gem',
  'cargo',
  'composer',
  'nuget',
  'generic',
] as const;
export type Ecosystem = (typeof ecosystems)[number];

/** Whether packages of this kind belong to an operating system and match that system's advisories only. */
export function isOperatingSystemEcosystem(ecosystem: Ecosystem): boolean {
  return ecosystem === 'apk' || ecosystem === 'alpm' || ecosystem === 'deb' || ecosystem === 'rpm';
}
