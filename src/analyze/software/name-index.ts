import { basename } from '#kit/path.ts';
import type { SoftwareRecord } from './record.ts';

/** Which records want to look into a file, by its path alone. */
export type NameIndex = (path: string) => readonly SoftwareRecord[];

interface Rule {
  readonly fits: RegExp;
  /** The name has slashes: it is compared with the end of the path. */
  readonly whole: boolean;
  readonly record: SoftwareRecord;
}

const bucketCharacters = 3;
const longestName = 128;

/** Indexes exact names in one map and patterns by their first three characters, which are never wild. */
export function indexNames(records: readonly SoftwareRecord[]): NameIndex {
  const exact = new Map<string, SoftwareRecord[]>();
  const buckets = new Map<string, Rule[]>();
  for (const record of records) {
    for (const name of record.names) {
      const last = basename(name);
      if (last === name && !name.includes('*')) push(exact, name, record);
      else push(buckets, last.slice(0, bucketCharacters), ruleOf(name, record));
    }
  }
  return (path) => {
    const name = programName(basename(path));
    if (name.length > longestName) return [];
    const whole = `/${path}`;
    const wild = (buckets.get(name.slice(0, bucketCharacters)) ?? [])
      .filter((rule) => rule.fits.test(rule.whole ? whole : name))
      .map(({ record }) => record);
    const found = [...(exact.get(name) ?? []), ...wild];
    return found.length > 1 ? [...new Set(found)] : found;
  };
}

function programName(name: string): string {
  return /\.exe$/i.test(name) ? name.slice(0, -'.exe'.length).toLowerCase() : name;
}

function ruleOf(name: string, record: SoftwareRecord): Rule {
  const whole = name.includes('/');
  const source = name.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '[^/]{0,96}');
  return { fits: new RegExp(`${whole ? '/' : '^'}${source}$`), whole, record };
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
