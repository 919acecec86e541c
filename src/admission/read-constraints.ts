import { fieldOf, isObject, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { readConstraintMatch } from './constraint-match.ts';
import type { NamedSource, Policy } from './policy.ts';
import { readNamedAt, readValidations } from './read-policy.ts';

/** Whether an object is a template or a constraint of Gatekeeper. */
export function isGatekeeper({ group }: KubeObject): boolean {
  return group === 'templates.gatekeeper.sh' || group === 'constraints.gatekeeper.sh';
}

/**
 * The constraints of Gatekeeper among the objects whose template is here too and is written in CEL (`K8sNativeValidation`). A template
 * in Rego alone cannot be judged, and says so.
 */
export function readConstraints(objects: readonly KubeObject[]): readonly Policy[] {
  const templates = new Map(
    objects
      .filter(({ kind }) => kind === 'ConstraintTemplate')
      .map((one) => [
        textOf(valueAt(one.body, ['spec', 'crd', 'spec', 'names', 'kind'])) ?? '',
        one,
      ]),
  );
  return objects
    .filter(({ group }) => group === 'constraints.gatekeeper.sh')
    .flatMap((constraint) => {
      const template = templates.get(constraint.kind);
      return template === undefined ? [] : [readConstraint(constraint, template)];
    });
}

function readConstraint(constraint: KubeObject, template: KubeObject): Policy {
  const code = findCode(template);
  const spec = fieldOf(constraint.body, 'spec');
  const source = code?.source;
  const path = code?.path ?? ['spec'];
  const { kind, name, apiVersion } = constraint;
  return {
    object: template,
    named: { kind, name },
    flavour: 'constraint',
    action: 'validate',
    match: readConstraintMatch(fieldOf(spec, 'match')),
    conditions: readNamedAt(fieldOf(source, 'matchConditions'), [...path, 'matchConditions']),
    variables: [
      ...givenVariables(path),
      ...readNamedAt(fieldOf(source, 'variables'), [...path, 'variables']),
    ],
    validations: readValidations(source, [...path, 'validations']),
    auditAnnotations: [],
    mutations: [],
    generations: [],
    ignoresErrors: fieldOf(source, 'failurePolicy') === 'Ignore',
    paramKind: { apiVersion, kind },
    paramRef: { name, denyWhenNotFound: true, field: path },
    actions: actionsOf(spec),
    controllers: [],
    isForJson: false,
    ...(source === undefined && {
      unsupported: 'the template is written in Rego alone, which is not evaluated here',
    }),
  };
}

interface Code {
  readonly source: Json;
  readonly path: FieldPath;
}

function findCode(template: KubeObject): Code | undefined {
  const targets = objectsOf(valueAt(template.body, ['spec', 'targets']));
  for (const [at, target] of targets)
    for (const [index, code] of objectsOf(fieldOf(target, 'code'))) {
      const source = fieldOf(code, 'source');
      if (fieldOf(code, 'engine') === 'K8sNativeValidation' && isObject(source))
        return { source, path: ['spec', 'targets', at, 'code', index, 'source'] };
    }
  return undefined;
}

/** What Gatekeeper gives every template: the object, also of a DELETE, and the parameters of the constraint. */
function givenVariables(field: FieldPath): readonly NamedSource[] {
  return [
    { name: 'anyObject', text: 'object == null ? oldObject : object', field },
    {
      name: 'params',
      text: '!has(params.spec) || !has(params.spec.parameters) ? null : params.spec.parameters',
      field,
    },
  ];
}

function actionsOf(spec: Json | undefined): readonly string[] {
  const action = textOf(fieldOf(spec, 'enforcementAction')) ?? 'deny';
  if (action === 'warn') return ['Warn'];
  return [action === 'dryrun' ? 'Audit' : 'Deny'];
}
