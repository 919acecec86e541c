/** Endings of Java archives: libraries, applications, resource adapters, plug-ins of servers and of OSGi, Jenkins, NiFi and Liferay. */
export const archiveSuffixes = [
  '.jar',
  '.war',
  '.ear',
  '.rar',
  '.par',
  '.sar',
  '.nar',
  '.jpi',
  '.hpi',
  '.kar',
  '.lpkg',
] as const;

const maxNameChars = 512;

/** What the name of an archive tells: `spring-core`, `5.3.4` of `spring-core-5.3.4.jar`; without a version only the stem. */
export interface ArchiveName {
  readonly artifact: string;
  readonly version: string;
}

/**
 * Splits the file name at the last hyphen before a digit, or the one before where the rest is a version with a build number
 * (`zstd-jni-1.5.7-6`). The version may end in a classifier.
 */
export function parseArchiveName(fileName: string): ArchiveName {
  const stem = fileName.slice(0, Math.max(0, fileName.lastIndexOf('.'))).slice(0, maxNameChars);
  const last = versionStart(stem, stem.length);
  if (last === -1 || stem.includes(' ')) return { artifact: stem, version: '' };
  const before = versionStart(stem, last - 1);
  const at = before > 0 && /^\d+(?:\.\d+)+-\d+$/.test(stem.slice(before + 1)) ? before : last;
  return { artifact: stem.slice(0, at), version: stem.slice(at + 1) };
}

/** Where the last hyphen before a digit stands, not after `from`; -1 when there is none behind the first character. */
function versionStart(stem: string, from: number): number {
  for (let at = stem.lastIndexOf('-', from); at > 0; at = stem.lastIndexOf('-', at - 1))
    if (/\d/.test(stem[at + 1] ?? '')) return at;
  return -1;
}
