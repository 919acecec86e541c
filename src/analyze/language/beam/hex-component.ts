import type { PackageFacts } from '../package-component.ts';
import { plainPurl } from '../package-url.ts';

/** A package of hex.pm (purl specification, type hex); `organization` for private ones. */
export function hexFacts(name: string, version: string, organization = ''): PackageFacts {
  const path = organization === '' ? name : `${organization}/${name}`;
  return {
    purl: plainPurl('hex', path, version),
    name,
    version,
    ecosystem: 'hex',
    presence: 'declared',
  };
}

/** Whether a text can be the name of a hex package: what registries and lock files allow. */
export function isHexName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(text);
}
