import type { Edit, Fix, FixSafety } from '#model/source-range.ts';
import type { Span as ScriptSpan, ShellWord } from '#shell/script.ts';
import { rangeOfSpan } from '../source-text.ts';
import { type RuleFacts, type Run, sourceSpan } from './rule-facts.ts';

/** Fixes of a violation, when every edit could be placed. */
export function fixes(
  title: string,
  safety: FixSafety,
  edits: readonly (Edit | undefined)[],
): { readonly fixes?: readonly Fix[] } {
  const placed = edits.filter((edit) => edit !== undefined);
  if (placed.length < edits.length || placed.length === 0) return {};
  return { fixes: [{ title, safety, edits: placed }] };
}

/** Puts a text behind a word of a script; `undefined` where the script does not stand in the file as it is. */
export function insertAfter(
  facts: RuleFacts,
  run: Run,
  word: ShellWord | undefined,
  text: string,
): Edit | undefined {
  if (word === undefined || !isVerbatim(facts, run, word)) return undefined;
  const { end } = rangeOfSpan(facts.file.source, sourceSpan(run, word));
  return { start: end, end, text };
}

/** Puts another text in the place of a stretch of a script. */
export function replaceIn(
  facts: RuleFacts,
  run: Run,
  span: ScriptSpan,
  text: string,
): Edit | undefined {
  if (!isVerbatim(facts, run, span)) return undefined;
  const { start, end } = rangeOfSpan(facts.file.source, sourceSpan(run, span));
  return { start, end, text };
}

/** Puts a text behind the last command of a script: `&& apt-get clean`, in the file's own style of continuation. */
export function appendCommand(facts: RuleFacts, run: Run, command: string): Edit | undefined {
  const { script, form } = run.run;
  const last = script.commands.findLast(
    ({ scope, inFunction }) => scope === 0 && inFunction === undefined,
  );
  if (form !== 'shell' || script.partial || last === undefined || !isSimple(run)) return undefined;
  const end = Math.max(...script.commands.map((each) => each.end));
  const source = sourceSpan(run, { start: Math.max(0, end - 1), end });
  const range = rangeOfSpan(facts.file.source, source);
  const isLong = run.instruction.lastLine > run.instruction.firstLine;
  const joint = isLong ? ` ${facts.file.escape}\n${indentOf(facts, run)}&& ` : ' && ';
  return { start: range.end, end: range.end, text: joint + command };
}

/** Puts whole lines before a RUN; none for one that ONBUILD keeps. */
export function linesBefore(
  { file }: RuleFacts,
  { outer }: Run,
  text: string,
): readonly (Edit | undefined)[] {
  if (outer.kind !== 'run') return [undefined];
  const { start } = rangeOfSpan(file.source, outer.span);
  return [{ start, end: start, text }];
}

/** Whether a script is a plain chain of `&&`, to which one more command may be added. */
function isSimple({ run: { script }, instruction }: Run): boolean {
  return (
    instruction.heredocs.length === 0 &&
    !/;\s*$|#/.test(script.text) &&
    script.commands.every(({ branch, loop, condition, background, before, after }) =>
      [branch, loop, condition, background, before === '||', after === '||'].every((is) => !is),
    )
  );
}

/** Blanks before the last line of a RUN, where its commands stand. */
function indentOf({ file }: RuleFacts, { instruction }: Run): string {
  const start = file.source.lineStarts[instruction.lastLine] ?? 0;
  return /^[ \t]*/.exec(file.source.text.slice(start, start + 80))?.[0] ?? '';
}

function isVerbatim({ file }: RuleFacts, run: Run, span: ScriptSpan): boolean {
  const { start, end } = sourceSpan(run, span);
  return file.source.text.slice(start, end) === run.run.text.text.slice(span.start, span.end);
}
