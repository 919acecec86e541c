import { isCaissonError } from '#kit/error.ts';
import type { SourceRange } from '#model/source-range.ts';
import type { ShellWord } from '#shell/script.ts';
import { contextPath } from '../github/context-path.ts';
import { sourceOf } from '../github/event-source.ts';
import { parseExpression } from '../github/expression-parser.ts';
import { fileCommands } from '../github/file-commands.ts';
import type { PipelineSubject, Script } from '../model.ts';

/** A write to a file that changes the environment of later steps. */
export interface EnvironmentWrite {
  readonly file: string;
  readonly range: SourceRange;
}

/** Writes of a script to `GITHUB_ENV` and `GITHUB_PATH` whose content is not fixed. */
export function environmentWrites(
  subject: PipelineSubject,
  script: Script,
): readonly EnvironmentWrite[] {
  if (!/GITHUB_(?:ENV|PATH)/i.test(script.text)) return [];
  if (script.dialect === 'pwsh') return linesThat(script, pwshWrite);
  if (script.dialect === 'cmd') return linesThat(script, cmdWrite);
  const shell = subject.shell(script);
  if (shell === undefined) return [];
  return fileCommands(shell).flatMap(({ file, command }) => {
    const { name, argv, start, end } = command;
    const writes = name === 'echo' || name === 'printf';
    const fixed = writes && argv.slice(1).every((word) => isFixed(word, script));
    if (file === 'GITHUB_OUTPUT' || fixed) return [];
    return [{ file, range: script.rangeOf(start, end) }];
  });
}

const pwshWrite =
  /(?:>|\b(?:Out-File|Add-Content|Set-Content|Tee-Object)\b)[^\n]{0,300}?\$\{?env:(GITHUB_(?:ENV|PATH))\b/i;
const cmdWrite = />\s*"?%(GITHUB_(?:ENV|PATH))%/i;

function linesThat(script: Script, pattern: RegExp): readonly EnvironmentWrite[] {
  const found: EnvironmentWrite[] = [];
  let start = 0;
  for (const line of script.text.split('\n')) {
    const file = pattern.exec(line.slice(0, 2000))?.[1];
    if (file !== undefined) found.push({ file, range: script.rangeOf(start, start + line.length) });
    start += line.length + 1;
  }
  return found;
}

/** Text that holds no variable, or only values of the run that nobody chooses. */
function isFixed({ dynamic, start, end, pieces }: ShellWord, { holes }: Script): boolean {
  if (!dynamic) return true;
  const inside = holes.filter((hole) => hole.start >= start && hole.end <= end);
  const variables = pieces.filter(({ kind }) => kind === 'variable' || kind === 'command');
  return (
    variables.length === inside.length &&
    inside.every(({ expression }) => isChosenByNobody(expression))
  );
}

function isChosenByNobody(expression: string): boolean {
  try {
    const path = contextPath(parseExpression(expression));
    if (path === undefined) return false;
    return (
      path[0] === 'runner' || (path[0] === 'github' && sourceOf(path, false).trust === 'fixed')
    );
  } catch (error) {
    if (isCaissonError(error)) return false;
    throw error;
  }
}
