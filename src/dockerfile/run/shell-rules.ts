import type { Violation } from '#contract/check.ts';
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
