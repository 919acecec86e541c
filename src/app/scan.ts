import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Platform } from '#model/artifact.ts';
import type { Inventory } from '#model/inventory.ts';
import type { ScanReport } from '#model/report.ts';
import type { Exception } from '#policy/exception.ts';
import { type ReadArtifact, readArtifact, readInventory } from './inventory.ts';
import { type JudgeOptions, reportOn } from './report.ts';
import type { Toolbox } from './toolbox.ts';

export interface ScanOptions extends JudgeOptions {
  readonly platform?: Platform;
  /** Apply VEX statements that came with the image, though nobody verified who made them. */
  readonly attachedVex?: boolean;
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
  const read = await readArtifact(reference, options.platform, toolbox, scope);
  const { inventory } = read;
  const policy = options.attachedVex === true ? await withAttachedVex(read, options) : options;
  const inspectors = await toolbox.inspectors();
  using index = toolbox.openIndex();
  const newerBases = toolbox.history?.alternatives(inventory) ?? [];
  const report = reportOn(inventory, policy, {
    index,
    version: toolbox.version,
    now,
    faults: inspectors.faultsOfImage(inventory, now),
    maliciousPackage: inspectors.maliciousPackage,
    ...(newerBases.length > 0 && { newerBases }),
  });
  // Only now: checks judge what the image says of itself, reports must not repeat it.
  const shown = { ...report, inventory: inspectors.maskedImage(report.inventory, scope) };
  toolbox.history?.keep(shown);
  return { ...shown, durationMs: scope.clock().getTime() - now.getTime() };
}

/** What a person named comes after it and so counts for more. What cannot be read is a notice. */
async function withAttachedVex(
  { attestations }: ReadArtifact,
  options: ScanOptions,
): Promise<ScanOptions> {
  const { exceptionsOfAttestation } = await import('#policy/vex.ts');
  const { policy } = options;
  const exceptions: Exception[] = [];
  const notices = [...(policy.notices ?? [])];
  for (const [at, attestation] of attestations.entries()) {
    try {
      exceptions.push(...exceptionsOfAttestation(attestation, `attestation ${at + 1}`));
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      notices.push(`attestation ${at + 1} of the image was not applied: ${error.message}`);
    }
  }
  const attached = [...exceptions, ...policy.exceptions];
  return { ...options, policy: { ...policy, exceptions: attached, notices } };
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
  const masked =
    inventory.image === undefined
      ? inventory
      : (await toolbox.inspectors()).maskedImage(inventory, scope);
  return { ...softwareReport(masked, toolbox.version), startedAt: now.toISOString() };
}

/** A report that only lists software. */
export function softwareReport(inventory: Inventory, version: string): ScanReport {
  return {
    schemaVersion: '1.3',
    tool: { name: 'caisson', version },
    inventory,
    findings: [],
    gaps: [],
    decision: { verdict: 'allow', policy: 'no advisories were asked', reasons: [] },
    database: { build: '', builtAt: '', origin: 'none', segments: [] },
    notices: [],
  };
}
