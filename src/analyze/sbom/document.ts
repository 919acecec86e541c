import type { Hash, License, Relation, Scope } from '#model/component.ts';

/** What the readers of all SBOM formats give: one shape, before it is decided what it means. */
export interface SbomDocument {
  readonly packages: readonly SbomPackage[];
  readonly edges: readonly SbomEdge[];
  /** The operating system where the format has a place for it. */
  readonly system?: SbomSystem;
}

/** One entry. `ref` is its name inside the document; texts are empty where the document has none. */
export interface SbomPackage {
  readonly ref: string;
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly purl: string;
  /** Free name-value pairs in order: ours, Trivy's, Syft's. */
  readonly properties: readonly Property[];
  readonly licenses: readonly License[];
  readonly hashes: readonly Hash[];
  readonly supplier?: string;
  readonly scopes?: readonly Scope[];
  readonly paths?: readonly SbomPath[];
  /** Whether the document calls it a library: then it should be possible to look it up. */
  readonly isLibrary?: boolean;
  /** CPE names, how it was recognised and how sure that is from 0 to 1, where the format has fields for them. */
  readonly cpes?: readonly string[];
  readonly technique?: string;
  readonly confidence?: number;
}
export type Property = readonly [name: string, value: string];

/** Where the document says that a package was found. `layer` is not yet known to be a digest. */
export interface SbomPath {
  readonly path: string;
  readonly layer?: string;
  readonly line?: number;
}

/** An edge by `ref`. Both ends may be missing. */
export interface SbomEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: Relation['kind'];
}

export interface SbomSystem {
  readonly name: string;
  readonly version: string;
  readonly properties: readonly Property[];
}

/** The first value of a property; empty when it is not there. */
export function propertyOf(properties: readonly Property[], name: string): string {
  return properties.find(([candidate]) => candidate === name)?.[1] ?? '';
}

/** All values of a property. */
export function propertiesOf(properties: readonly Property[], name: string): readonly string[] {
  return properties.flatMap(([candidate, value]) => (candidate === name ? [value] : []));
}
