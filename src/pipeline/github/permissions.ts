import type { YamlEntry } from '#yaml/node.ts';
import { entriesOf, resolve } from '#yaml/read.ts';
import type { Permissions } from '../model.ts';
import { keyOf, rangeOfEntry } from '../yaml-access.ts';

type Level = Permissions['scopes'][number]['level'];

/** The rights of the token: `permissions` of a workflow or job; `undefined` when the key is not there. */
export function permissionsOf(entry: YamlEntry | undefined): Permissions | undefined {
  if (entry === undefined) return undefined;
  const node = resolve(entry.value) ?? entry.value;
  const { range } = node;
  if (node.kind === 'scalar') {
    const all = { 'read-all': 'read', 'write-all': 'write' } as const;
    const word = node.text === 'read-all' || node.text === 'write-all' ? all[node.text] : 'none';
    return { all: word, scopes: [], range, node };
  }
  const scopes = entriesOf(node).map((scope) => {
    const value = resolve(scope.value);
    return {
      name: keyOf(scope),
      level: levelOf(value?.kind === 'scalar' ? value.text : ''),
      range: rangeOfEntry(scope),
    };
  });
  return { scopes, range, node };
}

function levelOf(word: string): Level {
  return word === 'read' || word === 'write' || word === 'none' ? word : 'other';
}
