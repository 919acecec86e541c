import type { Scope } from '#contract/scope.ts';
import type { Platform } from '#model/artifact.ts';
import type { Inventory } from '#model/inventory.ts';
import type { ScanReport } from '#model/report.ts';
import { readInventory } from './inventory.ts';
import { type JudgeOptions, reportOn } from './report.ts';
import type { Toolbox } from './toolbox.ts';

export interface ScanOptions extends JudgeOptions {
  readonly platform?: Platform;
}

/**
 * The main job: what is in an artifact, what is wrong with it, and whether that is accepted. `reference` is what a person
 * typed; `undefined` means this machine. Throws what opening and reading throw; everything else ends up in the report.
 */
export async function scan(
  reference: string | undefined,
  options: ScanOptions,
  toolbox: Toolbox,
  scope: Scope,
): Promise<ScanReport> {
  const now = scope.clock();
  const inventory = await readInventory(reference, options.platform, toolbox, scope);
  using index = toolbox.openIndex();
  const newerBases = toolbox.history?.alternatives(inventory) ?? [];
  const report = reportOn(inventory, options, {
    index,
    version: toolbox.version,
    now,
    ...(newerBases.length > 0 && { newerBases }),
  });
  toolbox.history?.keep(report);
  return { ...report, durationMs: scope.clock().getTime() - now.getTime() };
}

/** What is in an artifact, and nothing else: no advisories are asked, no verdict is given but on what could be read. */
export async function describe(
  reference: string | undefined,
  platform: Platform | undefined,
  toolbox: Toolbox,
  scope: Scope,
): Promise<ScanReport> {
  const now = scope.clock();
  const inventory = await readInventory(reference, platform, toolbox, scope);
  return { ...softwareReport(inventory, toolbox.version), startedAt: now.toISOString() };
}

/** A report that only lists software. */
export function softwareReport(inventory: Inventory, version: string): ScanReport {
  return {
    schemaVersion: '1.1',
    tool: { name: 'caisson', version },
    inventory,
    findings: [],
    gaps: [],
    decision: { verdict: 'allow', policy: 'no advisories were asked', reasons: [] },
    database: { build: '', builtAt: '', origin: 'none', segments: [] },
    notices: [],
  };
}
