import type { Digest } from './digest.ts';

/** How a base image was recognised, strongest first. */
export const baseEvidence = [
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
