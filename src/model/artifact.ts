import type { Digest } from './digest.ts';

type ArtifactKind = 'image' | 'filesystem' | 'host' | 'container' | 'sbom' | 'cluster';

/**
 * Something that can be scanned. `reference` is what the person named, `source` the scheme it was read through.
 * `digest` is the image id (digest of the image configuration, the same however the image was obtained) or the digest of
 * the SBOM file; trees on disk have none.
 */
export interface Artifact {
  readonly kind: ArtifactKind;
  readonly reference: string;
  readonly source: string;
  readonly digest?: Digest;
}

/** `os/architecture[/variant]` as in OCI image-spec v1.1, image index. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** What the image configuration says of itself (OCI image-spec v1.1, config). */
export interface ImageFacts {
  readonly id: Digest;
  readonly manifestDigest?: Digest;
  readonly indexDigest?: Digest;
  /** `repository:tag` and `repository@digest` names that the source knows. */
  readonly names: readonly string[];
  readonly platform: Platform;
  /** RFC 3339, as written. */
  readonly created?: string;
  readonly author?: string;
  readonly user?: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory?: string;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  /** The test of the health check as written (`['CMD-SHELL', 'curl …']`); `['NONE']` switches an inherited one off. */
  readonly healthcheck?: readonly string[];
  /** Instructions that run in images built on this one. */
  readonly onBuild?: readonly string[];
  /** Shell for instructions in shell form. */
  readonly shell?: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Annotations of the manifest, where the source has one. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly history: readonly HistoryEntry[];
}

/** One step of the build. `emptyLayer` steps brought no layer. */
export interface HistoryEntry {
  readonly created?: string;
  readonly createdBy?: string;
  readonly comment?: string;
  readonly author?: string;
  readonly emptyLayer: boolean;
}

/** One layer as listed in the report; lowest first. */
export interface LayerFacts {
  readonly diffId: Digest;
  readonly digest?: Digest;
  /** Size as stored (compressed where it is), in bytes. */
  readonly sizeBytes?: number;
  /** The build step that made it, cleaned of shell and BuildKit noise. */
  readonly createdBy?: string;
  /** Number of that step in `ImageFacts.history`, from 0. */
  readonly instruction?: number;
}
