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
import { startOf } from '../range.ts';
import { holesBetween } from '../system/holes.ts';
import { present } from '../system/map.ts';
import { imageReference } from '../system/reference.ts';
import { type ScriptStyle, scalarScript } from '../system/script.ts';
import { argumentScripts } from '../tekton/job.ts';
import { entryOf, mapOf, scalarOf, stringAt, stringsOf } from '../yaml-access.ts';

const dynamicName = /\{\{/;

/** `{{inputs.parameters.x}}` and `{{=expression}}`. */
export function holesIn(text: string): readonly Hole[] {
  return holesBetween(text, '{{', '}}');
}

/** A template of a workflow (Argo Workflows documentation, Fields, Template) as a job. */
export function templateOf(node: YamlMap, triggers: readonly Trigger[], context: LoadContext): Job {
  context.spend();
  const id = stringAt(node, 'name') ?? { value: '', range: startOf(node.range) };
  const beside = ['initContainers', 'sidecars'].flatMap((key) =>
    itemsOf(entryOf(node, key)?.value),
  );
  return {
    id,
    range: node.range,
    node,
    triggers,
    runner: { type: 'unknown', labels: [] },
    services: beside.map((each) => imageOf(each, id, context)).filter((each) => each !== undefined),
    needs: [],
    ...present('condition', stringAt(node, 'when')),
    variables: [],
    inputs: [],
    mayFail: entryOf(node, 'continueOn') !== undefined,
    steps: containersOf(node, beside).flatMap((map, index) => {
      context.spend();
      return [stepOf(map, index, id, context)];
    }),
  };
}

/** What runs in a template: `script`, `container`, those of a `containerSet`, those beside them, a `resource`. */
function containersOf(node: YamlMap, beside: readonly YamlNode[]): readonly YamlMap[] {
  const own = ['script', 'container', 'resource'].map((key) => entryOf(node, key)?.value);
  const set = itemsOf(entryOf(entryOf(node, 'containerSet')?.value, 'containers')?.value);
  return [...own, ...set, ...beside].map((each) => mapOf(each)).filter((map) => map !== undefined);
}

function stepOf(node: YamlMap, index: number, job: SourceString, context: LoadContext): Step {
  const uses = imageOf(node, job, context, index);
  return {
    index,
    ...present('name', stringAt(node, 'name')),
    range: node.range,
    node,
    ...present('uses', uses),
    scripts: scriptsOf(node),
    inputs: [],
    variables: environmentOf(node),
    mayFail: false,
  };
}

function imageOf(
  node: YamlNode,
  job: SourceString,
  context: LoadContext,
  step?: number,
): Reference | undefined {
  const text = stringAt(node, 'image');
  if (text === undefined) return undefined;
  const comment = context.commentOn(text.range.endLine);
  return imageReference(text, { comment, job, step }, dynamicName);
}

function environmentOf(node: YamlMap): Step['variables'] {
  return itemsOf(entryOf(node, 'env')?.value).flatMap((item) => {
    const name = stringAt(item, 'name');
    const value = stringAt(item, 'value');
    if (name === undefined || value === undefined) return [];
    return [{ name, value: value.value, range: value.range, ...present('node', value.node) }];
  });
}

/** `source` of a script, a program among the arguments, the manifest of a resource. */
function scriptsOf(node: YamlMap): readonly Script[] {
  const source = scalarOf(entryOf(node, 'source')?.value);
  const manifest = scalarOf(entryOf(node, 'manifest')?.value);
  const program = argumentScripts(node).map((script) => ({
    ...script,
    holes: holesIn(script.text),
  }));
  return [
    ...(source === undefined ? [] : [scalarScript(source, styleOf(node))]),
    ...(manifest === undefined ? [] : [scalarScript(manifest, { dialect: 'other', holesIn })]),
    ...program,
  ];
}

function styleOf(node: YamlMap): ScriptStyle {
  const command = stringsOf(entryOf(node, 'command')?.value)[0]?.value ?? '';
  return { dialect: dialects.get(command.replace(/^.*\//, '')) ?? 'other', holesIn };
}

const dialects: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ['sh', 'sh'],
  ['ash', 'sh'],
  ['bash', 'bash'],
  ['zsh', 'bash'],
  ['python', 'python'],
  ['python3', 'python'],
  ['node', 'javascript'],
  ['pwsh', 'pwsh'],
]);
