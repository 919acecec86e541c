import type { ResultCache } from '#analyze/cache.ts';
import type { Tools } from '#analyze/inventory.ts';
import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Source } from '#contract/source.ts';
import type { Artifact } from '#model/artifact.ts';
import type { History } from './history.ts';
import type { Inspectors } from './inspection.ts';
import type { SecretValidation } from './validate-secrets.ts';

/** The implementations that a scan works with, chosen in `main.ts`. */
export interface Toolbox {
  readonly version: string;
  readonly sources: readonly Source[];
  /** Analyzers and linkers for an artifact; loaded when something must be read. */
  plugins(kind: Artifact['kind']): Promise<Omit<Tools, 'cache'>>;
  /** What looks for faults in source files and images; loaded when something is to be inspected. */
  inspectors(): Promise<Inspectors>;
  /** Asks issuers whether secrets work; absent unless a person named some. */
  readonly validation?: SecretValidation;
  readonly cache?: ResultCache;
  /** What this machine has seen before; absent when nothing is kept. */
  readonly history?: History;
  /** Opens the advisory database; the caller disposes it. */
  openIndex(): AdvisoryIndex;
  /** The scheme that fits an existing path by its content, or `undefined` when there is nothing at that path. */
  detectPath(path: string): Promise<string | undefined>;
  /** The scheme of the first local engine that has an image of this name. */
  findInEngines(name: string): Promise<string | undefined>;
}
