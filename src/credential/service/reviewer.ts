import type { ReviewedTree, Reviewer } from '#contract/analyzer.ts';
import type { Fault } from '#model/fault.ts';
import type { Location } from '#model/location.ts';
import type { Severity } from '#model/severity.ts';
import type { MakeFault } from '../checks.ts';
import { namesOf } from './condition.ts';
import { type Given, type ServiceState, stateOf } from './effective.ts';
import { holds } from './evaluate.ts';
import type { ServiceRecord, ServiceVerdict } from './record.ts';

/** Judges the services of a tree by what is in force: built-in defaults, then files, variables and the command line. */
export function serviceReviewer(
  services: readonly ServiceRecord[],
  make: MakeFault,
  revision: number,
): Reviewer {
  return {
    kind: 'reviewer',
    id: 'credential/services',
    revision,
    title: 'configuration of services',
    review: (tree) => review(services, tree, make),
  };
}

function review(
  services: readonly ServiceRecord[],
  tree: ReviewedTree,
  make: MakeFault,
): readonly Fault[] {
  const told = services.flatMap((record): readonly Told[] => {
    const state = stateOf(record, tree);
    if (state === undefined) return [];
    const isThere = state.started || state.present !== undefined;
    return record.verdicts.flatMap((verdict) => {
      const fault = judge(state, verdict, tree, make);
      return fault === undefined ? [] : [{ fault, isThere }];
    });
  });
  return told.filter((one) => !isToldBetter(one, told)).map(({ fault }) => fault);
}

interface Told {
  readonly fault: Fault;
  /** The service itself was seen, not only its settings. */
  readonly isThere: boolean;
}

/** Services share names of variables: of several that report one, those count that are there, else the first. */
function isToldBetter({ fault, isThere }: Told, told: readonly Told[]): boolean {
  const [{ path }] = fault.locations;
  if (isThere || !path.startsWith('config.Env[')) return false;
  const rivals = told.filter(
    (other) => other.fault.rule === fault.rule && other.fault.locations[0].path === path,
  );
  const best = rivals.find((other) => other.isThere) ?? rivals[0];
  return best?.fault !== fault;
}

function judge(
  state: ServiceState,
  verdict: ServiceVerdict,
  tree: ReviewedTree,
  make: MakeFault,
): Fault | undefined {
  const { record, given } = state;
  const isTrue = holds(verdict.when, {
    valueOf: (name) => valueOf(state, name),
    isGiven: (name) => given.has(name),
    has: (path) => tree.has(path),
    started: state.started,
  });
  if (!isTrue) return undefined;
  const used = [...new Set(namesOf(verdict.when))];
  const blamed = strongest(used.flatMap((name) => given.get(name) ?? []));
  if (blamed === undefined && !verdict.byDefault) return undefined;
  const place: Location = blamed?.place ?? state.present ?? { path: 'config.Entrypoint' };
  const severity = severityOf({ verdict, state, blamed, hasImage: tree.image !== undefined });
  const fault = make(
    verdict.check,
    {
      message: `${record.title} ${verdict.message}${state.started ? '; the image starts it' : ''}`,
      subject: record.id,
      identity: `${record.id}\0${verdict.message}`,
      ...(severity !== undefined && { severity }),
      evidence: evidenceOf(state, used),
    },
    place,
  );
  return {
    ...fault,
    references: [record.reference, ...fault.references],
    severity:
      severity ?? graded(fault.severity, { state, blamed, hasImage: tree.image !== undefined }),
  };
}

function valueOf({ record, given }: ServiceState, name: string): string | undefined {
  return (
    given.get(name)?.value ?? record.settings.find((setting) => setting.name === name)?.fallback
  );
}

const ranks = { file: 0, variable: 1, 'command line': 2 } as const;

function strongest(given: readonly Given[]): Given | undefined {
  return given.toSorted((a, b) => ranks[b.origin] - ranks[a.origin])[0];
}

interface Grounds {
  readonly state: ServiceState;
  readonly blamed: Given | undefined;
  /** Only an image says what it starts. */
  readonly hasImage: boolean;
}

function severityOf({
  verdict,
  ...grounds
}: Grounds & { readonly verdict: ServiceVerdict }): Severity | undefined {
  return verdict.severity === undefined ? undefined : graded(verdict.severity, grounds);
}

/**
 * What a verdict weighs where it stands. Started as it was set: all of it. Set, but nothing shows that it is started: one step less in a
 * tree, at most medium in an image. Only the product's own defaults: one step less when it is started, else negligible.
 */
function graded(severity: Severity, { state, blamed, hasImage }: Grounds): Severity {
  if (blamed === undefined) return state.started ? lower(severity) : 'negligible';
  if (state.started) return severity;
  if (!hasImage) return lower(severity);
  return lower(severity) === 'high' ? 'medium' : lower(severity);
}

function lower(severity: Severity): Severity {
  const steps: Readonly<Record<Severity, Severity>> = {
    critical: 'high',
    high: 'medium',
    medium: 'low',
    low: 'low',
    negligible: 'negligible',
    unknown: 'unknown',
  };
  return steps[severity];
}

function evidenceOf(
  { given, record, started }: ServiceState,
  used: readonly string[],
): readonly { readonly label: string; readonly text: string }[] {
  const values = used.flatMap((name) => {
    const set = given.get(name);
    if (set !== undefined)
      return [{ label: name, text: `${set.value.split('\n')[0] ?? ''} (${set.origin})` }];
    const fallback = record.settings.find((setting) => setting.name === name)?.fallback;
    return fallback === undefined ? [] : [{ label: name, text: `${fallback} (default)` }];
  });
  return [...values, { label: 'started', text: started ? 'yes' : 'not by this image' }];
}
