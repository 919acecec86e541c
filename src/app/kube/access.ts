import { accessOf } from '#access/access.ts';
import { diffAccess } from '#access/diff.ts';
import { formatSubject, parseSubject, requesterOf } from '#access/identity.ts';
import { parseResource, unknownResource } from '#access/resource-name.ts';
import { whatCan } from '#access/what-can.ts';
import { whoCan } from '#access/who-can.ts';
import type { ClusterView } from '#kube/view.ts';
import type {
  Ability,
  AccessChange,
  AccessDecision,
  AccessRequest,
  WhoCanEntry,
} from '#model/access.ts';

/** A question about rights as people type it: `get secrets my-secret -n shop`, `get /metrics`. */
export interface AccessWords {
  readonly verb: string;
  readonly resource: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** Reads a question. Throws `usage.invalid-argument`. */
function readQuestion(words: AccessWords, view?: ClusterView): AccessRequest {
  const { verb, resource, name, namespace } = words;
  if (resource.startsWith('/')) return { type: 'url', verb: verb.toLowerCase(), path: resource };
  const parsed = parseResource(resource, view);
  const wanted = name ?? (parsed.name === '' ? undefined : parsed.name);
  const isCluster = parsed.isNamespaced === false;
  return {
    type: 'resource',
    verb: verb.toLowerCase(),
    group: parsed.group,
    resource: parsed.resource,
    ...(parsed.subresource !== '' && { subresource: parsed.subresource }),
    ...(namespace !== undefined && !isCluster && { namespace }),
    ...(wanted !== undefined && { name: wanted }),
  };
}

/** What is doubtful in a question: a resource that nobody knows. */
export function doubtOf(view: ClusterView, { resource }: AccessWords): string | undefined {
  return resource.startsWith('/') ? undefined : unknownResource(resource, view);
}

/** A question for people: `get secrets in shop`. */
function questionWord(request: AccessRequest): string {
  if (request.type === 'url') return `${request.verb} ${request.path}`;
  const { verb, group, resource, subresource, namespace, name } = request;
  const full = `${resource}${group === '' || group === '*' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
  const which = name === undefined ? '' : ` "${name}"`;
  return `${verb} ${full}${which}${namespace === undefined ? '' : ` in "${namespace}"`}`;
}

/** Who may do it; also in single namespaces and with single objects, where the question names none. */
export function askWhoCan(
  view: ClusterView,
  words: AccessWords,
): { readonly question: string; readonly entries: readonly WhoCanEntry[] } {
  const request = readQuestion(words, view);
  const entries = whoCan(accessOf(view), request, { anywhere: true, named: true });
  return { question: questionWord(request), entries };
}

/** Whether a subject may do it. `groups` are those that its credentials bring besides the implicit ones. */
export function askCanI(
  view: ClusterView,
  words: AccessWords,
  { as, groups }: { readonly as: string; readonly groups: readonly string[] },
): { readonly question: string; readonly who: string; readonly decision: AccessDecision } {
  const request = readQuestion(words, view);
  const subject = parseSubject(as);
  const decision = accessOf(view).decide(requesterOf(subject, groups), request);
  return { question: questionWord(request), who: formatSubject(subject), decision };
}

/** All that a subject may do. */
export function askWhatCan(
  view: ClusterView,
  as: string,
  groups: readonly string[],
): { readonly who: string; readonly abilities: readonly Ability[] } {
  const subject = parseSubject(as);
  return { who: formatSubject(subject), abilities: whatCan(accessOf(view), subject, { groups }) };
}

/** What changes for whom between two states. */
export function askAccessDiff(
  before: ClusterView,
  after: ClusterView,
): { readonly changes: readonly AccessChange[] } {
  return { changes: diffAccess(accessOf(before), accessOf(after)) };
}
