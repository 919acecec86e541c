import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { itemsOf } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type {
  Dialect,
  Hole,
  Job,
  Reference,
  Script,
  SourceString,
  Step,
  Trigger,
} from '../model.ts';
import { holesBetween, holesMatching, orderedHoles } from '../system/holes.ts';
import { present } from '../system/map.ts';
import { imageReference } from '../system/reference.ts';
import { scalarScript, scalarsOf } from '../system/script.ts';
import { entryOf, mapOf, scalarOf, stringAt } from '../yaml-access.ts';
import { dynamicName, remoteReference } from './reference.ts';

/** Where the steps of a task stand. */
export interface TaskPlace {
  readonly id: SourceString;
  readonly triggers: readonly Trigger[];
  readonly context: LoadContext;
}

/** What Tekton, or Pipelines as Code before it, fills in. */
function holesIn(text: string): readonly Hole[] {
  if (!text.includes('$(') && !text.includes('{{')) return [];
  const own =
    /\$\(((?:inputs|params|tt\.params|tasks|steps|context|workspaces|results|outputs|resources|finally|credentials)[.[][^()\s]{1,200})\)/g;
  return orderedHoles(holesMatching(text, own), holesBetween(text, '{{', '}}'));
}

/** A task (Tekton documentation, Tasks) as a job. */
export function taskOf(spec: YamlMap, { id, triggers, context }: TaskPlace): Job {
  context.spend();
  const template = entryOf(spec, 'stepTemplate')?.value;
  const image = imageAt(template, context, id);
  return {
    id,
    range: spec.range,
    node: spec,
    triggers,
    runner: { type: 'unknown', labels: [] },
    ...present('image', image),
    services: itemsOf(entryOf(spec, 'sidecars')?.value)
      .map((each) => imageAt(each, context, id))
      .filter((each) => each !== undefined),
    needs: [],
    variables: environmentOf(template),
    inputs: [],
    mayFail: false,
    steps: itemsOf(entryOf(spec, 'steps')?.value).flatMap((item, index) => {
      context.spend();
      const map = mapOf(item);
      return map === undefined ? [] : [stepOf(map, index, context, id)];
    }),
  };
}

function stepOf(node: YamlMap, index: number, context: LoadContext, job: SourceString): Step {
  const place = { job, step: index };
  const remote = remoteReference(entryOf(node, 'ref')?.value, 'task', context, place);
  const uses = remote ?? imageAt(node, context, job, index);
  return {
    index,
    ...present('name', stringAt(node, 'name')),
    range: node.range,
    node,
    ...present('uses', uses),
    scripts: [...scriptOf(node), ...argumentScripts(node)],
    inputs: [],
    variables: environmentOf(node),
    mayFail: stringAt(node, 'onError')?.value === 'continue',
  };
}

function imageAt(
  node: YamlNode | undefined,
  context: LoadContext,
  job: SourceString,
  step?: number,
): Reference | undefined {
  const text = stringAt(node, 'image');
  if (text === undefined) return undefined;
  const comment = context.commentOn(text.range.endLine);
  return imageReference(text, { comment, job, step }, dynamicName);
}

function environmentOf(node: YamlNode | undefined): Step['variables'] {
  return itemsOf(entryOf(node, 'env')?.value).flatMap((item) => {
    const name = stringAt(item, 'name');
    const value = stringAt(item, 'value');
    if (name === undefined || value === undefined) return [];
    return [{ name, value: value.value, range: value.range, ...present('node', value.node) }];
  });
}

/** `script`: the first line says the language; without one it is a shell. */
function scriptOf(node: YamlMap): readonly Script[] {
  const scalar = scalarOf(entryOf(node, 'script')?.value);
  if (scalar === undefined || scalar.text === '') return [];
  return [scalarScript(scalar, { dialect: dialectOf(scalar.text), holesIn })];
}

/** `sh -c "…"`, written as command and arguments: the last argument is the program. */
export function argumentScripts(node: YamlNode): readonly Script[] {
  const command = scalarsOf(entryOf(node, 'command')?.value);
  const words = [...command, ...scalarsOf(entryOf(node, 'args')?.value)];
  const name = words[0]?.text.replace(/^.*\//, '') ?? '';
  const dialect = interpreters.get(name);
  const flag = words.findIndex(({ text }) => /^-[a-z]*[ce]$/.test(text));
  const program = words[flag + 1];
  if (dialect === undefined || flag < 1 || program === undefined) return [];
  return [scalarScript(program, { dialect, holesIn })];
}

const interpreters: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ['sh', 'sh'],
  ['ash', 'sh'],
  ['dash', 'sh'],
  ['bash', 'bash'],
  ['zsh', 'bash'],
  ['python', 'python'],
  ['python3', 'python'],
  ['node', 'javascript'],
  ['pwsh', 'pwsh'],
]);

/** The language that the first line of a program names. */
function dialectOf(text: string): Dialect {
  if (!text.startsWith('#!')) return 'sh';
  const [line = ''] = text.slice(0, 200).split('\n', 1);
  const words = line.slice(2).trim().split(/\s+/);
  const program =
    words[0]?.endsWith('env') === true
      ? words.find((each, at) => at > 0 && !each.startsWith('-'))
      : words[0];
  return interpreters.get((program ?? '').replace(/^.*\//, '')) ?? 'other';
}
