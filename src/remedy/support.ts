import { printable } from '#kit/text.ts';
import type { Finding, LifecycleFinding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import type { OperatingSystem } from '#model/os.ts';
import { compareSemver } from '#version/semver.ts';
import type { Candidate } from './candidate.ts';
import { shellWord } from './shell.ts';

/** Whether a system is of a release line that is maintained for longer than the one a finding is about. */
export function endsSupport(
  { lifecycle: { period, successor } }: LifecycleFinding,
  system: OperatingSystem,
  lifecycles: readonly Lifecycle[],
): boolean {
  if (system.version === '') return false;
  if (system.id === period.product && successor !== undefined)
    return isOfLine(system.version, successor) || compareSemver(system.version, successor) > 0;
  const own = lifecycles.find(
    ({ product, line }) => product === system.id && isOfLine(system.version, line),
  );
  const [before, after] = [period.supportedUntil, own?.supportedUntil];
  return before !== undefined && after !== undefined && after > before;
}

/** Moves to a release line that is supported: one action per finding, because each is a project of its own. */
export function supportMoves(
  findings: readonly Finding[],
  inventory: Inventory,
): readonly Candidate[] {
  return findings.flatMap((finding) => {
    if (finding.kind !== 'lifecycle' || finding.lifecycle.successor === undefined) return [];
    return [moveTo(finding.lifecycle.successor, finding, inventory)];
  });
}

function moveTo(successor: string, finding: LifecycleFinding, inventory: Inventory): Candidate {
  const { period, version, component } = finding.lifecycle;
  const isSystem = component === undefined;
  const name = component?.name ?? period.product;
  const change = component && { component: component.id, name, from: version, to: successor };
  return {
    kind: isSystem ? 'system-upgrade' : 'toolchain',
    key: finding.fingerprint,
    effort: 5,
    units: [{ changes: change ? [change] : [], removes: [finding.fingerprint], introduces: [] }],
    describe: () => ({
      title: printable(`move from ${name} ${period.line} to ${successor}`),
      commands: isSystem && inventory.image ? [`FROM ${shellWord(`${name}:${successor}`)}`] : [],
      paths: isSystem && inventory.image ? ['Dockerfile'] : [],
      blockers: [],
    }),
  };
}

/** `12.5` is of line `12`, `120` is not. */
function isOfLine(version: string, line: string): boolean {
  return version === line || version.startsWith(`${line}.`);
}
