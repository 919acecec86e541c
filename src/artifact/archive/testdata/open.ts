import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OpenArtifact } from '#contract/source.ts';
import { type TestScope, walkLayer } from '../../layer/testdata/walk.ts';
import { localSources } from '../../local-sources.ts';
import { archive, type NamedFile } from './image.ts';

export interface Choice {
  readonly selector?: string;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

export async function openAt(
  scheme: string,
  path: string,
  scope: TestScope,
  choice: Choice = {},
): Promise<OpenArtifact> {
  const source = localSources().find(({ schemes }) => schemes.includes(scheme));
  const locator = choice.selector === undefined ? path : `${path}@${choice.selector}`;
  if (source === undefined) throw new Error(`no source for ${scheme}`);
  return source.open(
    { scheme, locator, ...(choice.platform && { platform: choice.platform }) },
    scope,
  );
}

export async function openBytes(
  scheme: string,
  bytes: Uint8Array,
  scope: TestScope,
  choice: Choice = {},
): Promise<OpenArtifact> {
  const path = join(scope.temporaryDirectory, 'given');
  writeFileSync(path, bytes);
  return openAt(scheme, path, scope, choice);
}

export async function openArchive(
  files: readonly NamedFile[],
  scope: TestScope,
  choice: Choice = {},
): Promise<OpenArtifact> {
  return openBytes('oci-archive:', archive(files), scope, choice);
}

export async function openFiles(
  files: readonly NamedFile[],
  scope: TestScope,
  choice: Choice = {},
): Promise<OpenArtifact> {
  const directory = join(scope.temporaryDirectory, 'given');
  for (const [name, data] of files) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), data);
  }
  return openAt('oci-dir:', directory, scope, choice);
}

export async function contents(opened: OpenArtifact, scope: TestScope): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const layer of opened.layers) texts.push(...(await walkLayer(layer, scope)).files.values());
  return texts;
}

