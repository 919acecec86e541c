import type { Component } from '#model/component.ts';
import { type Purl, parsePurl } from '#model/purl.ts';

/** Parses each package URL once. What is none is `undefined`: it names nothing. */
export class PurlBook {
  readonly #known = new Map<string, Purl | undefined>();

  get(text: string): Purl | undefined {
    if (this.#known.has(text)) return this.#known.get(text);
    const purl = tryParse(text);
    this.#known.set(text, purl);
    return purl;
  }
}

/**
 * Whether a package URL names a component: every part that it states is the same there (go-vex and Trivy do the same).
 * One with `arch=src` or `arch=source` names the source package that the component was built from.
 */
export function purlNames(general: Purl, special: Purl, component: Component): boolean {
  if (general.type !== special.type || general.namespace !== special.namespace) return false;
  const { qualifiers = {} } = general;
  if (isSourceArch(qualifiers['arch'])) return namesSource(general, special, component);
  if (general.name !== special.name) return false;
  return (
    (general.version === undefined || isSameVersion(general, special)) &&
    Object.entries(qualifiers).every(([key, value]) => hasQualifier(special, key, value))
  );
}

/** Whether every part that one package URL states is the same in another. Throws `input.malformed` for what is none. */
export function purlCovers(general: string, special: string): boolean {
  if (general === special) return true;
  const [a, b] = [parsePurl(general), parsePurl(special)];
  return (
    a.type === b.type &&
    a.namespace === b.namespace &&
    a.name === b.name &&
    (a.version === undefined || isSameVersion(a, b)) &&
    Object.entries(a.qualifiers ?? {}).every(([key, value]) => hasQualifier(b, key, value))
  );
}

function tryParse(text: string): Purl | undefined {
  try {
    return parsePurl(text);
  } catch {
    return undefined; // only `input.malformed` can come of a text
  }
}

function isSourceArch(arch: string | undefined): boolean {
  return arch === 'src' || arch === 'source' || arch === 'nosrc';
}

/** The epoch of an rpm source package stands nowhere, so it is not compared. */
function namesSource(general: Purl, special: Purl, component: Component): boolean {
  const { source } = component;
  const version = source?.version ?? special.version ?? '';
  if (general.name !== (source?.name ?? special.name)) return false;
  if (general.version !== undefined && bare(general.version) !== bare(version)) return false;
  const { arch: _, epoch: __, ...rest } = general.qualifiers ?? {};
  return Object.entries(rest).every(([key, value]) => hasQualifier(special, key, value));
}

function bare(version: string): string {
  return version.replace(/^[0-9]+:/, '');
}

/** Go writes a `v` before its versions, package URLs of Go modules often do not. */
function isSameVersion(a: Purl, b: Purl): boolean {
  if (a.version === b.version) return true;
  if (a.type === 'golang') return strip(a.version) === strip(b.version);
  return a.type === 'rpm' && withEpoch(a) === withEpoch(b);
}

function strip(version = ''): string {
  return version.replace(/^v/, '').replace(/\+incompatible$/, '');
}

function withEpoch({ version = '', qualifiers }: Purl): string {
  if (/^[0-9]+:/.test(version)) return version.replace(/^0:/, '');
  const epoch = qualifiers?.['epoch'] ?? '0';
  return epoch === '0' ? version : `${epoch}:${version}`;
}

/** Qualifiers that say where a package was fetched or what it was built from, not which one it is. */
const descriptive = new Set(['checksum', 'download_url', 'file_name', 'upstream', 'vcs_url']);

function hasQualifier(purl: Purl, key: string, value: string): boolean {
  const actual = purl.qualifiers?.[key];
  if (actual === undefined) return isImplied(purl, key, value);
  return actual === value || (key === 'distro' && isSameDistro(value, actual));
}

/** Whether a qualifier that a package URL leaves out goes without saying. The epoch may stand in the version. */
function isImplied({ type, version = '' }: Purl, key: string, value: string): boolean {
  if (descriptive.has(key)) return true;
  if (key === 'epoch') return value === '0' || version.startsWith(`${value}:`);
  return key === 'type' && type === 'maven' && value === 'jar';
}

/** `debian-12` and `debian-12.4` are the same release: some tools state the point release. */
function isSameDistro(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => text.toLowerCase().replace(/^redhat-/, 'rhel-'));
  return one === other || `${other}`.startsWith(`${one}.`) || `${one}`.startsWith(`${other}.`);
}
