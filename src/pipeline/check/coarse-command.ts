import type { SourceRange } from '#model/source-range.ts';
import { parseScript } from '#shell/parse-script.ts';
import type { ShellCommand } from '#shell/script.ts';
import type { Job, PipelineSubject, Script, Step } from '../model.ts';
import { withoutHoles } from '../shell-cache.ts';
import { stepsOf } from './parts.ts';

/** A command line of PowerShell or cmd. */
export interface CoarseCommand {
  readonly job: Job;
  readonly step: Step;
  readonly command: ShellCommand;
  readonly range: SourceRange;
}

const maxStatements = 2000;

/**
 * Commands of PowerShell and cmd scripts whose first word is a program that fits. Only their words are read, as those of a
 * shell: enough for tools that take the same words everywhere.
 */
export function coarseCommands(
  subject: PipelineSubject,
  program: RegExp,
): readonly CoarseCommand[] {
  return stepsOf(subject).flatMap(({ job, step }) =>
    step.scripts.flatMap((script) =>
      statementsOf(script).flatMap(({ text, start }): readonly CoarseCommand[] => {
        const [first = ''] = text.split(/\s/, 1);
        if (!program.test(first)) return [];
        const [command] = parseScript(text, 'bash').commands;
        const range = script.rangeOf(start, start + text.length);
        return command === undefined ? [] : [{ job, step, command, range }];
      }),
    ),
  );
}

interface Statement {
  readonly text: string;
  readonly start: number;
}

function statementsOf(script: Script): readonly Statement[] {
  const { dialect } = script;
  if (dialect !== 'pwsh' && dialect !== 'cmd') return [];
  const joined = withoutHoles(script).replace(
    dialect === 'pwsh' ? /`\r?\n/g : /\^\r?\n/g,
    ({ length }) => ' '.repeat(length),
  );
  const found: Statement[] = [];
  let start = 0;
  for (const piece of joined.split(/(?<=[\n;|&{}])/)) {
    const text = withoutEnd(piece);
    const lead = text.length - text.trimStart().length;
    if (lead < text.length) found.push({ text: text.slice(lead, 4096), start: start + lead });
    if (found.length >= maxStatements) break;
    start += piece.length;
  }
  return found;
}

/** Without separators and blanks at the end; by hand, since a pattern would look at long blanks again and again. */
function withoutEnd(piece: string): string {
  let end = piece.length;
  while (end > 0 && ' \t\r\n;|&{}'.includes(piece[end - 1] ?? 'x')) end -= 1;
  return piece.slice(0, end);
}
