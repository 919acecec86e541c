import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Scope } from '#contract/scope.ts';
import { type ChainIndex, learn } from '#lineage/chain.ts';
import type { KnownChain } from '#model/base-image.ts';
import { repositoryOf } from '#model/image-name.ts';
import type { Inventory } from '#model/inventory.ts';
import type { ScanReport } from '#model/report.ts';
import type { RescanResult } from '#model/rescan.ts';
import {
  type InventoryStore,
  openInventoryStore,
  type StoredArtifact,
} from '#store/inventory-store.ts';
import { type FindingMark, markOf, type SegmentDigests } from '#store/subject.ts';
import { advisoryKeysOf } from './advisory-keys.ts';
import { bestEffort } from './best-effort.ts';
import { type DatabaseState, rescan } from './rescan.ts';

/** What a machine remembers of its scans. A store that cannot be used costs a warning, never a scan. */
export interface History extends ChainIndex, Disposable {
  keep(report: ScanReport): void;
  /** Images of the base's repository that could take its place. */
  alternatives(
    inventory: Inventory,
  ): readonly { readonly reference: string; readonly inventory: Inventory }[];
  /** What is kept, by reference. */
  list(): readonly StoredArtifact[];
  /** Matches what is kept against the database in use; a trial changes nothing. Throws `host.io` when the store cannot be used. */
  rescan(index: AdvisoryIndex, scope: Scope, isTrial?: boolean): RescanResult;
}

/** The advisory database in use, as far as it says what changed since an earlier one. */
export type DatabaseChanges = () => Pick<DatabaseState, 'segments' | 'changedKeys'>;

/** How many other images of the same repository are tried in place of a base image. */
const maxAlternatives = 5;

/**
 * Opens the history in a file when it is first asked. `database` tells the digests of the advisory segments in use, so that a
 * later rescan knows what an inventory was matched against.
 */
export function openHistory(path: string, database: DatabaseChanges, scope: Scope): History {
  const attempt = bestEffort(scope.log, 'the store of inventories cannot be used');
  let opened: InventoryStore | undefined;
  let isBroken = false;
  function store(): InventoryStore | undefined {
    if (opened !== undefined || isBroken) return opened;
    isBroken = true;
    attempt(() => {
      opened = openInventoryStore(path);
      isBroken = false;
    });
    return opened;
  }
  function openInventoryStoreOnce(): InventoryStore {
    opened ??= openInventoryStore(path);
    return opened;
  }
  return {
    find(chainId) {
      let found: KnownChain | undefined;
      attempt(() => {
        found = store()?.findChain(chainId);
      });
      return found;
    },
    keep(report) {
      attempt(() => keepIn(store(), report, database().segments));
    },
    alternatives(inventory) {
      const found: ReturnType<History['alternatives']>[number][] = [];
      attempt(() => found.push(...alternativesIn(store(), inventory)));
      return found;
    },
    list: () => store()?.list() ?? [],
    rescan(index, running, isTrial) {
      const inventories = openInventoryStoreOnce();
      return rescan(inventories, { index, ...database() }, running, isTrial);
    },
    [Symbol.dispose]() {
      opened?.[Symbol.dispose]();
      opened = undefined;
    },
  };
}

function keepIn(
  store: InventoryStore | undefined,
  { inventory, findings, startedAt = '' }: ScanReport,
  segments: SegmentDigests,
): void {
  if (store === undefined || !isKept(inventory)) return;
  const marks = new Map<string, FindingMark[]>();
  for (const { finding } of findings) {
    if (finding.kind !== 'vulnerability') continue;
    const { id } = finding.vulnerability.component;
    const list = marks.get(id);
    if (list === undefined) marks.set(id, [markOf(finding)]);
    else list.push(markOf(finding));
  }
  store.save({
    inventory,
    savedAt: startedAt,
    segments,
    keysOf: advisoryKeysOf(inventory.os),
    marks,
  });
  const { image, layers } = inventory;
  const chain = image === undefined ? undefined : learn(image, layers, new Date(startedAt));
  if (chain !== undefined) store.learnChain(chain);
}

/** Trees on disk change under their name; images, SBOMs and their like stay what they are. */
function isKept({ artifact }: Inventory): boolean {
  return artifact.digest !== undefined;
}

function alternativesIn(
  store: InventoryStore | undefined,
  { base, artifact }: Inventory,
): ReturnType<History['alternatives']> {
  const repository = base?.name === undefined ? undefined : repositoryOf(base.name);
  if (store === undefined || repository === undefined) return [];
  return store
    .list()
    .filter(({ image, digest }) => {
      return (
        image !== undefined && repositoryOf(image) === repository && digest !== artifact.digest
      );
    })
    .slice(-maxAlternatives)
    .flatMap(({ number, image = '' }) => {
      const inventory = store.read(number);
      return inventory === undefined ? [] : [{ reference: image, inventory }];
    });
}
