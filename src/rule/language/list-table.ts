import { bytesOfText } from '#kit/byte-string.ts';
import { CaissonError } from '#kit/error.ts';
import type { Check, Expression, ListItem, RightSide } from '../ast.ts';
import { fieldFacts } from '../fields/fields.ts';
import { tryServicePort } from '../fields/services.ts';
import { ConditionError } from './condition-error.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ListEntry } from './entries.ts';
import { scanQuoted } from './scan.ts';
import { unescape } from './unescape.ts';

/** Members of all lists together, once those within lists are written out, and of all places where lists are named. */
const maxMembers = 2_000_000;

/**
 * The lists of rule files. Names of lists stand for their members wherever a value without quotes may stand, also within lists,
 * at any depth and in any order of definition.
 */
export class ListTable {
  readonly used = new Set<string>();
  readonly #entries: Map<string, ListEntry>;
  readonly #odd: ReadonlyMap<string, string>;
  readonly #diagnostics: Diagnostics;
  readonly #expanded = new Map<string, readonly ListItem[]>();
  readonly #pending = new Set<string>();
  #left = maxMembers;

  constructor(entries: ReadonlyMap<string, ListEntry>, diagnostics: Diagnostics) {
    this.#odd = oddNames(entries.keys());
    this.#entries = new Map(entries);
    for (const [name, mangled] of this.#odd) {
      const entry = entries.get(name);
      if (entry !== undefined) this.#entries.set(mangled, entry);
    }
    this.#diagnostics = diagnostics;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The text of a condition in which names with characters that no name has can be read; places stay. */
  prepare(text: string): string {
    let prepared = text;
    for (const [name, mangled] of this.#odd)
      if (prepared.includes(name)) prepared = replaceNames(prepared, name, mangled);
    return prepared;
  }

  /** All members of a list. Throws `limit.entries` when lists hold one another too often. */
  members(name: string): readonly ListItem[] | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    this.used.add(entry.name);
    return this.#expanded.get(entry.name) ?? this.#expand(entry);
  }

  #expand(entry: ListEntry): readonly ListItem[] {
    const members: ListItem[] = [];
    this.#pending.add(entry.name);
    for (const item of entry.items) {
      const inner = this.#inner(item, entry);
      for (const member of inner ?? [memberOf(item)]) members.push(this.#spend(member));
    }
    this.#pending.delete(entry.name);
    this.#expanded.set(entry.name, members);
    return members;
  }

  #inner(item: string, entry: ListEntry): readonly ListItem[] | undefined {
    if (!this.#pending.has(item)) return this.members(item);
    const message = `the list "${item}" holds itself; its name is taken as a value here`;
    this.#diagnostics.warn(
      { code: 'list-loop', message, item: `list "${entry.name}"` },
      entry.place,
    );
    return undefined;
  }

  #spend(member: ListItem): ListItem {
    this.#left -= 1;
    if (this.#left < 0)
      throw new CaissonError('limit.entries', `lists have more than ${maxMembers} members`);
    return member;
  }

  /** The condition with the members of lists in the place of their names. Throws `ConditionError`, `limit.entries`. */
  resolve(expression: Expression): Expression {
    switch (expression.kind) {
      case 'and':
      case 'or':
        return { ...expression, items: expression.items.map((item) => this.resolve(item)) };
      case 'not':
        return { ...expression, item: this.resolve(expression.item) };
      case 'macro':
        return expression;
      default:
        return this.#resolveCheck(expression);
    }
  }

  #resolveCheck(check: Check): Check {
    if (check.right === undefined) return check;
    const resolved = this.#resolveRight(check.right);
    const right = isPort(check) ? withPorts(resolved) : resolved;
    return right === check.right ? check : { ...check, right };
  }

  #resolveRight(right: RightSide): RightSide {
    if (right.kind === 'list') return { ...right, items: this.#resolveItems(right.items) };
    if (right.kind === 'list-name') return this.#resolveName(right.name, right.at);
    if (right.kind === 'text' && !right.quoted) return this.#resolveText(right);
    return right;
  }

  /** A name without brackets that is no list is a value. */
  #resolveName(name: string, at: number): RightSide {
    const items = this.members(name) ?? [{ text: name, at }];
    return { kind: 'list', items, at };
  }

  #resolveItems(items: readonly ListItem[]): readonly ListItem[] {
    const [first] = items;
    if (items.length === 1 && first !== undefined && first.quoted !== true)
      return this.members(first.text) ?? items;
    if (!items.some((item) => item.quoted !== true && this.has(item.text))) return items;
    const found: ListItem[] = [];
    for (const item of items) {
      const members = item.quoted === true ? undefined : this.members(item.text);
      if (members === undefined) found.push(item);
      else for (const member of members) found.push(this.#spend(member));
    }
    return found;
  }

  /** Where one value must stand, a list of one member may. */
  #resolveText(right: Extract<RightSide, { kind: 'text' }>): RightSide {
    const members = this.members(right.text);
    if (members === undefined) return right;
    const [only] = members;
    if (only === undefined || members.length > 1)
      throw new ConditionError(
        `"${right.text}" is a list of ${members.length} members, and one value must stand here`,
        { offset: right.at },
        { slug: 'list-as-value', suggestion: `use "in (${right.text})"` },
      );
    return { ...right, text: only.text };
  }
}

function isPort({ operand }: Check): boolean {
  return operand.kind === 'field' && fieldFacts(operand.name, 'syscall')?.type === 'port';
}

/** Names of services as the numbers of their ports. */
function withPorts(right: RightSide): RightSide {
  if (right.kind === 'text') return { ...right, text: portOf(right.text) };
  if (right.kind !== 'list' || right.items.every(({ text }) => portOf(text) === text)) return right;
  return { ...right, items: right.items.map((item) => ({ ...item, text: portOf(item.text) })) };
}

function portOf(text: string): string {
  return tryServicePort(text)?.toString() ?? text;
}

/** More names with blanks and the like than this are not looked for. */
const maxOdd = 20;
const oddCharacters = /[\s()"'=,]/g;

/** Names that the parser would not take as one word, and words of equal length for them. */
function oddNames(names: Iterable<string>): ReadonlyMap<string, string> {
  const odd = [...names].filter((name) => name.search(oddCharacters) >= 0 && name.trim() === name);
  return new Map(odd.slice(0, maxOdd).map((name) => [name, name.replace(oddCharacters, '\u0001')]));
}

/** Replaces a name where it stands between blanks, brackets, commas or `=`. */
function replaceNames(text: string, name: string, mangled: string): string {
  const parts = text.split(name);
  let result = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    const before = result.at(-1) ?? ' ';
    const isName = ' \t\r\n(),='.includes(before) && ' \t\r\n(),='.includes(part[0] ?? ' ');
    result = `${result}${isName ? mangled : name}${part}`;
  }
  return result;
}

/** A member as the author means it: its text, or what stands in its own quotes. */
export function memberOf(text: string): ListItem {
  const isQuoted = scanQuoted(text, 0) === text.length && text !== '';
  const inner = isQuoted ? unescape(text) : undefined;
  if (inner !== undefined && 'text' in inner) return { text: inner.text, quoted: true, at: -1 };
  return { text: bytesOfText(text), at: -1 };
}
