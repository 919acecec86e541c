import { deniesRescan, type Predicate, parseExpression } from '#app/policy.ts';
import { renderRescan } from '#app/render.ts';
import type { Toolbox } from '#app/toolbox.ts';
import { CaissonError } from '#kit/error.ts';
import { printable } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import { thresholdOf } from '../gate.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { type CommonOptions, readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { renderOptions } from './scan.ts';

export interface RescanFlags extends CommonOptions, SessionOptions {
  readonly format: 'table' | 'json';
  readonly list?: boolean;
  readonly failOn?: string;
}

/** `caisson rescan`: exit 1 when a finding that opened matches `--fail-on`. */
export async function runRescan(
  flags: RescanFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const gate = gateOf(flags);
  using session = openSession(flags, terminal);
  const toolbox = await program.createToolbox(readSettings(flags, terminal), session.scope);
  using history = toolbox.history;
  if (history === undefined)
    throw new CaissonError('usage.invalid-argument', 'nothing is kept without a cache');
  if (flags.list === true) return writeList(history.list(), terminal);
  using index = toolbox.openIndex();
  const result = history.rescan(index, session.scope);
  const chunks = await renderRescan(result, flags.format, renderOptions({}, terminal));
  for (const text of chunks) terminal.out.write(text);
  return gate !== undefined && deniesRescan(gate, result) ? exitCodes.denied : exitCodes.ok;
}

function gateOf({ failOn }: RescanFlags): Predicate | undefined {
  return failOn === undefined ? undefined : parseExpression(thresholdOf(failOn) ?? failOn);
}

function writeList(
  artifacts: ReturnType<NonNullable<Toolbox['history']>['list']>,
  terminal: Terminal,
): number {
  for (const { reference, savedAt, digest = '' } of artifacts) {
    const when = savedAt.slice(0, 16).replace('T', ' ');
    terminal.out.write(`${when}  ${digest.slice(0, 19)}  ${printable(reference)}\n`);
  }
  return exitCodes.ok;
}
