import type { SourceRange } from '#model/source-range.ts';
import type { PipelineSubject } from '../model.ts';
import { actionRunsCheckout, runsCheckout } from '../table/build-tools.ts';
import { commandsOfStep, type PlacedStep, wordsOf } from './parts.ts';

/** Something in a step that executes files of the workspace. */
export interface Execution {
  /** The program or action. */
  readonly what: string;
  readonly range: SourceRange;
}

const interpreters = new Set([
  'bash',
  'sh',
  'zsh',
  'dash',
  'python',
  'python3',
  'node',
  'ruby',
  'perl',
  'php',
  'source',
  '.',
  'pwsh',
  'deno',
  'bun',
  'tsx',
  'ts-node',
]);

/** The first thing of each kind in a step that executes files of the checkout. */
export function executionsOf(subject: PipelineSubject, placed: PlacedStep): readonly Execution[] {
  const { uses } = placed.step;
  if (uses?.origin === 'local') return [{ what: uses.source, range: uses.text.range }];
  if (uses !== undefined) return actionExecution(placed);
  const seen = new Map<string, Execution>();
  for (const { command, range } of commandsOfStep(subject, placed)) {
    const what = executed(command.name, wordsOf(command), command.words[0]?.value ?? '');
    if (what !== undefined && !seen.has(what)) seen.set(what, { what, range });
  }
  return [...seen.values()];
}

function actionExecution({ step: { uses } }: PlacedStep): readonly Execution[] {
  if (uses === undefined || !actionRunsCheckout(uses.source)) return [];
  return [{ what: uses.source, range: uses.text.range }];
}

/** What a command executes of the checkout, for people. */
function executed(name: string, words: readonly string[], first: string): string | undefined {
  if (runsCheckout(name, words)) return [name, ...words.slice(0, 1)].join(' ').trim();
  if (/^\.{1,2}\//.test(first) || /\.(?:sh|ps1)$/.test(first)) return first;
  if (interpreters.has(name)) return interpreted(name, words);
  return name === 'chmod' ? madeExecutable(words) : undefined;
}

/** The file of the checkout that an interpreter is given. */
function interpreted(name: string, words: readonly string[]): string | undefined {
  const file = words.find((word) => !word.startsWith('-'));
  if (file === undefined || words.includes('-c') || words.includes('-e')) return undefined;
  const isFile = /^[\w.$@/-]+$/.test(file) && !file.startsWith('/') && file.includes('.');
  return isFile ? `${name} ${file}` : undefined;
}

function madeExecutable(words: readonly string[]): string | undefined {
  const mode = words.find((word) => !word.startsWith('-')) ?? '';
  const octal = /^[0-7]?([0-7])([0-7])([0-7])$/.exec(mode);
  const bits = octal?.slice(1).some((digit) => Number(digit) % 2 === 1) === true;
  return bits || /\+.*x/.test(mode) ? `chmod ${mode}` : undefined;
}
