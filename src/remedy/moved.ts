import { isCaissonError } from '#kit/error.ts';
import type { Component } from '#model/component.ts';
import { formatPurl, parsePurl } from '#model/purl.ts';

/**
 * The component as it would be in another version, under the same id. What was linked of the old one says nothing about the
 * new one. An OS package and its source take the same version: distributions state fixes for the source.
 */
export function movedTo(component: Component, version: string): Component {
  const { linked: _, ...rest } = component;
  return {
    ...rest,
    version,
    purl: purlWith(component.purl, version),
    ...(component.source && { source: { ...component.source, version } }),
  };
}

/** A purl that came in damaged stays as it is: matching goes by name and version. */
function purlWith(purl: string, version: string): string {
  try {
    return formatPurl({ ...parsePurl(purl), version });
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) return purl;
    throw error;
  }
}
