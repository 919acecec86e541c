import type { SourceRange } from '#model/source-range.ts';
import type { YamlNode } from '#yaml/node.ts';
import { itemsOf } from '#yaml/read.ts';
import type { PipelineSubject } from '../model.ts';
import { entryOf, rangeOfEntry, stringAt, stringsOf } from '../yaml-access.ts';

/** A directory of the machine that a build can write to. */
export interface HostPath {
  readonly path: string;
  readonly range: SourceRange;
}

/** Directories of the machine that steps mount, as the system writes them. */
export function hostPaths({ system, yaml }: PipelineSubject): readonly HostPath[] {
  const roots = yaml?.documents.map(({ root }) => root) ?? [];
  switch (system) {
    case 'tekton':
    case 'argo':
      return roots.flatMap(ofPods);
    case 'drone':
      return roots.flatMap((root) => itemsOf(entryOf(root, 'volumes')?.value).flatMap(ofDrone));
    case 'woodpecker':
      return ofWoodpecker(roots[0]);
    default:
      return [];
  }
}

/** `hostPath: { path }` wherever it stands. */
function ofPods(root: YamlNode | undefined): readonly HostPath[] {
  const found: HostPath[] = [];
  const waiting: YamlNode[] = root === undefined ? [] : [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'list') waiting.push(...node.items);
    if (node.kind === 'map') waiting.push(...node.entries.map(({ value }) => value));
    const entry = entryOf(node.kind === 'map' ? node : undefined, 'hostPath');
    const path = stringAt(entry?.value, 'path')?.value;
    if (entry !== undefined && path !== undefined) found.push({ path, range: rangeOfEntry(entry) });
  }
  return found;
}

function ofDrone(item: YamlNode): readonly HostPath[] {
  const text = stringAt(entryOf(item, 'host')?.value, 'path');
  return text === undefined ? [] : [{ path: text.value, range: text.range }];
}

/** `volumes: [/host:/container]` of steps; names without slash are volumes of the engine. */
function ofWoodpecker(root: YamlNode | undefined): readonly HostPath[] {
  const steps = entryOf(root, 'steps')?.value ?? entryOf(root, 'pipeline')?.value;
  const nodes = steps?.kind === 'map' ? steps.entries.map(({ value }) => value) : itemsOf(steps);
  return nodes
    .flatMap((node) => stringsOf(entryOf(node, 'volumes')?.value))
    .filter(({ value }) => value.startsWith('/'))
    .map(({ value, range }) => ({ path: value.split(':', 1)[0] ?? value, range }));
}
