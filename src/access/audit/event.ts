import { fieldOf, numberOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { AccessRequest, Requester } from '#model/access.ts';
import type { Json } from '#model/json-value.ts';

/** What an audit log tells of one request (audit.k8s.io/v1 and v1beta1, Event). */
export interface AuditEvent {
  /** The request went on when this was written: a watch that may never end in the log. */
  readonly isOpen: boolean;
  readonly requester: Requester;
  readonly request: AccessRequest;
  /** More that had to be allowed for it: impersonation, creating by update. */
  readonly others: readonly AuditedRequest[];
  /** HTTP status; absent where none is logged. */
  readonly code: number | undefined;
  /** ISO 8601. */
  readonly time: string;
}

interface AuditedRequest {
  readonly requester: Requester;
  readonly request: AccessRequest;
}

/**
 * Reads one event. `undefined`: it is no event of an audit log. `skip`: it is one that says nothing new, written before the request
 * was answered.
 */
export function auditEventOf(body: Json): AuditEvent | 'skip' | undefined {
  const stage = textOf(fieldOf(body, 'stage'));
  const verb = textOf(fieldOf(body, 'verb'));
  const user = requesterAt(fieldOf(body, 'user'));
  if (stage === undefined || verb === undefined || user === undefined) return undefined;
  if (stage === 'RequestReceived') return 'skip';
  const played = requesterAt(fieldOf(body, 'impersonatedUser'));
  const requester = played ?? user;
  const request = requestOf(body, verb);
  if (request === undefined) return undefined;
  const code = numberOf(valueAt(body, ['responseStatus', 'code']));
  const made = code === 201 ? createdBy(request) : undefined;
  return {
    isOpen: stage === 'ResponseStarted',
    requester,
    request,
    others: [
      ...(played === undefined ? [] : impersonations(user, body)),
      ...(made === undefined ? [] : [{ requester, request: made }]),
    ],
    code,
    time: timeOf(body),
  };
}

function requesterAt(value: Json | undefined): Requester | undefined {
  const user = textOf(fieldOf(value, 'username'));
  return user === undefined ? undefined : { user, groups: textsOf(fieldOf(value, 'groups')) };
}

function timeOf(body: Json): string {
  const fields = ['requestReceivedTimestamp', 'stageTimestamp', 'timestamp'];
  return (
    fields.map((field) => textOf(fieldOf(body, field))).find((text) => text !== undefined) ?? ''
  );
}

function requestOf(body: Json, verb: string): AccessRequest | undefined {
  const reference = fieldOf(body, 'objectRef');
  const [resource, subresource, namespace, name, group] = parts.map(
    (field) => textOf(fieldOf(reference, field)) ?? '',
  );
  if (resource === undefined || resource === '') return urlRequest(body, verb);
  if ([verb, resource, subresource, namespace, name, group].some(isStrange)) return undefined;
  // The name of what is created is taken from its body, after RBAC was asked.
  const isNamed = verb !== 'create' || subresource !== '';
  return {
    type: 'resource',
    verb,
    group: group ?? '',
    resource,
    ...filled('subresource', subresource),
    ...filled('namespace', namespace),
    ...(isNamed && filled('name', name)),
  };
}

const parts = ['resource', 'subresource', 'namespace', 'name', 'apiGroup'] as const;

function filled<Key extends string>(
  key: Key,
  value: string | undefined,
): Partial<Record<Key, string>>;
function filled(key: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined || value === '' ? {} : { [key]: value };
}

/** No API has such names: a log that holds them was not written by one. */
function isStrange(text: string | undefined): boolean {
  return text !== undefined && (text.length > 4096 || /\p{Cc}/u.test(text));
}

function urlRequest(body: Json, verb: string): AccessRequest | undefined {
  const uri = textOf(fieldOf(body, 'requestURI'));
  if (uri === undefined || !uri.startsWith('/') || isStrange(uri)) return undefined;
  const end = uri.indexOf('?');
  return { type: 'url', verb, path: end < 0 ? uri : uri.slice(0, end) };
}

/** An update or an apply that answers "created" was asked for that verb too. */
function createdBy(request: AccessRequest): AccessRequest | undefined {
  if (request.type === 'url' || request.subresource !== undefined) return undefined;
  const makes = request.verb === 'patch' || request.verb === 'update';
  return makes ? { ...request, verb: 'create' } : undefined;
}

/** What the one who played somebody else was asked for (authentication, user impersonation). */
function impersonations(requester: Requester, body: Json): readonly AuditedRequest[] {
  const played = fieldOf(body, 'impersonatedUser');
  const name = textOf(fieldOf(played, 'username')) ?? '';
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  const uid = textOf(fieldOf(played, 'uid')) ?? '';
  const groups = textsOf(fieldOf(played, 'groups')).filter((group) => !isImplicit(group));
  return [
    account === null
      ? impersonate(requester, '', 'users', name)
      : {
          requester,
          request: {
            ...impersonate(requester, '', 'serviceaccounts', account[2] ?? '').request,
            namespace: account[1] ?? '',
          },
        },
    ...groups.map((group) => impersonate(requester, '', 'groups', group)),
    ...(uid === '' ? [] : [impersonate(requester, 'authentication.k8s.io', 'uids', uid)]),
  ];
}

function isImplicit(group: string): boolean {
  return (
    group === 'system:authenticated' ||
    group === 'system:unauthenticated' ||
    group === 'system:serviceaccounts' ||
    group.startsWith('system:serviceaccounts:')
  );
}

function impersonate(requester: Requester, group: string, resource: string, name: string) {
  const request = { type: 'resource', verb: 'impersonate', group, resource, name } as const;
  return { requester, request };
}
