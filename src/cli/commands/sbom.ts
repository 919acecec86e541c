import { resolve } from 'node:path';
import { readInventory } from '#app/inventory.ts';
import { mergeInventories } from '#app/merge.ts';
import { loadOutput } from '#app/render.ts';
import { parsePlatform } from '#app/resolve.ts';
import { readReport } from '#app/saved-report.ts';
import { describe, softwareReport } from '#app/scan.ts';
import { isReportFile } from '#app/subject.ts';
import type { Toolbox } from '#app/toolbox.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Inventory } from '#model/inventory.ts';
import type { ScanReport } from '#model/report.ts';
import { parseDestinations, writeReport } from '../destination.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { type CommonOptions, readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { renderOptions } from './scan.ts';

export interface SbomFlags extends CommonOptions, SessionOptions {
  readonly output?: readonly string[];
  readonly format?: readonly string[];
  readonly platform?: string;
  readonly reproducible?: boolean;
  readonly name?: string;
}

/** Formats that list software; all others are about findings, and would show none as if there were none. */
const softwareFormats = [
  'cyclonedx',
  'cyclonedx-1.7',
  'spdx',
  'spdx-tv',
  'spdx-3',
  'purls',
  'csv',
  'json',
];

/** `caisson sbom [reference]`. */
export async function runSbom(
  reference: string | undefined,
  flags: SbomFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const platform = flags.platform === undefined ? undefined : parsePlatform(flags.platform);
  return write(flags, { program, terminal }, (toolbox, scope) =>
    describe(reference, platform, toolbox, scope),
  );
}

/** `caisson convert <file>`. */
export async function runConvert(
  file: string,
  flags: SbomFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const path = resolve(terminal.workingDirectory, file);
  if (isReportFile(path))
    return write(flags, { program, terminal, all: true }, async () => readReport(path));
  return write(flags, { program, terminal }, async (toolbox, scope) => {
    const report = await describe(`sbom:${path}`, undefined, toolbox, scope);
    requireSoftware(report.inventory);
    return report;
  });
}

/** What is no SBOM at all must not become an empty one. Throws `input.malformed`. */
function requireSoftware({ artifact, components, gaps }: Inventory): void {
  const fault = gaps.find(({ location }) => location.path === '/');
  if (artifact.kind !== 'sbom' || components.length > 0 || fault === undefined) return;
  throw new CaissonError(
    'input.malformed',
    `${quote(artifact.reference)} cannot be read as an SBOM: ${fault.detail}`,
    { hint: 'CycloneDX, SPDX and Syft documents are read, and reports of "scan -o json"' },
  );
}

/** `caisson merge <references...>`. */
export async function runMerge(
  references: readonly string[],
  flags: SbomFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  return write(flags, { program, terminal }, async (toolbox, scope) => {
    const inventories = [];
    for (const reference of references)
      inventories.push(await readInventory(reference, undefined, toolbox, scope));
    for (const inventory of inventories) requireSoftware(inventory);
    const merged = mergeInventories(inventories, flags.name ?? 'merged');
    return softwareReport(merged, toolbox.version);
  });
}

interface Given {
  readonly program: Program;
  readonly terminal: Terminal;
  /** Whether formats about findings make sense too. */
  readonly all?: boolean;
}

/** Makes the report, then writes it; what could not be read makes the result incomplete. */
async function write(
  flags: SbomFlags,
  { program, terminal, all = false }: Given,
  make: (toolbox: Toolbox, scope: Scope) => Promise<ScanReport>,
): Promise<number> {
  const named = [...(flags.output ?? []), ...(flags.format ?? [])];
  const destinations = parseDestinations(named.length === 0 ? ['cyclonedx'] : named);
  const wrong = destinations.find(({ format }) => !all && !softwareFormats.includes(format));
  if (wrong !== undefined)
    throw new CaissonError(
      'usage.invalid-argument',
      `the format ${quote(wrong.format)} is about findings, and none were looked for`,
      { hint: `use one of ${softwareFormats.join(', ')}, or "caisson scan"` },
    );
  const report = await inSession(flags, program, terminal, make);
  for (const destination of destinations)
    writeReport(destination, await loadOutput(destination.format), report, {
      render: renderOptions(flags, terminal),
      terminal,
    });
  const gaps = [...report.gaps, ...report.inventory.gaps];
  const hidesAll = gaps.some(
    ({ location, reason }) => location.path === '/' && reason !== 'unsupported',
  );
  return hidesAll ? exitCodes.incomplete : exitCodes.ok;
}

async function inSession(
  flags: SbomFlags,
  program: Program,
  terminal: Terminal,
  make: (toolbox: Toolbox, scope: Scope) => Promise<ScanReport>,
): Promise<ScanReport> {
  using session = openSession(flags, terminal);
  const toolbox = await program.createToolbox(readSettings(flags, terminal), session.scope);
  using _history = toolbox.history;
  return await make(toolbox, session.scope);
}
