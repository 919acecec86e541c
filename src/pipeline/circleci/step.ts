import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf, resolve } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type { Dialect, Hole, Script, SourceString, Step } from '../model.ts';
import { holesBetween } from '../system/holes.ts';
import { present } from '../system/map.ts';
import { scalarScript } from '../system/script.ts';
import {
  entryOf,
  keyOf,
  mapOf,
  scalarOf,
  stringAt,
  stringOf,
  variablesOf,
} from '../yaml-access.ts';

const maxDepth = 10;

/** `<< pipeline… >>` and `<< parameters.x >>`; `\<<` is text, as is a here-document. */
export function holesIn(text: string): readonly Hole[] {
  return holesBetween(text, '<<', '>>').filter(
    ({ start, expression }) =>
      /^(?:pipeline|parameters|matrix)\.[\w.-]+$/.test(expression) && text[start - 1] !== '\\',
  );
}

/** Steps of a job or command (CircleCI documentation, Configuration reference, `steps`), those below `when` among them. */
export function stepsOf(
  node: YamlNode | undefined,
  context: LoadContext,
  shell?: SourceString,
): readonly Step[] {
  return flattened(node, context, 0).map((item, index) => stepOf(item, index, shell));
}

function flattened(
  node: YamlNode | undefined,
  context: LoadContext,
  depth: number,
): readonly YamlNode[] {
  return itemsOf(node).flatMap((item) => {
    context.spend();
    const [entry] = entriesOf(item);
    const name = entry === undefined ? undefined : keyOf(entry).value;
    if (entry === undefined || (name !== 'when' && name !== 'unless') || depth > maxDepth)
      return [item];
    return flattened(entryOf(entry.value, 'steps')?.value, context, depth + 1);
  });
}

function stepOf(item: YamlNode, index: number, shell: SourceString | undefined): Step {
  const node = mapOf(item);
  const [entry] = node?.entries ?? [];
  const id = entry === undefined ? stringOf(item) : keyOf(entry);
  const value = entry?.value;
  const isRun = id?.value === 'run';
  return {
    index,
    ...present('id', id),
    ...present('name', stringAt(value, 'name')),
    range: item.range,
    ...present('node', node),
    scripts: isRun ? scriptsOf(value, shell) : [],
    inputs: isRun ? [] : variablesOf(value),
    variables: variablesOf(entryOf(value, 'environment')?.value),
    ...present('condition', stringAt(value, 'when')),
    mayFail: false,
  };
}

function scriptsOf(
  value: YamlNode | undefined,
  outer: SourceString | undefined,
): readonly Script[] {
  const node = resolve(value);
  const scalar = node?.kind === 'scalar' ? node : scalarOf(entryOf(node, 'command')?.value);
  const shell = stringAt(node, 'shell') ?? outer;
  if (scalar === undefined) return [];
  return [scalarScript(scalar, { dialect: dialectOf(shell), holesIn, shell })];
}

function dialectOf(shell: SourceString | undefined): Dialect {
  const program =
    (shell?.value ?? 'bash')
      .trim()
      .split(/\s+/, 1)[0]
      ?.replace(/^.*[/\\]/, '') ?? '';
  if (/^(?:ba|z)sh(?:\.exe)?$/.test(program)) return 'bash';
  if (/^(?:a|da)?sh$/.test(program)) return 'sh';
  if (/^(?:pwsh|powershell)(?:\.exe)?$/i.test(program)) return 'pwsh';
  return program.startsWith('python') ? 'python' : 'other';
}
