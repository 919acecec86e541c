import { compareReports } from '#app/compare.ts';
import { deniesOpened } from '#app/policy.ts';
import { renderChange } from '#app/render.ts';
import { exitCodes } from '../exit.ts';
import { readPolicy } from '../gate.ts';
import type { Program } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { type JudgeFlags, reportsOn } from './judged.ts';
import { renderOptions } from './scan.ts';

export interface DiffFlags extends JudgeFlags {
  readonly format: 'table' | 'json' | 'markdown';
}

/** `caisson diff <before> <after>`: exit 1 when a finding that opened matches `--fail-on`, 3 when a side is incomplete. */
export async function runDiff(
  references: readonly [string, string],
  flags: DiffFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const [before, after] = await reportsOn(references, flags, program, terminal);
  if (before === undefined || after === undefined) return exitCodes.bug;
  const change = compareReports(before, after);
  const render = renderOptions({}, terminal);
  for (const text of await renderChange(change, flags.format, render)) terminal.out.write(text);
  const policy = await readPolicy(flags, terminal.workingDirectory);
  if (deniesOpened(policy, change)) return exitCodes.denied;
  const isIncomplete = [before, after].some(({ decision }) => decision.verdict === 'incomplete');
  return isIncomplete ? exitCodes.incomplete : exitCodes.ok;
}
