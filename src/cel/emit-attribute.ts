import type { Ast } from './ast.ts';
import {
  type EmitScope,
  type Emitted,
  type Emitter,
  emitConstant,
  emitted,
  variableIndex,
} from './emit.ts';
import type { Code, Frame } from './frame.ts';
import { hasParts, isInherited, selectField, selectIndex, selectPlainField } from './select.ts';
import { CelError, kindOf, Optional, type Result, type Value } from './value.ts';

/** One step of `root.a.?b[c]`. */
interface Step {
  readonly at: number;
  /** A name or index that is known, or the code that computes it. */
  readonly key: Value;
  readonly code?: Code;
  /** Units that the step costs beside its code; a name as index brings its own. */
  readonly cost: 0 | 1;
  readonly optional: boolean;
  /** Testing for it errs where there cannot be such. */
  readonly strict: boolean;
}

/** Where a chain starts. `cost` is what reading it costs beside its code. */
interface Root {
  readonly code: Code;
  readonly cost: 0 | 1;
  readonly parts: readonly Emitted[];
}

/** A name, or a chain of selections and indices: one attribute of cel-go, which costs one unit and one for each step. */
export function emitAttribute(node: Ast, scope: EmitScope | undefined, emitter: Emitter): Emitted {
  const reference = emitter.checked.references.get(node);
  if (reference?.type === 'constant') return emitConstant(reference.value);
  const nodes: Ast[] = [];
  let start = node;
  for (let next = operandOf(start, emitter); next !== undefined; next = operandOf(start, emitter)) {
    nodes.push(start);
    start = next;
  }
  const root = emitRoot(start, nodes.length > 0, { scope, emitter });
  const made = nodes.reverse().map((step) => emitStep(step, scope, emitter));
  const steps = made.map(({ step }) => step);
  const parts = [...root.parts, ...made.flatMap(({ part }) => part ?? [])];
  if (node.type === 'select' && node.test === true)
    return emitted(presence(root, steps), parts, emitter);
  const whole = emitted(chain(root, steps), parts, emitter);
  const unwrapped = steps.some(({ optional }) => optional)
    ? unwrappedChain(root, steps)
    : undefined;
  return unwrapped === undefined ? whole : { ...whole, unwrapped };
}

/** Whether a node is an attribute: as the branch of a condition it is one unit cheaper. */
export function isAttribute(node: Ast, emitter: Emitter): boolean {
  if (emitter.checked.references.get(node)?.type === 'constant') return false;
  return (
    (node.type === 'ident' || operandOf(node, emitter) !== undefined) &&
    !(node.type === 'select' && node.test === true)
  );
}

function operandOf(node: Ast, { checked }: Emitter): Ast | undefined {
  if (checked.references.has(node)) return undefined;
  if (node.type === 'select') return node.operand;
  const isStep =
    node.type === 'call' && (node.name === '_[_]' || node.name === '_[?_]' || node.name === '_?._');
  return isStep ? node.args[0] : undefined;
}

function emitRoot(
  node: Ast,
  hasSteps: boolean,
  { scope, emitter }: { readonly scope: EmitScope | undefined; readonly emitter: Emitter },
): Root {
  const reference = emitter.checked.references.get(node);
  if (reference?.type === 'variable') {
    const { name } = reference;
    const index = variableIndex(name, emitter);
    return { code: (frame) => frame.variable(index, name), cost: 1, parts: [variablePart] };
  }
  if (reference?.type === 'local') return emitLocal(reference.name, scope);
  if (node.type === 'ident' && reference === undefined) {
    const error = new CelError(`undeclared reference to ${JSON.stringify(node.name)}`, node.at);
    return { code: () => error, cost: 1, parts: [variablePart] };
  }
  const part = emitter.emit(node, scope);
  const isConditional = node.type === 'call' && node.name === '_?_:_';
  return { code: part.code, cost: hasSteps && !isConditional ? 1 : 0, parts: [part] };
}

const variablePart: Emitted = { code: () => null };

function emitLocal(name: string, scope: EmitScope | undefined): Root {
  for (let at = scope; at !== undefined; at = at.outer) {
    if (at.name !== name) continue;
    const { slot, compute } = at;
    if (compute === undefined)
      return { code: (frame) => frame.slots[slot] ?? null, cost: 1, parts: [variablePart] };
    return {
      code: at.inline === true ? inlined(slot, compute) : bound(slot, compute),
      cost: at.inline === true ? 0 : 1,
      parts: [variablePart],
    };
  }
  return { code: () => new CelError(`undeclared reference to ${name}`), cost: 1, parts: [] };
}

/** Computed when first read. */
function bound(slot: number, compute: Code): Code {
  return (frame) => {
    const known = frame.slots[slot];
    if (known !== undefined) return known;
    const value = compute(frame);
    frame.slots[slot] = value;
    return value;
  };
}

/** As `bound`, but every read costs what the value cost; that is kept in the slot after. */
function inlined(slot: number, compute: Code): Code {
  return (frame) => {
    const known = frame.slots[slot];
    if (known !== undefined) {
      frame.cost += Number(frame.slots[slot + 1]);
      return known;
    }
    const before = frame.cost;
    const value = compute(frame);
    frame.slots[slot] = value;
    frame.slots[slot + 1] = frame.cost - before;
    return value;
  };
}

