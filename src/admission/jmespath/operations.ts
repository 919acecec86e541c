import { isCaissonError } from '#kit/error.ts';
import { fieldOf } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { objectOf } from '../patch.ts';
import { isEqual } from './equal.ts';
import {
  type Execution,
  type Found,
  isArray,
  isFalse,
  isMap,
  Missing,
  type Program,
  plain,
  present,
  type Value,
} from './value.ts';

export const current: Program = operation((value) => value);

function operation(run: Program['run']): Program {
  return {
    kind: 'other',
    run(value, execution) {
      execution.budget.spend();
      return run(value, execution);
    },
  };
}

/** The part that a projection gives; what is an error there counts as nothing, except a limit. */
function lenient(part: Program, value: Value, execution: Execution): Value {
  try {
    return present(part.run(value, execution));
  } catch (error) {
    if (isCaissonError(error) && !error.code.startsWith('limit.')) return null;
    throw error;
  }
}

export function literal(value: Json): Program {
  return operation(() => value);
}

export function field(name: string): Program {
  const { run } = operation((value) =>
    isMap(value) ? (fieldOf(value, name) ?? new Missing(name)) : null,
  );
  return { kind: 'name', name, run };
}

export function chain(left: Program, right: Program): Program {
  return operation((value, execution) => {
    const found = left.run(value, execution);
    return found instanceof Missing ? found : right.run(found, execution);
  });
}

export function piped(left: Program, right: Program): Program {
  return operation((value, execution) =>
    present(right.run(present(left.run(value, execution)), execution)),
  );
}

export function index(at: number): Program {
  return operation((value) => (isArray(value) ? (value.at(at) ?? null) : null));
}

export function slice(parts: readonly (number | undefined)[]): Program {
  const [start, stop, step = 1] = parts;
  return operation((value, { budget }) => {
    if (!isArray(value) || step === 0) return null;
    budget.spend(value.length);
    const { length } = value;
    const out: Json[] = [];
    const first = start === undefined ? (step < 0 ? length - 1 : 0) : capped(start, length, step);
    const last = stop === undefined ? (step < 0 ? -1 : length) : capped(stop, length, step);
    for (let at = first; step > 0 ? at < last : at > last; at += step) out.push(value[at] ?? null);
    return out;
  });
}

function capped(at: number, length: number, step: number): number {
  if (at < 0) return Math.max(at + length, step < 0 ? -1 : 0);
  return Math.min(at, step < 0 ? length - 1 : length);
}

export function project(left: Program, right: Program): Program {
  return operation((value, execution) => {
    const list = present(left.run(value, execution));
    return isArray(list) ? projected(list, right, execution) : null;
  });
}

function projected(list: readonly Json[], right: Program, execution: Execution): readonly Json[] {
  const out: Json[] = [];
  for (const item of list) {
    const one = plain(present(right.run(item, execution)));
    if (one !== null) out.push(one);
  }
  return out;
}

export function projectValues(left: Program, right: Program): Program {
  return operation((value, execution) => {
    const map = lenient(left, value, execution);
    return isMap(map) ? projected(Object.values(map), right, execution) : null;
  });
}

export function filter(left: Program, right: Program, test: Program): Program {
  return operation((value, execution) => {
    const list = lenient(left, value, execution);
    if (!isArray(list)) return null;
    const kept = list.filter((item) => !isFalse(present(test.run(item, execution))));
    return projected(kept, right, execution);
  });
}

export function flattened(of: Program): Program {
  return operation((value, execution) => {
    const list = lenient(of, value, execution);
    if (!isArray(list)) return null;
    const out = list.flat();
    execution.budget.spend(out.length);
    return out as readonly Json[];
  });
}

export function alternative(left: Program, right: Program): Program {
  return operation((value, execution) => {
    const found = present(left.run(value, execution));
    return isFalse(found) ? present(right.run(value, execution)) : found;
  });
}

export function conjunction(left: Program, right: Program): Program {
  return operation((value, execution) => {
    const found = present(left.run(value, execution));
    return isFalse(found) ? found : right.run(value, execution);
  });
}

export function negation(of: Program): Program {
  return operation((value, execution) => isFalse(present(of.run(value, execution))));
}

export function comparison(sign: string, left: Program, right: Program): Program {
  return operation((value, execution) => {
    const a = plain(present(left.run(value, execution)));
    const b = plain(present(right.run(value, execution)));
    if (sign === '==' || sign === '!=') return isEqual(a, b, execution) === (sign === '==');
    return typeof a === 'number' && typeof b === 'number' ? ordered(sign, a, b) : null;
  });
}

function ordered(sign: string, a: number, b: number): boolean {
  if (sign === '<') return a < b;
  if (sign === '<=') return a <= b;
  return sign === '>' ? a > b : a >= b;
}

/** `[a, b]`. */
export function selection(items: readonly Program[]): Program {
  return operation((value, execution) =>
    value === null ? null : items.map((item) => plain(present(item.run(value, execution)))),
  );
}

/** `{a: b}`. */
export function mapOf(entries: readonly (readonly [string, Program])[]): Program {
  return operation((value, execution): Found => {
    if (value === null) return null;
    return objectOf(
      entries.map(([key, item]) => [key, plain(present(item.run(value, execution)))]),
    );
  });
}
