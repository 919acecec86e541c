import type { Source } from '#contract/source.ts';
import { openImageArchive } from './image-archive.ts';
import { openLayoutDirectory } from './layout-directory.ts';
import { parseImageLocator } from './locator.ts';
import { openLayout } from './oci-layout.ts';

/** `docker-archive:FILE[@NAME:TAG]`: what `docker save` and `podman save` write, also compressed. */
export const dockerArchiveSource: Source = {
  kind: 'source',
  id: 'docker-archive',
  revision: 1,
  title: 'image archive in the format of docker save',
  schemes: ['docker-archive:'],
  async open({ locator, platform }, scope) {
    const { path, ...choice } = parseImageLocator(locator);
    const request = { reference: locator, source: 'docker-archive:', platform, ...choice };
    return openImageArchive(path, request, 'docker', scope);
  },
};

/** `oci-archive:FILE[@NAME]`: an OCI layout in a tar, also compressed. */
export const ociArchiveSource: Source = {
  kind: 'source',
  id: 'oci-archive',
  revision: 1,
  title: 'OCI image layout in a tar file',
  schemes: ['oci-archive:'],
  async open({ locator, platform }, scope) {
    const { path, ...choice } = parseImageLocator(locator);
    const request = { reference: locator, source: 'oci-archive:', platform, ...choice };
    return openImageArchive(path, request, 'oci', scope);
  },
};

/** `oci-dir:DIRECTORY[@NAME]`: an OCI layout in a directory. */
export const ociDirectorySource: Source = {
  kind: 'source',
  id: 'oci-dir',
  revision: 1,
  title: 'OCI image layout in a directory',
  schemes: ['oci-dir:'],
  async open({ locator, platform }, scope) {
    const { path, ...choice } = parseImageLocator(locator);
    const request = { reference: locator, source: 'oci-dir:', platform, ...choice };
    return openLayout(openLayoutDirectory(path), request, scope);
  },
};
