import type { Component } from '#model/component.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { Exception, OnlyFor } from '../exception.ts';
import { globMatches } from '../glob.ts';
import { type Ground, isWithin, namesComponent } from './ground.ts';
import { holdsVersion } from './vers.ts';

/** Whether an exception speaks of a finding on an artifact; expiry is not looked at here. */
export function covers(exception: Exception, finding: Finding, ground: Ground): boolean {
  const component = componentOfFinding(finding);
  return (
    coversId(exception, finding) &&
    coversPackage(exception, component, ground) &&
    coversVersion(exception, component) &&
    (exception.only === undefined || coversOnly(exception.only, finding, component)) &&
    coversPlace(exception, finding, ground) &&
    (exception.within ?? []).every((product) => isWithin(product, component, ground))
  );
}

/** Everything that a finding can be called, in capitals: its rule, its fingerprint and the names that others give it. */
export function idsOf(finding: Finding): readonly string[] {
  const names = [finding.rule, finding.fingerprint, ...otherNames(finding)];
  return [...new Set(names.map((id) => id.toUpperCase()))];
}

function otherNames(finding: Finding): readonly string[] {
  if (finding.kind === 'vulnerability') return finding.vulnerability.aliases;
  if (finding.kind === 'secret') return [finding.secret.key, ...withBare(finding.secret.aliases)];
  return 'fault' in finding ? withBare(finding.fault.aliases) : licensesOf(finding);
}

/** People write `DS-0002` as well as `trivy:DS-0002`. */
function withBare(aliases: readonly string[]): readonly string[] {
  return aliases.flatMap((alias) => [alias, alias.slice(alias.indexOf(':') + 1)]);
}

function licensesOf(finding: Finding): readonly string[] {
  if (finding.kind !== 'license') return [];
  const { expression, offending } = finding.license;
  // One licence is accepted by its name; of several that are not allowed one name accepts nothing.
  return [expression, ...(offending.length === 1 ? offending : [])].filter((id) => id !== '');
}

/** Without ids an exception is about vulnerabilities only: nobody accepts licences or the end of support by accident. */
function coversId({ ids }: Exception, finding: Finding): boolean {
  if (ids.length === 0) return finding.kind === 'vulnerability';
  const names = idsOf(finding);
  return ids.some((id) => names.includes(id.toUpperCase()));
}

function coversPackage(
  { packages, parts }: Exception,
  component: Component | undefined,
  ground: Ground,
): boolean {
  if (packages.length === 0 && parts === undefined) return true;
  if (component === undefined) return false;
  const named = { purls: packages, cpes: [], hashes: [], names: [] };
  return (
    namesComponent(named, component, ground) ||
    (parts !== undefined && namesComponent(parts, component, ground))
  );
}

function coversVersion({ versions }: Exception, component: Component | undefined): boolean {
  if (versions === undefined) return true;
  if (component === undefined || component.version === '') return false;
  const { version, ecosystem } = component;
  return versions.some((range) => holdsVersion(range, version, ecosystem));
}

function coversPlace({ where }: Exception, finding: Finding, ground: Ground): boolean {
  if (where.length === 0) return true;
  const paths = finding.locations.flatMap(({ path }) => [path, path.slice(1)]);
  const places = [...paths, ground.reference, ...ground.artifact.digests];
  return where.some((glob) => places.some((place) => globMatches(glob, place)));
}

function coversOnly(only: OnlyFor, finding: Finding, component: Component | undefined): boolean {
  if (component === undefined) return false;
  const source = component.source?.name ?? component.name;
  const { names, sources, version, ecosystems, fix } = only;
  return (
    fitsOne(names, component.name) &&
    fitsOne(sources, source) &&
    [undefined, component.version].includes(version) &&
    (ecosystems === undefined || ecosystems.includes(component.ecosystem)) &&
    [undefined, fixOf(finding)].includes(fix)
  );
}

function fitsOne(globs: readonly string[] | undefined, text: string): boolean {
  return globs === undefined || globs.some((glob) => globMatches(glob, text));
}

/** The state of a fix in the words of Grype. */
function fixOf(finding: Finding): OnlyFor['fix'] {
  if (finding.kind !== 'vulnerability') return undefined;
  const { fixedVersion, state } = finding.vulnerability;
  if (fixedVersion !== undefined) return 'fixed';
  if (state === 'wont_fix' || state === 'end_of_life') return 'wont-fix';
  return state === 'affected' || state === 'deferred' ? 'not-fixed' : 'unknown';
}
