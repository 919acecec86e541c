import type { RuleDiagnostic } from '../ast.ts';
import { type LoadedRules, loadRules } from './load-rules.ts';
import { printCondition } from './print-condition.ts';
import type { LoadOptions } from './rule-options.ts';

/** For tests: loads texts as files `0.yaml`, `1.yaml` … */
export function load(texts: string | readonly string[], options?: LoadOptions): LoadedRules {
  const all = typeof texts === 'string' ? [texts] : texts;
  return loadRules(
    all.map((text, at) => ({ name: `${at}.yaml`, text })),
    options,
  );
}

/** For tests: a rule with a few keys of its own; the others are right. */
export function ruleText(condition: string, more = ''): string {
  return `- rule: R
  desc: D
  condition: ${condition}
  output: O
  priority: INFO
${more}`;
}

/** For tests: the condition of the rule `R` with everything written out. */
export function conditionIn({ rules }: LoadedRules, name = 'R'): string | undefined {
  const rule = rules.find((one) => one.name === name);
  return rule === undefined ? undefined : printCondition(rule.condition);
}

/** For tests: `level code message` of each. */
export function shown(diagnostics: readonly RuleDiagnostic[]): readonly string[] {
  return diagnostics.map(({ level, code, message, file, line, column }) => {
    return `${file}:${line}:${column} ${level} ${code}: ${message}`;
  });
}
