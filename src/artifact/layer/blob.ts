import type { Scope } from '#contract/scope.ts';
import type { LayerVisitor } from '#contract/source.ts';
import type { Digest } from '#model/digest.ts';
import type { Budget } from './budget.ts';
import type { FileRegion } from './input.ts';

/** A stored layer and what is known of it. `stream` may be asked for its bytes several times. */
export type Blob = BlobFacts &
  (
    | { readonly file: FileRegion }
    | { readonly stream: (scope: Scope) => AsyncIterable<Uint8Array> }
  );

/** What a manifest and an image configuration promise of a blob; `createdBy` is the build step for people. */
export interface BlobFacts {
  readonly digest?: Digest;
  readonly sizeBytes?: number;
  readonly diffId?: Digest;
  readonly createdBy?: string;
}

/** What one walk over a blob works with. */
export interface Walk {
  readonly visitor: LayerVisitor;
  readonly scope: Scope;
  readonly budget: Budget;
}

/** The blob in messages: `layer sha256:…`. */
export function nameOf(facts: BlobFacts): string {
  const digest = facts.digest ?? facts.diffId;
  return digest === undefined ? 'the layer' : `layer ${digest}`;
}

/** Its plain bytes in messages. */
export function contentOf(facts: BlobFacts): string {
  return `the content of ${nameOf(facts)}`;
}

/** The blob in the progress: `layer 0123456789ab`, as other tools shorten it. */
export function labelOf(facts: BlobFacts): string {
  const digest = facts.digest ?? facts.diffId;
  if (digest === undefined) return 'layer';
  return `layer ${digest.slice(digest.indexOf(':') + 1).slice(0, 12)}`;
}
