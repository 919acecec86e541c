import type { Coordinates } from './coordinates.ts';

/**
 * `pom.properties` as Maven's archiver writes it. Group and artifact also stand in its path, `META-INF/maven/GROUP/ARTIFACT/`,
 * for some builds leave them out of the file. `undefined` when group, artifact or version are missing.
 */
export function parsePomProperties(text: string, path: string): Coordinates | undefined {
  const values = propertiesOf(text);
  const [, folder, subfolder] = descriptorPath.exec(path) ?? [];
  const group = values.get('groupId') ?? folder;
  const artifact = values.get('artifactId') ?? subfolder;
  const version = values.get('version');
  if (!isPlain(group) || !isPlain(artifact) || !isPlain(version)) return undefined;
  return { group, artifact, version };
}

const descriptorPath = /(?:^|\/)META-INF\/maven\/([^/]+)\/([^/]+)\/pom\.properties$/;

function propertiesOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const match = /^\s*(groupId|artifactId|version)\s*[=:]\s*(\S+)\s*$/.exec(line);
    if (match) values.set(match[1] ?? '', match[2] ?? '');
  }
  return values;
}

/** Whether a value is there and is not a property that was left unresolved. */
function isPlain(value: string | undefined): value is string {
  return value !== undefined && value !== '' && !value.includes('${');
}
