import { storable } from '#estate/row.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Component } from '#model/component.ts';
import type { Finding } from '#model/finding.ts';

/** The purl of a component as its column has it. */
export function purlKey({ purl, id }: Component): string {
  return storable(purl === '' ? id : purl, 1000);
}

/** SHA-256, in hex, of the asset's identity and the finding's fingerprint in its report, joined by a NUL. Frozen: exceptions and links refer to it. */
export function fingerprintIn(identity: string, fingerprint: string): string {
  return sha256Hex(`${identity}\0${fingerprint}`);
}

/** Key of a fault by its name alone. */
export function faultKey({ kind, rule }: Pick<Finding, 'kind' | 'rule'>): string {
  return `${kind}:${storable(rule, 300)}`;
}
