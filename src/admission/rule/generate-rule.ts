import { CaissonError } from '#kit/error.ts';
import { fieldOf, isList, isObject, listOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import { groupOf, type KubeObject } from '#kube/object.ts';
import { readSelector, selects } from '#kube/selector.ts';
import type { Json } from '#model/json-value.ts';
import { readKind } from '../kind-selector.ts';
import { objectOf } from '../patch.ts';
import { matchesWildcard } from '../wildcard.ts';
import { judgeRuleConditions } from './conditions.ts';
import type { RuleContext } from './context.ts';
import { addEntries, elementsOf, type RuleScope, turnOf } from './rule-scope.ts';
import { substitute } from './substitute.ts';
import { attempt, failure } from './validate-rule.ts';
import type { RuleVerdict } from './verdicts.ts';

/** What `generate` of a rule would create for the object: from data, or as a copy of objects that were given. */
export function generateRule(
  scope: RuleScope,
  objects: readonly KubeObject[],
): RuleVerdict | undefined {
  if (scope.object === null) return undefined;
  const generate = fieldOf(scope.body, 'generate') ?? null;
  const loops = fieldOf(generate, 'foreach');
  const generation = new Generation(scope, objects);
  try {
    const generated = isList(loops)
      ? loops.flatMap((loop) => generation.loop(loop))
      : generation.one(generate, scope.context);
    return { outcome: 'pass', message: '', generated };
  } catch (error) {
    return failure('nothing can be generated', error);
  }
}

class Generation {
  readonly #scope: RuleScope;
  readonly #objects: readonly KubeObject[];

  constructor(scope: RuleScope, objects: readonly KubeObject[]) {
    this.#scope = scope;
    this.#objects = objects;
  }

  loop(loop: Json): readonly Json[] {
    const { context } = this.#scope;
    return elementsOf(loop, context).flatMap((element, index) => {
      if (element === null) return [];
      const turn = turnOf(context, element, index, 0);
      addEntries(this.#scope, turn, fieldOf(loop, 'context'));
      const held = attempt(() => judgeRuleConditions(fieldOf(loop, 'preconditions'), turn));
      if (held instanceof CaissonError) throw held;
      return held.holds ? this.one(loop, turn) : [];
    });
  }

  one(written: Json, context: RuleContext): readonly Json[] {
    const { foreach: _foreach, ...rest } = isObject(written) ? written : {};
    const made = substitute(rest, context);
    const clone = fieldOf(made, 'clone');
    if ((textOf(fieldOf(clone, 'name')) ?? '') !== '') return this.#clone(made, clone ?? null);
    const list = fieldOf(made, 'cloneList');
    if (listOf(fieldOf(list, 'kinds')).length > 0) return this.#cloneList(made, list ?? null);
    const data = fieldOf(made, 'data');
    return isObject(data) ? [placed(data, made, [])] : [];
  }

  #clone(target: Json, clone: Json): readonly Json[] {
    const kind = textOf(fieldOf(target, 'kind')) ?? '';
    const name = textOf(fieldOf(clone, 'name')) ?? '';
    const namespace = textOf(fieldOf(clone, 'namespace')) ?? '';
    if (
      namespace === (textOf(fieldOf(target, 'namespace')) ?? '') &&
      name === textOf(fieldOf(target, 'name'))
    )
      return [];
    const source = this.#objects.find(
      (one) => one.kind === kind && one.name === name && (one.namespace ?? '') === namespace,
    );
    if (source === undefined)
      throw new CaissonError(
        'input.unsupported',
        `the ${kind} "${namespace}/${name}" that is to be copied is not here`,
      );
    return [placed(source.body, target, ownedFields)];
  }

  #cloneList(target: Json, list: Json): readonly Json[] {
    const namespace = textOf(fieldOf(list, 'namespace')) ?? '';
    const kinds = textsOf(fieldOf(list, 'kinds')).map(readKind);
    const selector = readSelector(fieldOf(list, 'selector'));
    const into = textOf(fieldOf(target, 'namespace')) ?? '';
    return this.#objects
      .filter((one) => (one.namespace ?? '') === namespace && namespace !== into)
      .filter((one) =>
        kinds.some(
          ({ kind, group }) => kind === one.kind && matchesWildcard(group, groupOf(one.apiVersion)),
        ),
      )
      .filter((one) => selector === undefined || selects(selector, one.labels))
      .map(({ body, apiVersion, kind, name }) =>
        placed(body, { apiVersion, kind, name, namespace: into }, ownedFields),
      );
  }
}

/** Fields that a copy does not have. */
const ownedFields: readonly string[] = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'ownerReferences',
];

/** The object under the name, and in the namespace, that the rule says. */
function placed(body: Json, target: Json, without: readonly string[]): Json {
  const namespace = textOf(fieldOf(target, 'namespace')) ?? '';
  const skipped = new Set(['name', 'namespace', ...without]);
  const metadata = Object.entries(fieldOf(body, 'metadata') ?? {}).filter(
    ([key]) => !skipped.has(key),
  );
  const rest = isObject(body)
    ? Object.entries(body).filter(([key]) => !['apiVersion', 'kind', 'metadata'].includes(key))
    : [];
  return objectOf([
    ['apiVersion', fieldOf(target, 'apiVersion') ?? fieldOf(body, 'apiVersion') ?? ''],
    ['kind', fieldOf(target, 'kind') ?? fieldOf(body, 'kind') ?? ''],
    [
      'metadata',
      objectOf([
        ['name', fieldOf(target, 'name') ?? ''],
        ...(namespace === '' ? [] : [['namespace', namespace] as const]),
        ...metadata,
      ]),
    ],
    ...rest,
  ]);
}

/** The objects that `mutate.targets` of a rule name among those given. */
export function targetsOf(
  scope: RuleScope,
  objects: readonly KubeObject[],
): readonly (readonly [Json, KubeObject])[] {
  const targets = objectsOf(fieldOf(fieldOf(scope.body, 'mutate'), 'targets'));
  return targets.flatMap(([, written]) => {
    const { context: _context, preconditions: _preconditions, ...selector } = written;
    const wanted = substitute(selector, scope.context);
    return objects
      .filter((one) => isTarget(wanted, one, scope.policyNamespace))
      .map((one) => [written, one] as const);
  });
}

function isTarget(wanted: Json, object: KubeObject, policyNamespace: string | undefined): boolean {
  const { group, version, kind } = readKind(
    `${textOf(fieldOf(wanted, 'apiVersion')) ?? '*'}/${textOf(fieldOf(wanted, 'kind')) ?? ''}`,
  );
  const selector = readSelector(fieldOf(wanted, 'selector'));
  const namespace = policyNamespace ?? textOf(fieldOf(wanted, 'namespace'));
  return (
    matchesWildcard(group, object.group) &&
    matchesWildcard(version, object.version) &&
    matchesWildcard(kind, object.kind) &&
    isMeant(textOf(fieldOf(wanted, 'name')), object.name) &&
    isMeant(namespace, object.namespace) &&
    (selector === undefined || selects(selector, object.labels))
  );
}

/** Nothing written means any. */
function isMeant(pattern = '', text = ''): boolean {
  return pattern === '' || matchesWildcard(pattern, text);
}
