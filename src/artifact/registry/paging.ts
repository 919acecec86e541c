import type { IncomingHttpHeaders } from 'node:http';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { readWhole } from './exchange.ts';
import type { RegistryRequest, Requester } from './requester.ts';

/** One page of a listing. */
export interface Page {
  readonly document: unknown;
  readonly bytes: Uint8Array;
  readonly headers: IncomingHttpHeaders;
}

const maxPageBytes = 4 * 2 ** 20;

/**
 * Reads the pages of a listing, following `Link: <…>; rel="next"` within the same host. The listing ends silently when the
 * first page answers with an accepted status that is no success. Throws `limit.entries` after `maxPages`.
 */
export async function* pages(
  requester: Requester,
  first: RegistryRequest,
  maxPages: number,
  scope: Scope,
): AsyncGenerator<Page, void, undefined> {
  let request = first;
  for (let count = 0; count < maxPages; count += 1) {
    const answer = await requester.send(request, scope);
    if (answer.status >= 300) {
      answer.discard();
      return;
    }
    const bytes = await readWhole(answer, maxPageBytes, first.what);
    const { headers } = answer;
    yield { document: parseJson(new TextDecoder().decode(bytes), first.what), bytes, headers };
    const next = nextPath(headers['link'], first);
    if (next === undefined) return;
    request = { ...first, path: next };
  }
  throw new CaissonError('limit.entries', `${first.what} has more than ${maxPages} pages`);
}

/** Only the query of the next page is taken from the server: the host and the listing stay ours. */
function nextPath(link: string | string[] | undefined, first: RegistryRequest): string | undefined {
  const text = (typeof link === 'string' ? link : (link?.[0] ?? '')).slice(0, 4096);
  const end = text.indexOf('>');
  if (!text.startsWith('<') || end < 0 || !/;\s*rel="?next/i.test(text.slice(end)))
    return undefined;
  const query = text.slice(1, end).split('?')[1];
  if (query === undefined || typeof first.path !== 'string') return undefined;
  return `${first.path.split('?')[0]}?${query}`;
}
