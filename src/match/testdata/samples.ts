import type { Advisory } from '#model/advisory.ts';
import { type Component, componentId } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import type { OperatingSystem } from '#model/os.ts';
import { parsePurl } from '#model/purl.ts';
import { ecosystems } from '#model/ecosystem.ts';

/** A component as an analyzer makes it, from its purl. */
export function component(purl: string, more: Partial<Component> & { path?: string } = {}): Component {
  const { path = '/lib/db', ...rest } = more;
  const { type, namespace, name, version = '' } = parsePurl(purl);
  const ecosystem = ecosystems.find((known) => known === type) ?? 'generic';
  const prefixed = ecosystem === 'maven' ? `${namespace}:${name}` : `${namespace}/${name}`;
  const isSystem = ['apk', 'alpm', 'deb', 'rpm'].includes(ecosystem);
  return {
    id: componentId(purl, path),
    purl,
    name: namespace === undefined || isSystem ? name : prefixed,
    version,
    ecosystem,
    presence: 'installed',
    locations: [{ path }],
    ...rest,
  };
}

/** An advisory with the given fixed version, or without a fix. */
export function advisory(id: string, name: string, fixed?: string, more: Partial<Advisory> = {}): Advisory {
  return {
    id,
    cves: id.startsWith('CVE-') ? [id] : [],
    aliases: [],
    package: name,
    state: fixed === undefined ? 'affected' : 'fixed',
    ranges: [{ introduced: '0', ...(fixed !== undefined && { fixed }) }],
    versions: [],
    cvss: [],
    feed: 'osv:test',
    ...more,
  };
}

export function system(id: string, version: string): OperatingSystem {
  return { id, like: [], version, title: `${id} ${version}`, path: '/etc/os-release' };
}

export function inventory(components: readonly Component[], more: Partial<Inventory> = {}): Inventory {
  return {
    artifact: { kind: 'image', reference: 'shop:1', source: 'archive' },
    layers: [],
    components,
    relations: [],
    gaps: [],
    analyzers: {},
    walked: { files: 0, bytes: 0 },
    ...more,
  };
}
