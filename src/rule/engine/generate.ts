import { anyAncestor, evaluateLeaf, matchesValue } from './interpret.ts';
import type { Leaf, Node } from './node.ts';
import type { Test } from './test.ts';
import type { AnyEvent, Environment, Scalar } from './value.ts';

/** Something to evaluate: `number` is told when its condition holds. */
export interface Program {
  readonly number: number;
  readonly node: Node;
}

/** Writes the numbers of the programs that hold into `found`, in the order given, and gives how many. */
export type Judge = (event: AnyEvent, found: Int32Array) => number;

/**
 * Compiles programs to one function. Every value goes in through a table of constants and every name is made here: no text of a
 * rule becomes code. Parts that occur more than once are functions that remember their answer for the event (`memo` holds twice
 * the number of the event plus the answer).
 */
export function generate(
  programs: readonly Program[],
  environment: Pick<Environment, 'other'>,
): Judge {
  const writer = new Writer(countUses(programs));
  const calls = programs.map(({ number, node }) => {
    const name = writer.program(node);
    return `if(${name}(e))f[n++]=${Math.trunc(number)};`;
  });
  const source = [
    '"use strict";',
    ...writer.constants.map((_, at) => `const k${at}=k[${at}];`),
    `const memo=new Int32Array(${writer.memos});let g=0;`,
    ...writer.functions,
    'return function(e,f){',
    'g=g===1073741823?(memo.fill(0),1):g+1;let n=0;',
    ...calls,
    'return n;}',
  ].join('\n');
  return instantiate(source, writer.constants, environment);
}

