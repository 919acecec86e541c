/**
 * Names of the facts that CycloneDX and SPDX have no field for, so that a scan of our own SBOM finds what the scan of the
 * artifact found. CycloneDX: `properties` of the component. SPDX 2.x: an annotation of the package whose comment is
 * `name=value`. A property that may stand several times is written once per value, in order.
 */
export const sbomProperty = {
  /** `Component.id`, so that relations, owners and fingerprints survive the round trip. */
  id: 'caisson:id',
  ecosystem: 'caisson:ecosystem',
  presence: 'caisson:presence',
  /** One per location, in their order. */
  path: 'caisson:path',
  /** diffID of the layer of the `caisson:path` just before it; left out where the location has none. */
  layer: 'caisson:layer',
  sourceName: 'caisson:source:name',
  sourceVersion: 'caisson:source:version',
  modularity: 'caisson:modularity',
  /** `Component.id` of the OS package that owns the files. */
  owner: 'caisson:owner',
  architecture: 'caisson:architecture',
  /** One per scope. */
  scope: 'caisson:scope',
  /** `true` or `false`: whether the project itself asks for it. */
  direct: 'caisson:direct',
  /** One per CPE name. */
  cpe: 'caisson:cpe',
  technique: 'caisson:technique',
  confidence: 'caisson:confidence',
  /** `LinkedCode`: one per import path, then the hashes of the functions. */
  linkedPackage: 'caisson:linked:package',
  linkedFunctions: 'caisson:linked:functions',
  /** diffID of the layer that hides it, and the version in its place. */
  removedIn: 'caisson:removed:layer',
  replacedBy: 'caisson:removed:replacement',
  /** `true` when somebody else than the distribution built it. */
  thirdParty: 'caisson:thirdparty',
  /** On the operating-system component: `ID_LIKE` (one per word), codename, path of the release file. */
  osLike: 'caisson:os:like',
  osCodename: 'caisson:os:codename',
  osTitle: 'caisson:os:title',
  osPath: 'caisson:os:path',
  /** One per repository. */
  osRepository: 'caisson:os:repository',
} as const;
