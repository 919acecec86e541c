/** Everything ambient that a long operation may use. Passed down as the last argument, never imported. */
export interface Scope {
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly progress: Progress;
  readonly clock: () => Date;
  readonly limits: Limits;
  /** A private directory that may hold temporary files; whoever makes one removes it. */
  readonly temporaryDirectory: string;
}

/** `message` is static text, what varies stands in `fields`. Secrets never go into either. */
export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}
export type Fields = Readonly<Record<string, unknown>>;

/** Rooms say what they are doing; only `cli/` draws it. `using task = scope.progress.begin(…)` ends it. */
export interface Progress {
  /** `total` and what `advance` is told are bytes, unless `unit` says that things are counted. */
  begin(label: string, total?: number, unit?: 'bytes' | 'items'): ProgressTask;
}
export interface ProgressTask extends Disposable {
  advance(by: number): void;
}

/** Bounds on what untrusted input may cost. Every parser takes its bounds from here. */
export interface Limits {
  /** Largest file that is ever held in memory as a whole. Larger ones can be read by range. */
  readonly maxFileBytes: number;
  /** Largest file that is kept (in memory or spooled) for an analyzer; above it: a gap. */
  readonly maxSpoolBytes: number;
  /** Entries of one layer, archive or directory tree. */
  readonly maxEntries: number;
  /** Bytes of a path or link target. */
  readonly maxPathBytes: number;
  /** Uncompressed bytes of one layer. */
  readonly maxLayerBytes: number;
  /** Uncompressed to compressed; enforced once a layer or archive has produced more than 64 MiB. */
  readonly maxRatio: number;
  /** Nesting of archives, directories and documents. */
  readonly maxDepth: number;
  /** Manifests, configurations, SBOM indexes and other documents that are read whole from a registry or archive. */
  readonly maxDocumentBytes: number;
  /** Time for one layer, in milliseconds. */
  readonly layerTimeMs: number;
}

export const defaultLimits: Limits = {
  maxFileBytes: 32 * 2 ** 20,
  maxSpoolBytes: 2 * 2 ** 30,
  maxEntries: 1_000_000,
  maxPathBytes: 4096,
  maxLayerBytes: 64 * 2 ** 30,
  maxRatio: 1000,
  maxDepth: 64,
  maxDocumentBytes: 4 * 2 ** 20,
  layerTimeMs: 600_000,
};
