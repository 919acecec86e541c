import type { SourceRange } from '#model/source-range.ts';
import { Cursor } from './cursor.ts';
import type { GroovyArgument, GroovyAssignment, GroovyBlock, GroovyCall } from './groovy.ts';
import { type GroovyText, type PlaceOf, textOf } from './text.ts';
import { type GroovyComment, type GroovyToken, tokensOf } from './token.ts';

/** Something that is no Groovy; what stands around it is still read. */
export interface GroovyProblem {
  readonly message: string;
  readonly range: SourceRange;
}

export interface GroovyFile {
  readonly block: GroovyBlock;
  readonly problems: readonly GroovyProblem[];
  readonly comments: readonly GroovyComment[];
}

const maxDepth = 100;
const maxProblems = 20;
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']' };
const notCalls = new Set(
  'if for while switch catch return def new in instanceof as case else throw assert import package class static final void do finally try'.split(
    ' ',
  ),
);

/** Reads a Jenkinsfile as calls with closures, tolerantly and in linear time: it looks for what pipelines are made of. */
export function parseGroovy(source: string, placeOf: PlaceOf): GroovyFile {
  const { tokens, comments, end } = tokensOf(source);
  const parser = new Parser(new Cursor(source, tokens), placeOf);
  const block = parser.block(0);
  const rest = { message: 'the rest is not read: too many parts', range: placeOf(end, end) };
  const problems = end < source.length ? [...parser.problems, rest] : parser.problems;
  return { block, problems, comments };
}

interface Found {
  readonly calls: GroovyCall[];
}

class Parser {
  readonly problems: GroovyProblem[] = [];
  readonly #cursor: Cursor;
  readonly #placeOf: PlaceOf;

  constructor(cursor: Cursor, placeOf: PlaceOf) {
    this.#cursor = cursor;
    this.#placeOf = placeOf;
    for (const token of cursor.tokens)
      if (token.closed === false) this.#problem('the text has no end', token);
  }

  /** Statements up to the brace that ends them, which is passed. */
  block(depth: number): GroovyBlock {
    const cursor = this.#cursor;
    const into = { calls: [] as GroovyCall[], assignments: [] as GroovyAssignment[] };
    const { start } = cursor;
    for (let { token } = cursor; token !== undefined; { token } = cursor) {
      const isEnd = cursor.isSign('}');
      if (isEnd && depth > 0) break;
      if (isEnd) this.#problem('a brace closes nothing', token);
      this.#statement(token, into, depth);
    }
    if (!cursor.isSign('}') && depth > 0) this.#problem('a block has no end', cursor.tokens.at(-1));
    const end = cursor.token?.end ?? cursor.source.length;
    cursor.at += 1;
    return { ...into, range: this.#placeOf(start, end) };
  }

  /** One piece of a block: a call, an assignment, a nested block, or anything else, which is passed. */
  #statement(
    token: GroovyToken,
    into: Found & { readonly assignments: GroovyAssignment[] },
    depth: number,
  ): void {
    if (this.#cursor.isSign('{')) {
      const inner = this.#closure(depth);
      into.calls.push(...(inner?.calls ?? []));
      into.assignments.push(...(inner?.assignments ?? []));
    } else if (token.kind !== 'name') {
      this.#cursor.at += 1;
    } else {
      const assigned = this.#assignment(token, depth);
      const call = assigned === undefined ? this.#call(depth) : undefined;
      if (call !== undefined) into.calls.push(call);
      if (assigned === undefined) return;
      into.assignments.push(assigned);
      into.calls.push(...assigned.value.calls.map((each) => ({ ...each, target: assigned.name })));
    }
  }

  /** `name = value`, `env.NAME = value`; the value ends with its line. */
  #assignment(token: GroovyToken, depth: number): GroovyAssignment | undefined {
    const cursor = this.#cursor;
    const start = cursor.at;
    const name = cursor.path();
    const nameRange = this.#placeOf(token.start, cursor.lastEnd);
    if (!isAssignment(cursor)) {
      cursor.at = start;
      return undefined;
    }
    cursor.at += 1;
    return { name, nameRange, value: this.#value(depth, isEndOfStatement) };
  }

  /** A path with arguments or a closure; `undefined` for other names, which are passed. */
  #call(depth: number, mayOmitBrackets = true): GroovyCall | undefined {
    const cursor = this.#cursor;
    const { start } = cursor;
    const first = cursor.path();
    const nameRange = this.#placeOf(start, cursor.lastEnd);
    if (notCalls.has(first)) return undefined;
    const call = this.#chain(first, depth);
    if (call.args.length === 0 && !call.found && mayOmitBrackets) {
      call.args.push(...this.#plainArguments(depth));
      call.found = call.args.length > 0;
      if (call.found && cursor.isSign('{')) call.body = this.#closure(depth);
    }
    if (!call.found) return undefined;
    const { name, args, body } = call;
    const range = this.#placeOf(start, cursor.lastEnd);
    return { name, range, nameRange, args, ...(body !== undefined && { body }) };
  }

  /** Brackets, closures and further members behind a path: `docker.image('x').inside('y') { … }`. */
  #chain(first: string, depth: number): OpenCall {
    const cursor = this.#cursor;
    const call: OpenCall = { name: first, args: [], body: undefined, found: false };
    for (;;) {
      if (cursor.isSign('(')) call.args.push(...this.#arguments(depth));
      else if (cursor.isSign('{')) call.body = this.#closure(depth);
      else if (call.found && (cursor.take('.') || cursor.take('?.'))) {
        call.name += cursor.token?.kind === 'name' ? `.${cursor.path()}` : '.';
        continue;
      } else return call;
      call.found = true;
    }
  }

