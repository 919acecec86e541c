import { readFileSync } from 'node:fs';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { FeedVisit } from './visit.ts';

const maxPages = 5000;

/** A service that gives its records page by page; each page is kept as it was answered. */
export async function fetchPages(
  { list, query }: { readonly list: string; readonly query: string },
  visit: FeedVisit,
): Promise<void> {
  let last = '';
  for (let page = 1; page <= maxPages; page += 1) {
    const url = new URL(visit.urlOf({ path: '' }));
    url.search = query.replace('#', String(page));
    const name = `page-${String(page).padStart(4, '0')}.json`;
    if (!(await visit.bring({ url: url.href, name, isOptional: page > 1 }))) return;
    const { digest, count, isLast } = readPage(visit, name, { list, page });
    if (count === 0) return visit.drop(name);
    if (digest !== '' && digest === last) return repeated(visit, name);
    if (isLast || visit.problems.length > 0) return;
    last = digest;
  }
}

function repeated(visit: FeedVisit, name: string): void {
  visit.drop(name);
  visit.fail(new CaissonError('input.malformed', 'a server answers every page alike'));
}

interface Page {
  readonly digest: string;
  readonly count: number;
  readonly isLast: boolean;
}

/** `pages` counts the pages (Bodhi), `total` the records (Apollo, with `size` to a page). */
function readPage(
  visit: FeedVisit,
  name: string,
  { list, page }: { readonly list: string; readonly page: number },
): Page {
  const value = parseJson(readFileSync(visit.pathOf(name), 'utf8'), name);
  const records = isRecord(value) ? value[list] : undefined;
  if (!isRecord(value) || !Array.isArray(records))
    throw new CaissonError('input.malformed', `a page has no list "${list}"`);
  const { pages, total, size } = value;
  const isLast =
    (typeof pages === 'number' && page >= pages) ||
    (typeof total === 'number' && typeof size === 'number' && page * size >= total);
  return { digest: visit.known(name)?.sha256 ?? '', count: records.length, isLast };
}
