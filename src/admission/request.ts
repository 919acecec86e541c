import { textMapOf, textOf, valueAt } from '#kube/json.ts';
import { groupOf, type KubeObject } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { AdmissionOperation } from '#model/policy-result.ts';
import type { ResourceName } from './resource-name.ts';
import { storedBody } from './stored.ts';

/** Who asks; policies see it as `request.userInfo`. */
export interface UserInfo {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

export const anonymous: UserInfo = { username: '', uid: '', groups: [], extra: {} };

/** What a person wants judged: an object, and what happens to it. */
export interface Subject {
  readonly object: KubeObject;
  /** Default: CREATE. */
  readonly operation?: AdmissionOperation;
  /** Before an UPDATE; the object itself where none is given. A DELETE takes `object` for the old one. */
  readonly oldObject?: KubeObject;
  readonly userInfo?: UserInfo;
  /** `namespace:name` of roles, and names of cluster roles, that the user has; absent where they are not known. */
  readonly roles?: readonly string[];
  readonly clusterRoles?: readonly string[];
  /** The resource and subresource, where the kind does not tell. */
  readonly resource?: ResourceName;
  /** A value that is no object of Kubernetes: only policies for JSON judge it. */
  readonly isJson?: boolean;
  /** Subresource whose parent it is, as Kyverno's tests name it. */
  readonly kindOfParent?: { readonly apiVersion: string; readonly kind: string };
  readonly dryRun?: boolean;
}

/** An admission request made up for an object that was read from a file (admission.k8s.io/v1). */
export interface Request {
  readonly subject: Subject;
  readonly operation: AdmissionOperation;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly generateName: string | undefined;
  /** As the API server sends it: of a Namespace its own name; empty for what belongs to the whole cluster. */
  readonly namespace: string;
  readonly isNamespaced: boolean;
  /** `undefined` where selectors of namespaces do not apply. */
  readonly namespaceLabels: ReadonlyMap<string, string> | undefined;
  readonly labelSets: readonly ReadonlyMap<string, string>[];
  /** `null` on DELETE and CREATE: as policies see them. */
  readonly object: Json;
  readonly oldObject: Json;
  readonly userInfo: UserInfo;
  /** `namespace:name` of roles and names of cluster roles that bindings give the user; absent where they are not known. */
  readonly roles?: readonly string[];
  readonly clusterRoles?: readonly string[];
}

/** What is known of namespaces. */
export interface Namespaces {
  labelsOf(name: string): ReadonlyMap<string, string>;
  /** As policies see it: metadata, spec, status. */
  objectOf(name: string): Json;
}

/** Makes the request for an object. */
export function requestOf(
  subject: Subject,
  { resource, subresource }: ResourceName,
  namespaces: Namespaces,
): Request {
  const { object, operation = 'CREATE', oldObject } = subject;
  const isNamespace = object.group === '' && object.kind === 'Namespace';
  const { apiVersion, kind } = subject.kindOfParent ?? object;
  return {
    subject,
    operation,
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf('/') + 1),
    kind,
    resource,
    subresource,
    name: object.name,
    generateName: textOf(valueAt(object.body, ['metadata', 'generateName'])),
    namespace: isNamespace ? object.name : (object.namespace ?? ''),
    isNamespaced: object.namespace !== undefined,
    namespaceLabels: labelsFor(object, isNamespace, namespaces),
    labelSets: labelSetsOf(operation, object, oldObject),
    ...statesOf(operation, object, oldObject),
    userInfo: subject.userInfo ?? anonymous,
    ...(subject.roles !== undefined && { roles: subject.roles }),
    ...(subject.clusterRoles !== undefined && { clusterRoles: subject.clusterRoles }),
  };
}

/** `object` and `oldObject`: what there is after and before the operation. */
function statesOf(
  operation: AdmissionOperation,
  object: KubeObject,
  oldObject: KubeObject | undefined,
): Pick<Request, 'object' | 'oldObject'> {
  const hasOld = operation === 'UPDATE' || operation === 'DELETE';
  return {
    object: operation === 'DELETE' ? null : storedBody(object),
    oldObject: hasOld ? storedBody(oldObject ?? object) : null,
  };
}

function labelsFor(
  { body, name, namespace }: KubeObject,
  isNamespace: boolean,
  namespaces: Namespaces,
): ReadonlyMap<string, string> | undefined {
  if (isNamespace) {
    const own = textMapOf(valueAt(body, ['metadata', 'labels']));
    return new Map([...own, ['kubernetes.io/metadata.name', name]]);
  }
  return namespace === undefined ? undefined : namespaces.labelsOf(namespace);
}

function labelSetsOf(
  operation: AdmissionOperation,
  object: KubeObject,
  oldObject: KubeObject | undefined,
): readonly ReadonlyMap<string, string>[] {
  if (operation !== 'UPDATE' || oldObject === undefined) return [object.labels];
  return [object.labels, oldObject.labels];
}

/** The request as expressions see it: `request` (admission.k8s.io/v1, AdmissionRequest). */
export function requestValue(request: Request, withObjects: boolean): JsonObject {
  const { group, version, kind, resource, subresource, name, namespace, operation } = request;
  const gvk = { group, version, kind };
  const gvr = { group, version, resource };
  const { username, uid, groups, extra } = request.userInfo;
  return {
    uid: '00000000-0000-0000-0000-000000000000',
    kind: gvk,
    resource: gvr,
    subResource: subresource,
    requestKind: gvk,
    requestResource: gvr,
    requestSubResource: subresource,
    name,
    namespace,
    operation,
    userInfo: { username, uid, groups, extra },
    dryRun: request.subject.dryRun ?? false,
    options: null,
    ...(withObjects && { object: request.object, oldObject: request.oldObject }),
  };
}
