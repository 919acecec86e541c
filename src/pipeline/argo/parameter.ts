import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf } from '#yaml/read.ts';
import { distinct, type Influence, through } from '../github/influence.ts';
import type { Memo } from '../system/memo.ts';
import { entryOf, stringAt } from '../yaml-access.ts';
import { holesIn } from './template.ts';

const maxDepth = 100;
const maxUses = 100;

/** What is known of the parameters of one workflow. */
export interface WorkflowValues {
  /** What a parameter of the workflow itself holds. */
  readonly ofWorkflow: (name: string) => readonly Influence[];
  /** Uses of a template by the steps of others: where, and what it is given. */
  readonly uses: ReadonlyMap<string, readonly TemplateUse[]>;
  readonly memo: Memo<readonly Influence[]>;
}

/** A step or task that runs a template. */
export interface TemplateUse {
  /** The template in which it stands. */
  readonly owner: string;
  readonly node: YamlNode;
}

/** All steps and tasks of a workflow's templates, by the template that they run. */
export function usesOf(templates: readonly YamlMap[]): ReadonlyMap<string, readonly TemplateUse[]> {
  const found = templates.flatMap((template) => {
    const owner = stringAt(template, 'name')?.value ?? '';
    const tasks = itemsOf(entryOf(entryOf(template, 'dag')?.value, 'tasks')?.value);
    const steps = itemsOf(entryOf(template, 'steps')?.value).flatMap((item) =>
      item.kind === 'list' ? itemsOf(item) : [item],
    );
    return [...tasks, ...steps].map((node) => ({ owner, node }));
  });
  return Map.groupBy(found, ({ node }) => stringAt(node, 'template')?.value ?? '');
}

/** What an expression holds in a template. */
export function valueOf(
  expression: string,
  template: string,
  values: WorkflowValues,
  depth = 0,
): readonly Influence[] {
  const shared = /workflow\.parameters(?:\.([\w-]+)|\[['"]([\w-]+)['"]\])/.exec(expression);
  if (shared !== null) return values.ofWorkflow(shared[1] ?? shared[2] ?? '');
  const own = /inputs\.parameters(?:\.([\w-]+)|\[['"]([\w-]+)['"]\])/.exec(expression);
  if (own === null || depth > maxDepth) return [];
  return ofInput(own[1] ?? own[2] ?? '', template, values, depth);
}

/** What the uses of a template give to an input; the entry point is given the parameters of the workflow. */
function ofInput(
  name: string,
  template: string,
  values: WorkflowValues,
  depth: number,
): readonly Influence[] {
  return values.memo.once(`${template} ${name}`, [], () => {
    const uses = (values.uses.get(template) ?? []).slice(0, maxUses);
    const found = uses.flatMap(({ owner, node }) => {
      const given = parameterOf(entryOf(node, 'arguments')?.value, name);
      return holesIn(stringAt(given, 'value')?.value ?? '')
        .slice(0, 10)
        .flatMap(({ expression }) => valueOf(expression, owner, values, depth + 1));
    });
    const entry = uses.length === 0 ? values.ofWorkflow(name) : [];
    return distinct([...found, ...entry].map((each) => through(each, `inputs.parameters.${name}`)));
  });
}

/** A parameter of a list `parameters` by its name. */
export function parameterOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return itemsOf(entryOf(node, 'parameters')?.value).find(
    (item) => stringAt(item, 'name')?.value === name,
  );
}

/** Names of the parameters of a list, in order. */
export function parameterNames(node: YamlNode | undefined): readonly string[] {
  return itemsOf(entryOf(node, 'parameters')?.value).map(
    (item) => stringAt(item, 'name')?.value ?? '',
  );
}

/** Whether a parameter may only have listed values. */
export function isBounded(node: YamlNode | undefined): boolean {
  return entriesOf(node).some(
    ({ key }) => key.kind === 'scalar' && (key.text === 'enum' || key.text === 'globalName'),
  );
}
