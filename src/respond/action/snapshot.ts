import { CaissonError } from '#kit/error.ts';
import type { JsonObject } from '#model/json-value.ts';
import { defaultSnapshotOptions, type Freezer, type SnapshotOptions } from '../evidence/order.ts';
import type { Action, Work } from './action.ts';
import { subjectOf } from './facts.ts';
import { longestTtl, membersOf } from './hold.ts';
import { countIn, durationIn } from './options.ts';
import { cgroupMembers, command, commandIfThere } from './sensor-target.ts';

/** A little more than the longest time that a snapshot keeps a container still. */
const spareMs = 2000;

/** Takes evidence: processes, memory, changed files, events. The container stands still for a fraction of a second. */
export const snapshot: Action = {
  kind: 'snapshot',
  impact: 'observe',
  takesOut: false,
  isBrief: true,
  defaultTtlMs: 60_000,
  // The freezer is let go; a part of a bundle is of no use.
  afterCrash: 'revert',
  options: {
    memory: 'boolean',
    upper: 'boolean',
    events: 'duration',
    maxMemoryBytes: 'bytes',
    maxBundleBytes: 'bytes',
    maxFrozen: 'duration',
  },
  // The same thing as `freeze` holds: a container that was frozen before stays so.
  hold: ({ target }) => `freeze/${subjectOf(target)}`,
  outline: ({ options }, { processes }, { evidence, sensor }) => ({
    steps: [
      sensor === undefined ? 'read while the container goes on' : 'freeze for the time of reading',
      ...partsOf(snapshotOptions(options)),
    ],
    blastRadius: [
      {
        label: 'processes',
        text: `${processes ?? 'all'} stand still for a fraction of a second`,
      },
    ],
    refusals: evidence === undefined ? ['evidence cannot be taken here'] : [],
  }),
  prepare: ({ request, policy, ports }) =>
    Promise.resolve({
      hold: `freeze/${subjectOf(request.target)}`,
      policy,
      ...(ports.sensor !== undefined && { members: cgroupMembers(request.target) }),
    }),
  async run(handle, work) {
    const { ports, request, id } = work;
    if (ports.evidence === undefined)
      throw new CaissonError('host.missing-feature', 'evidence cannot be taken here');
    const options = snapshotOptions(request.options);
    const freezer = freezerOf(handle, work, options.maxFrozenMs + spareMs);
    const facts = await ports.evidence.take({
      id,
      target: request.target,
      options,
      requestedBy: request.requestedBy,
      reason: request.reason,
      ...(freezer !== undefined && { freezer }),
      ...(request.incident !== undefined && { incident: request.incident }),
    });
    return { ...facts };
  },
  async undo(handle, work) {
    await freezerOf(handle, work, spareMs)?.thaw();
  },
};

function freezerOf(handle: JsonObject, work: Work, ttlMs: number): Freezer | undefined {
  if (handle['members'] === undefined || work.ports.sensor === undefined) return undefined;
  const members = { policy: work.policy, ...membersOf(handle) };
  return {
    async freeze() {
      // Whoever froze it before holds it long enough, mostly.
      if (work.others.length > 0 && longestTtl(work, false) >= ttlMs) return;
      await command(work.ports, 'freeze', { ...members, ttlMs });
    },
    async thaw() {
      if (work.others.length === 0) await commandIfThere(work.ports, 'thaw', members);
    },
  };
}

function snapshotOptions(options: JsonObject): SnapshotOptions {
  const defaults = defaultSnapshotOptions;
  return {
    memory: options['memory'] !== false,
    upper: options['upper'] !== false,
    eventsMs: durationIn(options, 'events') ?? defaults.eventsMs,
    maxMemoryBytes: countIn(options, 'maxMemoryBytes') ?? defaults.maxMemoryBytes,
    maxBundleBytes: countIn(options, 'maxBundleBytes') ?? defaults.maxBundleBytes,
    maxFrozenMs: durationIn(options, 'maxFrozen') ?? defaults.maxFrozenMs,
  };
}

function partsOf({ memory, upper, eventsMs }: SnapshotOptions): readonly string[] {
  return [
    'read processes, open files, sockets, mounts',
    ...(memory ? ['read their memory'] : []),
    ...(upper ? ['copy files that were added or changed'] : []),
    ...(eventsMs > 0 ? ['add recorded events'] : []),
    'sign and store the bundle',
  ];
}
