import type { Component } from '#model/component.ts';
import type { Finding, LifecycleFinding, VulnerabilityFinding } from '#model/finding.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { VersionChange } from '#model/remediation.ts';
import type { BaseLayers } from './base-layers.ts';
import type { Candidate, Unit } from './candidate.ts';
import type { NewerBase, PlanInput, Rematch } from './plan-input.ts';
import { shellWord } from './shell.ts';
import { shortWord } from './short-path.ts';
import { isStill } from './simulate.ts';
import { endsSupport } from './support.ts';
import { isMajor } from './target.ts';

/**
 * A build on each of the images that could take the base image's place: findings of the old base's components are replaced
 * by what matching says of the new one's. Software is the same in both when kind and name agree.
 */
export function rebases(input: PlanInput, base: BaseLayers): readonly Candidate[] {
  if (!base.isKnown) return [];
  return (input.newerBases ?? []).flatMap((newer) => rebaseOn(newer, input, base));
}

function rebaseOn(newer: NewerBase, input: PlanInput, base: BaseLayers): readonly Candidate[] {
  const old = input.inventory.components.filter((component) => base.has(component));
  const found = idsByName(newer, input.rematch);
  const unit: Unit = {
    changes: changesBetween(old, newer.inventory.components),
    removes: removedBy(found, newer, input, base),
    introduces: introducedBy(found, old, input),
  };
  if (unit.removes.length === 0) return [];
  return [
    {
      kind: 'rebase',
      key: newer.reference,
      effort: effortOf(input.inventory.os, newer.inventory.os),
      units: [unit],
      describe: () => ({
        title: `build on ${shortWord(newer.reference, 48)} in place of ${shortWord(base.name, 48)}`,
        commands: [`FROM ${shellWord(newer.reference)}`],
        paths: ['Dockerfile'],
        blockers: [],
      }),
    },
  ];
}

/** Another distribution or another major release is a move, anything else a rebuild. */
function effortOf(from: OperatingSystem | undefined, to: OperatingSystem | undefined): number {
  if (from?.id !== to?.id) return 5;
  return isMajor(from?.version ?? '', to?.version ?? '') ? 5 : 1;
}

/** A component of the new base with the vulnerabilities that it has. */
interface Renewed {
  readonly component: Component;
  readonly ids: ReadonlySet<string>;
}

function idsByName(
  { inventory }: NewerBase,
  rematch: Rematch,
): ReadonlyMap<string, readonly Renewed[]> {
  const components = inventory.components.filter(({ presence }) => presence !== 'removed');
  const results = components.length === 0 ? [] : rematch(components, inventory.os);
  return Map.groupBy(
    results.map(({ component, ids }) => ({ component, ids: new Set(ids) })),
    ({ component }) => nameOf(component),
  );
}

function removedBy(
  found: ReadonlyMap<string, readonly Renewed[]>,
  newer: NewerBase,
  input: PlanInput,
  base: BaseLayers,
): readonly string[] {
  return input.findings
    .filter((finding) => isGone(finding, found, { newer, input, base }))
    .map(({ fingerprint }) => fingerprint)
    .sort();
}

interface Setting {
  readonly newer: NewerBase;
  readonly input: PlanInput;
  readonly base: BaseLayers;
}

function isGone(
  finding: Finding,
  found: ReadonlyMap<string, readonly Renewed[]>,
  { newer, input, base }: Setting,
): boolean {
  switch (finding.kind) {
    case 'vulnerability':
      return base.has(finding.vulnerability.component) && !isKept(finding, found);
    case 'lifecycle':
      return isSupported(finding, newer, input);
    default:
      return false;
  }
}

function isKept(
  finding: VulnerabilityFinding,
  found: ReadonlyMap<string, readonly Renewed[]>,
): boolean {
  const same = found.get(nameOf(finding.vulnerability.component)) ?? [];
  return same.some(({ ids }) => isStill(finding, ids));
}

/** A finding about the operating system's support ends with a release that has support for longer. */
function isSupported(
  finding: LifecycleFinding,
  { inventory }: NewerBase,
  input: PlanInput,
): boolean {
  if (finding.lifecycle.component !== undefined || inventory.os === undefined) return false;
  return endsSupport(finding, inventory.os, input.lifecycles ?? []);
}

/** What the new base has and the old one had not: neither as an open finding nor as one that was accepted. */
function introducedBy(
  found: ReadonlyMap<string, readonly Renewed[]>,
  old: readonly Component[],
  { findings, rematch }: PlanInput,
): readonly string[] {
  const open = new Set(
    findings.flatMap((finding) => (finding.kind === 'vulnerability' ? keysOf(finding) : [])),
  );
  const fresh = [...found.values()].flat().flatMap(({ component, ids }) =>
    [...ids].flatMap((id) => {
      const key = `${nameOf(component)}\0${id}`;
      return open.has(key) ? [] : [{ key, text: `${id} ${component.name} ${component.version}` }];
    }),
  );
  if (fresh.length === 0) return [];
  const before = new Set(
    (old.length === 0 ? [] : rematch(old)).flatMap(({ component, ids }) =>
      ids.map((id) => `${nameOf(component)}\0${id}`),
    ),
  );
  return [...new Set(fresh.filter(({ key }) => !before.has(key)).map(({ text }) => text))].sort();
}

function keysOf({ vulnerability }: VulnerabilityFinding): readonly string[] {
  const name = nameOf(vulnerability.component);
  return [vulnerability.id, ...vulnerability.aliases].map((id) => `${name}\0${id}`);
}

/** Components in another version in the new base, in the order of their ids. */
function changesBetween(
  old: readonly Component[],
  renewed: readonly Component[],
): readonly VersionChange[] {
  const versions = new Map(renewed.map((component) => [nameOf(component), component.version]));
  return old
    .flatMap((component): readonly VersionChange[] => {
      const { id, name, version: from } = component;
      const to = versions.get(nameOf(component));
      return to === undefined || to === from ? [] : [{ component: id, name, from, to }];
    })
    .sort((a, b) => (a.component < b.component ? -1 : 1));
}

function nameOf({ ecosystem, name }: Component): string {
  return `${ecosystem}\0${name}`;
}
