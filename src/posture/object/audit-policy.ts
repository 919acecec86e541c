import { fieldOf, isObject, listOf, objectsOf, textsOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

/** Something that an audit policy logs too much or too little. */
export interface AuditFault {
  readonly text: string;
  readonly field: FieldPath;
}

/** Rules count from the first one that matches: one without conditions ends the list. */
export function* auditFaults({ body }: KubeObject): Iterable<AuditFault> {
  const rules = objectsOf(fieldOf(body, 'rules'));
  if (rules.length === 0) yield { text: 'it has no rules: nothing is logged', field: ['rules'] };
  let areSecretsDecided = false;
  for (const [at, rule] of rules) {
    const text = faultOf(rule, areSecretsDecided);
    if (text !== undefined) yield { text, field: ['rules', at, 'level'] };
    if (coversSecrets(rule) && fieldOf(rule, 'users') === undefined) areSecretsDecided = true;
  }
}

function faultOf(rule: JsonObject, areSecretsDecided: boolean): string | undefined {
  const level = fieldOf(rule, 'level');
  const isBody = level === 'Request' || level === 'RequestResponse';
  if (!areSecretsDecided && isBody && coversSecrets(rule))
    return 'the contents of Secrets are logged';
  const isAll = Object.keys(rule).every((key) => key === 'level' || key === 'omitStages');
  return isAll && level === 'None' ? 'everything else is not logged' : undefined;
}

function coversSecrets(rule: Json): boolean {
  const resources = fieldOf(rule, 'resources');
  if (listOf(fieldOf(rule, 'nonResourceURLs')).length > 0) return false;
  if (listOf(resources).length === 0) return !isObject(resources);
  return objectsOf(resources).some(([, one]) => {
    const group = fieldOf(one, 'group') ?? '';
    const names = textsOf(fieldOf(one, 'resources'));
    return group === '' && (names.length === 0 || names.includes('secrets') || names.includes('*'));
  });
}
