import { isRecord } from '#kit/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { ActionRequest } from '#model/response.ts';
import type { ResponsePorts } from '../ports.ts';
import type { Action, Work } from './action.ts';
import { subjectOf } from './facts.ts';
import { longestTtl, membersOf, settingsOf } from './hold.ts';
import { textsOf } from './options.ts';
import { peersOf } from './peers.ts';
import { liftPodQuarantine, podQuarantine, setPodQuarantine } from './pod-quarantine.ts';
import { cgroupMembers, command, commandIfThere } from './sensor-target.ts';

/** Cuts a container from the network both ways; connections that exist stall and go on afterwards. */
export const quarantineNetwork: Action = {
  kind: 'quarantine-network',
  impact: 'contain',
  takesOut: true,
  defaultTtlMs: 3_600_000,
  afterCrash: 'finish',
  options: { allow: 'texts', networkPolicy: 'boolean' },
  hold: ({ target }) => `network/${subjectOf(target)}`,
  outline: (request, { connections }, ports) => ({
    steps: stepsOf(request, ports),
    undo: 'let packets through again: connections that are still open go on',
    blastRadius: [
      {
        label: 'connections',
        text: connections === undefined ? 'not known' : `${connections} established ones stall`,
      },
    ],
    refusals: refusalsOf(request, ports),
    instead: 'deny-exec',
  }),
  async prepare(work) {
    const { request, ports, policy } = work;
    const pod = wantsPolicy(request, ports) ? await podQuarantine(work) : undefined;
    return {
      hold: `network/${subjectOf(request.target)}`,
      policy,
      ...(ports.sensor !== undefined && { members: cgroupMembers(request.target) }),
      settings: { allow: allowed(request, ports) },
      ...(pod !== undefined && { pod }),
    };
  },
  async run(handle, work) {
    const wanted = [settingsOf(handle), ...work.others.map((one) => settingsOf(one.handle))];
    const answer = await cut(handle, wanted, work, true);
    // The kernel acts at once; the cluster's own policy follows, and keeps a restarted container cut off.
    if (handle['pod'] !== undefined) await setPodQuarantine(handle, work);
    return answer;
  },
  async undo(handle, work) {
    const others = work.others.map((one) => settingsOf(one.handle));
    if (others.length > 0) {
      await cut(handle, others, work, false);
      return;
    }
    if (work.ports.sensor !== undefined)
      await commandIfThere(work.ports, 'release', { policy: work.policy });
    if (handle['pod'] !== undefined) await liftPodQuarantine(handle, work);
  },
};

function cut(
  handle: JsonObject,
  wanted: readonly JsonObject[],
  work: Work,
  withSelf: boolean,
): Promise<JsonObject> {
  if (handle['members'] === undefined) return Promise.resolve({});
  return command(work.ports, 'quarantine', {
    policy: work.policy,
    ...membersOf(handle),
    allow: common(wanted),
    ttlMs: longestTtl(work, withSelf),
    pin: true, // a sensor that is killed must not let go
  });
}

/** Only whom all holders allow stays reachable. */
function common(wanted: readonly JsonObject[]): readonly Json[] {
  const [first = [], ...others] = wanted.map(listOf);
  const known = others.map((list) => new Set(list.map((one) => JSON.stringify(one))));
  return first.filter((one) => known.every((set) => set.has(JSON.stringify(one))));
}

function listOf({ allow }: JsonObject): readonly Json[] {
  return Array.isArray(allow) ? (allow as readonly Json[]) : [];
}

function allowed({ options }: ActionRequest, ports: ResponsePorts): readonly JsonObject[] {
  return peersOf(textsOf(options, 'allow'), ports).map((peer) => ({ ...peer }));
}

function wantsPolicy({ options, target }: ActionRequest, { cluster }: ResponsePorts): boolean {
  return (
    cluster !== undefined &&
    target.container?.pod !== undefined &&
    options['networkPolicy'] !== false
  );
}

function stepsOf(request: ActionRequest, ports: ResponsePorts): readonly string[] {
  const allow = textsOf(request.options, 'allow');
  const steps = [
    `drop all packets of the container, both ways${allow.length > 0 ? `, but for ${allow.join(', ')}` : ''}`,
  ];
  if (wantsPolicy(request, ports))
    steps.push(
      'label the pod and add a NetworkPolicy that selects it (what other policies allow stays allowed there)',
    );
  return steps;
}

function refusalsOf(request: ActionRequest, ports: ResponsePorts): readonly string[] {
  const refusals: string[] = [];
  if (request.target.container?.hostNetwork === true)
    refusals.push('the container shares the network of its node');
  if (ports.sensor === undefined && !wantsPolicy(request, ports))
    refusals.push('no sensor runs here');
  for (const text of textsOf(request.options, 'allow')) {
    const problem = problemOf(text, ports);
    if (problem !== undefined) refusals.push(problem);
  }
  return refusals;
}

function problemOf(text: string, ports: ResponsePorts): string | undefined {
  try {
    peersOf([text], ports);
    return undefined;
  } catch (error) {
    return isRecord(error) || error instanceof Error ? String(error.message) : 'not a peer';
  }
}
