import { type Ecosystem, ecosystems } from '#model/ecosystem.ts';
import { comparatorOf, type Scheme, schemeOfEcosystem, schemes } from '#version/scheme.ts';

interface Constraint {
  readonly sign: '=' | '!=' | '<' | '<=' | '>' | '>=';
  readonly version: string;
}

const maxConstraints = 1000;
const signs = ['!=', '<=', '>=', '<', '>', '='] as const;

/**
 * Whether a version stands in a range: `vers:npm/>=1.0|<2.0` (version range specifier, section "Checking if a version is
 * contained"), or is the one version that is written without `vers:`. A range that cannot be read holds nothing.
 */
export function holdsVersion(range: string, version: string, ecosystem: Ecosystem): boolean {
  const parts = /^vers:([a-z0-9.+-]{1,40})\/(.*)$/is.exec(range);
  if (parts === null) return range === version || isSame(range, version, ecosystem);
  const scheme = schemeOf((parts[1] ?? '').toLowerCase(), ecosystem);
  const constraints = constraintsOf(parts[2] ?? '');
  if (scheme === undefined || constraints === undefined) return false;
  return constraints === 'all' || isWithin(version, constraints, comparatorOf(scheme));
}

function isSame(a: string, b: string, ecosystem: Ecosystem): boolean {
  const [one, other] = [a, b].map((text) => text.replace(/^v(?=[0-9])/, ''));
  return ecosystem === 'golang' && one === other;
}

/** The scheme must be that of the component: versions of one do not compare in another. */
function schemeOf(named: string, ecosystem: Ecosystem): Scheme | undefined {
  const wanted = schemeOfEcosystem(ecosystem);
  if (['all', 'none', 'generic'].includes(named)) return wanted;
  const type = ecosystems.find((candidate) => candidate === (synonyms.get(named) ?? named));
  if (type !== undefined) return schemeOfEcosystem(type) === wanted ? wanted : undefined;
  return schemes.find((scheme) => scheme === named && scheme === wanted);
}

const synonyms: ReadonlyMap<string, string> = new Map([
  ['go', 'golang'],
  ['alpine', 'apk'],
  ['debian', 'deb'],
  ['arch', 'alpm'],
  ['rubygems', 'gem'],
]);

function constraintsOf(text: string): readonly Constraint[] | 'all' | undefined {
  const trimmed = text.replace(/\s+/g, '');
  if (trimmed === '*') return 'all';
  const raw = trimmed.split('|', maxConstraints + 1).filter((part) => part !== '');
  if (raw.length === 0 || raw.length > maxConstraints) return undefined;
  return raw.map((part) => {
    const sign = signs.find((candidate) => part.startsWith(candidate));
    return { sign: sign ?? '=', version: decode(part.slice(sign?.length ?? 0)) };
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Compare = (a: string, b: string) => number;

/** Single versions first, then the pairs of bounds in their order. */
function isWithin(version: string, constraints: readonly Constraint[], compare: Compare): boolean {
  const same = constraints.find((one) => compare(one.version, version) === 0);
  if (same !== undefined) return same.sign !== '!=' && same.sign.endsWith('=');
  const bounds = constraints
    .filter(({ sign }) => sign !== '=' && sign !== '!=')
    .toSorted((a, b) => compare(a.version, b.version));
  if (bounds.length === 0) return constraints.every(({ sign }) => sign === '!=');
  return isBetween(version, bounds, compare);
}

/** The nearest bound on either side decides: one below must open a range, one above must close it. */
function isBetween(version: string, bounds: readonly Constraint[], compare: Compare): boolean {
  const at = bounds.findIndex((bound) => compare(bound.version, version) > 0);
  const below = at === -1 ? bounds.at(-1) : bounds[at - 1];
  const above = at === -1 ? undefined : bounds[at];
  const isOpened = below === undefined || below.sign.startsWith('>');
  const isClosed = above === undefined || above.sign.startsWith('<');
  return isOpened && isClosed;
}
