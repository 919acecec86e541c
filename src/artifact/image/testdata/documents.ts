import { isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { mediaTypes } from '../media-type.ts';

export function digest(seed: string): string {
  return `sha256:${sha256Hex(seed)}`;
}

export function bytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

export function descriptor(seed: string, extra: object = {}): object {
  return { mediaType: mediaTypes.ociManifest, digest: digest(seed), size: 7, ...extra };
}

export function layer(seed: string, mediaType = `${mediaTypes.ociLayer}+gzip`): object {
  return descriptor(seed, { mediaType });
}

export function manifestOf(layers: readonly object[], extra: object = {}): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptor('config', { mediaType: mediaTypes.ociConfig }),
    layers,
    ...extra,
  };
}

export function indexOf(manifests: readonly object[], extra: object = {}): object {
  return { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests, ...extra };
}

export function on(platform: string): object {
  const [os, architecture, variant] = platform.split('/');
  return { platform: { os, architecture, ...(variant && { variant }) } };
}

export function config(): object {
  return {
    os: 'linux',
    architecture: 'arm64',
    variant: 'v8',
    created: '2024-01-02T03:04:05Z',
    author: 'someone',
    config: {
      User: '1000',
      Env: ['PATH=/bin'],
      Entrypoint: ['/init'],
      Cmd: null,
      WorkingDir: '/srv',
      ExposedPorts: { '80/tcp': {}, '443/tcp': {} },
      Volumes: { '/data': {} },
      Labels: { a: 'b' },
    },
    rootfs: { type: 'layers', diff_ids: [digest('a'), digest('b')] },
    history: [
      { created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
      { created_by: '/bin/sh -c #(nop)  CMD ["sh"]', empty_layer: true },
      { created_by: 'RUN /bin/sh -c apk add curl # buildkit', comment: 'buildkit.dockerfile.v0' },
    ],
  };
}

/** The text that `action` gives (or the type of what it gives), or the code of the error it throws. */
export function outcome(action: () => unknown): string {
  try {
    const result = action();
    return typeof result === 'string' ? result : typeof result;
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}
