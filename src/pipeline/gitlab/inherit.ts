import { isCaissonError } from '#kit/error.ts';
import type { YamlEntry, YamlMap, YamlNode } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';
import { itemsOf, resolve } from '#yaml/read.ts';
import type { LoadInput } from '../load-input.ts';
import { mergedMap } from '../system/map.ts';
import { entryOf, keyOf, stringAt, stringOf, stringsOf } from '../yaml-access.ts';
import { configurationOf, jobEntries } from './keyword.ts';

const maxFiles = 200;
const maxDepth = 10;

/** Where jobs look for what they do not say themselves. */
export interface Inheritance {
  /** The value of a keyword of a job: its own, else of what it extends, else of `default` and the top level. */
  keyword(job: YamlMap, name: string): YamlNode | undefined;
  /** The same, but only from this file: its places are places of the file. */
  local(job: YamlMap, name: string): YamlNode | undefined;
  /** Maps from the job up to what it extends, nearest first. */
  lineage(job: YamlMap): readonly YamlMap[];
}

/** Reads what a file and its local includes define; files that are not there count as empty. */
export function inheritanceOf(input: LoadInput, root: YamlMap): Inheritance {
  const included = includedRoots(input, root);
  const jobs = new Map<string, YamlMap>();
  const foreign = new Set<YamlMap>();
  for (const entry of jobEntries(root)) addJob(jobs, entry);
  for (const one of included)
    for (const entry of jobEntries(one)) {
      const map = addJob(jobs, entry);
      if (map !== undefined) foreign.add(map);
    }
  const ownDefaults = [mergedMap(entryOf(root, 'default')?.value), root];
  const defaults = [
    ...ownDefaults,
    ...included.flatMap((one) => [mergedMap(entryOf(one, 'default')?.value), one]),
  ];
  function lineage(job: YamlMap): readonly YamlMap[] {
    const seen = new Set<YamlMap>([job]);
    const waiting = [job];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      for (const { value } of stringsOf(entryOf(next, 'extends')?.value).toReversed()) {
        const parent = jobs.get(value);
        if (parent === undefined || seen.has(parent) || seen.size > 100) continue;
        seen.add(parent);
        waiting.push(parent);
      }
    return [...seen];
  }
  const ofAll = cachedValue(defaults);
  const ofOwn = cachedValue(ownDefaults);
  return {
    lineage,
    keyword: (job, name) => firstValue(lineage(job), name) ?? ofAll(name),
    local: (job, name) =>
      firstValue(
        lineage(job).filter((map) => !foreign.has(map)),
        name,
      ) ?? ofOwn(name),
  };
}

/** Looks into large maps once for each name. */
function cachedValue(
  maps: readonly (YamlMap | undefined)[],
): (name: string) => YamlNode | undefined {
  const known = new Map<string, YamlNode | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, firstValue(maps, name));
    return known.get(name);
  };
}

function firstValue(maps: readonly (YamlMap | undefined)[], name: string): YamlNode | undefined {
  return maps.map((map) => entryOf(map, name)?.value).find((value) => value !== undefined);
}

/** The map of the job when it is the first of its name. */
function addJob(jobs: Map<string, YamlMap>, entry: YamlEntry): YamlMap | undefined {
  const name = keyOf(entry).value;
  const map = mergedMap(entry.value);
  if (map === undefined || jobs.has(name)) return undefined;
  jobs.set(name, map);
  return map;
}

/** The files that `include: local` names, and those that they include. */
function includedRoots(input: LoadInput, root: YamlMap): readonly YamlMap[] {
  const found: YamlMap[] = [];
  const seen = new Set<string>([input.path]);
  const waiting: { readonly map: YamlMap; readonly depth: number }[] = [{ map: root, depth: 0 }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (next.depth >= maxDepth) continue;
    for (const path of localPaths(next.map)) {
      if (seen.has(path) || seen.size > maxFiles) continue;
      seen.add(path);
      const map = readRoot(input.sibling(path));
      if (map === undefined) continue;
      found.push(map);
      waiting.push({ map, depth: next.depth + 1 });
    }
  }
  return found;
}

function localPaths(root: YamlMap): readonly string[] {
  const value = resolve(entryOf(root, 'include')?.value);
  const items = value?.kind === 'list' ? itemsOf(value) : value === undefined ? [] : [value];
  return items.slice(0, maxFiles).flatMap((item) => {
    const path = (stringOf(item) ?? stringAt(item, 'local'))?.value;
    if (path === undefined || /^https?:|[*$]/.test(path)) return [];
    return [path.replace(/^\/+/, '')];
  });
}

function readRoot(bytes: Uint8Array | undefined): YamlMap | undefined {
  if (bytes === undefined || bytes.length > 2 ** 20) return undefined;
  try {
    return configurationOf(parseYaml(bytes)).root;
  } catch (error) {
    if (isCaissonError(error)) return undefined;
    throw error;
  }
}
