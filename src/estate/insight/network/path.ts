import { sha256Hex } from '#kit/hash.ts';
import type { AnswerOf } from '#wire/routes.ts';
import type { Gain } from '../../runtime/blast.ts';
import type { WayIn } from './path-facts.ts';
import type { Talk, TalkingWorkload } from './talk.ts';

export type AttackPath = AnswerOf<'readAttackPath'>;
type Step = AttackPath['steps'][number];

/** A workload that somebody could get into, on the way from outside. */
export interface Hop {
  readonly workload: TalkingWorkload;
  readonly way: WayIn;
  /** How the hop before reaches it; absent at the first. */
  readonly by?: Talk;
}

/** `exposure` is not known: it may be reached from outside, and that is said. */
const likelihoods: ReadonlyMap<string, number> = new Map([
  ['internet', 1],
  ['unknown', 0.6],
]);

/** A path with everything that proves it, and what breaks it with the least work. */
export function toPath(hops: readonly Hop[], gain: Gain): AttackPath | undefined {
  const [entry] = hops;
  const target = hops.at(-1);
  if (entry === undefined || target === undefined) return undefined;
  const steps = [outside(entry), ...hops.flatMap(stepsOf), privileges(target, gain), goal(gain)];
  const { cluster, namespace } = entry.workload;
  return {
    id: sha256Hex(JSON.stringify([hops.map(({ workload }) => workload.identity), gain.goal])).slice(
      0,
      24,
    ),
    title: titleOf(entry, target, gain),
    tier: entry.way.tier,
    score: scoreOf(hops, gain),
    place: { ...(cluster !== '' && { cluster }), ...(namespace !== '' && { namespace }) },
    workload: String(entry.workload.id),
    steps,
    cut: cutOf(hops, gain, steps),
  };
}

function titleOf(entry: Hop, target: Hop, { goal: what }: Gain): string {
  const end = what === 'node' ? 'the node' : 'secrets of the cluster';
  const through = entry === target ? '' : ` through ${target.workload.name}`;
  return `From the internet over ${entry.workload.name}${through} to ${end}`;
}

function outside({ workload }: Hop): Step {
  const isKnown = workload.exposure === 'internet';
  return {
    label: 'Internet',
    kind: 'internet',
    evidence: [
      {
        label: 'Exposure',
        text: isKnown
          ? `${workload.name} is reachable from the internet`
          : `nobody knows whether ${workload.name} is reachable: taken as reachable`,
      },
    ],
  };
}

function stepsOf({ workload, way, by }: Hop): readonly Step[] {
  return [
    {
      label: workload.name,
      kind: 'workload',
      ref: String(workload.id),
      evidence:
        by === undefined
          ? []
          : [{ label: by.basis === 'observed' ? 'Seen' : 'Allowed', text: wordsOfTalk(by) }],
    },
    {
      label: way.rule,
      kind: 'vulnerability',
      ref: String(way.finding),
      evidence: [
        { label: 'Component', text: `${way.component} in ${way.image}` },
        {
          label: 'Usage',
          text: way.usage === 'loaded' ? 'loaded at run time' : 'not observed: counts as loaded',
        },
        { label: 'Exploitation', text: exploitation(way) },
      ],
    },
  ];
}

function wordsOfTalk({ ports, basis, count }: Talk): string {
  const where = ports.slice(0, 5).join(', ');
  return basis === 'observed'
    ? `the one before connects to ${where} (${count} times)`
    : `policies let the one before connect to ${where}`;
}

function exploitation({ exploited, epss }: WayIn): string {
  if (exploited) return 'known to be exploited';
  return `likely: EPSS ${(epss ?? 0).toFixed(2)}`;
}

function privileges({ workload }: Hop, { facts }: Gain): Step {
  return {
    label: `Rights of ${workload.name}`,
    kind: 'privilege',
    ref: String(workload.id),
    evidence: facts.map((text) => ({ label: 'Right', text })),
  };
}

function goal({ goal: what }: Gain): Step {
  return what === 'node'
    ? { label: 'Node', kind: 'node', evidence: [] }
    : { label: 'Secrets', kind: 'secret', evidence: [] };
}

/** Geometric mean of what each step is likely to, in per cent; hops make it smaller. */
function scoreOf(hops: readonly Hop[], { goal: what }: Gain): number {
  const [entry] = hops;
  const factors = [
    likelihoods.get(entry?.workload.exposure ?? '') ?? 0.5,
    ...hops.flatMap(({ way, by }) => [
      way.exploited ? 1 : Math.sqrt(way.epss ?? 0.1),
      way.usage === 'loaded' ? 1 : 0.8,
      ...(by === undefined ? [] : [by.basis === 'observed' ? 0.8 : 0.6]),
    ]),
    what === 'node' ? 1 : 0.6,
  ];
  const mean = factors.reduce((sum, factor) => sum + Math.log(factor), 0) / factors.length;
  const distance = 0.9 ** (hops.length - 1);
  return Math.round(1000 * Math.exp(mean) * distance) / 10;
}

/** An update is less work than another manifest, and that is less than to live with neither. */
function cutOf(hops: readonly Hop[], gain: Gain, steps: readonly Step[]): AttackPath['cut'] {
  const fixable = hops.find(({ way }) => way.fixed !== '');
  if (fixable !== undefined) {
    const { way } = fixable;
    const step = steps.findIndex(
      ({ kind, ref }) => kind === 'vulnerability' && ref === String(way.finding),
    );
    return { step, title: `Update ${way.component} to ${way.fixed} in ${way.image}` };
  }
  const target = hops.at(-1);
  const step = steps.findIndex(({ kind }) => kind === 'privilege');
  const what = gain.goal === 'node' ? gain.facts.join(', ') : 'rights of its service account';
  return { step, title: `Take from ${target?.workload.name ?? 'it'}: ${what}` };
}
