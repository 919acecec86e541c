import { posix } from 'node:path';
import type { YamlNode } from '#yaml/node.ts';
import { itemsOf, member, textOf } from '#yaml/read.ts';

/** What a kustomization names, as paths from where reports begin. */
export interface KustomizationParts {
  /** Other kustomizations, or files of whole objects: `resources`, `bases`, `components`. */
  readonly resources: readonly string[];
  /** Files that are no objects by themselves: patches, replacements, configuration. */
  readonly fragments: readonly string[];
}

/** Reads what the kustomization in a directory names. Text of patches that stands in it inline gives a path that is nowhere. */
export function partsOfKustomization(
  root: YamlNode | undefined,
  directory: string,
): KustomizationParts {
  function below(name: string | undefined): readonly string[] {
    if (name === undefined || name === '' || name.includes('\n')) return [];
    return [posix.normalize(posix.join(directory, name)).replace(/\/$/, '')];
  }
  function named(fields: readonly string[]): readonly string[] {
    return fields
      .flatMap((field) => itemsOf(member(root, field)))
      .flatMap((item) => below(textOf(item) ?? textOf(member(item, 'path'))));
  }
  return {
    resources: named(['resources', 'bases', 'components']),
    fragments: [
      ...named(['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements']),
      ...named(['transformers', 'generators', 'validators', 'configurations', 'crds']),
      ...below(textOf(member(member(root, 'openapi'), 'path'))),
    ],
  };
}
