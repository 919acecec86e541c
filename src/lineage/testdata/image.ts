import type { ImageFacts, LayerFacts } from '#model/artifact.ts';
import { type Digest, parseDigest } from '#model/digest.ts';

/** A digest that is easy to tell. */
export function digest(n: number): Digest {
  return parseDigest(`sha256:${n.toString(16).padStart(64, '0')}`);
}

/** Layers with diffIDs from `from` on. */
export function layersOf(count: number, from = 1): readonly LayerFacts[] {
  return Array.from({ length: count }, (_, at) => ({
    diffId: digest(from + at),
    digest: digest(1000 + from + at),
  }));
}

/** An image that says nothing of its base. */
export function imageOf(parts: Partial<ImageFacts> = {}): ImageFacts {
  return {
    id: digest(99),
    names: ['registry.local/shop:1'],
    platform: { os: 'linux', architecture: 'amd64' },
    env: [],
    entrypoint: [],
    command: [],
    exposedPorts: [],
    volumes: [],
    labels: {},
    annotations: {},
    history: [],
    ...parts,
  };
}