  #closure(depth: number): GroovyBlock | undefined {
    this.#cursor.at += 1;
    if (depth < maxDepth) return this.block(depth + 1);
    this.#cursor.skipTo('}');
    return undefined;
  }

  /** What stands in round brackets, which are passed. */
  #arguments(depth: number): readonly GroovyArgument[] {
    this.#cursor.at += 1;
    return this.#elements(')', depth).filter(({ source }) => source !== '');
  }

  /** Values with commas between them up to a closing bracket, which is passed. */
  #elements(close: string, depth: number): readonly GroovyArgument[] {
    const cursor = this.#cursor;
    if (depth >= maxDepth) {
      cursor.skipTo(close);
      return [];
    }
    const found: GroovyArgument[] = [];
    while (cursor.token !== undefined && !cursor.isSign(close) && !cursor.isSign('}')) {
      const before = cursor.at;
      found.push(this.#value(depth + 1, isEndOfArgument));
      if (!cursor.take(',') && cursor.at === before) cursor.at += 1;
    }
    cursor.take(close);
    return found;
  }

  /** Arguments without brackets: they begin on the line of the name with a text, a name, a number or a list. */
  #plainArguments(depth: number): readonly GroovyArgument[] {
    const cursor = this.#cursor;
    if (!beginsArgument(cursor) || depth >= maxDepth) return [];
    const found: GroovyArgument[] = [];
    do {
      if (found.length > 0) cursor.skipLines();
      const before = cursor.at;
      found.push(this.#value(depth + 1, isEndOfPlainArgument));
      if (cursor.at === before) break;
    } while (cursor.take(','));
    return found;
  }

  /** A value up to what ends it, which is not passed. */
  #value(depth: number, isEnd: (token: GroovyToken) => boolean): GroovyArgument {
    const cursor = this.#cursor;
    const { start } = cursor;
    const name = cursor.label();
    const first = cursor.start;
    const texts: GroovyText[] = [];
    const calls: GroovyCall[] = [];
    let isMore = false;
    for (let { token } = cursor; token !== undefined && !isEnd(token); { token } = cursor)
      isMore = this.#part(token, { texts, calls }, depth) || isMore;
    const end = Math.max(first, cursor.lastEnd);
    const text = texts.length === 1 && !isMore && calls.length === 0 ? texts[0] : undefined;
    return {
      ...(name !== undefined && { name }),
      range: this.#placeOf(start, end),
      ...(text !== undefined && { text }),
      texts,
      calls,
      source: cursor.source.slice(first, Math.min(end, first + 2000)),
    };
  }

  /** A part of a value; whether it makes the value more than a text. */
  #part(
    token: GroovyToken,
    into: Found & { readonly texts: GroovyText[] },
    depth: number,
  ): boolean {
    const cursor = this.#cursor;
    if (token.kind === 'text') into.texts.push(textOf(cursor.source, token, this.#placeOf));
    if (token.kind === 'sign') return this.#signPart(token, into, depth);
    if (token.kind !== 'name') {
      cursor.at += 1;
      return token.kind === 'number';
    }
    const isMethod = cursor.tokens[cursor.at - 1]?.value === '.';
    const call = this.#call(depth, !isMethod);
    if (isMethod && textMethod.test(token.value)) return false;
    if (call !== undefined) into.calls.push(call);
    return true;
  }

  #signPart(
    { value }: GroovyToken,
    into: Found & { readonly texts: GroovyText[] },
    depth: number,
  ): boolean {
    if (value === '{') {
      into.calls.push(...(this.#closure(depth)?.calls ?? []));
      return true;
    }
    this.#cursor.at += 1;
    const close = closers[value];
    if (close === undefined) return value !== '.' && value !== '?.';
    const inner = this.#elements(close, depth);
    into.texts.push(...inner.flatMap(({ texts }) => texts));
    into.calls.push(...inner.flatMap(({ calls }) => calls));
    return value === '[' || inner[0]?.text === undefined || inner.length > 1;
  }

  #problem(message: string, token: GroovyToken | undefined): void {
    if (this.problems.length >= maxProblems) return;
    const { start = 0, end = 0 } = token ?? {};
    this.problems.push({ message, range: this.#placeOf(start, Math.min(end, start + 200)) });
  }
}

interface OpenCall {
  name: string;
  readonly args: GroovyArgument[];
  body: GroovyBlock | undefined;
  found: boolean;
}

const textMethod = /^(?:stripIndent|trim|stripMargin|toString)/;

function isAssignment(cursor: Cursor): boolean {
  if (!cursor.isSign('=')) return false;
  const { next } = cursor;
  return next?.kind !== 'sign' || (next.value !== '=' && next.value !== '~');
}

function beginsArgument(cursor: Cursor): boolean {
  const { token, next } = cursor;
  if (token === undefined || token.start === cursor.lastEnd) return false;
  if (token.kind === 'name') return !notCalls.has(token.value) && next?.value !== '=';
  return token.kind === 'text' || token.kind === 'number' || token.value === '[';
}

function isEndOfStatement({ kind, value }: GroovyToken): boolean {
  return kind === 'line' || (kind === 'sign' && (value === ';' || value === '}'));
}

function isEndOfArgument({ kind, value }: GroovyToken): boolean {
  return kind === 'sign' && /^[,)\]}]$/.test(value);
}

function isEndOfPlainArgument({ kind, value }: GroovyToken): boolean {
  return kind === 'line' || (kind === 'sign' && /^[,;)\]}{]$/.test(value));
}
