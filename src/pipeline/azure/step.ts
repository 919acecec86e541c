import type { YamlNode } from '#yaml/node.ts';
import { resolve } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type {
  Dialect,
  Hole,
  Reference,
  Runner,
  Script,
  SourceString,
  Step,
  Variable,
} from '../model.ts';
import { present } from '../system/map.ts';
import { scalarScript } from '../system/script.ts';
import { entryOf, mapOf, scalarOf, stringAt, variableOf, variablesOf } from '../yaml-access.ts';
import { expandedEntries, expandedItems, expandedMember } from './expand.ts';

/** What steps inherit. */
export interface StepSurroundings {
  readonly context: LoadContext;
  readonly runner: Runner;
  readonly job?: SourceString | undefined;
  readonly holesIn: (text: string) => readonly Hole[];
}

const shells: Readonly<Record<string, Dialect>> = {
  script: 'bash',
  bash: 'bash',
  powershell: 'pwsh',
  pwsh: 'pwsh',
};

/** Inputs of tasks that are programs, by the task's name in lower case (Azure Pipelines task reference). */
const taskScripts: ReadonlyMap<string, readonly [input: string, dialect: Dialect]> = new Map<
  string,
  readonly [string, Dialect]
>([
  ['bash', ['script', 'bash']],
  ['shellscript', ['args', 'bash']],
  ['cmdline', ['script', 'bash']],
  ['powershell', ['script', 'pwsh']],
  ['azurecli', ['inlineScript', 'bash']],
  ['azurepowershell', ['Inline', 'pwsh']],
  ['pythonscript', ['script', 'python']],
  ['ssh', ['inline', 'bash']],
]);

/** The steps of a list, those below conditions and loops among them. */
export function stepsOf(node: YamlNode | undefined, around: StepSurroundings): readonly Step[] {
  return expandedItems(node).flatMap((item, index) => {
    around.context.spend();
    const map = mapOf(item);
    return map === undefined ? [] : [stepOf(map, index, around)];
  });
}

function stepOf(node: Step['node'] & object, index: number, around: StepSurroundings): Step {
  const uses = usesOf(node, index, around);
  const inputs = expandedVariables(node, uses?.kind === 'template' ? 'parameters' : 'inputs');
  return {
    index,
    range: node.range,
    node,
    ...present('id', stringAt(node, 'name')),
    ...present('name', stringAt(node, 'displayName')),
    ...present('uses', uses),
    scripts: scriptsOf(node, uses, inputs, around),
    inputs,
    variables: expandedVariables(node, 'env'),
    ...present('condition', stringAt(node, 'condition')),
    mayFail: stringAt(node, 'continueOnError')?.value.toLowerCase() === 'true',
  };
}

/** `task: name@version` or `template: path@alias`. */
function usesOf(
  node: YamlNode,
  step: number,
  { context, job }: StepSurroundings,
): Reference | undefined {
  const task = stringAt(node, 'task');
  const text = task ?? stringAt(node, 'template');
  if (text === undefined) return undefined;
  const comment = context.commentOn(text.range.endLine);
  const at = text.value.lastIndexOf('@');
  const source = at < 0 ? text.value : text.value.slice(0, at);
  const version = at < 0 ? undefined : text.value.slice(at + 1);
  return {
    kind: task === undefined ? 'template' : 'task',
    text,
    origin: originOf(task !== undefined, version, text.value),
    source,
    ...(version !== undefined && { version }),
    pinned: task === undefined ? 'digest' : taskPinning(version),
    ...present('comment', comment),
    ...present('job', job),
    step,
  };
}

/** Templates come from this repository or from a declared one, whose own reference says how it is pinned. */
function originOf(
  isTask: boolean,
  version: string | undefined,
  value: string,
): Reference['origin'] {
  if (/\$\{\{|\$\(/.test(value)) return 'dynamic';
  if (isTask) return 'remote';
  return version === undefined || version === 'self' ? 'local' : 'remote';
}

/** `@2` follows every release of it, `@2.1.0` is one. */
function taskPinning(version: string | undefined): Reference['pinned'] {
  if (version === undefined) return 'none';
  return /^\d+\.\d+\.\d+$/.test(version) ? 'version' : 'tag';
}

function expandedVariables(node: YamlNode, key: string): readonly Variable[] {
  const map = mapOf(expandedMember(node, key));
  return map === undefined ? [] : variablesOf({ ...map, entries: expandedEntries(map) });
}

function scriptsOf(
  node: YamlNode,
  uses: Reference | undefined,
  inputs: readonly Variable[],
  around: StepSurroundings,
): readonly Script[] {
  for (const [key, dialect] of Object.entries(shells)) {
    const scalar = scalarOf(entryOf(node, key)?.value);
    if (scalar === undefined) continue;
    const language = key === 'script' && isWindows(around.runner) ? 'cmd' : dialect;
    return [scalarScript(scalar, { dialect: language, holesIn: around.holesIn })];
  }
  return uses?.kind === 'task' ? scriptsOfTask(uses, inputs, around) : [];
}

function scriptsOfTask(
  uses: Reference,
  inputs: readonly Variable[],
  { runner, holesIn }: StepSurroundings,
): readonly Script[] {
  const [input, usual] = taskScripts.get(uses.source.toLowerCase()) ?? [];
  if (input === undefined || usual === undefined) return [];
  const scalar = scalarOf(variableOf(inputs, input, true)?.node);
  if (scalar === undefined) return [];
  return [scalarScript(scalar, { dialect: taskDialect(usual, uses, inputs, runner), holesIn })];
}

function taskDialect(
  usual: Dialect,
  { source }: Reference,
  inputs: readonly Variable[],
  runner: Runner,
): Dialect {
  if (source.toLowerCase() === 'cmdline' && isWindows(runner)) return 'cmd';
  const type = variableOf(inputs, 'scriptType', true)?.value.toLowerCase();
  if (type === 'ps' || type === 'pscore') return 'pwsh';
  return type === 'batch' ? 'cmd' : usual;
}

function isWindows({ labels }: Runner): boolean {
  return labels.some(({ value }) => /^(?:windows|vs20\d\d)/i.test(value));
}

/** The value below a key as a scalar's text, in lower case. */
export function flagAt(node: YamlNode | undefined, key: string): string | undefined {
  const value = resolve(expandedMember(node, key));
  return value?.kind === 'scalar' ? value.text.toLowerCase() : undefined;
}
