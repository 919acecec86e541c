/** What a file must be before a record looks into it: an executable format, a script (`#!`) or any other text. */
export const fileKinds = ['elf', 'pe', 'macho', 'script', 'text'] as const;
export type FileKind = (typeof fileKinds)[number];

/**
 * How one product is recognised by what its files contain: an item of `catalog/software`, compiled. Texts that are compared
 * with file content are Latin-1, one character for one byte.
 */
export interface SoftwareRecord {
  /** Permanent, and the name of the item's folder. */
  readonly id: string;
  readonly title: string;
  /**
   * Base names, `*` for any characters; with slashes the end of the path (`wp-includes/version.php`). `.exe` is not part
   * of a program's name.
   */
  readonly names: readonly string[];
  readonly kinds: readonly FileKind[];
  /** All of them must occur somewhere in the file. */
  readonly requires: readonly string[];
  /** None of them may: marks of forks and look-alikes. */
  readonly rejects: readonly string[];
  /** Tried in order; the first that matches anywhere in the file gives the version. */
  readonly patterns: readonly VersionPattern[];
  /** For programs written in Go: what their build information must say. */
  readonly go?: GoIdentity;
  /** Records that are not reported beside this one: a fork speaks for what it was forked from. */
  readonly over: readonly string[];
  /** The version, of named groups in braces. */
  readonly version: string;
  /** Package URL without a version. */
  readonly purl: string;
  /** CPE 2.3 formatted strings (NIST IR 7695 §6.2) with named groups in braces. */
  readonly cpes: readonly string[];
  readonly confidence: number;
}

/**
 * A version is read where `near` stands: `match` is tried on up to `span` bytes on either side of it. Only bounded
 * repetition is allowed, so a try costs a bounded number of steps.
 */
export interface VersionPattern {
  readonly near: string;
  readonly match: RegExp;
  readonly span: number;
}

/** What Go build information must say for a program to be the product, and where its version stands. */
export interface GoIdentity {
  /** Paths of the main module, without `/v2`; also accepted as the beginning of the main package's path. */
  readonly modules: readonly string[];
  /** When not empty: paths of the main package, one of which must be it. */
  readonly packages: readonly string[];
  /** Variables that the build stamps the version into (`-ldflags -X`), best first. */
  readonly variables: readonly string[];
  /**
   * Where the version is. `stamped`: in those variables, or it is that of the main module; `flags`: in the variables only,
   * because module and product are numbered differently; `elsewhere`: in the variables or the patterns; `toolchain`: the
   * program is a part of Go itself.
   */
  readonly version: GoVersionPlace;
}

export const goVersionPlaces = ['stamped', 'flags', 'elsewhere', 'toolchain'] as const;
type GoVersionPlace = (typeof goVersionPlaces)[number];

/** A product that was recognised in a file. */
export interface Recognition {
  readonly record: SoftwareRecord;
  readonly version: string;
  /** What CPE names are filled with: named groups of the pattern, those that took part, and `version`. */
  readonly groups: ReadonlyMap<string, string>;
  readonly confidence: number;
  /** The component of a Go program's main module, by `id`. */
  readonly module?: string;
}
