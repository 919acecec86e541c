import type { Ast } from './ast.ts';
import { type EmitScope, type Emitted, type Emitter, emitted, nextSlot } from './emit.ts';
import type { Code, Frame } from './frame.ts';
import { mapEntries, mapFromEntries, mapKeys } from './map.ts';
import { CelError, isList, isMap, type Result, type Value } from './value.ts';

type Comprehension = Extract<Ast, { readonly type: 'comprehension' }>;

/** What a loop runs over: `keys` only where there are two variables and the range is a map. */
interface Range {
  readonly values: readonly Value[];
  readonly keys: readonly Value[] | undefined;
}

interface Loop {
  readonly at: number;
  readonly range: Code;
  readonly hasTwo: boolean;
  /** Slot of the only variable, or of the second of two (the first is one below). */
  readonly slot: number;
  readonly filter: Code | undefined;
  readonly body: Code;
  /** Collecting an element makes a list or map around it: free when the element is a literal. */
  readonly bodyIsConstant: boolean;
}

/** A macro's loop, costing what the fold of cel-go costs that the macro stands for. */
export function emitLoop(
  node: Comprehension,
  scope: EmitScope | undefined,
  emitter: Emitter,
): Emitted {
  const range = emitter.emit(node.range, scope);
  const first = nextSlot(scope);
  let inner: EmitScope = { name: node.variable, slot: first, outer: scope };
  if (node.variable2 !== undefined)
    inner = { name: node.variable2, slot: nextSlot(inner), outer: inner };
  const body = emitter.emit(node.body, inner);
  const filter = node.filter === undefined ? undefined : emitter.emit(node.filter, inner);
  const loop: Loop = {
    at: node.at,
    range: range.code,
    hasTwo: node.variable2 !== undefined,
    slot: inner.slot,
    filter: filter?.code,
    body: body.code,
    bodyIsConstant: body.constant !== undefined,
  };
  return emitted(codeOf(node, loop), [unfoldable], emitter);
}

const unfoldable: Emitted = { code: () => null };

function codeOf({ kind }: Comprehension, loop: Loop): Code {
  switch (kind) {
    case 'all':
      return quantifier(loop, false, 2);
    case 'exists':
      return quantifier(loop, true, 3);
    case 'existsOne':
      return existsOne(loop);
    case 'map':
      return collectList(loop);
    case 'transformMap':
      return collectMap(loop, 3, (key, value) => [[key, value]]);
    case 'transformMapEntry':
      return collectMap(loop, 2, (_, value) =>
        isMap(value) ? mapEntries(value) : new CelError('transformMapEntry takes a map'),
      );
    default:
      return kind satisfies never;
  }
}

/** `all` ends at a false element, `exists` at a true one; errors count only when no element decides. */
function quantifier(loop: Loop, decides: boolean, conditionCost: number): Code {
  const { body } = loop;
  return (frame) => {
    const range = rangeOf(loop, frame);
    if (range instanceof CelError) return range;
    const count = range.values.length;
    let failure: CelError | undefined;
    for (let at = 0; at < count; at += 1) {
      const stop = frame.exhausted();
      if (stop !== undefined) return stop;
      frame.cost += conditionCost + 1;
      enter(loop, frame, range, at);
      const result = body(frame);
      if (result === decides) {
        frame.cost += at + 1 < count ? conditionCost + 1 : 1;
        return decides;
      }
      if (result !== !decides) failure ??= asError(result, loop);
    }
    frame.cost += 1;
    return failure ?? !decides;
  };
}

function existsOne(loop: Loop): Code {
  return (frame) => {
    const range = rangeOf(loop, frame);
    if (range instanceof CelError) return range;
    let hits = 0;
    for (let at = 0; at < range.values.length; at += 1) {
      const stop = frame.exhausted();
      if (stop !== undefined) return stop;
      enter(loop, frame, range, at);
      const result = loop.body(frame);
      if (typeof result !== 'boolean') return asError(result, loop);
      hits += result ? 1 : 0;
      frame.cost += result ? 2 : 0;
    }
    frame.cost += 2;
    return hits === 1;
  };
}

function collectList(loop: Loop): Code {
  const { body } = loop;
  const hit = loop.bodyIsConstant ? 2 : 12;
  return (frame) => {
    const range = rangeOf(loop, frame);
    if (range instanceof CelError) return range;
    const made: Value[] = [];
    for (let at = 0; at < range.values.length; at += 1) {
      const stop = frame.exhausted() ?? frame.tooLarge(made.length);
      if (stop !== undefined) return stop;
      enter(loop, frame, range, at);
      const taken = isTaken(loop, frame);
      if (taken instanceof CelError) return taken;
      if (!taken) continue;
      frame.cost += hit;
      const value = body(frame);
      if (value instanceof CelError) return value;
      made.push(value);
    }
    frame.cost += 1;
    return made;
  };
}

/** Each element costs reading the accumulator, the insertion and, for `transformMap`, reading the key. */
function collectMap(
  loop: Loop,
  hit: number,
  entriesOf: (key: Value, value: Value) => readonly (readonly [Value, Value])[] | CelError,
): Code {
  return (frame) => {
    const range = rangeOf(loop, frame);
    if (range instanceof CelError) return range;
    const made: (readonly [Value, Value])[] = [];
    for (let at = 0; at < range.values.length; at += 1) {
      const stop = frame.exhausted() ?? frame.tooLarge(made.length);
      if (stop !== undefined) return stop;
      enter(loop, frame, range, at);
      const taken = isTaken(loop, frame);
      if (taken instanceof CelError) return taken;
      if (!taken) continue;
      frame.cost += hit;
      const value = loop.body(frame);
      if (value instanceof CelError) return value;
      const entries = entriesOf(frame.slots[loop.slot - 1] as Value, value);
      if (entries instanceof CelError) return entries;
      for (const entry of entries) made.push(entry);
    }
    frame.cost += 1;
    return mapFromEntries(made);
  };
}

function isTaken(loop: Loop, frame: Frame): boolean | CelError {
  const taken = loop.filter === undefined ? true : loop.filter(frame);
  return typeof taken === 'boolean' ? taken : asError(taken, loop);
}

function enter({ slot, hasTwo }: Loop, frame: Frame, range: Range, at: number): void {
  frame.slots[slot] = range.values[at] as Value;
  if (hasTwo) frame.slots[slot - 1] = range.keys === undefined ? at : (range.keys[at] as Value);
}

function rangeOf(loop: Loop, frame: Frame): Range | CelError {
  const value = loop.range(frame);
  if (value instanceof CelError) return value;
  if (isList(value)) return { values: value, keys: undefined };
  if (!isMap(value)) return new CelError('a macro loops over a list or a map', loop.at);
  if (!loop.hasTwo) return { values: mapKeys(value), keys: undefined };
  const entries = mapEntries(value);
  return { keys: entries.map(([key]) => key), values: entries.map(([, inner]) => inner) };
}

function asError(result: Result, loop: Loop): CelError {
  return result instanceof CelError
    ? result
    : new CelError('the condition of a macro must be true or false', loop.at);
}
