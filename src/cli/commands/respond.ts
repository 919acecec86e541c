import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderRuntime } from '#app/runtime/render.ts';
import {
  type ActingPlaces,
  act,
  actionNamed,
  approveAction,
  listActions,
  readPlaybooks,
  undoAction,
  verifyEvidence,
  type WantedAction,
} from '#app/runtime/respond.ts';
import { readRuleTexts } from '#app/runtime/rules.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionKind, ActionRecord } from '#model/response.ts';
import { parseDuration } from '../duration.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import type { StateFlags } from '../runtime-options.ts';
import { openSession } from '../session.ts';
import { readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { countOf } from './incident.ts';
import { personAt, stateDirectory } from './runtime-state.ts';
import { renderOptions } from './scan.ts';
import { clusterChoice, sensorPlaces } from './watch.ts';

interface Flags extends StateFlags {
  readonly format: 'table' | 'json';
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly sensor?: string;
}

interface ActFlags extends Flags {
  readonly allow?: readonly string[];
  readonly memory?: boolean;
  readonly output?: string;
  readonly pid?: string;
  readonly mode?: string;
  readonly ttl?: string;
  readonly reason?: string;
  readonly incident?: string;
  readonly yes?: boolean;
}

async function placesOf(flags: Flags, program: Program, terminal: Terminal): Promise<ActingPlaces> {
  const state = stateDirectory(flags, terminal);
  const { sensors } = await program.runtimeCatalogue();
  return {
    sensor: sensorPlaces(flags.sensor, sensors, terminal),
    stateDirectory: state,
    configDirectory: readSettings({}, terminal).configDirectory,
    version: program.version,
    environment: terminal.environment,
    clusterChoice: clusterChoice(flags, terminal),
  };
}

/** `caisson respond ACT CONTAINER`: exit 1 when it was refused, 4 when it failed. */
export async function runAct(
  [name, container]: readonly [string, string],
  flags: ActFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const wanted = wantedOf(name, container, flags, terminal);
  const places = await placesOf(flags, program, terminal);
  const { plan, record } = await act(wanted, flags.yes === true, places, session.scope);
  const { renderPlan } = await renderRuntime.responses();
  if (record !== undefined) return await show(record, flags, terminal);
  write(renderPlan(plan, flags.format, renderOptions({}, terminal)), terminal);
  if (flags.quiet !== true && plan.refusals.length === 0)
    terminal.err.write('nothing was done: --yes does it\n');
  return plan.refusals.length > 0 ? exitCodes.denied : exitCodes.ok;
}

const kinds: ReadonlyMap<string, ActionKind> = new Map([
  ['quarantine', 'quarantine-network'],
  ['freeze', 'freeze'],
  ['snapshot', 'snapshot'],
  ['deny-drift', 'deny-exec'],
  ['stop', 'stop-container'],
  ['restart', 'restart-container'],
  ['isolate', 'isolate-service'],
  ['label', 'label-pod'],
  ['delete-pod', 'delete-pod'],
  ['cordon', 'cordon-node'],
]);

function wantedOf(
  name: string,
  container: string,
  flags: ActFlags,
  terminal: Terminal,
): WantedAction {
  const { ttl, reason, incident, pid } = flags;
  const kill = pid === undefined ? 'kill-container' : 'kill-process';
  return {
    kind: kinds.get(name) ?? kill,
    container,
    options: optionsOf(name, flags),
    reason: reason ?? 'by hand',
    person: personAt(terminal),
    ...(ttl !== undefined && { ttlMs: parseDuration(ttl) }),
    ...(incident !== undefined && { incident }),
    ...(pid !== undefined && { pid: countOf(pid, '--pid') }),
  };
}

function optionsOf(name: string, { allow, memory, mode = 'deny' }: ActFlags): JsonObject {
  switch (name) {
    case 'quarantine':
      return allow === undefined ? {} : { allow };
    case 'snapshot':
      return { memory: memory === true };
    case 'deny-drift':
      return { drift: mode, memfd: mode };
    default:
      return {};
  }
}

/** `caisson respond list`. */
export async function runRespondList(
  flags: Flags & { readonly active?: boolean },
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const places = await placesOf(flags, program, terminal);
  const actions = await listActions(places, flags.active === true, session.scope);
  const { renderActions } = await renderRuntime.responses();
  return write(renderActions({ actions }, flags.format, renderOptions({}, terminal)), terminal);
}

/** `caisson respond show ID`. */
export async function runRespondShow(
  id: string,
  flags: Flags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const places = await placesOf(flags, program, terminal);
  const record = actionNamed(await listActions(places, false, session.scope), id);
  await show(record, flags, terminal);
  return exitCodes.ok;
}

/** `caisson respond undo ID`. */
export async function runUndo(
  id: string,
  flags: Flags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const places = await placesOf(flags, program, terminal);
  return await show(
    await undoAction(id, personAt(terminal), places, session.scope),
    flags,
    terminal,
  );
}

/** `caisson respond approve ID`. */
export async function runApprove(
  id: string,
  flags: Flags & { readonly as?: string },
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const places = await placesOf(flags, program, terminal);
  const person = flags.as ?? personAt(terminal);
  return await show(await approveAction(id, person, places, session.scope), flags, terminal);
}

/** `caisson respond playbooks`: exit 2 when one is wrong. */
export async function runPlaybooks(
  flags: Flags & { readonly playbooks?: readonly string[] },
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const catalogue = await program.runtimeCatalogue();
  const own = (flags.playbooks ?? []).flatMap((path) =>
    readRuleTexts(resolve(terminal.workingDirectory, path)),
  );
  const playbooks = readPlaybooks([...catalogue.playbooks, ...own]);
  const { renderPlaybooks } = await renderRuntime.responses();
  return write(renderPlaybooks({ playbooks }, flags.format, renderOptions({}, terminal)), terminal);
}

/** `caisson respond verify BUNDLE`: exit 5 when it is not what was written. */
export async function runVerify(
  bundle: string,
  flags: Flags & { readonly key?: string },
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const places = await placesOf(flags, program, terminal);
  const { workingDirectory } = terminal;
  const key = flags.key && readFileSync(resolve(workingDirectory, flags.key), 'utf8');
  const verdict = await verifyEvidence(
    resolve(workingDirectory, bundle),
    key || undefined,
    places,
    session.scope,
  );
  const { renderBundleVerdict } = await renderRuntime.bundleVerdict();
  write(renderBundleVerdict(verdict, flags.format, renderOptions({}, terminal)), terminal);
  return verdict.isGood ? exitCodes.ok : exitCodes.untrusted;
}

async function show(record: ActionRecord, flags: Flags, terminal: Terminal): Promise<number> {
  const { renderAction } = await renderRuntime.responses();
  write(renderAction(record, flags.format, renderOptions({}, terminal)), terminal);
  if (record.state === 'failed') return exitCodes.failed;
  return record.state === 'refused' || record.state === 'awaiting-approval'
    ? exitCodes.denied
    : exitCodes.ok;
}

function write(chunks: Iterable<string>, { out }: Terminal): number {
  for (const text of chunks) out.write(text);
  return exitCodes.ok;
}
