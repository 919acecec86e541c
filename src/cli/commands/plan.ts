import { renderPlan } from '#app/render.ts';
import { exitCodeOfVerdict, exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { type JudgeFlags, reportsOn } from './judged.ts';
import { renderOptions } from './scan.ts';

export interface PlanFlags extends JudgeFlags {
  readonly format: 'table' | 'json' | 'markdown';
}

/** `caisson plan [reference]`. */
export async function runPlan(
  reference: string | undefined,
  flags: PlanFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const [report] = await reportsOn([reference], flags, program, terminal);
  if (report === undefined) return exitCodes.bug;
  const chunks = await renderPlan(report, flags.format, renderOptions({}, terminal));
  for (const text of chunks) terminal.out.write(text);
  return exitCodeOfVerdict(report.decision.verdict);
}
