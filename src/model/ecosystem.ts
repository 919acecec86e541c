/**
 * Where a component comes from, which also fixes how its versions compare and which advisories may name it.
 * The values are the types of the package URL specification, and for what it has no type the names that SBOM tools use
 * (`jsr`, `nim`, `pear`, `snap`, `terraform`, `wordpress-plugin`). `github` are actions of GitHub workflows.
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
  'bitnami',
  'brew',
  'cocoapods',
  'conan',
  'conda',
  'cpan',
  'cran',
  'github',
  'hackage',
  'hex',
  'huggingface',
  'jsr',
  'julia',
  'luarocks',
  'nim',
  'nix',
  'opam',
  'otp',
  'pear',
  'pub',
  'snap',
  'swift',
  'terraform',
  'vcpkg',
  'wordpress-plugin',
  'generic',
] as const;
export type Ecosystem = (typeof ecosystems)[number];

/** Whether packages of this kind belong to an operating system and match that system's advisories only. */
export function isOperatingSystemEcosystem(ecosystem: Ecosystem): boolean {
  return ecosystem === 'apk' || ecosystem === 'alpm' || ecosystem === 'deb' || ecosystem === 'rpm';
}
