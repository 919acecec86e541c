import { CaissonError } from '#kit/error.ts';
import type { Expression } from '../ast.ts';
import { ConditionError } from './condition-error.ts';
import { suggested } from './suggest.ts';

/** Bounds on a condition whose macros are written out. */
const maxNodes = 200_000;
const maxDepth = 1000;
/** Of all conditions together. */
const maxTotal = 4_000_000;

/** A macro as it was read: lists are resolved, macros are not. */
export interface ParsedMacro {
  readonly name: string;
  readonly expression: Expression;
  readonly index: number;
  readonly visibility: number;
}

interface Expanded {
  readonly expression: Expression;
  readonly nodes: number;
  readonly depth: number;
}

/** Puts the conditions of macros in the place of their names. Equal parts are shared: treat the result as a tree that never changes. */
export class MacroTable {
  readonly used = new Set<string>();
  readonly #macros: ReadonlyMap<string, ParsedMacro>;
  readonly #isList: (name: string) => boolean;
  readonly #expanded = new Map<string, Expanded>();
  readonly #pending = new Set<string>();
  #left = maxTotal;

  constructor(macros: ReadonlyMap<string, ParsedMacro>, isList: (name: string) => boolean) {
    this.#macros = macros;
    this.#isList = isList;
  }

  /** The macro of that name as it was read. */
  get(name: string): ParsedMacro | undefined {
    return this.#macros.get(name);
  }

  /**
   * The condition without macros. With `visibility` only macros that were first defined before it can be seen. Throws `ConditionError` with the
   * place in the text of `expression`, `limit.*` when macros multiply.
   */
  expand(expression: Expression, visibility = Number.POSITIVE_INFINITY): Expression {
    const { nodes, expression: result } = this.#walk(expression, visibility);
    this.#left -= nodes;
    if (this.#left < 0)
      throw new CaissonError('limit.entries', `conditions have more than ${maxTotal} parts`);
    return result;
  }

  #walk(expression: Expression, visibility: number): Expanded {
    switch (expression.kind) {
      case 'and':
      case 'or': {
        const items = expression.items.map((item) => this.#walk(item, visibility));
        const parts = items.map((item) => item.expression);
        return bounded({ ...expression, items: parts }, items);
      }
      case 'not': {
        const item = this.#walk(expression.item, visibility);
        return bounded({ ...expression, item: item.expression }, [item]);
      }
      case 'macro':
        return this.#macro(expression.name, expression.at, visibility);
      default:
        return { expression, nodes: 1, depth: 1 };
    }
  }

  #macro(name: string, at: number, visibility: number): Expanded {
    const macro = this.#macros.get(name);
    if (macro === undefined || macro.index >= visibility) throw this.#unknown(name, at);
    this.used.add(name);
    const known = this.#expanded.get(name);
    if (known !== undefined) return known;
    if (this.#pending.has(name))
      throw fault(`the macro "${name}" refers to itself`, at, { slug: 'macro-loop' });
    this.#pending.add(name);
    try {
      const result = this.#walk(macro.expression, macro.visibility);
      this.#expanded.set(name, result);
      return result;
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      // The place is one in the text of the other macro, which reports it itself.
      throw fault(`the macro "${name}" is not valid: ${error.message}`, at, { slug: error.slug });
    } finally {
      this.#pending.delete(name);
    }
  }

  #unknown(name: string, at: number): ConditionError {
    const slug = 'unknown-macro';
    if (this.#isList(name))
      return fault(`there is no macro "${name}"`, at, {
        slug,
        suggestion: `it is a list: write "in (${name})" behind a field`,
      });
    if (this.#macros.has(name))
      return fault(`the macro "${name}" is defined only behind this one`, at, { slug });
    const near = suggested(name, this.#macros.keys());
    return fault(`there is no macro "${name}"`, at, { slug, ...near });
  }
}

function fault(
  message: string,
  offset: number,
  options: { readonly slug: string; readonly suggestion?: string },
): ConditionError {
  return new ConditionError(message, { offset }, options);
}

function bounded(expression: Expression, parts: readonly Expanded[]): Expanded {
  let [nodes, depth] = [1, 0];
  for (const part of parts) {
    nodes += part.nodes;
    depth = Math.max(depth, part.depth);
  }
  if (nodes > maxNodes)
    throw new CaissonError('limit.entries', `a condition has more than ${maxNodes} parts`);
  if (depth >= maxDepth)
    throw new CaissonError('limit.depth', `a condition is nested more than ${maxDepth} deep`);
  return { expression, nodes, depth: depth + 1 };
}
