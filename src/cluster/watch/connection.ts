import type { ApiResource, Selection } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import type { Api } from '../api/api.ts';
import { isMetadataOnly, metadataObject } from '../api/form.ts';
import { resourceName, resourcePath, selectionQuery, withQuery } from '../api/path.ts';
import { type Frame, parseFrame } from './frame.ts';

/**
 * One connection of a watch, from a resource version on. It ends after the time that it asked for, which is chosen by chance so
 * that many watches do not end together. Throws `access.*` when it breaks or is silent for `Timing.idleMs`, `ApiError` when the
 * server ends it, `input.*` and `limit.size` for what cannot be read.
 */
export async function* watchOnce(
  api: Api,
  resource: ApiResource,
  selection: Selection & { readonly resourceVersion: string },
  scope: Scope,
): AsyncGenerator<Frame> {
  const metadataOnly = isMetadataOnly(resource, selection);
  const [shortest, longest] = api.timing.watchSeconds;
  const path = withQuery(resourcePath(resource, selection.namespace), {
    ...selectionQuery(selection),
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion: selection.resourceVersion,
    timeoutSeconds: Math.ceil(shortest + api.random() * (longest - shortest)),
  });
  const what = `watch ${JSON.stringify(resourceName(resource))}`;
  const accept = metadataOnly ? metadataObject : 'application/json';
  const lines = await api.lines({ what, path, accept }, scope, api.timing.idleMs);
  for await (const line of lines) yield parseFrame(line, resource, metadataOnly);
}
