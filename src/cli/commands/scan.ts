import { join } from 'node:path';
import { bestEffort } from '#app/best-effort.ts';
import { loadOutput } from '#app/render.ts';
import { saveReport } from '#app/saved-report.ts';
import { type ScanOptions, scan } from '#app/scan.ts';
import { sortOrders } from '#contract/output.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';
import { parseDestinations, writeReport } from '../destination.ts';
import { exitCodeOfVerdict, exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import { openSession } from '../session.ts';
import { readSettings, type Settings } from '../settings.ts';
import { type Terminal, wantsColour } from '../terminal.ts';
import { oneOf } from '../words.ts';
import { type JudgeFlags, judgeOptions } from './judged.ts';

export interface ScanFlags extends JudgeFlags {
  readonly output?: readonly string[];
  readonly sort?: string;
  readonly flat?: boolean;
  readonly reproducible?: boolean;
  readonly exitCode?: string;
}

/** `caisson scan [reference]`: scans, writes the outputs, gives the exit code. */
export async function runScan(
  reference: string | undefined,
  flags: ScanFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const destinations = parseDestinations(flags.output ?? []);
  const denied = deniedCode(flags);
  const options = await judgeOptions(flags, terminal);
  const settings = readSettings(flags, terminal);
  const report = await makeReport(reference, flags, { options, settings, program, terminal });
  for (const destination of destinations) {
    const output = await loadOutput(destination.format);
    const render = renderOptions(flags, terminal);
    writeReport(destination, output, report, { render, terminal });
  }
  const code = exitCodeOfVerdict(report.decision.verdict);
  return code === exitCodes.denied ? denied : code;
}

interface Work {
  readonly options: ScanOptions;
  readonly settings: Settings;
  readonly program: Program;
  readonly terminal: Terminal;
}

/** The session ends here, so that its progress line is gone before anything is printed. */
async function makeReport(
  reference: string | undefined,
  flags: ScanFlags,
  { options, settings, program, terminal }: Work,
): Promise<ScanReport> {
  using session = openSession(flags, terminal);
  const { scope } = session;
  const toolbox = await program.createToolbox(settings, scope);
  using _history = toolbox.history;
  const report = await scan(reference, options, toolbox, scope);
  if (settings.cache) {
    const keep = bestEffort(scope.log, 'the report cannot be kept for "caisson explain"');
    keep(() => saveReport(report, join(settings.cacheDirectory, 'reports')));
    toolbox.cache?.trim();
  }
  return report;
}

/** How to draw for this terminal. */
export function renderOptions(
  flags: { readonly flat?: boolean; readonly reproducible?: boolean; readonly sort?: string },
  { out, environment, clock }: Terminal,
): Parameters<typeof writeReport>[3]['render'] {
  return {
    columns: out.columns,
    colour: wantsColour(out, environment),
    now: clock().toISOString(),
    reproducible: flags.reproducible ?? false,
    flat: flags.flat ?? false,
    ...(flags.sort !== undefined && { sort: oneOf(sortOrders, flags.sort, '--sort') }),
  };
}

/** `--exit-code N` replaces only the code of a denial; the codes that mean something else are refused. */
function deniedCode({ exitCode: text, failOn }: ScanFlags): number {
  if (text === undefined) return exitCodes.denied;
  const code = Number(text);
  const taken = Object.values(exitCodes).filter((known) => known > exitCodes.denied);
  if (!/^\d{1,3}$/.test(text) || code > 255 || taken.some((known) => known === code)) {
    throw new CaissonError(
      'usage.invalid-argument',
      `the exit code ${quote(text)} cannot be used`,
      { hint: `take a number from 0 to 255 other than ${taken.join(', ')}` },
    );
  }
  if (code !== exitCodes.ok && failOn === undefined) {
    throw new CaissonError(
      'usage.invalid-argument',
      '--exit-code does nothing without --fail-on: no finding would ever deny',
      { hint: 'say what denies, for example --fail-on high' },
    );
  }
  return code;
}
