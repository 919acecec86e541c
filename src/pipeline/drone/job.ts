import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf, resolve } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type {
  Condition,
  Dialect,
  Hole,
  Job,
  Reference,
  Runner,
  Script,
  SourceString,
  Step,
  Trigger,
} from '../model.ts';
import { holesMatching } from '../system/holes.ts';
import { mergedMap, present } from '../system/map.ts';
import { imageReference } from '../system/reference.ts';
import { listScript, scalarsOf } from '../system/script.ts';
import {
  entryOf,
  keyOf,
  mapOf,
  stringAt,
  stringOf,
  stringsOf,
  variablesOf,
} from '../yaml-access.ts';

/** What steps of one pipeline share. */
export interface PipelinePlace {
  readonly id: SourceString;
  readonly node: YamlMap;
  readonly triggers: readonly Trigger[];
  readonly context: LoadContext;
  readonly runner: Runner;
  /** Drone's `exec` runner starts commands on the machine itself. */
  readonly dialect: Dialect;
}

const dynamicName = /\$/;
const substitution = /(?<!\$)\$\{([A-Za-z_]\w{0,100})[^}\n]{0,100}\}/g;

/** `${NAME}`: put in before the file is read; `$${NAME}` and `$NAME` are left to the shell. */
export function holesIn(text: string): readonly Hole[] {
  return text.includes('${') ? holesMatching(text, substitution) : [];
}

/** A pipeline with its steps as one job. */
export function jobOf(place: PipelinePlace): Job {
  const { id, node, triggers, context, runner } = place;
  context.spend();
  return {
    id,
    range: node.range,
    node,
    triggers,
    runner,
    services: namedMaps(entryOf(node, 'services')?.value)
      .map((each) => imageOf(each.node, place))
      .filter((each) => each !== undefined),
    needs: stringsOf(entryOf(node, 'depends_on')?.value),
    variables: variablesOf(entryOf(node, 'environment')?.value),
    inputs: [],
    mayFail: false,
    steps: ['clone', 'steps', 'pipeline'].flatMap((key) =>
      stepsOf(entryOf(node, key)?.value, place),
    ),
  };
}

interface NamedMap {
  readonly name: SourceString | undefined;
  readonly node: YamlMap;
}

/** Items of a list with `name`, or entries of a map whose keys are the names. */
function namedMaps(node: YamlNode | undefined): readonly NamedMap[] {
  const value = resolve(node);
  if (value?.kind === 'list')
    return itemsOf(value).flatMap((item) => {
      const map = mergedMap(item);
      return map === undefined ? [] : [{ name: stringAt(map, 'name'), node: map }];
    });
  return entriesOf(value, { merge: true }).flatMap((entry) => {
    const map = mergedMap(entry.value);
    return map === undefined ? [] : [{ name: keyOf(entry), node: map }];
  });
}

function stepsOf(node: YamlNode | undefined, place: PipelinePlace): readonly Step[] {
  return namedMaps(node)
    .filter((each) => entryOf(each.node, 'image') ?? entryOf(each.node, 'commands'))
    .map((each, index) => stepOf(each, index, place));
}

function stepOf({ name, node }: NamedMap, index: number, place: PipelinePlace): Step {
  place.context.spend();
  const condition = conditionOf(entryOf(node, 'when')?.value);
  return {
    index,
    ...present('name', name),
    range: node.range,
    node,
    ...present('uses', imageOf(node, place, index)),
    scripts: scriptsOf(node, place.dialect),
    inputs: variablesOf(mapOf(entryOf(node, 'settings')?.value)),
    variables: environmentOf(entryOf(node, 'environment')?.value),
    ...present('condition', condition),
    mayFail: stringAt(node, 'failure')?.value === 'ignore',
  };
}

/** Variables as a map, or as a list of `NAME=value`. */
function environmentOf(node: YamlNode | undefined): Step['variables'] {
  const value = resolve(node);
  if (value?.kind === 'map') return variablesOf(mergedMap(value));
  return stringsOf(value).flatMap((text) => {
    const at = text.value.indexOf('=');
    if (at < 1) return [];
    const name = { ...text, value: text.value.slice(0, at) };
    return [
      { name, value: text.value.slice(at + 1), range: text.range, ...present('node', text.node) },
    ];
  });
}

function conditionOf(node: YamlNode | undefined): Condition | undefined {
  const value = resolve(node);
  if (value === undefined) return undefined;
  const maps = value.kind === 'list' ? itemsOf(value) : [value];
  return maps
    .flatMap((map) => [stringAt(map, 'evaluate'), ...stringsOf(entryOf(map, 'event')?.value)])
    .find((each) => each !== undefined);
}

function imageOf(
  node: YamlMap,
  { context, id }: PipelinePlace,
  step?: number,
): Reference | undefined {
  const text = stringOf(entryOf(node, 'image')?.value);
  if (text === undefined) return undefined;
  const comment = context.commentOn(text.range.endLine);
  return imageReference(text, { comment, job: id, step }, dynamicName);
}

function scriptsOf(node: YamlMap, dialect: Dialect): readonly Script[] {
  const commands = scalarsOf(entryOf(node, 'commands')?.value);
  const script = listScript(commands, { dialect, holesIn });
  return script === undefined ? [] : [script];
}
