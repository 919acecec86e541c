/** How long one release line of a product is maintained. Days are `YYYY-MM-DD`; an absent one is not known, never "never". */
export interface Lifecycle {
  /** `debian`, `ubuntu`, `alpine`, `python`, `nodejs`, `openjdk` … */
  readonly product: string;
  /** How versions of the line begin: `12`, `22.04`, `3.11`. */
  readonly line: string;
  readonly released?: string;
  /** End of active support. */
  readonly activeUntil?: string;
  /** End of security support. */
  readonly supportedUntil?: string;
  /** End of support that is paid or given by another party (LTS, ESM, ELS). */
  readonly extendedUntil?: string;
  /** Newest release of the line. */
  readonly latest?: string;
  /** Whether the publisher calls it a long-term line. */
  readonly longTerm?: boolean;
}
