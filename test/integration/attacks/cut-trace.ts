import { eventFromJson } from '#event/event-json.ts';
import type { Expression, RuleDefinition } from '#rule/ast.ts';
import { compileRules } from '#rule/engine/compile.ts';

/** An event as `caisson watch --events --format json` tells it. */
export type JsonEvent = Readonly<Record<string, unknown>> & { readonly type: string };

type Json = Record<string, unknown>;

/** Members that rules rarely look at, dropped first. */
const rare =
  'env capabilities namespaces cgroup cgroupId file threads virtualSession virtualGroup'.split(' ');

/** The shortest form of a trace for which the rule still fires once at its end; undefined where it never does. */
export function cutTrace(
  rule: RuleDefinition,
  events: readonly JsonEvent[],
): readonly JsonEvent[] | undefined {
  const set = compileRules([{ ...rule, enabled: true }]);
  const at = events.findIndex((event) => set.judge(read(event)).length > 0);
  const last = events[at];
  if (last === undefined) return undefined;
  const { threshold, sequence } = rule.extensions;
  if (threshold !== undefined) return tiny(rule, counted(rule, events.slice(0, at + 1)));
  if (sequence === undefined) return [small(rule, last)];
  const before = events.slice(0, at).filter(({ type }) => type.startsWith('exec'));
  return tiny(rule, [...fewer(rule, before, last), last]);
}

/** The events that a threshold counts. */
function counted(rule: RuleDefinition, events: readonly JsonEvent[]): readonly JsonEvent[] {
  const set = partOf(rule, rule.condition);
  const kept = events.filter((event) => set.judge(read(event)).length > 0);
  return kept.slice(-(rule.extensions.threshold?.count ?? 1));
}

/** All events with as little as they can have together. */
function tiny(rule: RuleDefinition, events: readonly JsonEvent[]): readonly JsonEvent[] {
  const forms = [tiniest, plain, withFile];
  const found = forms.map((form) => events.map((event) => form(event)));
  return found.find((cut) => fires(rule, cut)) ?? events;
}

function tiniest({ type, time, result, fd, process }: JsonEvent): JsonEvent {
  const { pid, name } = process as Json;
  const small = { pid, name, container: { id: 'web-1' } };
  return { type, time, result, fd: fd && smallDescriptor(fd as Json), process: small };
}

/** The other members of a socket follow from these. */
function smallDescriptor(fd: Readonly<Json>): Json {
  const { socket, ...rest } = fd;
  if (socket === undefined) return rest;
  const { protocol, client, server } = socket as Json;
  return { number: rest['number'], socket: { protocol, client, server } };
}

function withFile(event: JsonEvent): JsonEvent {
  const kept = copyOf(plain(event));
  restore(kept, event, 'file');
  return kept as JsonEvent;
}

/** Up to two events for which all but one part of the condition holds, of different parts where there are such. */
export function nearMisses(
  rule: RuleDefinition,
  events: readonly JsonEvent[],
  firing: readonly JsonEvent[] | undefined,
): readonly JsonEvent[] {
  if (firing !== undefined && rule.extensions.threshold !== undefined) return firing.slice(1, 20);
  if (firing !== undefined && rule.extensions.sequence !== undefined) return firing.slice(-1);
  const nearest = nearestOf(rule, events).slice(0, 2);
  const last = firing?.at(-1);
  if (nearest.length === 0 && last !== undefined) return [onHost(last)];
  return nearest.map(({ event }) => plain(event));
}

function nearestOf(rule: RuleDefinition, events: readonly JsonEvent[]): readonly Near[] {
  const best = new Map<number, Near>();
  for (const near of nearOnes(rule, events))
    if (near.score > (best.get(near.failing)?.score ?? -1)) best.set(near.failing, near);
  return [...best.values()].sort((a, b) => b.score - a.score);
}

interface Near {
  readonly event: JsonEvent;
  /** How many parts of the condition hold, and the first that does not. */
  readonly score: number;
  readonly failing: number;
}

function* nearOnes(rule: RuleDefinition, events: readonly JsonEvent[]): Generator<Near> {
  const parts = rule.condition.kind === 'and' ? rule.condition.items : [rule.condition];
  const sets = parts.map((condition) => partOf(rule, condition));
  const whole = partOf(rule, rule.condition);
  for (const event of sample(rule, events)) {
    const live = read(event);
    if (whole.judge(live).length > 0) continue;
    const held = sets.map((set) => set.judge(live).length > 0);
    yield { event, score: held.filter(Boolean).length, failing: held.indexOf(false) };
  }
}

