import type { Violation } from '#contract/check.ts';
import type { Severity } from '#model/severity.ts';
import type { ScriptMistake } from '#shell/lint.ts';
import { inRun, type RuleFacts, type Run } from './rule-facts.ts';
import { fixes, replaceIn } from './script-edit.ts';

/** Mistakes in the scripts of RUN under one of ShellCheck's numbers, or a range of them. */
export function mistakes(facts: RuleFacts, from: number, to = from): readonly Violation[] {
  return facts.runs.flatMap((run) =>
    run.mistakes
      .filter(({ code }) => code >= from && code <= to)
      .map(({ start, end, message, code }) =>
        inRun(
          facts,
          run,
          { start, end },
          {
            message: `${message} (SC${code})`,
            ...quoteFix(facts, run, { code, start, end }),
            identity: `${code} ${run.run.script.text.slice(start, end).slice(0, 120)}`,
            ...(code >= 3000 && { aliases: [`shellcheck:SC${code}`, `hadolint:SC${code}`] }),
          },
        ),
      ),
  );
}

/** Quotes around a variable or a substitution. */
function quoteFix(
  facts: RuleFacts,
  run: Run,
  { code, start, end }: Pick<ScriptMistake, 'code' | 'start' | 'end'>,
): Partial<Violation> {
  const text = run.run.script.text.slice(start, end);
  if ((code !== 2086 && code !== 2046) || text.includes('"') || text.startsWith('`')) return {};
  return fixes('put it in double quotes', 'review', [
    replaceIn(facts, run, { start, end }, `"${text}"`),
  ]);
}

/** Numbers that have a check of their own; so have all from 3000 to 3999. */
const native = new Set([2002, 2015, 2028, 2035, 2046, 2086, 2153, 2154, 2155, 2164]);

const severities: Readonly<Record<NonNullable<ScriptMistake['level']>, Severity>> = {
  error: 'high',
  warning: 'medium',
  info: 'low',
  style: 'negligible',
};

/** What ShellCheck itself says, but for what has a check of its own. */
export function otherMistakes(facts: RuleFacts): readonly Violation[] {
  return facts.runs.flatMap((run) =>
    run.mistakes.flatMap(({ start, end, message, code, level }) => {
      if (level === undefined || native.has(code) || (code >= 3000 && code <= 3999)) return [];
      const violation = {
        message: `${message} (SC${code})`,
        identity: `${code} ${run.run.script.text.slice(start, end).slice(0, 120)}`,
        severity: severities[level],
        aliases: [`shellcheck:SC${code}`, `hadolint:SC${code}`],
      };
      return [inRun(facts, run, { start, end }, violation)];
    }),
  );
}
