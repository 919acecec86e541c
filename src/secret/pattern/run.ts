import type { CharSet, PatternNode } from './node.ts';

/** Some `length` bytes of `set` in a row: every match holds such a run. */
export interface RequiredRun {
  readonly set: CharSet;
  readonly length: number;
}

const shortestUseful = 8;

/** The longest run of one set that every match of an expression holds; `undefined` when none is worth a test. */
export function requiredRun(node: PatternNode): RequiredRun | undefined {
  const run = longest(node);
  return run !== undefined && run.length >= shortestUseful ? run : undefined;
}

/** Whether such a run begins and ends in [`from`, `to`). Looks at every `length`-th byte only where nothing fits. */
export function holdsRun(bytes: Uint8Array, from: number, to: number, run: RequiredRun): boolean {
  const { set, length } = run;
  let at = from + length - 1;
  while (at < to) {
    let back = at;
    while (back > at - length && set[bytes[back] as number] === 1) back -= 1;
    if (back === at - length) return true;
    at = back + length;
  }
  return false;
}

function longest(node: PatternNode): RequiredRun | undefined {
  if (node.type === 'char') return { set: node.set, length: 1 };
  if (node.type === 'group') return longest(node.body);
  if (node.type === 'repeat') {
    if (node.min === 0) return undefined;
    return node.body.type === 'char'
      ? { set: node.body.set, length: node.min }
      : longest(node.body);
  }
  if (node.type === 'sequence') return node.parts.map(longest).reduce(longer, undefined);
  return undefined;
}

function longer(a: RequiredRun | undefined, b: RequiredRun | undefined): RequiredRun | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.length > a.length ? b : a;
}
