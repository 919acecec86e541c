import type { AccessAnswer, AccessQuestion, ApiResource, DryRunAnswer } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Api } from './api/api.ts';
import { ingest } from './api/ingest.ts';
import { resourcePath, withQuery } from './api/path.ts';
import { ApiError } from './http/api-error.ts';

const reviews = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

/** Asks the server's own authorizers. Throws `input.malformed` when it gives no verdict. */
export async function reviewAccess(
  api: Api,
  { user, groups = [], verb, resource, path }: AccessQuestion,
  scope: Scope,
): Promise<AccessAnswer> {
  const attributes =
    resource === undefined
      ? { nonResourceAttributes: { path: path ?? '/', verb } }
      : {
          resourceAttributes: {
            verb,
            group: resource.group,
            resource: resource.name,
            version: resource.version ?? '*',
            subresource: resource.subresource,
            namespace: resource.namespace,
            name: resource.objectName,
          },
        };
  const body = JSON.stringify({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, ...attributes },
  });
  const call = {
    what: 'ask for a verdict on access',
    path: reviews,
    method: 'POST',
    body,
  } as const;
  const status = fieldOf((await api.json(call, scope)).body, 'status');
  const allowed = fieldOf(status, 'allowed');
  if (typeof allowed !== 'boolean')
    throw new CaissonError('input.malformed', 'the API server gives no verdict on access');
  const evaluationError = textOf(fieldOf(status, 'evaluationError'));
  return {
    allowed,
    denied: fieldOf(status, 'denied') === true,
    reason: textOf(fieldOf(status, 'reason')) ?? '',
    ...(evaluationError !== undefined && { evaluationError }),
  };
}

/** Server-side apply without storing anything. Refusals are answers; only what never came to a verdict is thrown. */
export async function dryRunApply(
  api: Api,
  resource: ApiResource,
  object: JsonObject,
  { scope, namespace }: { readonly scope: Scope; readonly namespace: string },
): Promise<DryRunAnswer> {
  const metadata = fieldOf(object, 'metadata');
  const name = textOf(fieldOf(metadata, 'name'));
  const within = textOf(fieldOf(metadata, 'namespace')) ?? namespace;
  const query = { dryRun: 'All', fieldManager: 'caisson' };
  const body = JSON.stringify(object);
  const what = `try out ${resource.kind} ${JSON.stringify(name ?? '')}`;
  const call =
    name === undefined
      ? { method: 'POST', path: withQuery(resourcePath(resource, within), query) }
      : {
          method: 'PATCH',
          path: withQuery(resourcePath(resource, within, name), { ...query, force: true }),
          contentType: 'application/apply-patch+yaml',
        };
  try {
    const method = call.method === 'POST' ? 'POST' : 'PATCH';
    const {
      status,
      body: stored,
      warnings,
    } = await api.json({ ...call, method, what, body }, scope);
    const taken = ingest(stored, resource, false);
    return {
      accepted: true,
      status,
      message: '',
      warnings,
      ...(taken !== undefined && { object: taken }),
    };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 401 || error.isTransient) throw error;
    const { status, told: message, warnings } = error;
    return { accepted: false, status, message, warnings };
  }
}
