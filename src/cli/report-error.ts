import { CaissonError, familyOf } from '#kit/error.ts';
import { formatJson } from '#kit/json.ts';
import { printable, quote } from '#kit/text.ts';
import { defaultHint } from './default-hint.ts';
import { exitCodeOfError, exitCodes } from './exit.ts';
import { type Terminal, wantsColour } from './terminal.ts';

/** Tells a person (or with `json` a program) on stderr what stopped the command; gives the exit code. */
export function reportError(error: unknown, terminal: Terminal, options: ErrorOptions): number {
  if (terminal.signal.aborted) {
    const record = { code: 'interrupted', message: 'interrupted', causes: [] };
    terminal.err.write(options.json ? `${formatJson(record)}\n` : 'interrupted\n');
    return exitCodes.interrupted;
  }
  const known = error instanceof CaissonError ? error : systemError(error, options.version);
  if (options.json) terminal.err.write(`${formatJson(recordOf(known))}\n`);
  else terminal.err.write(textOf(known, wantsColour(terminal.err, terminal.environment)));
  return exitCodeOfError(familyOf(known.code));
}

export interface ErrorOptions {
  readonly version: string;
  readonly json: boolean;
}

function textOf(error: CaissonError, colour: boolean): string {
  const word = colour ? '\u001b[1;31merror:\u001b[0m' : 'error:';
  const message = error.message.split('\n').map(printable).join('\n');
  const isClear = error.code === 'internal.bug' || error.code === 'input.not-found';
  const cause = isClear ? undefined : causesOf(error)[0];
  const reason = cause === undefined ? '' : `because: ${printable(cause)}\n`;
  const advice = hintOf(error);
  const hint = advice === undefined ? '' : `hint: ${printable(advice)}\n`;
  const stack = error.code === 'internal.bug' ? `${error.stack ?? ''}\n` : '';
  return `${word} ${message}\n${reason}${hint}${stack}`;
}

function hintOf({ hint, code }: CaissonError): string | undefined {
  return hint ?? defaultHint(code);
}

function recordOf(error: CaissonError): unknown {
  return { code: error.code, message: error.message, hint: hintOf(error), causes: causesOf(error) };
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

/** What the operating system may refuse anywhere, with what a person can do about it. */
const refusals: Readonly<Record<string, readonly [happened: string, hint: string]>> = {
  ENOSPC: ['no space is left', 'free some space, or set TMPDIR and CAISSON_CACHE_DIR elsewhere'],
  EDQUOT: ['the disk quota is used up', 'free some space, or set TMPDIR and CAISSON_CACHE_DIR'],
  EROFS: ['the file system is read-only', 'set TMPDIR and CAISSON_CACHE_DIR elsewhere'],
  EACCES: ['permission is denied', 'run as a user who may do that'],
  EPERM: ['that is not permitted', 'run as a user who may do that'],
  EMFILE: ['too many files are open', 'raise the limit: ulimit -n 4096'],
  ENFILE: ['too many files are open on this machine', 'close some programs'],
  ENOMEM: ['memory is used up', 'give the process more memory'],
  ENOENT: ['there is no such file or directory', 'check the path'],
  ENOTDIR: ['a part of the path is no directory', 'check the path'],
  EISDIR: ['that is a directory', 'name a file'],
  EEXIST: ['that is there already', 'name another place'],
  ELOOP: ['symbolic links lead in a circle', 'check the path'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter one'],
  EIO: ['the device reports an error', 'check the disk'],
};

/** An error of the operating system that nobody gave a better name is still no bug of ours. */
function systemError(error: unknown, version: string): CaissonError {
  if (!(error instanceof Error) || !('code' in error)) return asBug(error, version);
  const refusal = typeof error.code === 'string' ? refusals[error.code] : undefined;
  if (refusal === undefined) return asBug(error, version);
  const [happened, hint] = refusal;
  const thing = 'path' in error && typeof error.path === 'string' ? `${quote(error.path)}: ` : '';
  return new CaissonError('host.io', `${thing}${happened}`, { hint, cause: error });
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