function emitStep(
  node: Ast,
  scope: EmitScope | undefined,
  emitter: Emitter,
): { readonly step: Step; readonly part?: Emitted } {
  const { at } = node;
  const strict = emitter.environment.strictPresence;
  if (node.type === 'select')
    return { step: { at, key: node.field, cost: 1, optional: false, strict } };
  const [, index] = node.type === 'call' ? node.args : [];
  const optional = node.type === 'call' && node.name !== '_[_]';
  const part = index === undefined ? emitConstant(null) : emitter.emit(index, scope);
  if (part.constant !== undefined)
    return { step: { at, key: part.constant.value, cost: 1, optional, strict }, part };
  const cost = index !== undefined && isAttributeOrChoice(index, emitter) ? 0 : 1;
  return { step: { at, key: null, code: part.code, cost, optional, strict }, part };
}

function isAttributeOrChoice(node: Ast, emitter: Emitter): boolean {
  return isAttribute(node, emitter) || (node.type === 'call' && node.name === '_?_:_');
}

function chain(root: Root, steps: readonly Step[]): Code {
  const { code, cost } = root;
  if (steps.length === 0) return cost === 0 ? code : withCost(code, cost);
  if (steps.every(isPlainField)) return fieldChain(root, steps);
  const isOptional = steps.some(({ optional }) => optional);
  return (frame) => {
    frame.cost += cost;
    const value = code(frame);
    if (value instanceof CelError) return value;
    if (value instanceof Optional) return wrapped(walkOptional(frame, value, steps));
    const found = walk(frame, value, steps);
    return isOptional || found === undefined ? wrapped(found) : found;
  };
}

function withCost(code: Code, cost: number): Code {
  return (frame) => {
    frame.cost += cost;
    return code(frame);
  };
}

function isPlainField({ key, code, optional }: Step): boolean {
  return typeof key === 'string' && code === undefined && !optional && !isInherited(key);
}

/** The plain case `a.b.c`, which is most of what policies do. */
function fieldChain({ code, cost }: Root, steps: readonly Step[]): Code {
  const names = steps.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
  return (frame) => {
    frame.cost += cost;
    let value = code(frame);
    if (value instanceof CelError) return value;
    if (value instanceof Optional) return wrapped(walkOptional(frame, value, steps));
    for (let at = 0; at < names.length; at += 1) {
      frame.cost += 1;
      const found: Result | undefined = selectPlainField(value, names[at] as string);
      if (found === undefined) return missing(names[at] as string, steps[at]);
      if (found instanceof CelError) return placed(found, steps[at]);
      value = found;
    }
    return value;
  };
}

function wrapped(found: Result | undefined): Result {
  if (found === undefined) return none;
  return found instanceof CelError ? found : new Optional(found);
}

const none = new Optional(undefined);

/** A chain with an optional step, without the optional around its value. */
function unwrappedChain({ code, cost }: Root, steps: readonly Step[]): Emitted['unwrapped'] {
  return (frame) => {
    frame.cost += cost;
    const value = code(frame);
    if (value instanceof CelError) return value;
    return value instanceof Optional
      ? walkOptional(frame, value, steps)
      : walk(frame, value, steps);
  };
}

function walkOptional(
  frame: Frame,
  { value }: Optional,
  steps: readonly Step[],
): Result | undefined {
  return value === undefined ? undefined : walk(frame, value, steps, true);
}

/** Follows the steps: `undefined` when an optional one, or one after it, finds nothing. */
function walk(
  frame: Frame,
  start: Value,
  steps: readonly Step[],
  startsOptional = false,
): Result | undefined {
  let value = start;
  let isOptional = startsOptional;
  for (const step of steps) {
    isOptional ||= step.optional;
    const key = step.code === undefined ? step.key : step.code(frame);
    if (key instanceof CelError) return key;
    const found = selectIndex(value, key);
    // A step that may find nothing is paid only when it does find something.
    if (found === undefined && isOptional) return absent(frame, step, value);
    frame.cost += step.cost;
    if (found === undefined || found instanceof CelError) return failedStep(found, key, step);
    value = found;
  }
  return value;
}

function absent(frame: Frame, step: Step, value: Value): CelError | undefined {
  if (step.cost === 0) frame.cost -= 1;
  return step.strict && !hasParts(value) ? missing(step.key, step) : undefined;
}

function failedStep(error: CelError | undefined, key: Value, step: Step): CelError {
  return error === undefined ? missing(key, step) : placed(error, step);
}

/** `has(root.a.b)`: the last step is free and never fails. */
function presence(root: Root, steps: readonly Step[]): Code {
  const last = steps.at(-1);
  const before = chain(root, steps.slice(0, -1));
  const name = typeof last?.key === 'string' ? last.key : '';
  return (frame) => {
    const value = before(frame);
    if (value instanceof CelError) return value;
    const inner = value instanceof Optional ? value.value : value;
    if (inner === undefined) return false;
    const found = selectField(inner, name);
    if (found instanceof CelError) return placed(found, last);
    if (found === undefined && last?.strict === true && !hasParts(inner))
      return missing(name, last);
    return found !== undefined;
  };
}

function missing(key: Value, step: Step | undefined): CelError {
  return new CelError(`no such key: ${typeof key === 'object' ? kindOf(key) : key}`, step?.at);
}

function placed(error: CelError, step: Step | undefined): CelError {
  error.at ??= step?.at;
  return error;
}
