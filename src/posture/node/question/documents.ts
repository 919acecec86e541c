import type { Violation } from '#contract/check.ts';
import { fieldOf, listOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import { type KubeObject, locate, referenceOf } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { NodeAnswer, type NodeCondition } from '../answer.ts';
import type { DocumentName } from '../documents.ts';
import type { NodeSubject } from '../subject.ts';
import { absent } from './setting.ts';

/** What is wrong in a document, and where. */
export interface Remark {
  readonly message: string;
  readonly field: FieldPath;
}

/** A question about a file that the API server is told about. */
export function document(
  name: DocumentName,
  judge: (object: KubeObject) => readonly Remark[],
  /** What a person has to look at besides; absent: nothing. */
  rest?: string,
): NodeCondition {
  return (subject) => {
    const fact = subject.documents.get(name) ?? { state: 'absent' };
    if (fact.state === 'unread') return NodeAnswer.unknown(`${fact.path}: ${fact.why}`);
    if (fact.state === 'absent') return missing(subject, name);
    const [first, ...others] = judge(fact.object)
      .slice(0, 50)
      .map((remark) => violationIn(fact.object, remark));
    if (first !== undefined) return NodeAnswer.fail(first, ...others);
    const evidence = [
      { label: fact.object.origin.place.path, text: `read as ${fact.object.kind}` },
    ];
    return rest === undefined ? NodeAnswer.pass(evidence) : NodeAnswer.manual(rest, evidence);
  };
}

function missing(subject: NodeSubject, name: DocumentName): NodeAnswer {
  if (!subject.components.has('kube-apiserver')) return absent(subject, 'kube-apiserver');
  return NodeAnswer.notApplicable(`the API server is given no ${name} configuration`);
}

function violationIn(object: KubeObject, { message, field }: Remark): Violation {
  const place = locate(object, field);
  return {
    message,
    place,
    identity: message,
    evidence: [{ label: place.path, text: message }],
    ...(object.name !== '' && { object: referenceOf(object) }),
  };
}

/** Providers that write what they are given as it is, or with a cipher that Kubernetes warns of. */
function providerKinds(provider: JsonObject): readonly string[] {
  return Object.keys(provider);
}

/** The first provider of each entry is the one that writes (EncryptionConfiguration v1). */
export function encryptionRemarks({ body }: KubeObject): readonly Remark[] {
  const resources = objectsOf(fieldOf(body, 'resources'));
  if (resources.length === 0)
    return [{ message: 'no resource is encrypted', field: ['resources'] }];
  const remarks = resources.flatMap(([at, entry]) => {
    const [kind] = providerKinds(objectsOf(fieldOf(entry, 'providers'))[0]?.[1] ?? {});
    const field = ['resources', at, 'providers'];
    if (kind === undefined) return [{ message: 'an entry has no provider', field }];
    if (kind !== 'identity') return [];
    return [
      {
        message: `${resourcesOf(entry)} are written in clear: the first provider is identity`,
        field: [...field, 0],
      },
    ];
  });
  return coversSecrets(resources)
    ? remarks
    : [...remarks, { message: 'Secrets are not encrypted', field: ['resources'] }];
}

/** `*.` names all of the core group, `*.*` everything; the first entry that names a resource counts. */
function coversSecrets(resources: readonly (readonly [number, JsonObject])[]): boolean {
  return resources.some(([, entry]) =>
    textsOf(fieldOf(entry, 'resources')).some(
      (name) => name === 'secrets' || name === '*.' || name === '*.*',
    ),
  );
}

function resourcesOf(entry: JsonObject): string {
  return textsOf(fieldOf(entry, 'resources')).slice(0, 5).join(', ').slice(0, 200) || 'resources';
}

/** Keys that stand in the file itself, so that whoever reads the disk can decrypt what is in etcd. */
export function localKeyRemarks({ body }: KubeObject): readonly Remark[] {
  return objectsOf(fieldOf(body, 'resources')).flatMap(([at, entry]) =>
    objectsOf(fieldOf(entry, 'providers'))
      .slice(0, 1)
      .flatMap(([index, provider]) =>
        ['aescbc', 'aesgcm', 'secretbox'].flatMap((kind) =>
          fieldOf(provider, kind) === undefined
            ? []
            : [
                {
                  message: `${kind} keeps its keys in this file`,
                  field: ['resources', at, 'providers', index, kind],
                },
              ],
        ),
      ),
  );
}

/** One rule of an audit policy. */
interface AuditRule {
  readonly level: string;
  readonly field: FieldPath;
  readonly body: JsonObject;
}

function auditRules({ body }: KubeObject): readonly AuditRule[] {
  return objectsOf(fieldOf(body, 'rules')).map(([at, rule]) => ({
    level: textOf(fieldOf(rule, 'level')) ?? '',
    field: ['rules', at],
    body: rule,
  }));
}

/** Whether a rule is for every user, verb, namespace and part of a resource of the core group. */
function isFor(rule: AuditRule, resource: string): boolean {
  const narrow = ['users', 'userGroups', 'verbs', 'namespaces', 'nonResourceURLs'];
  if (narrow.some((key) => listOf(fieldOf(rule.body, key)).length > 0)) return false;
  const groups = objectsOf(fieldOf(rule.body, 'resources'));
  if (groups.length === 0) return true;
  return groups.some(
    ([, one]) => (textOf(fieldOf(one, 'group')) ?? '') === '' && namesResource(one, resource),
  );
}

function namesResource(group: JsonObject, resource: string): boolean {
  if (listOf(fieldOf(group, 'resourceNames')).length > 0) return false;
  const names = textsOf(fieldOf(group, 'resources'));
  return names.length === 0 || names.includes(resource) || names.includes('*');
}

const concerns: readonly (readonly [string, string])[] = [
  ['secrets', 'Secrets'],
  ['configmaps', 'ConfigMaps'],
  ['serviceaccounts/token', 'requests for tokens'],
  ['pods/exec', 'commands run in pods'],
  ['pods/portforward', 'port forwarding'],
  ['pods', 'changes of pods'],
];

/** The first rule that is for a request decides (Audit Policy v1): what matters must not be left out. */
export function auditRemarks(object: KubeObject): readonly Remark[] {
  const rules = auditRules(object);
  if (rules.every(({ level }) => level === 'None'))
    return [{ message: 'nothing is written to the audit log', field: ['rules'] }];
  return concerns.flatMap(([resource, name]) => {
    const rule = rules.find((one) => isFor(one, resource));
    if (rule === undefined) return [{ message: `no rule is for ${name}`, field: ['rules'] }];
    return rule.level === 'None'
      ? [{ message: `${name} are left out of the audit log`, field: [...rule.field, 'level'] }]
      : [];
  });
}

/** Bodies of Secrets and tokens in the log give them to everyone who reads it. */
export function auditSecretRemarks(object: KubeObject): readonly Remark[] {
  const rules = auditRules(object);
  return ['secrets', 'serviceaccounts/token'].flatMap((resource) => {
    const rule = rules.find((one) => isFor(one, resource));
    if (rule === undefined || !rule.level.startsWith('Request')) return [];
    return [
      {
        message: `the bodies of ${resource} are written to the audit log (level ${rule.level})`,
        field: [...rule.field, 'level'],
      },
    ];
  });
}

/** AuthenticationConfiguration v1beta1: anonymous requests are off, or only for some paths. */
export function anonymousOf({
  body,
}: KubeObject): { readonly enabled: boolean; readonly conditions: readonly Json[] } | undefined {
  const anonymous = fieldOf(body, 'anonymous');
  if (anonymous === undefined || anonymous === null) return undefined;
  return {
    enabled: fieldOf(anonymous, 'enabled') === true,
    conditions: listOf(fieldOf(anonymous, 'conditions')),
  };
}

/** The kinds of authorizers in an AuthorizationConfiguration, in their order. */
export function authorizersOf({ body }: KubeObject): readonly string[] {
  return objectsOf(fieldOf(body, 'authorizers')).map(
    ([, one]) => textOf(fieldOf(one, 'type')) ?? '',
  );
}

/** Anonymous requests that are on for every path. */
export function anonymousRemarks(object: KubeObject): readonly Remark[] {
  const anonymous = anonymousOf(object);
  if (anonymous === undefined || !anonymous.enabled || anonymous.conditions.length > 0) return [];
  return [
    { message: 'anonymous requests are let in on every path', field: ['anonymous', 'enabled'] },
  ];
}

/** Authorizers that allow everything. */
export function authorizationRemarks({ body }: KubeObject): readonly Remark[] {
  return objectsOf(fieldOf(body, 'authorizers')).flatMap(([at, one]) =>
    fieldOf(one, 'type') === 'AlwaysAllow'
      ? [{ message: 'an authorizer allows everything', field: ['authorizers', at, 'type'] }]
      : [],
  );
}
