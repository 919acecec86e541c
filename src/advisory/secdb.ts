import { isRecord } from '#kit/json.ts';
import type { Advisory } from '#model/advisory.ts';
import { segmentOfRelease } from '#model/os.ts';
import type { Fact, Normalised } from './fact.ts';
import { isCve, sortedSet } from './name.ts';

const distributions: ReadonlyMap<string, string> = new Map([
  ['alpine', 'alpine'],
  ['wolfi', 'wolfi'],
  ['chainguard', 'chainguard'],
  ['minimos', 'minimos'],
]);

/**
 * The facts of one secdb document (`secfixes`: fixed version -> ids), of Alpine or of a distribution in its shape.
 * An entry may name several ids (`CVE-2016-9932 XSA-200`), the first is the advisory and the rest are aliases.
 * Fixed version `0` means that the package never was affected.
 */
export function normaliseSecdb(document: unknown, distribution: string): Normalised {
  const id = distributions.get(distribution);
  const packages = packagesOf(document);
  if (!isRecord(document) || id === undefined || packages === undefined)
    return { facts: [], skips: [{ reason: 'malformed', subject: distribution }] };
  const release = releaseOf(document);
  const segment = release === 'edge' ? `${id}-edge` : segmentOfRelease(id, release);
  if (segment === undefined)
    return { facts: [], skips: [{ reason: 'unknown-ecosystem', subject: `${id}:${release}` }] };
  const read = packages.map((one) => readPackage(one, segment, id));
  const facts = read.flatMap((found) => found ?? []);
  const nameless = read.filter((found) => found === undefined);
  return { facts, skips: nameless.map(() => ({ reason: 'no-package', subject: segment })) };
}

function readPackage(one: unknown, segment: string, distribution: string): Fact[] | undefined {
  const name = isRecord(one) ? one['name'] : undefined;
  if (!isRecord(one) || typeof name !== 'string' || name === '') return undefined;
  return packageFacts(name, one['secfixes'], segment, distribution);
}

/** The `pkg` objects; an empty repository is served with `null` for its list. */
function packagesOf(document: unknown): readonly unknown[] | undefined {
  const list = isRecord(document) ? document['packages'] : undefined;
  if (list === null) return [];
  if (!Array.isArray(list)) return undefined;
  return list.map((one: unknown) => (isRecord(one) ? one['pkg'] : undefined));
}

/** `v3.20` or `edge`; Wolfi and Chainguard state none. */
function releaseOf(document: Readonly<Record<string, unknown>>): string {
  const release = document['distroversion'];
  return typeof release === 'string' ? release.replace(/^v/, '') : '';
}

function packageFacts(
  name: string,
  secfixes: unknown,
  segment: string,
  distribution: string,
): Fact[] {
  if (!isRecord(secfixes)) return [];
  return Object.entries(secfixes).flatMap(([version, ids]) =>
    (Array.isArray(ids) ? ids : []).flatMap((text: unknown) => {
      const names = typeof text === 'string' ? readNames(text) : undefined;
      if (names === undefined || version === '' || version.length > 256) return [];
      return [
        {
          segment,
          key: name,
          advisory: { ...names, ...fixed(name, version), feed: `secdb:${distribution}` },
        },
      ];
    }),
  );
}

function fixed(
  name: string,
  version: string,
): Pick<Advisory, 'package' | 'state' | 'ranges' | 'versions' | 'cvss'> {
  const never = version === '0';
  return {
    package: name,
    state: never ? 'not_affected' : 'fixed',
    ranges: never ? [] : [{ introduced: '0', fixed: version }],
    versions: [],
    cvss: [],
  };
}

/** Ids are separated by blanks; remarks in parentheses, as some entries carry, are not ids. */
function readNames(text: string): Pick<Advisory, 'id' | 'cves' | 'aliases'> | undefined {
  const names = text
    .slice(0, 512)
    .split(/[\s,;]+/)
    .map((name) => name.replace(/^(CVE-\d{4}-\d{4,19})-\d$/, '$1'))
    .filter((name) => /^[A-Z][\w.-]*-[\w.:-]+$/.test(name));
  const id = names.find(isCve) ?? names[0];
  if (id === undefined) return undefined;
  const others = names.filter((name) => name !== id);
  return {
    id,
    cves: sortedSet(names.filter(isCve)),
    aliases: sortedSet(others.filter((name) => !isCve(name))),
  };
}
