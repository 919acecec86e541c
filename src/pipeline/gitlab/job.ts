import type { YamlEntry, YamlMap, YamlNode } from '#yaml/node.ts';
import { itemsOf, resolve } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type {
  Condition,
  Hole,
  Job,
  Reference,
  Runner,
  Script,
  SourceString,
  Step,
  Trigger,
  Variable,
} from '../model.ts';
import { holesBetween } from '../system/holes.ts';
import { mergedMap, present, stringOrAt } from '../system/map.ts';
import { imageReference } from '../system/reference.ts';
import { listScript, scalarsOf } from '../system/script.ts';
import {
  entryOf,
  isTrue,
  keyOf,
  rangeOfEntry,
  stringAt,
  stringsOf,
  variablesOf,
} from '../yaml-access.ts';
import type { Inheritance } from './inherit.ts';
import { triggersOf } from './trigger.ts';

/** What jobs of one file share. */
export interface JobSurroundings {
  readonly context: LoadContext;
  readonly inheritance: Inheritance;
  /** Of `workflow: rules`, for jobs without rules; absent where they are not written. */
  readonly triggers?: readonly Trigger[] | undefined;
}

/** Names that only a run knows. */
const dynamicName = /\$[A-Za-z_{[]/;

const sections = [
  ['hooks', 'pre_get_sources_script'],
  ['before_script', undefined],
  ['script', undefined],
  ['after_script', undefined],
] as const;

/** `$[[ inputs.x ]]`: filled in when the configuration is made. */
function holesIn(text: string): readonly Hole[] {
  return holesBetween(text, '$[[', ']]');
}

/** A job or hidden job. Scripts are those that stand in it; images and rules also those that it inherits. */
export function jobOf(entry: YamlEntry, around: JobSurroundings): Job | undefined {
  around.context.spend();
  const node = mergedMap(entry.value);
  if (node === undefined) return undefined;
  const id = keyOf(entry);
  const { inheritance, context } = around;
  const image = imageOf(inheritance.local(node, 'image'), id, context);
  const allowed = isTrue(inheritance.keyword(node, 'allow_failure'));
  const environment = stringOrAt(inheritance.local(node, 'environment'), 'name');
  return {
    id,
    range: node.range,
    node,
    triggers: jobTriggers(node, around),
    runner: runnerOf(inheritance.local(node, 'tags')),
    ...present('image', image),
    services: servicesOf(inheritance.local(node, 'services'), id, context),
    ...present('environment', environment),
    ...present('condition', conditionOf(node)),
    needs: needsOf(entryOf(node, 'needs')?.value),
    variables: jobVariables(node),
    inputs: [],
    mayFail: allowed,
    steps: stepsOf(node, around, allowed),
  };
}

/** Variables of a map with `variables`; a value may be a map with `value`. */
export function jobVariables(map: YamlMap): readonly Variable[] {
  return variablesOf(mergedMap(entryOf(map, 'variables')?.value)).map((variable) => {
    const text = variable.node?.kind === 'map' ? stringAt(variable.node, 'value') : undefined;
    if (text === undefined) return variable;
    return {
      name: variable.name,
      value: text.value,
      range: text.range,
      ...present('node', text.node),
    };
  });
}

/** The steps of a map: one for each of its scripts, and those of `run`. */
export function stepsOf(
  node: YamlMap,
  { context }: JobSurroundings,
  mayFail = false,
): readonly Step[] {
  const found = sections.flatMap(([key, inner]) => {
    const entry = entryOf(node, key);
    const section = inner === undefined ? entry : entryOf(entry?.value, inner);
    const script = section === undefined ? undefined : scriptOf(section.value);
    if (section === undefined || script === undefined) return [];
    context.spend();
    return [{ name: keyOf(section), range: rangeOfEntry(section), scripts: [script] }];
  });
  const run = itemsOf(entryOf(node, 'run')?.value).flatMap((item) => {
    context.spend();
    const script = scriptOf(entryOf(item, 'script')?.value);
    const scripts = script === undefined ? [] : [script];
    return [{ name: stringAt(item, 'name'), range: item.range, scripts }];
  });
  return [...found, ...run].map(({ name, range, scripts }, index) => ({
    index,
    ...present('name', name),
    range,
    scripts,
    inputs: [],
    variables: [],
    mayFail,
  }));
}

function scriptOf(node: YamlNode | undefined): Script | undefined {
  const scalars = scalarsOf(node).filter(({ tag }) => tag !== '!reference');
  const isReference = resolve(node)?.tag === '!reference';
  return isReference ? undefined : listScript(scalars, { dialect: 'bash', holesIn });
}

function jobTriggers(
  node: YamlMap,
  { inheritance, triggers }: JobSurroundings,
): readonly Trigger[] {
  const rules = inheritance.keyword(node, 'rules');
  const only = inheritance.keyword(node, 'only');
  if (rules === undefined && only === undefined && triggers !== undefined) return triggers;
  const refs = resolve(only)?.kind === 'map' ? entryOf(only, 'refs')?.value : only;
  return triggersOf(rules, refs, node);
}

function conditionOf(node: YamlMap): Condition | undefined {
  return itemsOf(entryOf(node, 'rules')?.value)
    .map((rule) => stringAt(rule, 'if'))
    .find((each) => each !== undefined);
}

function needsOf(node: YamlNode | undefined): readonly SourceString[] {
  return itemsOf(node)
    .map((item) => stringOrAt(item, 'job'))
    .filter((each) => each !== undefined);
}

function imageOf(
  node: YamlNode | undefined,
  job: SourceString | undefined,
  context: LoadContext,
): Reference | undefined {
  const text = stringOrAt(node, 'name');
  if (text === undefined) return undefined;
  return imageReference(text, { comment: context.commentOn(text.range.endLine), job }, dynamicName);
}

function servicesOf(
  node: YamlNode | undefined,
  job: SourceString | undefined,
  context: LoadContext,
): readonly Reference[] {
  return itemsOf(node)
    .map((item) => imageOf(item, job, context))
    .filter((each) => each !== undefined);
}

/** Images of the top level and of `default`, which no job names. */
export function sharedImages(
  map: YamlNode | undefined,
  context: LoadContext,
): readonly Reference[] {
  const image = imageOf(entryOf(map, 'image')?.value, undefined, context);
  const services = servicesOf(entryOf(map, 'services')?.value, undefined, context);
  return image === undefined ? services : [image, ...services];
}

/** Tags choose the runner; only those of GitLab.com say that it is thrown away after the job. */
function runnerOf(node: YamlNode | undefined): Runner {
  const labels = stringsOf(node);
  const values = labels.map(({ value }) => value);
  const range = resolve(node)?.range;
  return { type: runnerType(values), labels, ...present('range', range) };
}

function runnerType(values: readonly string[]): Runner['type'] {
  if (values.some((value) => /self-?hosted|on-?prem|bare-?metal/i.test(value)))
    return 'self-hosted';
  const isHosted = values.length > 0 && values.every((value) => /^saas-|^gitlab-org/.test(value));
  return isHosted ? 'hosted' : 'unknown';
}
