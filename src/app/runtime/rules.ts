import { CaissonError } from '#kit/error.ts';
import { fitsStars } from '#kit/star-pattern.ts';
import { quote } from '#kit/text.ts';
import type { Priority } from '#model/detection.ts';
import type { RuleDefinition, RuleDiagnostic } from '#rule/ast.ts';
import { type LoadedRules, loadRules } from '#rule/language/load-rules.ts';
import { type RuleText, readRuleTexts } from './rule-files.ts';

export type { RuleDefinition, RuleText };
export { readRuleTexts };

/** Which rules are asked. Words of `enable` and `disable` are names, ids, tags or globs of them. */
export interface RuleChoice {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** The built-in files; absent where they are not wanted. */
  readonly builtIn?: readonly RuleText[];
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
  readonly priority?: Priority;
  readonly falcoStrict?: boolean;
}

/** Reads rule files. Throws `input.not-found`, `limit.size` and `limit.entries`; what is wrong inside files is a diagnostic. */
export function chosenRules(choice: RuleChoice): LoadedRules {
  const named = choice.paths.flatMap((path) => readRuleTexts(path));
  const loaded = loadRules([...(choice.builtIn ?? []), ...named], {
    ...(choice.priority !== undefined && { minimumPriority: choice.priority }),
    ...(choice.falcoStrict === true && { falcoStrict: true }),
  });
  return { ...loaded, rules: switched(loaded.rules, choice) };
}

/** Rules without which nothing can go on: an error in a file that a person named. */
export function refuseErrors(diagnostics: readonly RuleDiagnostic[]): void {
  const errors = diagnostics.filter(({ level }) => level === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more errors)` : '';
  throw new CaissonError(
    'input.malformed',
    `${first.file}:${first.line}:${first.column}: ${first.message}${more}`,
    { hint: first.suggestion ?? 'run `caisson rule check` on the file to see everything' },
  );
}

/** The rule of a name or id, whatever the case. Throws `input.not-found`. */
export function ruleNamed(rules: readonly RuleDefinition[], name: string): RuleDefinition {
  const lower = name.toLowerCase();
  const found = rules.find(
    (rule) => rule.name.toLowerCase() === lower || rule.id?.toLowerCase() === lower,
  );
  if (found !== undefined) return found;
  throw new CaissonError('input.not-found', `there is no rule ${quote(name)}`, {
    hint: 'run `caisson rule list`',
  });
}

function switched(
  rules: readonly RuleDefinition[],
  { enable = [], disable = [] }: RuleChoice,
): readonly RuleDefinition[] {
  if (enable.length + disable.length === 0) return rules;
  return rules.map((rule) => {
    const isOn = enable.some((word) => isMeant(rule, word));
    const isOff = disable.some((word) => isMeant(rule, word));
    return isOn === isOff && !isOn ? rule : { ...rule, enabled: isOn || !isOff };
  });
}

function isMeant({ name, id, tags }: RuleDefinition, word: string): boolean {
  return [name, id ?? '', ...tags].some((text) =>
    fitsStars(word.toLowerCase(), text.toLowerCase()),
  );
}
