import type { ApiResource, ListPage, Selection } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import type { Api } from './api/api.ts';
import { pagesOf } from './api/list.ts';
import { identityOf } from './watch/known.ts';

/** A listing in which every object comes once, also where the server makes it start again. */
export async function* uniquePages(
  api: Api,
  resource: ApiResource,
  selection: Selection,
  scope: Scope,
): AsyncGenerator<ListPage> {
  const told = new Set<string>();
  let restarted = false;
  for await (const page of pagesOf(api, resource, selection, scope)) {
    restarted ||= page.restarted;
    const items = restarted
      ? page.items.filter((item) => !told.has(identityOf(item).key))
      : page.items;
    for (const item of items) told.add(identityOf(item).key);
    yield { items, resourceVersion: page.resourceVersion, gaps: page.gaps };
  }
}
