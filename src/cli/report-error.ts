import { CaissonError, familyOf } from '#kit/error.ts';
import { formatJson } from '#kit/json.ts';
import { printable } from '#kit/text.ts';
import { exitCodeOfError, exitCodes } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Tells a person (or with `json` a program) on stderr what stopped the command; gives the exit code. */
export function reportError(error: unknown, terminal: Terminal, options: ErrorOptions): number {
  if (terminal.signal.aborted) {
    terminal.err.write('interrupted\n');
    return exitCodes.interrupted;
  }
  const known = error instanceof CaissonError ? error : asBug(error, options.version);
  if (options.json) terminal.err.write(`${formatJson(recordOf(known))}\n`);
  else terminal.err.write(textOf(known));
  return exitCodeOfError(familyOf(known.code));
}

export interface ErrorOptions {
  readonly version: string;
  readonly json: boolean;
}

function textOf(error: CaissonError): string {
  const message = error.message.split('\n').map(printable).join('\n');
  const hint = error.hint === undefined ? '' : `hint: ${printable(error.hint)}\n`;
  const stack = error.code === 'internal.bug' ? `${error.stack ?? ''}\n` : '';
  return `error: ${message}\n${hint}${stack}`;
}

function recordOf(error: CaissonError): unknown {
  return { code: error.code, message: error.message, hint: error.hint, causes: causesOf(error) };
}

const maxCauses = 8;

function causesOf(error: Error): readonly string[] {
  const causes: string[] = [];
  let cause = error.cause;
  while (cause instanceof Error && causes.length < maxCauses) {
    causes.push(cause.message);
    cause = cause.cause;
  }
  return causes;
}

function asBug(error: unknown, version: string): CaissonError {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const bug = new CaissonError('internal.bug', `this is a bug in caisson ${version}: ${message}`, {
    hint: 'please report it with the lines below and what you ran',
    cause: error,
  });
  if (error instanceof Error && error.stack !== undefined) bug.stack = error.stack;
  return bug;
}
