import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type {
  Advisory,
  CvssVector,
  ExploitPrediction,
  KnownExploited,
  Ssvc,
} from '#model/advisory.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import type { DatabaseFacts } from '#model/report.ts';

export interface MemoryData {
  /** Segment, package key, advisories. */
  readonly advisories: readonly (readonly [string, string, Advisory])[];
  /** Segments that are there although nothing is filed in them. */
  readonly segments?: readonly string[];
  readonly aliases?: readonly (readonly string[])[];
  readonly cvss?: ReadonlyMap<string, readonly (CvssVector & { readonly source: string })[]>;
  readonly exploited?: readonly KnownExploited[];
  readonly predictions?: readonly ExploitPrediction[];
  readonly decisions?: ReadonlyMap<string, Ssvc>;
  readonly weaknesses?: ReadonlyMap<string, readonly string[]>;
  readonly lifecycles?: readonly Lifecycle[];
  /** Repository to CPE names. */
  readonly products?: ReadonlyMap<string, readonly string[]>;
}

/** An advisory database in memory: small, complete and real. */
export class MemoryIndex implements AdvisoryIndex {
  readonly #data: MemoryData;
  readonly #packages: ReadonlyMap<string, readonly Advisory[]>;
  readonly #segments: ReadonlySet<string>;

  constructor(data: MemoryData) {
    this.#data = data;
    const filed = Map.groupBy(data.advisories, ([segment, key]) => `${segment}\0${key}`);
    this.#packages = new Map(
      [...filed].map(([key, rows]) => [key, rows.map(([, , advisory]) => advisory)]),
    );
    this.#segments = new Set([
      ...data.advisories.map(([segment]) => segment),
      ...(data.segments ?? []),
    ]);
  }

  has(segment: string): boolean {
    return this.#segments.has(segment);
  }

  byPackage(segment: string, key: string): readonly Advisory[] {
    return this.#packages.get(`${segment}\0${key}`) ?? [];
  }

  aliasesOf(id: string): readonly string[] {
    const group = this.#data.aliases?.find((names) => names.includes(id)) ?? [];
    return [...new Set([id, ...group])].sort();
  }

  cvssOf(id: string): readonly (CvssVector & { readonly source: string })[] {
    return this.#data.cvss?.get(id) ?? [];
  }

  knownExploited(cve: string): KnownExploited | undefined {
    return this.#data.exploited?.find((line) => line.cve === cve);
  }

  exploitPrediction(cve: string): ExploitPrediction | undefined {
    return this.#data.predictions?.find((line) => line.cve === cve);
  }

  decisionPoints(cve: string): Ssvc | undefined {
    return this.#data.decisions?.get(cve);
  }

  weaknessesOf(cve: string): readonly string[] {
    return this.#data.weaknesses?.get(cve) ?? [];
  }

  lifecyclesOf(product: string): readonly Lifecycle[] {
    return (this.#data.lifecycles ?? []).filter((one) => one.product === product);
  }

  productsOf(repository: string): readonly string[] {
    return this.#data.products?.get(repository) ?? [];
  }

  facts(): DatabaseFacts {
    return { build: '', builtAt: '2026-01-01T00:00:00Z', origin: 'none', segments: [] };
  }

  [Symbol.dispose](): void {}
}
