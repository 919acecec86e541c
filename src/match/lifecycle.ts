import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import { sha256Hex } from '#kit/hash.ts';
import { unreachable } from '#kit/never.ts';
import { printable } from '#kit/text.ts';
import type { Component } from '#model/component.ts';
import type { LifecycleFacts, LifecycleFinding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import type { Location } from '#model/location.ts';
import type { OperatingSystem } from '#model/os.ts';
import { severityRank } from '#model/severity.ts';
import { isAnsweredFor } from './os-packages.ts';
import { lineOf, type SupportStatus, severityOf, statusOn, successorOf } from './support.ts';
import { systemOf } from './system.ts';

/** Something whose support periods may be known: its names among products, the version that was found, and where. */
interface Subject {
  readonly products: readonly string[];
  readonly version: string;
  readonly title: string;
  readonly locations: readonly Location[];
  readonly component?: Component;
}

/**
 * The operating system and the runtimes whose support has ended or ends soon, most severe first. `now` is RFC 3339. A runtime
 * that belongs to a package of the distribution is maintained by it, whatever upstream says. The rule is
 * `end-of-life/debian-10`; the fingerprint is the SHA-256 of `lifecycle`, the rule and the path, joined by NUL.
 */
export function lifecycleFindings(
  inventory: Inventory,
  index: AdvisoryIndex,
  now: string,
): readonly LifecycleFinding[] {
  const today = now.slice(0, 10);
  const findings = subjectsOf(inventory, index).flatMap((subject) => {
    const lines = subject.products.map((product) => index.lifecyclesOf(product));
    const known = lines.find((list) => lineOf(subject.version, list) !== undefined) ?? [];
    return findingOf(subject, known, today) ?? [];
  });
  const unique = new Map(findings.sort(compareFindings).map((one) => [one.fingerprint, one]));
  return [...unique.values()];
}

function subjectsOf(inventory: Inventory, index: AdvisoryIndex): readonly Subject[] {
  const { os, components } = inventory;
  const system = systemOf({ index, ...(os && { os }) });
  const owners = new Set(
    components.filter((one) => isAnsweredFor(one, system)).map((one) => one.id),
  );
  const runtimes = components
    .filter(({ presence, ecosystem }) => ecosystem === 'generic' && presence !== 'removed')
    .filter(({ owner }) => owner === undefined || !owners.has(owner))
    .flatMap((component) => runtimeOf(component) ?? []);
  return [...(os === undefined ? [] : [systemSubject(os)]), ...runtimes];
}

/** Where endoflife.date writes another name than os-release(5), as far as the database did not unify them. */
const systemNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['alpine', ['alpine-linux']],
  ['amzn', ['amazon-linux']],
  ['azurelinux', ['azure-linux']],
  ['mariner', ['cbl-mariner', 'azure-linux']],
  ['ol', ['oracle-linux']],
  ['opensuse-leap', ['opensuse']],
  ['rocky', ['rocky-linux']],
]);

function systemSubject({ id, version, title, path }: OperatingSystem): Subject {
  return {
    products: [id, ...(systemNames.get(id) ?? [])],
    version: id === 'amzn' && /^201[0-9]\./.test(version) ? '1' : version,
    title,
    locations: [{ path }],
  };
}

const java: readonly string[] = ['openjdk', 'java', 'openjdk-builds-from-oracle'];
/** Names of the products that programs are recognised as, and of their support periods. */
const runtimeNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['aspnetcore', ['dotnet']],
  ['bun', ['bun']],
  ['corretto', ['amazon-corretto', ...java]],
  ['deno', ['deno']],
  ['dotnet', ['dotnet']],
  ['dotnet-runtime', ['dotnet']],
  ['dotnet-sdk', ['dotnet']],
  ['elixir', ['elixir']],
  ['erlang', ['erlang']],
  ['go', ['go']],
  ['golang', ['go']],
  ['graalvm', ['graalvm-ce', ...java]],
  ['java', java],
  ['jdk', ['oracle-jdk', ...java]],
  ['jre', ['oracle-jdk', ...java]],
  ['node', ['nodejs', 'node']],
  ['nodejs', ['nodejs', 'node']],
  ['openjdk', java],
  ['perl', ['perl']],
  ['php', ['php']],
  ['python', ['python']],
  ['ruby', ['ruby']],
  ['temurin', ['eclipse-temurin', ...java]],
  ['zulu', ['azul-zulu', ...java]],
]);

function runtimeOf(component: Component): Subject | undefined {
  const { version, locations } = component;
  const name = component.name.toLowerCase();
  const products = runtimeNames.get(name);
  if (products === undefined || version === '') return undefined;
  const isJava = products.includes('openjdk');
  return {
    products,
    version: isJava ? javaFeature(version) : version.replace(/^(?:v|go)(?=[0-9])/, ''),
    title: `${component.name} ${version}`,
    locations,
    component,
  };
}

/** Up to Java 8 the feature number stands second: `1.8.0_392` is of line 8, as is `8u392`. */
function javaFeature(version: string): string {
  const match = /^(?:jdk-?)?(?:1\.)?([0-9]{1,3})/.exec(version);
  return match?.[1] ?? version;
}

function findingOf(
  subject: Subject,
  lines: readonly Lifecycle[],
  today: string,
): LifecycleFinding | undefined {
  const period = lineOf(subject.version, lines);
  const status = period && statusOn(period, today);
  if (period === undefined || status === undefined) return undefined;
  const { component, locations } = subject;
  const rule = `end-of-life/${period.product}-${period.line}`;
  const successor = successorOf(period, lines, today);
  return {
    kind: 'lifecycle',
    rule,
    fingerprint: sha256Hex(['lifecycle', rule, locations[0]?.path ?? ''].join('\0')),
    severity: severityOf(status, component === undefined),
    title: printable(`${subject.title}: ${sayStatus(status, period, component === undefined)}`),
    locations,
    lifecycle: {
      period,
      version: component?.version ?? subject.version,
      status,
      ...(component !== undefined && { component }),
      ...(successor !== undefined && { successor: successor.line }),
    } satisfies LifecycleFacts,
  };
}

/** A system without support gets no new advisories, so that few findings are no good sign. */
function sayStatus(status: SupportStatus, period: Lifecycle, isSystem: boolean): string {
  const { activeUntil = '', supportedUntil = '', extendedUntil = supportedUntil } = period;
  switch (status) {
    case 'ended':
      return isSystem
        ? `support ended on ${extendedUntil}, no new advisories since ${extendedUntil}`
        : `support ended on ${extendedUntil}`;
    case 'extended-only':
      return `support ended on ${supportedUntil}, only extended support until ${extendedUntil}`;
    case 'ends-soon':
      return `support ends on ${period.supportedUntil ?? extendedUntil}`;
    case 'security-only':
      return `only security fixes since ${activeUntil}`;
    default:
      return unreachable(status);
  }
}

function compareFindings(a: LifecycleFinding, b: LifecycleFinding): number {
  return (
    severityRank(b.severity) - severityRank(a.severity) ||
    compareText(a.rule, b.rule) ||
    compareText(a.locations[0]?.path ?? '', b.locations[0]?.path ?? '') ||
    compareText(a.lifecycle.version, b.lifecycle.version)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
