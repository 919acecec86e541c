import { expect, onTestFinished } from 'vitest';
import { CaissonError } from '#kit/error.ts';
import { RegistryClient } from '../client.ts';
import { type ImageReference, parseImageReference } from '../reference.ts';
import type { RegistrySettings } from '../settings.ts';
import { FakeRegistry, type Login } from './fake-registry.ts';
import { type Setup, setUp } from './setup.ts';

export const secret = 'pa:ss-word';
export const login: Login = { scheme: 'token', username: 'ann', password: secret, identity: 'refresh-me' };
export const basicCredentials = { kind: 'basic', username: 'ann', password: secret } as const;
export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
export const indexType = 'application/vnd.oci.image.index.v1+json';
export const big = Buffer.alloc(300_000, 'abcdefg');

export async function start(
  credentials?: RegistrySettings['credentials'] extends ReadonlyMap<string, infer C> | undefined
    ? C
    : never,
  hosts: readonly string[] = [],
  timing: RegistrySettings['timing'] = {},
): Promise<Setup & { registry: FakeRegistry; client: RegistryClient; reference: ImageReference }> {
  const registry = await startRegistry();
  const setup = setUp([registry, ...hosts], {
    timing,
    ...(credentials && { credentials: new Map([[registry.host, credentials]]) }),
  });
  const client = new RegistryClient(setup.settings);
  onTestFinished(() => client[Symbol.dispose]());
  return { ...setup, registry, client, reference: named(registry, 'shop/app:1') };
}

export async function startRegistry(): Promise<FakeRegistry> {
  const registry = await FakeRegistry.start();
  onTestFinished(async () => await registry[Symbol.asyncDispose]());
  return registry;
}

export function named(registry: FakeRegistry, name: string): ImageReference {
  return parseImageReference(`${registry.host}/${name}`);
}

export async function read(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function failure(work: Promise<unknown>): Promise<CaissonError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof CaissonError) return error;
  throw error;
}

export function expectNoSecret(error: CaissonError, logged: readonly string[]): void {
  const encoded = Buffer.from(`ann:${secret}`).toString('base64');
  const texts = [
    error.message,
    error.hint ?? '',
    error.stack ?? '',
    String(error.cause),
    ...logged,
  ];
  for (const text of texts) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encoded);
  }
}
