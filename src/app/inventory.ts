import { takeInventory } from '#analyze/inventory.ts';
import type { Scope } from '#contract/scope.ts';
import type { OpenArtifact } from '#contract/source.ts';
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
  const resolved = await resolveReference(reference, platform, toolbox);
  await using opened = await resolved.source.open(resolved.reference, scope);
  const isSbom = opened.artifact.kind === 'sbom';
  const inventory = await takeInventory(
    opened,
    {
      analyzers: isSbom ? toolbox.sbomAnalyzers : toolbox.analyzers,
      linkers: isSbom ? [] : toolbox.linkers,
      ...(toolbox.cache !== undefined && { cache: toolbox.cache }),
    },
    scope,
  );
  if (isSbom) return { ...inventory, gaps: inventory.gaps.map(ofWholeSbom) };
  return withBase(inventory, opened, toolbox);
}

function withBase(inventory: Inventory, opened: OpenArtifact, toolbox: Toolbox): Inventory {
  if (inventory.image === undefined) return inventory;
  const base = identifyBase({
    image: inventory.image,
    layers: inventory.layers,
    attestations: opened.attestations ?? [],
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
