import { itemsOf } from '#yaml/read.ts';
import type { LoadInput } from './load-input.ts';
import type { PipelineSubject, Reference } from './model.ts';
import { gitPinning } from './reference.ts';
import { entryOf, mapOf, stringAt } from './yaml-access.ts';

/** A `.pre-commit-config.yaml` (pre-commit documentation, .pre-commit-config.yaml - top level and repos). */
export function loadPreCommit(input: LoadInput): PipelineSubject | undefined {
  const root = mapOf(input.yaml.documents[0]?.root);
  if (root === undefined) return undefined;
  const references = itemsOf(entryOf(root, 'repos')?.value).flatMap(
    (item): readonly Reference[] => {
      const node = mapOf(item);
      const text = stringAt(node, 'repo');
      if (text === undefined) return [];
      const own = text.value === 'local' || text.value === 'meta' || text.value === 'builtin';
      const version = stringAt(node, 'rev')?.value;
      return [
        {
          kind: 'hook',
          text,
          origin: own ? 'local' : 'remote',
          source: text.value,
          ...(version !== undefined && { version }),
          pinned: own ? 'digest' : gitPinning(version),
        },
      ];
    },
  );
  return { ...input, system: 'pre-commit', references };
}
