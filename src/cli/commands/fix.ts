import { type FixedFile, fixPaths } from '#app/fix.ts';
import { plural } from '#kit/text.ts';
import { fixSafeties } from '#model/source-range.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { type CommonOptions, readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { oneOf } from '../words.ts';

export interface FixFlags extends CommonOptions, SessionOptions {
  readonly write?: boolean;
  readonly safety?: string;
  readonly only?: string;
  readonly format?: string;
}

/** `caisson fix [path…]`: prints what would change as a patch, or changes the files. */
export async function runFix(
  paths: readonly string[],
  flags: FixFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const options = {
    safety: oneOf(fixSafeties, flags.safety ?? 'safe', '--safety'),
    rules: (flags.only ?? '').split(',').filter((word) => word !== ''),
    write: flags.write === true,
  };
  using session = openSession(flags, terminal);
  const toolbox = await program.createToolbox(readSettings(flags, terminal), session.scope);
  const { checkers } = await toolbox.inspectors();
  const given = { checkers, directory: terminal.workingDirectory };
  const named = paths.length === 0 ? ['.'] : paths;
  const files = [...fixPaths(named, options, given, session.scope)];
  if (flags.format === 'json') terminal.out.write(`${JSON.stringify({ files }, undefined, 2)}\n`);
  else writeText(files, options.write, terminal);
  return exitCodes.ok;
}

function writeText(files: readonly FixedFile[], isWritten: boolean, { out, err }: Terminal): void {
  for (const { path, patch, applied } of files) {
    if (!isWritten) out.write(patch);
    else for (const { rule, title } of applied) out.write(`${path}: ${title} [${rule}]\n`);
  }
  const count = files.reduce((sum, { applied }) => sum + applied.length, 0);
  const what = `${plural(count, 'fix', 'fixes')} in ${plural(files.length, 'file')}`;
  if (count === 0) err.write('nothing to fix\n');
  else err.write(isWritten ? `${what} applied\n` : `${what}; apply them with --write\n`);
}
