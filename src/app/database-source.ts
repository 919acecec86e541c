import { statSync } from 'node:fs';
import type { UpdateSource } from '#advisory/update.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Database } from './database.ts';

/** How an OCI artifact is named among the sources of advisories. */
export const artifactScheme = 'oci://';

/**
 * A source of advisories as a person names it: a directory, a bundle (`.tar`), an `http(s)` URL or `oci://registry/name:tag`.
 * Throws `usage.invalid-argument`.
 */
export function sourceOf(
  from: string,
  { ca, fetchArtifact }: Pick<Database, 'ca' | 'fetchArtifact'>,
  scope: Scope,
): UpdateSource {
  if (from.startsWith(artifactScheme)) {
    const name = from.slice(artifactScheme.length);
    return { type: 'artifact', open: () => fetchArtifact(name, scope) };
  }
  if (/^https?:\/\//.test(from))
    return { type: 'http', url: from, ...(ca !== undefined && { ca }) };
  const stat = statSync(from, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) return { type: 'directory', path: from };
  if (stat?.isFile() === true) return { type: 'bundle', path: from };
  throw new CaissonError('usage.invalid-argument', `${quote(from)} is no source of advisories`, {
    hint: 'name a directory, a bundle, a URL, or an OCI artifact as oci://registry/name:tag',
  });
}
