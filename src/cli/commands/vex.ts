import { loadOutput } from '#app/render.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { parseDestinations, writeReport } from '../destination.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { type JudgeFlags, reportsOn } from './judged.ts';
import { renderOptions } from './scan.ts';

export interface VexFlags extends JudgeFlags {
  readonly output?: readonly string[];
  readonly format?: readonly string[];
  readonly reproducible?: boolean;
}

const vexFormats = ['openvex', 'csaf-vex', 'cyclonedx-vex'];

/** `caisson vex [reference]`: statements, no verdict; only what could not be read at all makes it incomplete. */
export async function runVex(
  reference: string | undefined,
  flags: VexFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const named = [...(flags.output ?? []), ...(flags.format ?? [])];
  const destinations = parseDestinations(named.length === 0 ? ['openvex'] : named);
  const wrong = destinations.find(({ format }) => !vexFormats.includes(format));
  if (wrong !== undefined)
    throw new CaissonError('usage.invalid-argument', `${quote(wrong.format)} is no VEX format`, {
      hint: `use one of ${vexFormats.join(', ')}`,
    });
  const [report] = await reportsOn([reference], flags, program, terminal);
  if (report === undefined) return exitCodes.bug;
  for (const destination of destinations)
    writeReport(destination, await loadOutput(destination.format), report, {
      render: renderOptions(flags, terminal),
      terminal,
    });
  return report.decision.verdict === 'incomplete' ? exitCodes.incomplete : exitCodes.ok;
}
