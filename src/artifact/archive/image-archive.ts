import type { Scope } from '#contract/scope.ts';
import type { OpenArtifact } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { openDockerArchive } from './docker-archive.ts';
import type { ImageFiles } from './image-files.ts';
import type { ImageRequest } from './image-request.ts';
import { openLayout } from './oci-layout.ts';
import { openOuterTar } from './outer-tar.ts';

/**
 * Opens an image in a tar, in Docker's form, as an OCI layout, or both; `prefer` says which one counts then. What it opened
 * goes away with the result. Throws `usage.invalid-argument`, `input.*`, `integrity.*`, `limit.*`, `host.io`.
 */
export async function openImageArchive(
  path: string,
  request: ImageRequest,
  prefer: 'docker' | 'oci',
  scope: Scope,
): Promise<OpenArtifact> {
  const files = await openOuterTar(path, scope);
  try {
    const form = formOf(files, prefer);
    return form === 'docker'
      ? await openDockerArchive(files, request, scope)
      : await openLayout(files, request, scope);
  } catch (error) {
    await files[Symbol.asyncDispose]();
    throw error;
  }
}

function formOf(files: ImageFiles, prefer: 'docker' | 'oci'): 'docker' | 'oci' {
  const isDocker = files.find('manifest.json') !== undefined;
  const isOci = files.find('index.json') !== undefined;
  if (isDocker && isOci) return prefer;
  if (isDocker) return 'docker';
  if (isOci) return 'oci';
  throw new CaissonError(
    'input.malformed',
    `${files.what} is no image archive: it has neither manifest.json nor index.json`,
    files.find('repositories') === undefined
      ? {}
      : { hint: 'it is of a Docker before 1.10; load and save it with a current one' },
  );
}
