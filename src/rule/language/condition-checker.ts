import type { Expression, Operand } from '../ast.ts';
import { type FieldSource } from '../fields/fields.ts';
import { ConditionError } from './condition-error.ts';
import { type Diagnostics, faultIn, faultOf, RuleFault } from './diagnostics.ts';
import type { ExceptionEntry } from './entries.ts';
import type { ExceptionCondition } from './exception-condition.ts';
import type { ListTable } from './list-table.ts';
import type { MacroTable } from './macro-table.ts';
import { parseCondition } from './parse-condition.ts';
import type { RuleText } from './rule-text.ts';
import type { TypeChecker } from './type-checker.ts';
import type { TypeProblem } from './type-problem.ts';

/** Depth of rules in Falco. */
const maxDepth = 1000;

/** For which rule a condition is settled. */
export interface ConditionUse {
  readonly source: FieldSource;
  /** For messages: `rule "Name"`. */
  readonly item: string;
  /** Earlier steps of a sequence, whose fields may stand on the right side. */
  readonly steps?: readonly string[];
}

/** Where a macro was read, for what is wrong inside it. */
export interface MacroPlace {
  readonly text: RuleText;
  readonly item: string;
}

/** Makes trees of the texts of conditions: parsed, with lists and macros written out, and with types that are right. */
export class ConditionChecker {
  readonly #lists: ListTable;
  readonly #macros: MacroTable;
  readonly #places: ReadonlyMap<string, MacroPlace>;
  readonly #types: TypeChecker;
  readonly #diagnostics: Diagnostics;
  /** Macros that were judged, by source: whether they are right. */
  readonly #judged = new Map<string, boolean>();

  constructor(parts: {
    readonly lists: ListTable;
    readonly macros: MacroTable;
    readonly places: ReadonlyMap<string, MacroPlace>;
    readonly types: TypeChecker;
    readonly diagnostics: Diagnostics;
  }) {
    this.#lists = parts.lists;
    this.#macros = parts.macros;
    this.#places = parts.places;
    this.#types = parts.types;
    this.#diagnostics = parts.diagnostics;
  }

  /** Throws `RuleFault` at the place of the first fault, `limit.*`. */
  condition(text: RuleText, use: ConditionUse): Expression {
    try {
      const parsed = this.#lists.resolve(
        parseCondition(this.#lists.prepare(text.text), { maxDepth }),
      );
      const expanded = this.#macros.expand(parsed);
      this.#report(this.#types.check(parsed, use), use.item, text);
      this.#judgeMacros(parsed, text, use);
      return expanded;
    } catch (error) {
      throw faultOf(error, text, use.item);
    }
  }

  /** A condition that an exception stands for: it has no text of its own. Its fields are judged also when it has no values. */
  exception(
    { operands, condition }: ExceptionCondition,
    exception: ExceptionEntry,
    use: ConditionUse,
  ): Expression | undefined {
    try {
      const settled = condition === undefined ? undefined : this.#lists.resolve(condition);
      const problems = settled === undefined ? [] : this.#types.check(settled, use);
      for (const operand of operands)
        throwFirst(exception, this.#types.checkLeft(operand, use.source), use.item);
      throwFirst(exception, problems, use.item);
      for (const problem of problems)
        this.#diagnostics.add({
          ...faultAt(exception, problem, use.item).diagnostic,
          level: 'warning',
        });
      return settled;
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      throw faultAt(exception, { code: error.slug, message: error.message }, use.item);
    }
  }

  /** Throws when the field or transformer is not right for printing or grouping. */
  checkOperand(operand: Operand, text: RuleText, use: ConditionUse): void {
    this.#report(this.#types.checkPrinted(operand, use.source), use.item, text);
  }

  #report(problems: readonly TypeProblem[], item: string, text: RuleText): void {
    for (const { at, level, ...what } of problems.toSorted((a, b) => a.at - b.at)) {
      const fault = faultIn(text, at, { ...what, item });
      if (level === 'error') throw fault;
      this.#diagnostics.add({ ...fault.diagnostic, level });
    }
  }

  /** Types inside of macros depend on the source of the rule that uses them; each is reported once. */
  #judgeMacros(expression: Expression, text: RuleText, use: ConditionUse): void {
    for (const [name, at] of macrosIn(expression)) {
      if (this.#isRight(name, use)) continue;
      const message = `the macro "${name}" is not valid`;
      throw faultIn(text, at, { code: 'macro', message, item: use.item });
    }
  }

  #isRight(name: string, use: ConditionUse): boolean {
    const key = `${use.source} ${name}`;
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    // Macros do not refer to themselves: that was found when they were written out.
    const macro = this.#macros.get(name);
    const place = this.#places.get(name);
    if (macro === undefined || place === undefined) return true;
    const problems = this.#types.check(macro.expression, { source: use.source });
    let right = true;
    for (const { at, level, ...what } of problems) {
      if (level === 'error') right = false;
      const fault = faultIn(place.text, at, { ...what, item: place.item });
      this.#diagnostics.add({ ...fault.diagnostic, level });
    }
    for (const inner of macrosIn(macro.expression).keys())
      if (!this.#isRight(inner, use)) right = false;
    this.#judged.set(key, right);
    return right;
  }
}

function throwFirst(
  exception: ExceptionEntry,
  problems: readonly TypeProblem[],
  item: string,
): void {
  const error = problems.find(({ level }) => level === 'error');
  if (error !== undefined) throw faultAt(exception, error, item);
}

function faultAt(
  exception: ExceptionEntry,
  what: { readonly code: string; readonly message: string; readonly suggestion?: string },
  item: string,
): RuleFault {
  const message = `exception "${exception.name}": ${what.message}`;
  const more = what.suggestion === undefined ? {} : { suggestion: what.suggestion };
  return new RuleFault({ code: what.code, message, item, ...more }, exception.place);
}

/** Names of macros, and where each stands first. */
function macrosIn(expression: Expression): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  collect(expression, names);
  return names;
}

function collect(expression: Expression, names: Map<string, number>): void {
  if (expression.kind === 'not') collect(expression.item, names);
  else if (expression.kind === 'macro') {
    if (!names.has(expression.name)) names.set(expression.name, expression.at);
  } else if (expression.kind !== 'check') for (const item of expression.items) collect(item, names);
}
