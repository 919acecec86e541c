import type { Action } from './action.ts';
import { subjectOf } from './facts.ts';
import { longestTtl, membersOf } from './hold.ts';
import { cgroupMembers, command, commandIfThere } from './sensor-target.ts';

/** Stops all processes of a container; memory and connections stay as they are. */
export const freeze: Action = {
  kind: 'freeze',
  impact: 'contain',
  takesOut: true,
  defaultTtlMs: 600_000,
  afterCrash: 'finish',
  options: {},
  hold: ({ target }) => `freeze/${subjectOf(target)}`,
  outline: (_request, { processes }, { sensor }) => ({
    steps: ['stop all processes of the container where they are (cgroup freezer)'],
    undo: 'let them go on',
    blastRadius: [
      { label: 'processes', text: processes === undefined ? 'not known' : `${processes} stop` },
      { label: 'connections', text: 'stay open; peers wait and may time out' },
    ],
    refusals: sensor === undefined ? ['no sensor runs here'] : [],
    instead: 'quarantine-network',
  }),
  prepare: ({ request, policy }) =>
    Promise.resolve({
      hold: `freeze/${subjectOf(request.target)}`,
      policy,
      members: cgroupMembers(request.target),
    }),
  run: (handle, work) =>
    command(work.ports, 'freeze', {
      policy: work.policy,
      ...membersOf(handle),
      ttlMs: longestTtl(work, true),
    }),
  async undo(handle, work) {
    const members = { policy: work.policy, ...membersOf(handle) };
    if (work.others.length === 0) return commandIfThere(work.ports, 'thaw', members);
    await command(work.ports, 'freeze', { ...members, ttlMs: longestTtl(work, false) });
    return undefined;
  },
};
