import { printable } from '#kit/text.ts';
import type { Finding, LifecycleFinding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import type { OperatingSystem } from '#model/os.ts';
import { compareSemver } from '#version/semver.ts';
import type { BaseLayers } from './base-layers.ts';
import type { Candidate } from './candidate.ts';
import { isImage } from './os-upgrade.ts';
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

/**
 * Moves to a release line that is supported: one action per finding, because each is a project of its own. What they
 * end and bring beside that cannot be matched: nothing is known here of what the new line has in it.
 */
export function supportMoves(
  findings: readonly Finding[],
  inventory: Inventory,
  base: BaseLayers,
): readonly Candidate[] {
  return findings.flatMap((finding) => {
    if (finding.kind !== 'lifecycle' || finding.lifecycle.successor === undefined) return [];
    return [moveTo(finding.lifecycle.successor, finding, isImage(inventory) ? base : undefined)];
  });
}

/** `base` is that of an image. */
function moveTo(
  successor: string,
  finding: LifecycleFinding,
  base: BaseLayers | undefined,
): Candidate {
  const { period, version, component } = finding.lifecycle;
  const isInImage = component === undefined && base !== undefined;
  const name = component?.name ?? period.product;
  const change = component && { component: component.id, name, from: version, to: successor };
  return {
    kind: component === undefined ? 'system-upgrade' : 'toolchain',
    key: finding.fingerprint,
    effort: 5,
    isUnproven: true,
    units: [{ changes: change ? [change] : [], removes: [finding.fingerprint], introduces: [] }],
    describe: () => ({
      title: printable(`move from ${name} ${period.line} to ${successor} (not simulated)`),
      commands:
        isInImage && isBuiltOn(name, base) ? [`FROM ${shellWord(`${name}:${successor}`)}`] : [],
      paths: isInImage ? ['Dockerfile'] : [],
      blockers: [],
    }),
  };
}

/** Whether the Dockerfile names the system itself: an image of a runtime has a tag of its own for the new line. */
function isBuiltOn(system: string, { isKnown, reference }: BaseLayers): boolean {
  if (!isKnown || reference === undefined) return true;
  const image = reference.slice(reference.lastIndexOf('/') + 1);
  return image.split(/[:@]/, 1)[0] === system;
}

/** `12.5` is of line `12`, `120` is not. */
function isOfLine(version: string, line: string): boolean {
  return version === line || version.startsWith(`${line}.`);
}
