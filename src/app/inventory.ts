import { recallInventory } from '#analyze/recall.ts';
import type { Scope } from '#contract/scope.ts';
import type { Attestation, OpenArtifact } from '#contract/source.ts';
import { identifyBase } from '#lineage/identify-base.ts';
import type { Platform } from '#model/artifact.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Gap } from '#model/observation.ts';
import { resolveReference } from './resolve.ts';
import type { Toolbox } from './toolbox.ts';

/**
 * What is in an artifact, and what it was built on. `reference` is what a person typed; `undefined` means this machine.
 * Throws what opening and reading throw; everything else is a gap in the inventory.
 */
export async function readInventory(
  reference: string | undefined,
  platform: Platform | undefined,
  toolbox: Toolbox,
  scope: Scope,
): Promise<Inventory> {
  const { inventory } = await readArtifact(reference, platform, toolbox, scope);
  return inventory;
}

/** An inventory, and the statements that came with the artifact. */
export interface ReadArtifact {
  readonly inventory: Inventory;
  readonly attestations: readonly Attestation[];
}

/** As `readInventory`, with what stands beside the artifact. */
export async function readArtifact(
  reference: string | undefined,
  platform: Platform | undefined,
  toolbox: Toolbox,
  scope: Scope,
): Promise<ReadArtifact> {
  const resolved = await resolveReference(reference, platform, toolbox);
  await using opened = await resolved.source.open(resolved.reference, scope);
  const isSbom = opened.artifact.kind === 'sbom';
  const inventory =
    (isSbom ? undefined : recallInventory(opened, toolbox.cache)) ??
    (await readOpened(opened, toolbox, scope));
  const attestations = opened.attestations ?? [];
  if (isSbom)
    return { inventory: { ...inventory, gaps: inventory.gaps.map(ofWholeSbom) }, attestations };
  const based = withBase(inventory, attestations, toolbox);
  return {
    inventory: await validated(
      await withImageSecrets(based, attestations, { toolbox, scope }),
      toolbox,
      scope,
    ),
    attestations,
  };
}

/** Reads what is not known yet; only then are the analyzers loaded. */
async function readOpened(
  opened: OpenArtifact,
  toolbox: Toolbox,
  scope: Scope,
): Promise<Inventory> {
  const [{ takeInventory }, plugins] = await Promise.all([
    import('#analyze/inventory.ts'),
    toolbox.plugins(opened.artifact.kind),
  ]);
  const { cache } = toolbox;
  return takeInventory(opened, { ...plugins, ...(cache !== undefined && { cache }) }, scope);
}

/** With what issuers say of the secrets, where a person wants them asked. */
async function validated(
  inventory: Inventory,
  { validation }: Toolbox,
  scope: Scope,
): Promise<Inventory> {
  const { secrets = [] } = inventory;
  if (validation === undefined || secrets.length === 0) return inventory;
  return { ...inventory, secrets: await validation.settle(secrets, scope) };
}

/** What the configuration and the annotations give away costs little and changes without the layers: it is never cached. */
async function withImageSecrets(
  inventory: Inventory,
  attestations: readonly Attestation[],
  { toolbox, scope }: { readonly toolbox: Toolbox; readonly scope: Scope },
): Promise<Inventory> {
  const { image, secrets = [] } = inventory;
  if (image === undefined) return inventory;
  const inspectors = await toolbox.inspectors();
  const found = inspectors.secretsOfImage(image, attestations, scope);
  return found.length === 0 ? inventory : { ...inventory, secrets: [...found, ...secrets] };
}

function withBase(
  inventory: Inventory,
  attestations: readonly Attestation[],
  toolbox: Toolbox,
): Inventory {
  if (inventory.image === undefined) return inventory;
  const base = identifyBase({
    image: inventory.image,
    layers: inventory.layers,
    attestations,
    chains: toolbox.history ?? noChains,
  });
  return base === undefined ? inventory : { ...inventory, base };
}

const noChains = { find: () => undefined };

/** An SBOM is one file: what spoils its reading hides everything, and must not pass for an artifact without software. */
function ofWholeSbom(gap: Gap): Gap {
  if (gap.reason === 'unknown-version' || gap.location.path === '/') return gap;
  const reason = gap.reason === 'unsupported' ? 'unreadable' : gap.reason;
  return { ...gap, reason, location: { path: '/' } };
}
