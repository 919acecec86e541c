import { CaissonError } from '#kit/error.ts';
import type { ExceptionEntry, ListEntry, MacroEntry, Order, RuleEntry } from './entries.ts';
import type { ItemReader } from './item-reader.ts';
import { suggested } from './suggest.ts';

const maxItems = 100_000;
const maxRules = 10_000;

/** Everything that the files define, each name once, in the order of the first definitions. */
export class RuleCollector {
  readonly lists = new Map<string, ListEntry>();
  readonly macros = new Map<string, MacroEntry>();
  readonly rules = new Map<string, RuleEntry>();
  #next = 0;

  /** Defines an item, or puts it in the place of the one of that name. Throws `limit.entries`. */
  define<Entry extends Order>(
    table: Map<string, Entry>,
    name: string,
    make: (order: Order) => Entry,
  ): void {
    const previous = table.get(name);
    const now = this.#advance();
    table.set(name, make({ index: previous?.index ?? now, visibility: now }));
    if (this.rules.size > maxRules)
      throw new CaissonError('limit.entries', `there are more than ${maxRules} rules`);
  }

  /** Says that an item was changed. */
  changed(entry: Order): void {
    entry.visibility = this.#advance();
  }

  #advance(): number {
    this.#next += 1;
    if (this.#next > maxItems)
      throw new CaissonError(
        'limit.entries',
        `there are more than ${maxItems} items in rule files`,
      );
    return this.#next;
  }
}

/** The entry of that name, which an `append` or `override` asks for. */
export function previousOf<Entry>(
  table: ReadonlyMap<string, Entry>,
  name: string,
  reader: ItemReader,
): Entry {
  const entry = table.get(name);
  if (entry !== undefined) return entry;
  throw reader.fault(
    'there is nothing of this name before it that could be changed',
    reader.value('override'),
    'no-previous',
    suggested(name, table.keys()),
  );
}

/** Adds values to exceptions of the same name, and new exceptions. */
export function appendExceptions(
  entry: RuleEntry,
  more: readonly ExceptionEntry[],
  reader: ItemReader,
): void {
  for (const exception of more) {
    const previous = entry.exceptions.find(({ name }) => name === exception.name);
    if (previous === undefined) {
      if (exception.fields === undefined)
        throw reader.fault(
          `the exception "${exception.name}" has no fields`,
          reader.value('exceptions'),
        );
      if (exception.values.length === 0)
        throw reader.fault(
          `the exception "${exception.name}" has no values`,
          reader.value('exceptions'),
        );
      entry.exceptions.push(exception);
    } else if (exception.fields !== undefined || exception.comparisons !== undefined)
      throw reader.fault(
        `only values can be added to the exception "${exception.name}", neither fields nor comps`,
        reader.value('exceptions'),
      );
    else for (const value of exception.values) previous.values.push(value);
  }
}
