import { parsePlatform } from '#app/resolve.ts';
import type { ScanOptions } from '#app/scan.ts';
import { reportOf } from '#app/subject.ts';
import type { ScanReport } from '#model/report.ts';
import { parseDuration } from '../duration.ts';
import { type GateOptions, readJudgement, readPolicy } from '../gate.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { type CommonOptions, readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

/** The flags of every command that matches and judges. */
export interface JudgeFlags extends CommonOptions, SessionOptions, GateOptions {
  readonly platform?: string;
  readonly include?: string;
  readonly declared?: boolean;
  readonly kernelHeaders?: boolean;
  readonly exposure?: string;
}

/** Makes the options of a scan from flags; files are relative to the working directory. Throws `usage.*` and `input.*`. */
export async function judgeOptions(
  flags: JudgeFlags,
  { workingDirectory }: Terminal,
): Promise<ScanOptions> {
  return {
    ...(await readJudgement(flags, workingDirectory)),
    policy: await readPolicy(flags, workingDirectory),
    ...(flags.attachedVex === true && { attachedVex: true }),
    ...(flags.platform !== undefined && { platform: parsePlatform(flags.platform) }),
    ...(flags.dbMaxAge !== undefined && { maxDatabaseAgeMs: parseDuration(flags.dbMaxAge) }),
  };
}

/** Reports on several references in one session, one after the other. Saved reports are read, everything else is scanned. */
export async function reportsOn(
  references: readonly (string | undefined)[],
  flags: JudgeFlags,
  program: Program,
  terminal: Terminal,
): Promise<readonly ScanReport[]> {
  const options = await judgeOptions(flags, terminal);
  using session = openSession(flags, terminal);
  const toolbox = await program.createToolbox(readSettings(flags, terminal), session.scope);
  const scope = { ...session.scope, directory: terminal.workingDirectory };
  using _history = toolbox.history;
  const reports: ScanReport[] = [];
  for (const reference of references)
    reports.push(await reportOf(reference, options, toolbox, scope));
  return reports;
}
