import type { AffectedRange } from '#model/advisory.ts';
import { type Component, componentId } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import type { Finding, LifecycleFinding, VulnerabilityFinding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { RemediationPlan } from '#model/remediation.ts';
import type { Tier } from '#model/risk.ts';
import { isAffected } from '#version/range.ts';
import { comparatorOf, schemeOfEcosystem } from '#version/scheme.ts';
import { planRemediation } from './plan.ts';
import type { PlanInput, Rematch } from './plan-input.ts';

/** What release files of Debian 12 say. */
export const debian = {
  id: 'debian',
  like: [],
  version: '12',
  title: 'Debian 12',
  path: '/etc/os-release',
};

/** A vulnerability of the small world that tests match against. */
export interface KnownFault {
  readonly id: string;
  readonly package: string;
  readonly ranges: readonly AffectedRange[];
  readonly tier?: Tier;
}

/** A component of the small world. */
export function component(
  [ecosystem, name, version]: readonly [ecosystem: Ecosystem, name: string, version: string],
  path: string,
  more: Partial<Component> = {},
): Component {
  const purl = `pkg:${ecosystem}/${name}@${version}`;
  const id = componentId(purl, path);
  return {
    id,
    purl,
    name,
    version,
    ecosystem,
    presence: 'installed',
    locations: [{ path }],
    ...more,
  };
}

/** An inventory of components and nothing else. */
export function inventoryOf(
  components: readonly Component[],
  more: Partial<Inventory> = {},
): Inventory {
  return {
    artifact: { kind: 'filesystem', reference: '/app', source: 'dir' },
    layers: [],
    components,
    relations: [],
    gaps: [],
    analyzers: {},
    walked: { files: 0, bytes: 0 },
    ...more,
  };
}

/** Matches as the product does: by name and by range of versions, the source package's where there is one. */
export function matchingOf(faults: readonly KnownFault[]): Rematch {
  const byPackage = Map.groupBy(faults, (fault) => fault.package);
  return (components) =>
    components.map((item) => ({
      component: item,
      ids: (byPackage.get(item.source?.name ?? item.name) ?? [])
        .filter(({ ranges }) => affects(item, ranges))
        .map(({ id }) => id),
    }));
}

/** The findings of the components, each with its fix where one is stated. */
export function findingsIn(
  components: readonly Component[],
  faults: readonly KnownFault[],
): readonly VulnerabilityFinding[] {
  const byPackage = Map.groupBy(faults, (fault) => fault.package);
  return components.flatMap((item) =>
    (byPackage.get(item.source?.name ?? item.name) ?? [])
      .filter(({ ranges }) => affects(item, ranges))
      .map((fault) => findingOf(item, fault)),
  );
}

/** A finding about the support of an operating system. */
export function endedSystem(line: string, successor: string): LifecycleFinding {
  return {
    kind: 'lifecycle',
    rule: 'lifecycle/ended',
    fingerprint: `lifecycle ${line}`,
    severity: 'high',
    title: 'support has ended',
    locations: [],
    lifecycle: { period: { product: 'debian', line }, version: line, status: 'ended', successor },
  };
}

/** A fault of all versions below the fixed one; without that, of all. */
export function fault(
  id: string,
  name: string,
  fixed: string | undefined,
  more: Partial<KnownFault> = {},
) {
  const range = { introduced: '0', ...(fixed !== undefined && { fixed }) };
  return { id, package: name, ranges: [range], ...more };
}

/** The plan for an inventory in the small world. */
export function plan(
  inventory: Inventory,
  faults: readonly KnownFault[],
  more: Partial<PlanInput> = {},
  others: readonly Finding[] = [],
): RemediationPlan {
  const findings = [...findingsIn(inventory.components, faults), ...others];
  return planRemediation({ inventory, findings, rematch: matchingOf(faults), ...more });
}

/** An image of Debian 12. */
export function image(components: readonly Component[], more: Partial<Inventory> = {}): Inventory {
  return inventoryOf(components, {
    artifact: { kind: 'image', reference: 'shop:1', source: 'docker' },
    os: debian,
    ...more,
  });
}

/** A package of Debian. */
export function deb(name: string, version: string, more: Partial<Component> = {}): Component {
  return component(['deb', name, version], '/var/lib/dpkg/status', more);
}

function affects(item: Component, ranges: readonly AffectedRange[]): boolean {
  return isAffected(schemeOfEcosystem(item.ecosystem), versionOf(item), ranges, []) !== undefined;
}

function versionOf({ source, version }: Component): string {
  return source?.version ?? version;
}

function findingOf(item: Component, fault: KnownFault): VulnerabilityFinding {
  const scheme = schemeOfEcosystem(item.ecosystem);
  const compare = comparatorOf(scheme);
  const fixedVersion = fault.ranges
    .flatMap(({ fixed }) => fixed ?? [])
    .filter((fixed) => compare(fixed, versionOf(item)) > 0)
    .sort(compare)[0];
  const tier = fault.tier ?? 'P3';
  return {
    kind: 'vulnerability',
    rule: fault.id,
    fingerprint: `${fault.id} ${item.id}`,
    severity: 'high',
    title: `${item.name}: ${fault.id}`,
    locations: item.locations,
    risk: { tier, score: 50, factors: [], sentence: '' },
    vulnerability: {
      id: fault.id,
      aliases: [],
      component: item,
      state: fixedVersion === undefined ? 'affected' : 'fixed',
      ...(fixedVersion !== undefined && { fixedVersion }),
      cvss: [],
      evidence: [
        {
          advisory: { id: fault.id, feed: 'world', state: 'affected', ranges: fault.ranges },
          because: {
            segment: 'world',
            package: item.name,
            comparedVersion: versionOf(item),
            scheme,
          },
        },
      ],
    },
  };
}
