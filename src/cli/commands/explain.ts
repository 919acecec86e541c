import { join, resolve } from 'node:path';
import { explain } from '#app/render.ts';
import { readReport, savedReports } from '#app/saved-report.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import { type CommonOptions, readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { explainChecks } from './checks.ts';
import { explainDetection } from './explain-detection.ts';
import { explainRule } from './rule.ts';
import { renderOptions } from './scan.ts';

export interface ExplainFlags extends CommonOptions {
  /** A report written with `-o json=FILE`, in place of the saved ones. */
  readonly report?: string;
}

/** `caisson explain FINDING [PACKAGE]`: looks through the last reports, newest first. */
export async function runExplain(
  words: readonly string[],
  flags: ExplainFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const { cacheDirectory } = readSettings(flags, terminal);
  const wanted = words.join(' ');
  if (flags.report === undefined && (await explainChecks(wanted, program, terminal)))
    return exitCodes.ok;
  if (flags.report === undefined && (await explainRule(wanted, program, terminal)))
    return exitCodes.ok;
  if (flags.report === undefined && (await explainDetection(wanted, {}, terminal)))
    return exitCodes.ok;
  const reports: Iterable<ScanReport> =
    flags.report === undefined
      ? savedReports(join(cacheDirectory, 'reports'))
      : [readReport(resolve(terminal.workingDirectory, flags.report))];
  for (const report of reports) {
    const text = await explain(report, wanted, renderOptions({}, terminal));
    if (text === undefined) continue;
    terminal.out.write(text);
    return exitCodes.ok;
  }
  throw new CaissonError('input.not-found', `no saved report has a finding ${quote(wanted)}`, {
    hint: 'name a CVE, an advisory id, a check, a rule, the first digits of a fingerprint or a detection; scan first, or give --report FILE',
  });
}
