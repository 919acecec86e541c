import type { Coordinates } from './coordinates.ts';

/** `pom.properties` as Maven's archiver writes it. `undefined` when group, artifact or version are missing. */
export function parsePomProperties(text: string): Coordinates | undefined {
  const values = new Map<string, string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const match = /^\s*(groupId|artifactId|version)\s*[=:]\s*(\S+)\s*$/.exec(line);
    if (match) values.set(match[1] ?? '', match[2] ?? '');
  }
  const [group, artifact, version] = ['groupId', 'artifactId', 'version'].map((key) =>
    values.get(key),
  );
  if (!isPlain(group) || !isPlain(artifact) || !isPlain(version)) return undefined;
  return { group, artifact, version };
}

/** Whether a value is there and is not a property that was left unresolved. */
function isPlain(value: string | undefined): value is string {
  return value !== undefined && value !== '' && !value.includes('${');
}
