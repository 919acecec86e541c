import type { ArchiveName } from './archive-name.ts';
import type { Coordinates } from './coordinates.ts';
import { knownGroup, tomcatArtifact } from './known-groups.ts';

/** The attributes of a manifest's main section, names in lower case. */
export type JarManifest = ReadonlyMap<string, string>;

/**
 * Which of the Maven descriptors inside an archive speaks of the archive itself: the one of its file name (perhaps with a
 * classifier behind the version, or under another version); a single one also when the file was renamed. The others were
 * shaded into it.
 */
export function ownDescriptor(
  name: ArchiveName,
  descriptors: readonly Coordinates[],
  manifest: JarManifest,
): Coordinates | undefined {
  const named = descriptors.filter(({ artifact }) => artifact === name.artifact);
  const exact = named.find(
    ({ version }) =>
      name.version === '' || name.version === version || name.version.startsWith(`${version}-`),
  );
  if (exact !== undefined) return exact;
  if (named.length === 1) return named[0];
  const [only] = descriptors;
  if (only === undefined || descriptors.length > 1) return undefined;
  return isSame(only, name, manifest) ? only : undefined;
}

/** A single descriptor belongs to the archive when the manifest's version or the beginning of the file name agree with it. */
function isSame(only: Coordinates, name: ArchiveName, manifest: JarManifest): boolean {
  const versions = ['implementation-version', 'bundle-version', 'specification-version'];
  if (name.artifact.startsWith(only.artifact) || only.artifact === titleOf(manifest)) return true;
  return (
    name.version === only.version ||
    (name.version === '' && versions.some((key) => manifest.get(key) === only.version))
  );
}

/**
 * Coordinates from manifest and file name, for archives without a descriptor of their own. The group may stay empty, and
 * `undefined` means that not even a version is known.
 */
export function guessCoordinates(
  name: ArchiveName,
  manifest: JarManifest,
): Coordinates | undefined {
  const tomcat = tomcatCoordinates(name, manifest);
  if (tomcat !== undefined) return tomcat;
  const version = name.version || statedVersion(manifest);
  const artifact = name.version === '' ? titleOf(manifest) || name.artifact : name.artifact;
  if (version === '' || artifact === '') return undefined;
  return { group: knownGroup(artifact) ?? groupOf(artifact, manifest), artifact, version };
}

/** Libraries of Tomcat say so in the bundle's name or the title; the version of a file is that of its API. */
function tomcatCoordinates(name: ArchiveName, manifest: JarManifest): Coordinates | undefined {
  const bundle = /^org\.apache\.(tomcat-[a-z0-9-]+)$/.exec(
    manifest.get('bundle-symbolicname') ?? '',
  );
  const isTitled = /^Apache Tomcat$/i.test(manifest.get('implementation-title') ?? '');
  const artifact = bundle?.[1] ?? (isTitled ? tomcatArtifact(name.artifact) : undefined);
  const version = manifest.get('bundle-version') ?? statedVersion(manifest);
  if (version === '' || artifact === undefined) return undefined;
  const group = artifact.startsWith('tomcat-embed-')
    ? 'org.apache.tomcat.embed'
    : 'org.apache.tomcat';
  return { group, artifact, version };
}

function statedVersion(manifest: JarManifest): string {
  const keys = [
    'plugin-version',
    'implementation-version',
    'bundle-version',
    'specification-version',
  ];
  const found = keys
    .map((key) => manifest.get(key))
    .find((value) => value && /^\d\S*$/.test(value));
  return found ?? '';
}

/** `Implementation-Title` where it is spelled like an artifact and not like a product. */
function titleOf(manifest: JarManifest): string {
  const title = manifest.get('implementation-title') ?? '';
  return /^[a-z0-9][a-z0-9._-]*$/.test(title) && title.includes('-') ? title : '';
}

/** The group: that of a Jenkins plug-in, the vendor's id, else the bundle's or module's name without its last part. Prose is never a group. */
function groupOf(artifact: string, manifest: JarManifest): string {
  const vendor = manifest.get('group-id') ?? manifest.get('implementation-vendor-id') ?? '';
  if (vendor === 'org.apache') return apacheGroup(artifact);
  if (isGroup(vendor)) return vendor;
  const names = ['bundle-symbolicname', 'automatic-module-name'].map((key) => manifest.get(key));
  const groups = names.map((name) =>
    groupOfName((name ?? '').split(';')[0]?.trim() ?? '', artifact),
  );
  return groups.find((group) => group !== '') ?? '';
}

/** Apache projects wrote only the foundation's id. */
function apacheGroup(artifact: string): string {
  return artifact.startsWith('commons-') ? artifact : `org.apache.${artifact.split('-')[0]}`;
}

function groupOfName(name: string, artifact: string): string {
  if (!isGroup(name)) return '';
  if (name.endsWith(`.${artifact}`)) return name.slice(0, -artifact.length - 1);
  const parent = name.slice(0, name.lastIndexOf('.'));
  return isGroup(parent) ? parent : '';
}

function isGroup(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+$/.test(text) && text.length <= 128;
}
