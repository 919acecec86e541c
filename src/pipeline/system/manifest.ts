import type { YamlMap, YamlText } from '#yaml/node.ts';
import { resolve } from '#yaml/read.ts';
import type { SourceString } from '../model.ts';
import { startOf } from '../range.ts';
import { entryOf, mapOf, stringAt } from '../yaml-access.ts';

/** A Kubernetes object of a file. */
export interface Manifest {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: SourceString;
  readonly root: YamlMap;
  readonly metadata: YamlMap | undefined;
  readonly spec: YamlMap | undefined;
}

/** The objects of all documents, those of a `List` too. */
export function manifestsOf({ documents }: YamlText): readonly Manifest[] {
  return documents.flatMap(({ root }) => {
    const map = mapOf(root);
    if (map === undefined) return [];
    const items = resolve(entryOf(map, 'items')?.value);
    if (stringAt(map, 'kind')?.value === 'List' && items?.kind === 'list')
      return items.items.flatMap((item) => {
        const inner = mapOf(item);
        return inner === undefined ? [] : [manifestOf(inner)];
      });
    return [manifestOf(map)];
  });
}

/** The parts of an object. */
export function manifestOf(root: YamlMap): Manifest {
  const metadata = mapOf(entryOf(root, 'metadata')?.value);
  const name = stringAt(metadata, 'name') ?? stringAt(metadata, 'generateName');
  return {
    kind: stringAt(root, 'kind')?.value ?? '',
    apiVersion: stringAt(root, 'apiVersion')?.value ?? '',
    name: name ?? { value: '', range: startOf(root.range) },
    root,
    metadata,
    spec: mapOf(entryOf(root, 'spec')?.value),
  };
}
