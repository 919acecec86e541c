export { parsePlatform } from '#artifact/image/platform.ts';

import type { Source } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Platform } from '#model/artifact.ts';
import { type ArtifactReference, splitScheme } from '#model/reference.ts';
import type { Toolbox } from './toolbox.ts';

export interface Resolved {
  readonly source: Source;
  readonly reference: ArtifactReference;
}

/**
 * Finds the source of what a person named. An explicit scheme always wins; then an existing path, then the engines of this
 * machine, then the registry. Nothing named means this machine.
 */
export async function resolveReference(
  text: string | undefined,
  platform: Platform | undefined,
  toolbox: Toolbox,
): Promise<Resolved> {
  const named = await schemeOf(text, toolbox);
  const source = toolbox.sources.find(({ schemes }) => schemes.includes(named.scheme));
  if (source === undefined)
    throw new CaissonError('input.unsupported', `nothing here reads ${quote(named.scheme)}`);
  return { source, reference: { ...named, ...(platform !== undefined && { platform }) } };
}

async function schemeOf(text: string | undefined, toolbox: Toolbox): Promise<ArtifactReference> {
  if (text === undefined) return { scheme: 'host:', locator: '' };
  const schemes = toolbox.sources.flatMap((source) => source.schemes);
  const explicit = splitScheme(text, schemes);
  if (explicit !== undefined) return explicit;
  const path = await toolbox.detectPath(text);
  if (path !== undefined) return { scheme: path, locator: text };
  if (looksLikePath(text)) {
    throw new CaissonError('input.not-found', `there is no file or directory ${quote(text)}`, {
      hint: 'name an existing path, or an image such as debian:12',
    });
  }
  const engine = await toolbox.findInEngines(text);
  return { scheme: engine ?? 'registry:', locator: text };
}

function looksLikePath(text: string): boolean {
  return /^(?:\.{0,2}\/|~)/.test(text) || /\.(?:tar|tgz|tar\.gz|json|xml|zip|jar|spdx)$/.test(text);
}
