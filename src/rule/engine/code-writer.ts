import type { Estimates } from './cost.ts';
import { anyAncestor, evaluateLeaf, matchesValue } from './interpret.ts';
import type { Leaf, Node } from './node.ts';
import type { Test } from './test.ts';
import { type Expression, leafCode } from './test-code.ts';
import type { AnyEvent, FieldReader, FieldValue } from './value.ts';

type Composite = Exclude<Node, { kind: 'constant' | 'not' }>;

/** Writes functions for conditions. */
export class CodeWriter {
  readonly constants: unknown[] = [];
  readonly functions: string[] = [];
  memos = 0;
  private readonly uses: ReadonlyMap<number, number>;
  private readonly estimates: Estimates;
  private readonly names = new Map<number, string>();
  private readonly readers = new Map<FieldReader, string>();
  private readonly numbers = new Map<unknown, string>();
  private readonly type: string | undefined;
  private next = 0;

  /** `type`: the only type of event that the code will see. */
  constructor(uses: ReadonlyMap<number, number>, estimates: Estimates, type: string | undefined) {
    this.uses = uses;
    this.estimates = estimates;
    this.type = type;
  }

  /** A function for a whole condition, of which the parts in `held` are known to hold. */
  program(node: Node, held: ReadonlySet<number>): string {
    const name = this.name('p');
    this.functions.push(
      `function ${name}(e){${hoisted(`return ${this.expression(node, held)};`)}}`,
    );
    return name;
  }

  /** Name of a value in the table of constants. */
  constant(value: unknown): string {
    const before = this.numbers.get(value);
    if (before !== undefined) return before;
    const name = `k${this.constants.length}`;
    this.constants.push(value);
    this.numbers.set(value, name);
    return name;
  }

  private expression(node: Node, held: ReadonlySet<number>): string {
    if (held.has(node.id)) return 'true';
    if (node.kind === 'constant') return node.value ? 'true' : 'false';
    if (node.kind === 'not') return `!${this.expression(node.item, nothing)}`;
    if ((this.uses.get(node.id) ?? 0) > 1 && this.isWorthMemo(node)) return `${this.memo(node)}(e)`;
    return this.body(node, held);
  }

  /** What holds already counts only where nothing but `and` lies between. */
  private body(node: Composite, held: ReadonlySet<number>): string {
    if (node.kind === 'leaf') return this.leaf(node);
    const inner = node.kind === 'and' ? held : nothing;
    const items = this.estimates
      .ordered(node.kind, node.items)
      .map((item) => this.expression(item, inner))
      .filter((code) => node.kind === 'or' || code !== 'true');
    if (items.length === 0) return 'true';
    return `(${items.join(node.kind === 'and' ? '&&' : '||')})`;
  }

  private memo(node: Composite): string {
    const before = this.names.get(node.id);
    if (before !== undefined) return before;
    const name = this.name('m');
    this.names.set(node.id, name);
    const slot = `memo[${this.memos}]`;
    this.memos += 1;
    const body = this.body(node, nothing);
    this.functions.push(
      `function ${name}(e){const s=${slot};if(s>>1===g)return(s&1)===1;${hoisted(`const r=${body};`)}${slot}=g<<1|(r?1:0);return r;}`,
    );
    return name;
  }

  private leaf(leaf: Leaf): string {
    const { reader, test } = leaf;
    if (test === undefined)
      return this.call(leaf.compare ?? ((event) => evaluateLeaf(leaf, event)));
    const { ofProcess } = reader;
    if (ofProcess !== undefined) return this.call(ancestorTest(ofProcess, test));
    return leafCode(leaf, test, {
      value: this.value(reader),
      isScalar: reader.isScalar === true,
      constant: (value) => this.constant(value),
      slow: () => this.constant((value: FieldValue) => matchesValue(leaf, test, value)),
    });
  }

  private call(test: (event: AnyEvent) => boolean): Expression {
    return `${this.constant(test)}(e)`;
  }

  /** How a value is read: short ones in place, others once an event. */
  private value(reader: FieldReader): Expression {
    const inline = inlineOf(reader, this.type);
    if (inline !== undefined) return `‹${inline.replaceAll('$', this.constant(reader.read))}›`;
    const before = this.readers.get(reader);
    if (before !== undefined) return before;
    const name = this.name('q');
    this.functions.push(
      `let ${name}g=0,${name}v;function ${name}(e){if(${name}g!==g){${name}v=${this.constant(reader.read)}(e);${name}g=g;}return ${name}v;}`,
    );
    this.readers.set(reader, `${name}(e)`);
    return `${name}(e)`;
  }

  /** What is shorter than a call is written out each time. */
  private isWorthMemo(node: Node): boolean {
    if (node.kind !== 'leaf' || node.test === undefined) return true;
    if (inlineOf(node.reader, this.type) === undefined) return true;
    const { test } = node;
    if (test.kind === 'equal') return test.values.size > 3;
    if (test.kind === 'text') return test.operator === 'contains' || test.operator === 'icontains';
    return test.kind !== 'exists' && test.kind !== 'order';
  }

  private name(letter: string): string {
    this.next += 1;
    return `${letter}${this.next}`;
  }
}

const nothing: ReadonlySet<number> = new Set();

function ancestorTest(
  read: NonNullable<FieldReader['ofProcess']>,
  test: Test,
): (event: AnyEvent) => boolean {
  return (event) => event.source === 'syscall' && anyAncestor(event.process.parent, read, test);
}

/** Values that a function reads more than once are read at its beginning: reading has no effects and is cheap. */
function hoisted(body: string): string {
  const counts = new Map<string, number>();
  for (const [, read = ''] of body.matchAll(reads)) counts.set(read, (counts.get(read) ?? 0) + 1);
  const often = [...counts].filter(([, count]) => count > 1).map(([read]) => read);
  const head = often.map((read, at) => `const a${at}=${read};`).join('');
  const code = body.replace(reads, (_, read: string) => {
    const at = often.indexOf(read);
    return at < 0 ? read : `a${at}`;
  });
  return `let v;${head}${code}`;
}
const reads = /‹([^‹›]*)›/g;

function inlineOf({ inline }: FieldReader, type: string | undefined): string | undefined {
  if (typeof inline !== 'function') return inline;
  return type === undefined ? undefined : inline(type);
}
