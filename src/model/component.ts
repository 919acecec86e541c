import type { Digest } from './digest.ts';
import type { Ecosystem } from './ecosystem.ts';
import type { Location } from './location.ts';

/**
 * How sure it is that the software is there: `installed` by a package manager, `declared` by a lock file or manifest,
 * `embedded` inside an archive or a binary, `removed` by a later layer but still in a lower one.
 */
export type Presence = 'installed' | 'declared' | 'embedded' | 'removed';

/** A piece of software found in an artifact: an OS package, a library, a binary. */
export interface Component {
  /** Unique in the inventory and stable across scans: made by `componentId`. */
  readonly id: string;
  /** Canonical package URL; see `purl.ts`. */
  readonly purl: string;
  /** As the ecosystem writes it: `@scope/name`, `group:artifact`, `example.com/module/v2`. */
  readonly name: string;
  /** As the ecosystem writes it, with epoch and revision; empty when the files do not tell. */
  readonly version: string;
  readonly ecosystem: Ecosystem;
  readonly presence: Presence;
  /** Never empty; the first one is where the component was read from. */
  readonly locations: readonly [Location, ...Location[]];
  /** Source package that an OS package was built from; distribution advisories name it. */
  readonly source?: SourcePackage;
  readonly architecture?: string;
  readonly licenses?: readonly License[];
  readonly scopes?: readonly Scope[];
  readonly hashes?: readonly Hash[];
  /** What it asks for by name; turned into relations when the whole tree is known. */
  readonly requires?: readonly Requirement[];
  /** Names that others may require in place of this one (dpkg and rpm `Provides`, apk `p:`). */
  readonly provides?: readonly string[];
  /** Vendor or maintainer as the package states it. */
  readonly supplier?: string;
  /** rpm module label `name:stream:version:context`. */
  readonly modularity?: string;
  /** `id` of the OS package that owns the files of this component. */
  readonly owner?: string;
  /** Whether the project itself asks for it (root of a lock file, `REQUESTED`), and not only another dependency. */
  readonly direct?: boolean;
  /** CPE 2.3 names (NIST IR 7695) from a reviewed product map; only what a classifier found has any. */
  readonly cpes?: readonly string[];
  /** How it was recognised; absent: its package manager's own record says so. */
  readonly technique?: Technique;
  /** From 0 to 1; absent: 1. */
  readonly confidence?: number;
  /** Which code of it is linked into a program; absent: not known, so all of it counts. */
  readonly linked?: LinkedCode;
  /** With presence `removed`: the layer that hides it (diffID), and the version that stands in its place now. */
  readonly removedIn?: Digest;
  readonly replacedBy?: string;
  /** Built by somebody else than the distribution it is installed on: the distribution's advisories are not about it. */
  readonly thirdParty?: boolean;
}

/** How a component was recognised (CycloneDX 1.6, `evidence.identity.methods.technique`, without those nobody uses). */
export const techniques = [
  'manifest-analysis',
  'binary-analysis',
  'filename',
  'hash-comparison',
] as const;
export type Technique = (typeof techniques)[number];

/**
 * Functions of a Go module that the linker kept. `packages` are import paths, sorted. `functions` are the base64 of sorted
 * 32-bit little-endian FNV-1a hashes of `import/path.Function` or `import/path.Type.Method` (receiver without `*` and
 * type parameters): a hash that is absent proves absence. Without `functions` only packages are known.
 */
export interface LinkedCode {
  readonly packages: readonly string[];
  readonly functions?: string;
}

export interface SourcePackage {
  readonly name: string;
  readonly version: string;
}

/** `expression` is a valid SPDX licence expression; `raw` is what the package wrote when that is something else. */
export interface License {
  readonly expression?: string;
  readonly raw?: string;
}

/** What a component is used for, in the words of its ecosystem's manifest. Absent means at run time. */
export type Scope = 'runtime' | 'dev' | 'optional' | 'peer' | 'build' | 'bundled';

export interface Hash {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  /** Lower-case hex. */
  readonly value: string;
}

/** `name` in the ecosystem's own spelling; `range` as written; `alternatives` are names that satisfy it as well. */
export interface Requirement {
  readonly name: string;
  readonly range?: string;
  readonly scope?: Scope;
  readonly alternatives?: readonly string[];
}

/** A directed edge between two components, by `id`. */
export interface Relation {
  readonly from: string;
  readonly to: string;
  readonly kind: 'depends-on' | 'contains';
  readonly scope?: Scope;
}

/** The id of a component: its purl and where it stands. `inner` tells apart several entries of one lock file. */
export function componentId(purl: string, path: string, inner = ''): string {
  return inner === '' ? `${purl}#${path}` : `${purl}#${path}#${inner}`;
}
