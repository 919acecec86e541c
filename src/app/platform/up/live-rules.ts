import type { SqlReader } from '#contract/sql.ts';
import { ruleSwitches } from '#estate/runtime/rule-switch.ts';
import type { RuleDefinition } from '#rule/ast.ts';
import { chosenRules, type RuleText, refuseErrors } from '../../runtime/rules.ts';
import type { ShownRule } from '../operations/runtime.ts';

/** The rules of an installation: built in, from files, and as people switched them. */
export class LiveRules {
  readonly #database: SqlReader;
  readonly #rules: readonly RuleDefinition[];

  /** Throws `input.malformed` for an error in a file that was named. */
  constructor(database: SqlReader, builtIn: readonly RuleText[], paths: readonly string[]) {
    this.#database = database;
    const { rules, diagnostics } = chosenRules({ builtIn, paths });
    refuseErrors(diagnostics);
    this.#rules = rules;
  }

  /** As they are watched by. */
  async current(): Promise<readonly RuleDefinition[]> {
    const switches = await ruleSwitches(this.#database);
    return this.#rules.map((rule) => ({
      ...rule,
      enabled: switches.get(rule.name) ?? rule.enabled,
    }));
  }

  /** As lists show them, before anybody switched one. */
  shown(): readonly ShownRule[] {
    return this.#rules.map(({ id, name, priority, enabled, source, tags, description }) => ({
      ...(id !== undefined && { id }),
      name,
      priority,
      enabled,
      source,
      tags,
      description,
    }));
  }
}