/** The same outside of any container. */
function onHost(event: JsonEvent): JsonEvent {
  const copy = copyOf(event);
  for (let process = copy['process'] as Json | undefined; process !== undefined; ) {
    delete process['container'];
    process = process['parent'] as Json | undefined;
  }
  return copy as JsonEvent;
}

function partOf(rule: RuleDefinition, condition: Expression) {
  return compileRules([
    { ...rule, condition, enabled: true, eventTypes: undefined, extensions: {} },
  ]);
}

function sample(rule: RuleDefinition, events: readonly JsonEvent[]): readonly JsonEvent[] {
  const fitting = events.filter((event) => rule.eventTypes?.has(event.type) ?? true);
  const step = Math.max(1, Math.floor(fitting.length / 3000));
  const few = fitting.filter((_, index) => index % step === 0);
  return few.length > 0 ? few : events.slice(0, 1);
}

function fires(rule: RuleDefinition, events: readonly JsonEvent[]): boolean {
  const set = compileRules([{ ...rule, enabled: true }]);
  const hits = events.map((event) => set.judge(read(event)).length);
  return hits.at(-1) === 1 && hits.slice(0, -1).every((count) => count === 0);
}

/** Single events are left out while it fires. */
function fewer(
  rule: RuleDefinition,
  events: readonly JsonEvent[],
  last: JsonEvent,
): readonly JsonEvent[] {
  let kept = events;
  for (let at = 0; at < kept.length; ) {
    const without = kept.toSpliced(at, 1);
    if (fires(rule, [...without, last])) kept = without;
    else at += 1;
  }
  return kept;
}

/** The event with only those rare members that the rule asks for. */
function small(rule: RuleDefinition, event: JsonEvent): JsonEvent {
  let kept = plain(event);
  for (const name of rare) {
    if (fires(rule, [kept])) return kept;
    const put = copyOf(kept);
    restore(put, event, name);
    kept = put as JsonEvent;
  }
  return fires(rule, [kept]) ? kept : event;
}

function restore(into: Json, from: Readonly<Json>, name: string): void {
  const source = from['process'] as Json | undefined;
  const target = into['process'] as Json | undefined;
  if (source !== undefined && target !== undefined && name in source) target[name] = source[name];
}

function copyOf(event: JsonEvent): Json {
  return structuredClone(event) as Json;
}

const generations = 4;
/** Arguments of starts that the process says again. */
const saidTwice = new Set(
  'exe args tid pid ptid cwd comm cgroups tty vpgid loginuid cap_inheritable cap_permitted cap_effective exe_ino exe_ino_ctime exe_ino_mtime uid gid pgid trusted_exepath vtid vpid'.split(
    ' ',
  ),
);

/** What people want to see of an event. */
function plain(event: JsonEvent): JsonEvent {
  const copy = copyOf(event);
  for (const name of ['cpu', 'number', 'direction']) delete copy[name];
  const process = copy['process'] as Json | undefined;
  if (process !== undefined) copy['process'] = plainProcess(process, generations);
  if (/^(?:exec|clone|fork|vfork)/.test(event.type))
    copy['args'] = Object.fromEntries(
      Object.entries(copy['args'] as Json).filter(([name]) => !saidTwice.has(name)),
    );
  return copy as JsonEvent;
}

function plainProcess(process: Json, depth: number): Json {
  const kept: Json = { ...process };
  for (const name of [...rare, 'virtualPid', 'loginUid', 'effectiveGid', 'group'])
    delete kept[name];
  if (kept['effectiveUid'] === kept['uid']) delete kept['effectiveUid'];
  if (kept['container'] !== undefined)
    kept['container'] = plainContainer(kept['container'] as Json);
  const parent = kept['parent'] as Json | undefined;
  delete kept['parent'];
  if (parent !== undefined && depth > 1) kept['parent'] = plainProcess(parent, depth - 1);
  return kept;
}

function plainContainer({ id }: Json): Json {
  return { id, name: 'web', image: { reference: 'registry.example/shop/web:1.4' } };
}

function read(event: JsonEvent) {
  return eventFromJson(event, { number: 1, what: 'event' });
}
