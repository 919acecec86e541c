import type { Artifact, ImageFacts } from '#model/artifact.ts';
import type { Digest } from '#model/digest.ts';
import type { Gap } from '#model/observation.ts';
import type { ArtifactReference } from '#model/reference.ts';
import type { Plugin } from './plugin.ts';
import type { Scope } from './scope.ts';

/** Where artifacts come from: a registry, a container engine, an OCI layout, a tar file, a directory. */
export interface Source extends Plugin<'source'> {
  /** The reference schemes it answers to: `registry:`, `docker:`, `oci-dir:`, `dir:` … */
  readonly schemes: readonly string[];
  /** Throws `input.*`, `access.*` or `integrity.*`. The caller disposes what it opened. */
  open(reference: ArtifactReference, scope: Scope): Promise<OpenArtifact>;
}

export interface OpenArtifact extends AsyncDisposable {
  readonly artifact: Artifact;
  readonly image?: ImageFacts;
  /** Lowest first. A directory, a host, a running container and an SBOM are one layer without a diffID. */
  readonly layers: readonly Layer[];
  /** What the source itself could not bring: foreign layers, parts that cannot be verified. */
  readonly gaps: readonly Gap[];
  /** Statements that stand beside the image; nobody has checked who made them. Absent where the source has none. */
  readonly attestations?: readonly Attestation[];
}

/** An in-toto statement about an image (in-toto attestation framework, Statement v0.1 and v1). */
export interface Attestation {
  /** `https://slsa.dev/provenance/v1`, `https://spdx.dev/Document` … */
  readonly predicateType: string;
  /** The statement as parsed JSON of at most 4 MiB; from outside, so its shape is not known. */
  readonly statement: unknown;
  /** Whether its signature was checked; what a source brings never is. */
  readonly verified: boolean;
}

/** One layer, not yet read. */
export interface Layer {
  /** sha256 of the uncompressed tar; with the analyzers' revisions it is the key of the layer cache. */
  readonly diffId?: Digest;
  /** Digest of the blob as stored. */
  readonly digest?: Digest;
  readonly sizeBytes?: number;
  readonly createdBy?: string;
  /**
   * Shows every entry once, in the order of the archive (trees on disk: in path order), and the content of those that the
   * visitor wants. Verifies digest, size and diffID at the end and throws `integrity.digest-mismatch` when one is wrong:
   * what the visitor heard before that must then be thrown away. Damage and limits throw `input.*` and `limit.*`.
   */
  walk(visitor: LayerVisitor, scope: Scope): Promise<void>;
}

export type EntryType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'hardlink'
  | 'whiteout'
  | 'opaque'
  | 'other';

/**
 * One entry of a layer. `path` is normalised and absolute; for `whiteout` it is the path that is hidden, for `opaque` the
 * directory whose lower children are. Entries whose path leaves the root are not shown but reported by `LayerVisitor.gap`.
 */
export interface Entry {
  readonly path: string;
  readonly type: EntryType;
  readonly size: number;
  /** Permission bits with set-uid, set-gid and sticky (07777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Target of a symbolic link as written, or normalised path of a hard link. */
  readonly link?: string;
  /** Names of its file capabilities (capabilities(7)), where the source tells them. */
  readonly capabilities?: readonly string[];
}

/** What the reader of a layer wants of a file: nothing, all of it, or a look at its first bytes before it decides. */
export type Want = 'nothing' | 'content' | 'head';

export interface LayerVisitor {
  /** Called for every entry. For hard links `content` asks for the target's content under the link's path. */
  entry(entry: Entry): Want;
  /** Called after `head` was wanted, with up to 4 KiB. True asks for the content. The bytes are valid only during the call. */
  head(entry: Entry, bytes: Uint8Array): boolean;
  /** Called with the content that was asked for. The view is valid only during the call. */
  file(view: FileView): void;
  /** Something in the layer could not be read; the walk goes on. */
  gap(gap: Gap): void;
}

/** A file that is shown to analyzers. All of it is synchronous: the content is in memory or on disk, never on the network. */
export interface FileView {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly layer?: Digest;
  /** Of a file in the history of a repository: the commit that brought this content. */
  readonly commit?: string;
  /** The whole content. Throws `limit.size` above `Limits.maxFileBytes`. Valid only while the view is. */
  bytes(): Uint8Array;
  /** The whole content as UTF-8; a byte order mark is dropped, invalid bytes become `�`. */
  text(): string;
  /** Up to `length` bytes from `offset`; shorter at the end of the file. Valid only until the next call. */
  read(offset: number, length: number): Uint8Array;
}
