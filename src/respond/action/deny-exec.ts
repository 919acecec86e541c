import type { JsonObject } from '#model/json-value.ts';
import type { ActionRequest } from '#model/response.ts';
import type { ResponsePorts } from '../ports.ts';
import type { Action, Work } from './action.ts';
import { subjectOf } from './facts.ts';
import { longestTtl, membersOf, settingsOf } from './hold.ts';
import { textIn, textsOf } from './options.ts';
import { command, commandIfThere, execMembers } from './sensor-target.ts';

/** From weak to strong. */
const modes = ['off', 'simulate', 'deny', 'kill'] as const;
const kinds = ['drift', 'memfd', 'tmpfs'] as const;

/** Lets a container start no programs that its image does not have, or none of a list. */
export const denyExec: Action = {
  kind: 'deny-exec',
  impact: 'contain',
  takesOut: false,
  defaultTtlMs: 900_000,
  afterCrash: 'finish',
  options: {
    drift: modes,
    memfd: modes,
    tmpfs: modes,
    deny: 'texts',
    denyMode: modes,
    allow: 'texts',
  },
  hold: ({ target }) => `exec/${subjectOf(target)}`,
  outline: (request, _facts, ports) => ({
    steps: stepsOf(settingsFor(request, ports)),
    undo: 'remove the policy: programs start again',
    blastRadius: [
      { label: 'processes', text: 'those that run go on; only new programs are judged' },
    ],
    refusals: ports.sensor === undefined ? ['no sensor runs here'] : [],
    instead: 'notify',
  }),
  prepare: ({ request, ports, policy }) =>
    Promise.resolve({
      hold: `exec/${subjectOf(request.target)}`,
      policy,
      members: execMembers(request.target, ports),
      settings: settingsFor(request, ports),
    }),
  run: (handle, work) => apply(handle, [settingsOf(handle), ...othersOf(work)], work, true),
  async undo(handle, work) {
    if (work.others.length === 0)
      return commandIfThere(work.ports, 'exec-policy-remove', { policy: work.policy });
    await apply(handle, othersOf(work), work, false);
    return undefined;
  },
};

function othersOf({ others }: Work): readonly JsonObject[] {
  return others.map(({ handle }) => settingsOf(handle));
}

function apply(
  handle: JsonObject,
  wanted: readonly JsonObject[],
  work: Work,
  withSelf: boolean,
): Promise<JsonObject> {
  return command(work.ports, 'exec-policy', {
    policy: work.policy,
    ...membersOf(handle),
    ...merged(wanted),
    ttlMs: longestTtl(work, withSelf),
  });
}

/** Where nothing is said: what is not from the image is denied, what comes from memory is killed. */
function settingsFor({ options }: ActionRequest, ports: ResponsePorts): JsonObject {
  const deny = textsOf(options, 'deny');
  const isPlain = kinds.every((kind) => options[kind] === undefined) && deny.length === 0;
  const defaults: Readonly<Record<string, string>> = isPlain
    ? { drift: 'deny', memfd: 'kill', tmpfs: 'deny' }
    : {};
  const chosen = kinds.map((kind) => [kind, textIn(options, kind) ?? defaults[kind] ?? 'off']);
  return {
    ...Object.fromEntries(chosen.map(([kind = '', mode = 'off']) => [kind, possible(mode, ports)])),
    deny,
    denyMode: possible(textIn(options, 'denyMode') ?? 'deny', ports),
    allow: textsOf(options, 'allow'),
  };
}

/** Without permission events a start cannot be answered with an error: it is killed instead. */
function possible(mode: string, { sensor }: ResponsePorts): string {
  const fanotify = sensor?.abilities.find(({ id }) => id.startsWith('fanotify'));
  return mode === 'deny' && fanotify !== undefined && fanotify.state !== 'works' ? 'kill' : mode;
}

/** The strongest of each: the hardest mode, every path denied, only paths allowed that all allow. */
function merged(wanted: readonly JsonObject[]): JsonObject {
  const strongest: JsonObject = Object.fromEntries(
    [...kinds, 'denyMode'].map((key): [string, string] => [key, hardest(wanted, key)]),
  );
  const [first, ...others] = wanted.map((one) => textsOf(one, 'allow'));
  return {
    ...strongest,
    deny: [...new Set(wanted.flatMap((one) => textsOf(one, 'deny')))],
    allow: (first ?? []).filter((path) => others.every((paths) => paths.includes(path))),
  };
}

function hardest(wanted: readonly JsonObject[], key: string): string {
  const ranks = wanted.map((one) => modes.findIndex((mode) => mode === one[key]));
  return modes[Math.max(0, ...ranks)] ?? 'off';
}

function stepsOf(settings: JsonObject): readonly string[] {
  const texts: Readonly<Record<string, string>> = {
    drift: 'programs that are not in the image',
    memfd: 'programs that exist in memory only',
    tmpfs: 'programs on temporary file systems',
  };
  const steps = kinds
    .filter((kind) => settings[kind] !== 'off')
    .map((kind) => `${textIn(settings, kind) ?? ''} ${texts[kind] ?? kind}`);
  const paths = textsOf(settings, 'deny');
  if (paths.length > 0) steps.push(`${textIn(settings, 'denyMode') ?? ''} ${paths.join(', ')}`);
  return steps;
}
