import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { EmbeddedScript, ScriptComment } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import {
  readShellcheck,
  type ShellcheckTask,
  shellcheckArguments,
  shellcheckDialect,
  shellcheckTask,
} from '#shell/shellcheck.ts';

/** The program ShellCheck as it is installed. */
export interface ShellcheckProgram {
  readonly path: string;
  /** It knows the shell `busybox`: version 0.10 and later. */
  readonly knowsBusybox: boolean;
}

/** What ShellCheck says of a script, or why it says nothing. */
export type ShellcheckAnswer =
  | { readonly comments: readonly ScriptComment[] }
  | { readonly failure: string };

/** Longest script that is handed on; ShellCheck's time grows faster than the script. */
const maxScript = 65_536;
/** Scripts and characters for one process. */
const maxScripts = 200;
const maxCharacters = 2 ** 20;
const maxAnswerBytes = 64 * 2 ** 20;
/** Scripts that are remembered, since many files hold the same ones. */
const maxKnown = 4000;
const versionTimeMs = 5000;
/** Processes that may fail before no more are started: nested parentheses take ShellCheck time without end. */
const maxFailures = 8;

/** Finds ShellCheck in the absolute directories of `PATH`; `undefined` when it is not there or does not run. */
export function findShellcheck(environmentPath: string): ShellcheckProgram | undefined {
  const path = environmentPath
    .split(delimiter)
    .filter(isAbsolute)
    .map((directory) => join(directory, 'shellcheck'))
    .find(isProgram);
  if (path === undefined) return undefined;
  const { stdout } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    env: plainEnvironment,
    timeout: versionTimeMs,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const version = /^version: (\d+)\.(\d+)/m.exec(stdout ?? '');
  if (version === null) return undefined;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return { path, knowsBusybox: major > 0 || minor >= 10 };
}

/** Nothing of the person's own settings; scripts are UTF-8. */
const plainEnvironment = { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' };

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Judges scripts, many in one process; what it said is remembered. A process that fails is tried again with half of them. */
export class Shellcheck {
  readonly #program: ShellcheckProgram;
  readonly #scope: Scope;
  readonly #known = new Map<string, ShellcheckAnswer>();
  #failures = 0;

  constructor(program: ShellcheckProgram, scope: Scope) {
    this.#program = program;
    this.#scope = scope;
  }

  /** The answers in the order of the scripts. Never throws but when aborted. */
  judge(scripts: readonly EmbeddedScript[]): readonly ShellcheckAnswer[] {
    const keys = scripts.map(keyOf);
    const open = new Map<string, EmbeddedScript>();
    const answers = new Map<string, ShellcheckAnswer>();
    for (const [index, key] of keys.entries()) {
      const script = scripts[index];
      const known = this.#known.get(key);
      if (known !== undefined) answers.set(key, known);
      else if (script !== undefined && script.text.length <= maxScript) open.set(key, script);
    }
    for (const [shell, group] of Map.groupBy(open, ([, { dialect }]) =>
      shellcheckDialect(dialect, this.#program.knowsBusybox),
    ))
      for (const batch of batches(group)) this.#run(shell, batch, answers);
    if (this.#known.size > maxKnown) this.#known.clear();
    for (const key of open.keys()) {
      const answer = answers.get(key);
      if (answer !== undefined) this.#known.set(key, answer);
    }
    return keys.map((key) => answers.get(key) ?? tooLong);
  }

  #run(shell: string, batch: Batch, answers: Map<string, ShellcheckAnswer>): void {
    this.#scope.signal.throwIfAborted();
    const answer =
      this.#failures < maxFailures ? this.#tryRun(shell, batch) : 'it failed too often before';
    if (typeof answer !== 'string') {
      for (const [index, [key]] of batch.entries())
        answers.set(key, { comments: answer.get(`${index}.sh`) ?? [] });
      return;
    }
    this.#failures += 1;
    const half = batch.length >> 1;
    if (half === 0) for (const [key] of batch) answers.set(key, { failure: answer });
    else
      for (const part of [batch.slice(0, half), batch.slice(half)]) this.#run(shell, part, answers);
  }

  /** Comments by name of the file, or what went wrong. */
  #tryRun(shell: string, batch: Batch): ReadonlyMap<string, readonly ScriptComment[]> | string {
    const directory = mkdtempSync(join(this.#scope.temporaryDirectory, 'shellcheck-'));
    try {
      const tasks = new Map<string, ShellcheckTask>();
      for (const [index, [, { text, declared }]] of batch.entries()) {
        const task = shellcheckTask(text, declared);
        tasks.set(`${index}.sh`, task);
        writeFileSync(join(directory, `${index}.sh`), task.input);
      }
      const { status, error, stdout } = spawnSync(
        this.#program.path,
        [...shellcheckArguments(shell), ...tasks.keys()],
        {
          cwd: directory,
          encoding: 'utf8',
          env: plainEnvironment,
          timeout: timeFor(batch.length),
          killSignal: 'SIGKILL',
          maxBuffer: maxAnswerBytes,
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      if (error !== undefined) return error.message;
      if (status !== 0 && status !== 1) return `it ended with ${status ?? 'a signal'}`;
      return readShellcheck(stdout, tasks);
    } catch (error) {
      if (error instanceof CaissonError) return error.message;
      throw error;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

type Batch = readonly (readonly [key: string, script: EmbeddedScript])[];

const tooLong: ShellcheckAnswer = { failure: 'the script is too long' };

/** Milliseconds for one process: usual scripts take 2 to 20. */
function timeFor(scripts: number): number {
  return 3000 + scripts * 40;
}

function keyOf({ text, dialect, declared }: EmbeddedScript): string {
  return [dialect, declared.toSorted().join(' '), text].join('\0');
}

function* batches(group: Batch): Generator<Batch> {
  let batch: Batch[number][] = [];
  let characters = 0;
  for (const entry of group) {
    const [, { text }] = entry;
    if (batch.length >= maxScripts || characters + text.length > maxCharacters) {
      if (batch.length > 0) yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(entry);
    characters += text.length;
  }
  if (batch.length > 0) yield batch;
}
