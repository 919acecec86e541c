import { CodeWriter } from './code-writer.ts';
import { Estimates } from './cost.ts';
import { type Group, groupPrograms, needs } from './guard.ts';
import type { Node } from './node.ts';
import type { AnyEvent, Environment } from './value.ts';

/** Something to evaluate: `number` is told when its condition holds. */
export interface Program {
  readonly number: number;
  readonly node: Node;
  /** Types of events that can satisfy it, as far as the rule says; absent: any. */
  readonly types?: ReadonlySet<string> | undefined;
}

/** Writes the numbers of the programs that hold into `found`, lowest first, and gives how many. */
export type Judge = (event: AnyEvent, found: Int32Array) => number;

/**
 * Compiles programs to one function. Every value goes in through a table of constants and every name is made here: no text of a
 * rule becomes code. Parts that occur more than once are functions that remember their answer for the event (`memo` holds twice
 * the number of the event plus the answer). With `type`, the function is for events of that type alone.
 */
export function generate(
  programs: readonly Program[],
  environment: Pick<Environment, 'other'>,
  type?: string,
): Judge {
  const uses = countUses(programs);
  const estimates = new Estimates(uses);
  const writer = new CodeWriter(uses, estimates, type);
  const calls = groupCode(groupPrograms(programs, estimates), writer, new Set());
  const source = [
    '"use strict";',
    ...writer.constants.map((_, at) => `const k${at}=k[${at}];`),
    `const memo=new Int32Array(${writer.memos});let g=0;`,
    ...writer.functions,
    'return function(e,f){',
    'if(g===1073741823){memo.fill(0);g=0;}g++;let n=0;',
    calls,
    'return n>1?s(f,n):n;}',
  ].join('\n');
  return instantiate(source, writer.constants, environment);
}

/** Whether this process may make code: not under `--disallow-code-generation-from-strings`. */
export function canGenerate(): boolean {
  try {
    generate([], { other: undefined });
    return true;
  } catch {
    return false;
  }
}

function groupCode(
  { programs, groups }: Omit<Group, 'guard'>,
  writer: CodeWriter,
  held: ReadonlySet<number>,
): string {
  const own = programs.map(
    ({ number, node }) => `if(${writer.program(node, held)}(e))f[n++]=${Math.trunc(number)};`,
  );
  const inner = groups.map((group) => {
    if (group.guard === undefined) return '';
    const nowHeld = new Set([...held, ...needs(group.guard).keys()]);
    return `if(${writer.program(group.guard, held)}(e)){${groupCode(group, writer, nowHeld)}}`;
  });
  return [...own, ...inner].join('\n');
}

function instantiate(
  source: string,
  constants: readonly unknown[],
  environment: Pick<Environment, 'other'>,
): Judge {
  // The one place where code is made. Its text holds nothing from a rule: only names that stand above.
  // oxlint-disable-next-line typescript/no-implied-eval
  const make: unknown = new Function('k', 'x', 's', source);
  const judge: unknown = isFunction(make)
    ? Reflect.apply(make, undefined, [constants, environment, sortFirst])
    : make;
  return isJudge(judge) ? judge : () => 0;
}

function sortFirst(found: Int32Array, count: number): number {
  found.subarray(0, count).sort();
  return count;
}

function isFunction(value: unknown): value is (...values: readonly unknown[]) => unknown {
  return typeof value === 'function';
}

function isJudge(value: unknown): value is Judge {
  return typeof value === 'function';
}

/** How often each node is asked for; what is asked for twice or more gets a function of its own. */
function countUses(programs: readonly Program[]): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const open: Node[] = programs.map((program) => program.node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const before = uses.get(node.id) ?? 0;
    uses.set(node.id, before + 1);
    if (before > 0) continue;
    if (node.kind === 'and' || node.kind === 'or') open.push(...node.items);
    if (node.kind === 'not') open.push(node.item);
  }
  return uses;
}
