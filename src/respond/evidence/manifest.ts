import { uptime } from 'node:os';
import { sha256Hex } from '#kit/hash.ts';
import { formatJson } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import { present } from '../present.ts';
import type { ManifestFile } from './bundle-writer.ts';
import type { EvidenceOrder } from './order.ts';

/** What a manifest tells besides its files. */
export interface BundleContents {
  readonly order: EvidenceOrder;
  readonly frozenMs: number;
  readonly holdsMemory: boolean;
  /** What is missing. */
  readonly gaps: readonly string[];
}

/** Where and by what a bundle is made. */
export interface BundleOrigin {
  readonly version: string;
  readonly host: string;
  readonly keyId: string;
  readonly publicKey: string;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** Digest of the manifest of the bundle before this one. */
  readonly previous: string | undefined;
}

/** `manifest.json`: what there is, what is missing, and what came before. `predicate` is the part that the attestation repeats. */
export function manifestOf(
  { order, frozenMs, holdsMemory, gaps }: BundleContents,
  files: readonly ManifestFile[],
  origin: BundleOrigin,
): { readonly text: string; readonly sha256: string; readonly predicate: JsonObject } {
  const { container, cgroupId } = order.target;
  const predicate = {
    tool: { name: 'caisson', version: origin.version },
    id: order.id,
    time: new Date(origin.time).toISOString(),
    host: origin.host,
    operator: order.requestedBy,
    reason: order.reason,
    ...present({
      incident: order.incident,
      containerId: container?.id,
      imageDigest: container?.image?.digest ?? container?.image?.id,
      cgroupId,
      previous: origin.previous,
    }),
  };
  const manifest = {
    schemaVersion: 1,
    ...predicate,
    // Times of the kernel count from the start of the machine.
    clock: { source: 'CLOCK_REALTIME', uptimeSeconds: uptime() },
    frozenMs,
    holdsMemory,
    // Environments and arguments are masked; memory is as it was.
    masked: true,
    gaps,
    signer: { keyId: origin.keyId, publicKey: origin.publicKey },
    files,
  };
  const text = `${formatJson(manifest, 2)}\n`;
  return { text, sha256: sha256Hex(text), predicate };
}
