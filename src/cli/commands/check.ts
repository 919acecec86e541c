import { resolve } from 'node:path';
import { type CheckOptions, checkPaths } from '#app/check.ts';
import type { NamedText } from '#app/check-input.ts';
import { boundMemory, collectGarbage } from '#app/check-memory.ts';
import { loadOutput } from '#app/render.ts';
import { readReport } from '#app/saved-report.ts';
import { findShellcheck } from '#app/shellcheck.ts';
import { CaissonError } from '#kit/error.ts';
import { type Destination, parseDestinations, writeReport } from '../destination.ts';
import { exitCodeOfVerdict } from '../exit.ts';
import { type GateOptions, readPolicy } from '../gate.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { type CommonOptions, readSettings, type Settings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { renderOptions } from './scan.ts';

export interface CheckFlags extends CommonOptions, SessionOptions, GateOptions {
  readonly output?: readonly string[];
  readonly sort?: string;
  readonly flat?: boolean;
  readonly reproducible?: boolean;
  /** Take the text of this file from standard input. */
  readonly stdin?: string;
  readonly all?: boolean;
}

/** What fails when nobody says: anything that is more than a matter of taste. */
const usualGate = 'low';

/** `caisson check [path…]`: checks source files, writes the outputs, gives the exit code. */
export async function runCheck(
  paths: readonly string[],
  flags: CheckFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  boundMemory();
  const destinations = destinationsOf(flags.output ?? []);
  const options = await checkOptions(flags, terminal);
  const settings = readSettings(flags, terminal);
  const work = inputsOf(paths, flags, terminal);
  const report = await (async () => {
    using session = openSession(flags, terminal);
    const toolbox = await program.createToolbox(settings, session.scope);
    const inspectors = await toolbox.inspectors();
    const given = { inspectors, directory: terminal.workingDirectory, version: program.version };
    const checked = await checkPaths(
      work,
      { ...options, ...shellcheckOf(settings) },
      given,
      session.scope,
    );
    return (await toolbox.validation?.settleReport(checked, session.scope)) ?? checked;
  })();
  collectGarbage();
  for (const destination of destinations) {
    const output = await loadOutput(destination.format);
    const render = renderOptions(flags, terminal);
    writeReport(destination, output, report, { render, terminal });
  }
  return exitCodeOfVerdict(report.decision.verdict);
}

/** Files whose scripts ShellCheck judges when nobody says: some seconds of work. */
const usualShellcheckFiles = 100;

/** ShellCheck where it is installed, unless `--disable shellcheck` or `CAISSON_SHELLCHECK=0`; `all` takes the bound away. */
function shellcheckOf({
  environment,
  inspection: { disable, skip },
}: Settings): Pick<CheckOptions, 'shellcheck'> {
  const wish = (environment['CAISSON_SHELLCHECK'] ?? '').toLowerCase();
  const isOff = ['0', 'false', 'no', 'off'].includes(wish) || disable.includes('shellcheck');
  if (isOff || skip.includes('misconfigurations')) return {};
  const program = findShellcheck(environment['PATH'] ?? '');
  if (program === undefined) return {};
  const maxFiles = wish === 'all' ? Number.MAX_SAFE_INTEGER : usualShellcheckFiles;
  return { shellcheck: { program, maxFiles } };
}

/** Here `json` is keyed by paths, and `report` is what `json` is elsewhere. */
function destinationsOf(texts: readonly string[]): readonly Destination[] {
  const written = texts.map((text) =>
    text.replace(/^json(?=$|=)/, 'files').replace(/^report(?=$|=)/, 'json'),
  );
  return parseDestinations(written);
}

async function checkOptions(flags: CheckFlags, terminal: Terminal): Promise<CheckOptions> {
  const { failOn = usualGate, baseline, skip = '' } = flags;
  const { failOn: _, ...rest } = flags;
  const gate = failOn === 'none' ? rest : { ...rest, failOn };
  return {
    policy: await readPolicy(gate, terminal.workingDirectory),
    everything: flags.all === true,
    secrets: !skip.split(',').includes('secrets'),
    ...(!skip.split(',').includes('misconfigurations') && {
      render: { searchPath: terminal.environment['PATH'] ?? '', values: [], set: [], minor: 36 },
    }),
    ...(baseline !== undefined && {
      baseline: readReport(resolve(terminal.workingDirectory, baseline)),
    }),
  };
}

function inputsOf(
  paths: readonly string[],
  { stdin }: CheckFlags,
  terminal: Terminal,
): readonly (string | NamedText)[] {
  if (stdin === undefined) return paths.length === 0 ? ['.'] : paths;
  if (paths.length > 0)
    throw new CaissonError('usage.invalid-argument', '--stdin and paths exclude each other', {
      hint: 'give the name of the one file whose text comes on standard input',
    });
  return [{ path: stdin, bytes: terminal.readInput() }];
}
