import type { Component } from '#model/component.ts';

/**
 * Without the packages of a Chisel manifest that dpkg's database lists too: newer chiselled images have both, and dpkg
 * knows the source package.
 */
export function withoutDoubles(components: readonly Component[]): readonly Component[] {
  if (!components.some(isOfChisel)) return components;
  const listed = new Set(components.filter((one) => !isOfChisel(one)).map(keyOf));
  return components.filter((one) => !isOfChisel(one) || !listed.has(keyOf(one)));
}

function isOfChisel({ ecosystem, locations }: Component): boolean {
  return ecosystem === 'deb' && locations[0].path.endsWith('/manifest.wall');
}

function keyOf({ ecosystem, name, version, architecture = '' }: Component): string {
  return [ecosystem, name, version, architecture].join('\0');
}
