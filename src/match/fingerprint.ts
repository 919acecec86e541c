import { sha256Hex } from '#kit/hash.ts';
import type { Component } from '#model/component.ts';

/** How much of a component goes into a fingerprint: as little as tells it apart from the others in its artifact. */
export type Precision = 'package' | 'version' | 'component';

/**
 * The fingerprint of a vulnerability in a component: SHA-256, in hex, over these UTF-8 texts joined by a NUL:
 *
 * 1. `vulnerability`
 * 2. the id of the vulnerability
 * 3. the canonical package URL without version, qualifiers and subpath
 * 4. the path of the component's first location, with what follows `!`
 * 5. only where two components of one artifact would otherwise have the same: the version; where even that is the same
 *    (one package for two architectures), the version and the component's id
 *
 * Nothing in it depends on layers, digests, registries or the advisories that matched, so it is the same through whatever
 * source the artifact was read and however its fix or severity changes. Frozen: exceptions and baselines refer to it.
 */
export function fingerprintOf(id: string, component: Component, precision: Precision): string {
  const parts = ['vulnerability', id, packageOf(component.purl), component.locations[0].path];
  if (precision !== 'package') parts.push(component.version);
  if (precision === 'component') parts.push(component.id);
  return sha256Hex(parts.join('\0'));
}

/** The purl that all versions and builds of a package share: a canonical purl has no bare `#`, `?` or `@` in its names. */
function packageOf(purl: string): string {
  const path = purl.split(/[?#]/, 1)[0] ?? '';
  const version = path.lastIndexOf('@');
  return version > path.lastIndexOf('/') ? path.slice(0, version) : path;
}
