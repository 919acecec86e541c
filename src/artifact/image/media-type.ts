/** Media types of OCI image-spec v1.1 and of Docker's image manifest version 2, schema 2. */
export const mediaTypes = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar',
  ociEmpty: 'application/vnd.oci.empty.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
} as const;

/** What is asked for in `Accept` when a manifest of any kind will do. */
export const manifestMediaTypes: readonly string[] = [
  mediaTypes.ociIndex,
  mediaTypes.ociManifest,
  mediaTypes.dockerIndex,
  mediaTypes.dockerManifest,
];

export function isIndexType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociIndex || mediaType === mediaTypes.dockerIndex;
}

export function isManifestType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociManifest || mediaType === mediaTypes.dockerManifest;
}

/** Schema 1 manifests, signed or not: withdrawn in 2019, without configuration and diffIDs. */
export function isSchema1Type(mediaType: string): boolean {
  return /^application\/vnd\.docker\.distribution\.manifest\.v1\+(?:json|prettyjws)$/.test(
    mediaType,
  );
}

/** Configurations of container images; some builders write the bare octet-stream type. */
export function isImageConfigType(mediaType: string): boolean {
  return (
    mediaType === mediaTypes.ociConfig ||
    mediaType === mediaTypes.dockerConfig ||
    mediaType === 'application/octet-stream'
  );
}

/** Layers that registries do not hold ("foreign", "nondistributable"): Windows base layers. */
export function isForeignLayerType(mediaType: string): boolean {
  return (
    mediaType.startsWith('application/vnd.docker.image.rootfs.foreign.diff.tar') ||
    mediaType.startsWith('application/vnd.oci.image.layer.nondistributable.v1.tar')
  );
}

/** Layers that only a holder of the key can read (ocicrypt). */
export function isEncryptedLayerType(mediaType: string): boolean {
  return mediaType.includes('+encrypted');
}
