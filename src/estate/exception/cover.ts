import { isBelow } from '../reach.ts';
import type { AssetPlaces } from './places.ts';
import type { ExceptionScope, StoredException } from './record.ts';

/** What an exception is compared with: a finding and what is known of where it stands. */
export interface Covered {
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly component?: { readonly name: string; readonly purl: string };
  readonly fixable: boolean;
  readonly exploited: boolean;
}

/** Exceptions by the rule that they name, in lower case. */
export type ExceptionsByRule = ReadonlyMap<string, readonly StoredException[]>;

/** Sorts exceptions so that a finding is compared with few of them. */
export function exceptionsByRule(exceptions: readonly StoredException[]): ExceptionsByRule {
  return Map.groupBy(exceptions, ({ rule }) => rule.toLowerCase());
}

/** The exception that accepts a finding at this moment; the oldest where several do. */
export function coverOf(
  exceptions: ExceptionsByRule,
  finding: Covered,
  asset: AssetPlaces,
  now: number,
): StoredException | undefined {
  if (exceptions.size === 0) return undefined;
  const names = new Set([finding.rule, ...finding.aliases].map((name) => name.toLowerCase()));
  return [...names]
    .flatMap((name) => exceptions.get(name) ?? [])
    .filter((one) => covers(one, finding, asset) && lapseOf(one, finding, asset, now) === undefined)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
}

/** Whether a finding of the rule lies within a scope. */
export function covers(scope: ExceptionScope, finding: Covered, asset: AssetPlaces): boolean {
  return isComponent(scope.component, finding) && isWithin(scope, asset);
}

/** Why an exception no longer holds for a finding, if so. */
export function lapseOf(
  { ends, expires, approved, requested }: StoredException,
  { fixable, exploited }: Pick<Covered, 'fixable' | 'exploited'>,
  { firstSeen }: Pick<AssetPlaces, 'firstSeen'>,
  now: number,
): string | undefined {
  if (expires !== undefined && expires <= now) return 'its end has come';
  if (ends.includes('fixed') && fixable) return 'a fix is there';
  if (ends.includes('exploited') && exploited) return 'it is known to be exploited';
  if (ends.includes('image-changed') && firstSeen > (approved ?? requested))
    return 'the image changed';
  return undefined;
}

/** The package of a purl without version, qualifiers and subpath. */
function packageOfPurl(purl: string): string {
  const path = purl.split(/[?#]/u, 1)[0] ?? '';
  const version = path.lastIndexOf('@');
  return version > path.lastIndexOf('/') ? path.slice(0, version) : path;
}

function isComponent(wanted: string, { component }: Covered): boolean {
  if (wanted === '') return true;
  if (component === undefined) return false;
  if (!wanted.startsWith('pkg:')) return component.name.toLowerCase() === wanted.toLowerCase();
  return packageOfPurl(component.purl) === packageOfPurl(wanted);
}

function isWithin(scope: ExceptionScope, asset: AssetPlaces): boolean {
  if (scope.asset !== 0 && scope.asset !== asset.id) return false;
  if (scope.workload !== 0 && !asset.workloads.every((one) => one === scope.workload)) return false;
  if (scope.workload !== 0 && asset.workloads.length === 0) return false;
  return isRepository(scope.repository, asset) && isPlace(scope, asset);
}

function isRepository(wanted: string, { places }: AssetPlaces): boolean {
  if (wanted === '') return true;
  const named = places.filter(({ repository }) => repository !== '');
  return named.length > 0 && named.every(({ repository }) => isBelow(repository, wanted));
}

function isPlace({ cluster, namespace }: ExceptionScope, { places }: AssetPlaces): boolean {
  if (cluster === '' && namespace === '') return true;
  const running = places.filter((one) => one.cluster !== '' || one.namespace !== '');
  return (
    running.length > 0 &&
    running.every(
      (one) =>
        (cluster === '' || one.cluster === cluster) &&
        (namespace === '' || one.namespace === namespace),
    )
  );
}
