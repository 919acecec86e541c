import type { CheckedFile, CheckMeta, FileChecker, FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import type { Attestation } from '#contract/source.ts';
import type { ImageFacts } from '#model/artifact.ts';
import type { Fault } from '#model/fault.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Secret } from '#model/secret.ts';
import type { PostureChecks } from '#posture/checker.ts';
import type { NodeInspection } from '#posture/node/inspection.ts';

/** What looks for faults in files and images, chosen in `main.ts`; loaded when something is to be inspected. */
export interface Inspectors {
  /** For source files, in the order in which they are asked. */
  readonly checkers: readonly FileChecker[];
  /** For Kubernetes objects that somebody else has read. */
  readonly posture: PostureChecks;
  /** Asks a node of a cluster; loaded when one is to be asked. */
  nodes(): Promise<NodeInspection>;
  /** Secrets in a file of any kind. */
  secretsIn(file: CheckedFile, scope: Scope): FileResult;
  /** Secrets in the configuration, history and annotations of an image and in what came with it. */
  secretsOfImage(
    image: ImageFacts,
    attestations: readonly Attestation[],
    scope: Scope,
  ): readonly Secret[];
  /** The inventory without the secrets that the image gives away in what it says of itself. */
  maskedImage(inventory: Inventory, scope: Scope): Inventory;
  /** What the catalogue says of packages that were published to do harm. */
  readonly maliciousPackage: CheckMeta;
  /** What is wrong with an image as it is configured and filled. `now` is the start of the work. */
  faultsOfImage(inventory: Inventory, now: Date): readonly Fault[];
}
