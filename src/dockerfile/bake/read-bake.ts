import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf, resolve, textOf } from '#yaml/read.ts';
import {
  type Build,
  type BuildFile,
  type Field,
  fieldsOf,
  pairsOf,
} from '../compose/build-file.ts';
import { textField } from '../compose/read-compose.ts';

/** Targets that are looked at, and how far they inherit. */
const maxTargets = 2000;
const maxChain = 64;

/** A bake file (Docker bake file reference), from HCL or JSON read as a map. */
export function readBake(root: YamlNode | undefined): BuildFile {
  const variables = new Map<string, string>();
  for (const { name, fields } of blocksOf(root, 'variable')) {
    const value = resolve(fields.get('default'));
    if (value?.kind === 'scalar' && value.value !== null && !value.text.includes('${'))
      variables.set(name, value.text);
  }
  const values = { dialect: 'hcl', variables } as const;
  const targets = new Map(
    blocksOf(root, 'target')
      .slice(0, maxTargets)
      .map(({ name, fields }) => [name, fields] as const),
  );
  const builds = [...targets.keys()].map((name) => buildOf(name, targets, values));
  return { ...values, kind: 'bake', services: [], builds, volumes: new Map() };
}

interface Block {
  readonly name: string;
  readonly fields: ReadonlyMap<string, YamlNode>;
}

/** Blocks of a type, of HCL (one entry each) and of JSON (all in one map). */
function blocksOf(root: YamlNode | undefined, type: string): readonly Block[] {
  return entriesOf(root)
    .filter(({ key }) => textOf(key) === type)
    .flatMap(({ value }) => entriesOf(value))
    .flatMap(({ key, value }) => {
      const name = textOf(key);
      return name === undefined ? [] : [{ name, fields: fieldsOf(value) }];
    });
}

function buildOf(
  name: string,
  targets: ReadonlyMap<string, ReadonlyMap<string, YamlNode>>,
  values: Pick<BuildFile, 'dialect' | 'variables'>,
): Build {
  const own = targets.get(name) ?? new Map<string, YamlNode>();
  const chain = chainOf(name, targets).map((each) => targets.get(each) ?? own);
  const fields = new Map(chain.toReversed().flatMap((each) => [...each]));
  const args = new Map<string, Field>();
  for (const each of chain.toReversed())
    for (const field of pairsOf(each.get('args'), values)) args.set(field.name, field);
  const inline = fields.get('dockerfile-inline');
  return {
    name,
    ...(inline !== undefined && { inline }),
    ...textField('context', fields.get('context'), values),
    ...textField('dockerfile', fields.get('dockerfile'), values),
    ...textField('target', fields.get('target'), values),
    args: [...args.values()],
    writtenArgs: [...args.values()],
    answered: new Set(),
    contexts: pairsOf(fields.get('contexts'), values).map((each) => each.name),
    fields,
  };
}

/** The target and those that it inherits from, strongest first: of several parents the last wins. */
function chainOf(
  name: string,
  targets: ReadonlyMap<string, ReadonlyMap<string, YamlNode>>,
): readonly string[] {
  const chain = new Set<string>();
  const waiting = [name];
  for (
    let next = waiting.pop();
    next !== undefined && chain.size < maxChain;
    next = waiting.pop()
  ) {
    if (chain.has(next)) continue;
    chain.add(next);
    for (const item of itemsOf(targets.get(next)?.get('inherits'))) {
      const parent = textOf(item);
      if (parent !== undefined) waiting.push(parent);
    }
  }
  return [...chain];
}
