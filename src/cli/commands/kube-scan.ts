import { join, resolve } from 'node:path';
import { bestEffort } from '#app/best-effort.ts';
import { boundMemory, collectGarbage } from '#app/check-memory.ts';
import { PostureHistory } from '#app/kube/history.ts';
import { type KubeScanOptions, scanKube } from '#app/kube/scan.ts';
import { loadOutput } from '#app/render.ts';
import { readReport, saveReport } from '#app/saved-report.ts';
import type { Scope } from '#contract/scope.ts';
import { defaultPostureSettings } from '#kube/subject.ts';
import type { ScanReport } from '#model/report.ts';
import { parseDestinations, writeReport } from '../destination.ts';
import { exitCodeOfVerdict } from '../exit.ts';
import { type GateOptions, readPolicy } from '../gate.ts';
import type { SourceFlags } from '../kube-options.ts';
import type { Program } from '../program.ts';
import { openSession } from '../session.ts';
import { type CommonOptions, readSettings, type Settings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { gather, minorOf, sourceOf } from './kube-source.ts';
import { renderOptions } from './scan.ts';

export interface KubeScanFlags extends SourceFlags, CommonOptions, GateOptions {
  readonly output?: readonly string[];
  readonly format?: readonly string[];
  readonly sort?: string;
  readonly flat?: boolean;
  readonly reproducible?: boolean;
  readonly namespace?: readonly string[];
  readonly registry?: readonly string[];
  readonly label?: readonly string[];
  readonly rotation?: string;
  readonly policy?: readonly string[];
}

/** `caisson kube scan [path…]`: everything that is wrong with what is deployed, or will be. */
export async function runKubeScan(
  paths: readonly string[],
  flags: KubeScanFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  boundMemory();
  const destinations = parseDestinations([...(flags.output ?? []), ...(flags.format ?? [])]);
  const options = {
    ...(await optionsOf(flags, terminal)),
    ...(await policiesOf(flags, terminal)),
  };
  const report = await scanned(paths, flags, options, { program, terminal });
  collectGarbage();
  for (const destination of destinations) {
    const output = await loadOutput(destination.format);
    writeReport(destination, output, report, { render: renderOptions(flags, terminal), terminal });
  }
  return exitCodeOfVerdict(report.decision.verdict);
}

/** A report with more findings is not kept for `explain`: as one text it would take a gigabyte. */
const maxKept = 20_000;

function keepForExplain(report: ScanReport, { cacheDirectory }: Settings, { log }: Scope): void {
  const keep = bestEffort(log, 'the report cannot be kept for "caisson explain"');
  keep(() => saveReport(report, join(cacheDirectory, 'reports')));
}

/** The session ends here, so that its progress line is gone before anything is printed. */
async function scanned(
  paths: readonly string[],
  flags: KubeScanFlags,
  options: KubeScanOptions,
  { program, terminal }: { readonly program: Program; readonly terminal: Terminal },
): Promise<ScanReport> {
  using session = openSession(flags, terminal);
  const settings = readSettings(withLabels(flags), terminal);
  const toolbox = await program.createToolbox(settings, session.scope);
  const given = { inspectors: await toolbox.inspectors(), version: program.version };
  const source = sourceOf(flags, terminal, paths, flags.namespace);
  if (!settings.cache) return await scanKube(source, options, given, session.scope);
  const history = new PostureHistory(settings.cacheDirectory);
  const home = source.paths.length === 0 ? '' : `${terminal.workingDirectory}\n`;
  const earlier = options.earlier ?? ((name: string) => history.last(home + name));
  const report = await scanKube(source, { ...options, earlier }, given, session.scope);
  history.keep(home + report.inventory.artifact.reference, report);
  if (report.findings.length <= maxKept) keepForExplain(report, settings, session.scope);
  return report;
}

async function optionsOf(flags: KubeScanFlags, terminal: Terminal): Promise<KubeScanOptions> {
  const { workingDirectory } = terminal;
  const { baseline, skip = '', kubernetes, registry, label, rotation } = flags;
  return {
    policy: await readPolicy(flags, workingDirectory),
    secrets: !skip.split(',').includes('secrets'),
    settings: {
      ...defaultPostureSettings,
      minor: minorOf(kubernetes),
      ...(registry && { trustedRegistries: registry }),
      ...(label && { requiredLabels: label }),
      ...(rotation !== undefined &&
        /^\d{1,4}$/.test(rotation) && { rotationDays: Number(rotation) }),
    },
    ...baselineOf(baseline, workingDirectory),
  };
}

function baselineOf(
  path: string | undefined,
  directory: string,
): Pick<KubeScanOptions, 'baseline' | 'earlier'> {
  if (path === undefined) return {};
  const baseline = readReport(resolve(directory, path));
  return { baseline, earlier: () => baseline.posture };
}

async function policiesOf(
  flags: KubeScanFlags,
  terminal: Terminal,
): Promise<Pick<KubeScanOptions, 'policies'>> {
  if (flags.policy === undefined) return {};
  const { view } = await gather({ ...flags, file: [] }, terminal, flags.policy);
  return { policies: view };
}

/** The check of labels is off until somebody says which ones. */
function withLabels(flags: KubeScanFlags): KubeScanFlags {
  if (flags.label === undefined) return flags;
  return { ...flags, enable: [flags.enable ?? '', 'CSN-K8S-0136'].filter(Boolean).join(',') };
}
