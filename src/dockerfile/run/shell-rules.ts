import type { Violation } from '#contract/check.ts';
import { inRun, type RuleFacts } from './rule-facts.ts';

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
            identity: `${code} ${run.run.script.text.slice(start, end).slice(0, 120)}`,
          },
        ),
      ),
  );
}
