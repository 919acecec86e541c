import type { PortRange } from './port.ts';
import { parsePort } from './port.ts';
import { defaultPath } from './predefined.ts';
import type { BaseFacts, Setting, Step } from './resolved.ts';
import { inherit, type Scope, type Variable } from './scope.ts';
import type { Instruction } from './tree.ts';

/** What is in force at a place of a stage; changes from step to step. */
export interface StageState {
  readonly scope: Scope;
  readonly env: Map<string, Setting<string>>;
  readonly labels: Map<string, Setting<string>>;
  user: Setting<string> | undefined;
  workdir: Setting<string> | undefined;
  shell: Setting<readonly string[]>;
  command: Setting<readonly string[]> | undefined;
  entrypoint: Setting<readonly string[]> | undefined;
  healthcheck: Setting<readonly string[]> | undefined;
  stopSignal: Setting<string> | undefined;
  readonly exposed: Setting<PortRange>[];
  readonly volumes: Setting<string>[];
  readonly triggers: Instruction[];
  /** Whether CMD was set in this very stage: a new ENTRYPOINT drops an inherited one. */
  ownCommand: boolean;
}

const posixShell = ['/bin/sh', '-c'] as const;

const nothing: BaseFacts = { env: [] };

/** The state at the start of a stage that stands on no other: `facts` of its image, or nothing at all for `scratch`. */
export function firstState(facts: BaseFacts = nothing, complete = false): StageState {
  const { labels = {}, exposedPorts = [] } = facts;
  const values = new Map<string, Variable>([['PATH', { text: defaultPath, known: complete }]]);
  const env = new Map<string, Setting<string>>();
  for (const [name, value] of facts.env.map(splitEnv)) {
    values.set(name, { text: value, known: true });
    env.set(name, { value, known: true });
  }
  return {
    scope: { values, shared: false, args: new Set(), complete },
    env,
    labels: new Map(Object.entries(labels).map(([name, value]) => [name, { value, known: true }])),
    ...settings(facts, complete),
    exposed: exposedPorts.flatMap(portSetting),
    volumes: [],
    triggers: [],
    ownCommand: false,
  };
}

function settings(
  facts: BaseFacts,
  complete: boolean,
): Pick<
  StageState,
  'user' | 'workdir' | 'shell' | 'command' | 'entrypoint' | 'healthcheck' | 'stopSignal'
> {
  return {
    user: settled(facts.user),
    workdir: settled(facts.workdir) ?? (complete ? { value: '/', known: true } : undefined),
    shell: settled(facts.shell) ?? { value: posixShell, known: complete },
    command: settled(facts.command),
    entrypoint: settled(facts.entrypoint),
    healthcheck: settled(facts.healthcheck),
    stopSignal: undefined,
  };
}

/** `NAME=value` in two. */
function splitEnv(line: string): readonly [string, string] {
  const equals = line.indexOf('=');
  return equals === -1 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
}

function portSetting(text: string): readonly Setting<PortRange>[] {
  const parsed = parsePort(text);
  return 'port' in parsed ? [{ value: parsed.port, known: true }] : [];
}

/** The state at the start of a stage that stands on another one. */
export function inheritState(state: StageState): StageState {
  return {
    ...state,
    scope: inherit(state.scope),
    env: new Map(state.env),
    labels: new Map(state.labels),
    exposed: [...state.exposed],
    volumes: [...state.volumes],
    triggers: [],
    ownCommand: false,
  };
}

/** What comes from a base image: no step set it. */
function settled<Value extends string | readonly string[]>(
  value: Value | undefined,
): Setting<Value> | undefined {
  return value === undefined || value.length === 0 ? undefined : { value, known: true };
}

/** A value that a step sets. */
export function settingOf<Value>(value: Value, known: boolean, step: Step): Setting<Value> {
  return { value, known, step };
}