function instantiate(
  source: string,
  constants: readonly unknown[],
  environment: Pick<Environment, 'other'>,
): Judge {
  // The one place where code is made. Its text holds nothing from a rule: only names that stand above.
  // oxlint-disable-next-line typescript/no-implied-eval
  const make: unknown = new Function('k', 'x', source);
  const judge: unknown = isFunction(make)
    ? Reflect.apply(make, undefined, [constants, environment])
    : make;
  return isJudge(judge) ? judge : () => 0;
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

class Writer {
  readonly constants: unknown[] = [];
  readonly functions: string[] = [];
  memos = 0;
  private readonly uses: ReadonlyMap<number, number>;
  private readonly names = new Map<number, string>();
  private readonly numbers = new Map<unknown, string>();
  private next = 0;

  constructor(uses: ReadonlyMap<number, number>) {
    this.uses = uses;
  }

  /** A function for a whole condition. */
  program(node: Node): string {
    const name = this.name();
    this.functions.push(`function ${name}(e){${locals}return ${this.expression(node)};}`);
    return name;
  }

  private expression(node: Node): string {
    if (node.kind === 'constant') return node.value ? 'true' : 'false';
    if (node.kind === 'not') return `!${this.expression(node.item)}`;
    if ((this.uses.get(node.id) ?? 0) > 1 && isWorthMemo(node)) return `${this.memo(node)}(e)`;
    return this.body(node);
  }

  private body(node: Exclude<Node, { kind: 'constant' | 'not' }>): string {
    if (node.kind === 'leaf') return this.leaf(node);
    const items = node.items.map((item) => this.expression(item));
    return `(${items.join(node.kind === 'and' ? '&&' : '||')})`;
  }

  private memo(node: Exclude<Node, { kind: 'constant' | 'not' }>): string {
    const before = this.names.get(node.id);
    if (before !== undefined) return before;
    const name = this.name();
    this.names.set(node.id, name);
    const slot = this.memos;
    this.memos += 1;
    const body = this.body(node);
    this.functions.push(
      `function ${name}(e){const s=memo[${slot}];if(s>>>1===g)return(s&1)===1;${locals}const r=${body};memo[${slot}]=g*2+(r?1:0);return r;}`,
    );
    return name;
  }

  private leaf(leaf: Leaf): string {
    const { reader, test } = leaf;
    const inline = reader.inline;
    if (test !== undefined && inline !== undefined && reader.ofProcess === undefined) {
      const short = this.inlined(inline, leaf, test);
      if (short !== undefined) return short;
    }
    if (test !== undefined && reader.ofProcess !== undefined)
      return this.ancestors(reader.ofProcess, test);
    if (test === undefined || test.kind === 'members')
      return `${this.constant(leafFunction(leaf))}(e)`;
    return this.read(leaf, test);
  }

  private read(leaf: Leaf, test: Test): string {
    const short = this.tested(leaf, test);
    const read = `(v=${this.constant(leaf.reader.read)}(e))!==undefined`;
    if (short === undefined) return `(${read}&&${this.constant(valueFunction(leaf, test))}(v))`;
    return `(${read}&&(typeof v==='object'?${this.constant(valueFunction(leaf, test))}(v):${short}))`;
  }

  private ancestors(read: NonNullable<Leaf['reader']['ofProcess']>, test: Test): string {
    return `${this.constant((event: AnyEvent) => event.source === 'syscall' && anyAncestor(event.process.parent, read, test))}(e)`;
  }

  /** A test of a value that is never a list; `undefined` when there is no short form. */
  private inlined(inline: string, leaf: Leaf, test: Test): string | undefined {
    if (test.kind === 'exists') return `(${inline})!==undefined`;
    if (test.kind === 'equal' && !test.negated && test.values.size === 1)
      return `(${inline})===${this.constant([...test.values][0])}`;
    const short = this.tested(leaf, test);
    return short === undefined ? undefined : `((v=${inline})!==undefined&&${short})`;
  }

  /** What `v`, which is a scalar, must satisfy. */
  private tested({ reader }: Leaf, test: Test): string | undefined {
    switch (test.kind) {
      case 'exists':
        return 'true';
      case 'equal':
        return times.has(reader.type) ? undefined : this.equality([...test.values], test.negated);
      case 'order':
        return this.order(test.operator, test.value);
      case 'text':
        return this.text(test.operator, test.value);
      default:
        return undefined;
    }
  }

  /** `bigint` values have several forms; they go the long way. */
  private equality(values: readonly Scalar[], negated: boolean): string | undefined {
    if (values.some((value) => typeof value === 'number' || typeof value === 'bigint'))
      return undefined;
    if (values.length > 3) return `${negated ? '!' : ''}${this.constant(new Set(values))}.has(v)`;
    const parts = values.map((value) => `v${negated ? '!==' : '==='}${this.constant(value)}`);
    if (parts.length === 0) return negated ? 'true' : 'false';
    return `(${parts.join(negated ? '&&' : '||')})`;
  }

  private order(operator: string, value: Scalar): string {
    const kind = typeof value === 'string' ? '===' : '!==';
    return `(typeof v${kind}'string'&&v${operator}${this.constant(value)})`;
  }

  private text(operator: string, value: string): string | undefined {
    const method = methods.get(operator);
    if (method === undefined) return undefined;
    return `(typeof v==='string'&&v.${method}(${this.constant(value)}))`;
  }

  private constant(value: unknown): string {
    const before = this.numbers.get(value);
    if (before !== undefined) return before;
    const name = `k${this.constants.length}`;
    this.constants.push(value);
    this.numbers.set(value, name);
    return name;
  }

  private name(): string {
    this.next += 1;
    return `p${this.next}`;
  }
}

const locals = 'let v;';
/** Their values may be `bigint` and have several forms: they go the long way. */
const times: ReadonlySet<string> = new Set(['time', 'reltime']);
const methods: ReadonlyMap<string, string> = new Map([
  ['contains', 'includes'],
  ['startswith', 'startsWith'],
  ['endswith', 'endsWith'],
]);

/** Leaves shorter than a call are written out each time. */
function isWorthMemo(node: Node): boolean {
  if (node.kind !== 'leaf') return true;
  const isShort = node.test?.kind === 'equal' && node.test.values.size <= 3;
  return !(isShort && node.reader.inline !== undefined);
}

function leafFunction(leaf: Leaf): (event: AnyEvent) => boolean {
  return leaf.compare ?? ((event) => evaluateLeaf(leaf, event));
}

function valueFunction(
  leaf: Leaf,
  test: Test,
): (value: Parameters<typeof matchesValue>[2]) => boolean {
  return (value) => matchesValue(leaf, test, value);
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
