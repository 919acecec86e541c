import type { Digest } from './digest.ts';

/** How a base image was recognised, strongest first. */
const baseEvidence = [
  'signed-provenance',
  'provenance',
  'annotation',
  'layer-chain',
  'history',
] as const;

/** The image that another one was built on. */
export interface BaseImage {
  /** `docker.io/library/debian:12`; absent when only the layers are known. */
  readonly name?: string;
  /** Digest of its manifest or index, as the evidence states it. */
  readonly digest?: Digest;
  readonly evidence: (typeof baseEvidence)[number];
  /** From 0 to 1. */
  readonly confidence: number;
  /** How many of the lowest layers are its own. */
  readonly layers: number;
  /** For people: what was compared with what. */
  readonly reason: string;
  /** RFC 3339: when its last layer was made, where the history tells. */
  readonly created?: string;
}

/** An image whose layers are remembered, so that another one built on it can be recognised. */
export interface KnownChain {
  /** Chain id of all its layers (OCI image-spec v1.1, config, section Layer ChainID). */
  readonly chainId: Digest;
  /** `docker.io/library/debian:12`. */
  readonly reference: string;
  /** Digest of its manifest or index, where the source told one. */
  readonly digest?: Digest;
  /** Digest of its configuration: the same image under another name is not its own base. */
  readonly image?: Digest;
  /** RFC 3339. */
  readonly firstSeen: string;
}
