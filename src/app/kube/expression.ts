import { canonical } from '#cel/canonical.ts';
import { compile, environmentOf, formatProblem, type Program } from '#cel/compile.ts';
import { toJson } from '#cel/json.ts';
import { DYN, formatType } from '#cel/type.ts';
import type { Value } from '#cel/value.ts';
import { CaissonError } from '#kit/error.ts';
import { type KubeObject, nameOf } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';

/** What an expression gives for one object. */
interface Evaluated {
  /** `Deployment shop/web`; absent where there are no objects. */
  readonly object?: string;
  /** As text: `true`, `["a"]`, `duration("1s")`. */
  readonly value?: string;
  readonly error?: string;
  /** In units of the Kubernetes CEL cost model. */
  readonly cost: number;
}

interface EvaluatedExpression {
  /** Its static type: `bool`, `dyn`. */
  readonly type: string;
  readonly results: readonly Evaluated[];
}

/**
 * Evaluates a CEL expression for each object of a view (`object`, `namespaceObject`), in the environment of a release of Kubernetes or
 * of Kyverno. Throws `usage.invalid-argument` with places for what does not compile.
 */
export function evaluateExpression(
  text: string,
  view: ClusterView | undefined,
  flavour: { readonly minor: number; readonly isKyverno: boolean },
): EvaluatedExpression {
  const base = flavour.isKyverno
    ? 'kyverno'
    : ({ base: 'kubernetes', minor: flavour.minor } as const);
  const names = ['object', 'oldObject', 'request', 'params', 'namespaceObject'];
  const environment = environmentOf(base, Object.fromEntries(names.map((name) => [name, DYN])));
  const compiled = compile(text, environment);
  if ('problems' in compiled) throw faultOf(compiled.problems.map(formatProblem));
  const { program } = compiled;
  const objects = view?.objects ?? [];
  const results =
    objects.length === 0
      ? [outcomeOf(program, undefined, view)]
      : objects.map((object) => outcomeOf(program, object, view));
  return { type: formatType(program.type), results };
}

function faultOf(problems: readonly string[]): CaissonError {
  return new CaissonError(
    'usage.invalid-argument',
    `the expression does not compile\n${problems.join('\n')}`,
    {
      hint: 'variables are object, oldObject, request, params and namespaceObject',
    },
  );
}

function outcomeOf(
  program: Program,
  object: KubeObject | undefined,
  view: ClusterView | undefined,
): Evaluated {
  const outcome = program.evaluate(
    object === undefined
      ? variablesOf({ body: null, name: '', namespace: '' }, null)
      : inView(object, view),
  );
  const name = object === undefined ? {} : { object: nameOf(object) };
  return 'error' in outcome
    ? { ...name, error: outcome.error, cost: outcome.cost }
    : { ...name, value: textOf(outcome.value), cost: outcome.cost };
}

function inView(object: KubeObject, view: ClusterView | undefined) {
  const { name, namespace = '' } = object;
  const home = namespace === '' ? undefined : view?.find('', 'Namespace', namespace);
  return variablesOf({ body: object.body, name, namespace }, home?.body ?? null);
}

interface Bound {
  readonly body: Json;
  readonly name: string;
  readonly namespace: string;
}

function variablesOf({ body, name, namespace }: Bound, namespaceObject: Json) {
  return {
    object: body,
    oldObject: null,
    params: null,
    request: { operation: 'CREATE', name, namespace },
    namespaceObject,
  };
}

/** As JSON where it has such a form, else as the values of CEL are written down. */
function textOf(value: Value): string {
  try {
    return JSON.stringify(toJson(value));
  } catch {
    return canonical(value);
  }
}
