import type { SourceRange } from '#model/source-range.ts';
import type { GroovyText } from './text.ts';

/** A call with what is given to it: `sh 'x'`, `stage('x') { … }`, `docker.image('x').inside('y') { … }`. */
export interface GroovyCall {
  /** The path as written, without arguments: `docker.image.inside`; annotations with their `@`. */
  readonly name: string;
  readonly range: SourceRange;
  /** Only the name. */
  readonly nameRange: SourceRange;
  readonly args: readonly GroovyArgument[];
  /** What stands in the closure behind it. */
  readonly body?: GroovyBlock;
  /** What the result is assigned to. */
  readonly target?: string;
}

/** An argument, or an element of a list. */
export interface GroovyArgument {
  /** `name:` before it. */
  readonly name?: string;
  readonly range: SourceRange;
  /** The value where it is nothing but a text, with methods like `trim()` behind it at most. */
  readonly text?: GroovyText;
  /** All texts in it. */
  readonly texts: readonly GroovyText[];
  /** Calls in it. */
  readonly calls: readonly GroovyCall[];
  /** As written, cut to 2000 characters. */
  readonly source: string;
}

/** Statements between braces, or of the whole file. */
export interface GroovyBlock {
  readonly calls: readonly GroovyCall[];
  /** `NAME = value`, `def name = value`. */
  readonly assignments: readonly GroovyAssignment[];
  readonly range: SourceRange;
}

export interface GroovyAssignment {
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly value: GroovyArgument;
}

/** A call with the calls whose closures it stands in, outermost first. */
export interface PlacedCall {
  readonly call: GroovyCall;
  readonly within: readonly GroovyCall[];
}

const maxCalls = 500_000;

/** All calls of a block in the order of the file, those in arguments among them. */
export function callsOf(block: GroovyBlock): readonly PlacedCall[] {
  const found: PlacedCall[] = [];
  const waiting: PlacedCall[] = block.calls.toReversed().map((call) => ({ call, within: [] }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.length >= maxCalls) break;
    found.push(next);
    const { call, within } = next;
    const inner = [...within, call];
    const inBody = call.body?.calls.map((each) => ({ call: each, within: inner })) ?? [];
    const inArguments = call.args.flatMap(({ calls }) =>
      calls.map((each) => ({ call: each, within })),
    );
    waiting.push(...inBody.toReversed(), ...inArguments.toReversed());
  }
  return found;
}

/** The first call of a name in a block, or among those that stand in it directly. */
export function childOf(block: GroovyBlock | undefined, name: string): GroovyCall | undefined {
  return block?.calls.find((call) => call.name === name);
}

/** The argument of a name, else the first one without. */
export function argumentOf(call: GroovyCall, name: string): GroovyArgument | undefined {
  return (
    call.args.find((each) => each.name === name) ??
    call.args.find((each) => each.name === undefined)
  );
}

/** The argument of a name. */
export function namedArgument(call: GroovyCall, name: string): GroovyArgument | undefined {
  return call.args.find((each) => each.name === name);
}
