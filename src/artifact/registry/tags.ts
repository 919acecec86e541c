import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { originOf } from './endpoint.ts';
import { pages } from './paging.ts';
import { formatRepository, type ImageReference } from './reference.ts';
import type { Requester } from './requester.ts';

const maxPages = 100;
const pageSize = 1000;
const maxNear = 3;
const maxCompared = 5000;

/** All tags of a repository. Throws `input.malformed`, `limit.entries`. */
export async function listTags(
  requester: Requester,
  reference: ImageReference,
  scope: Scope,
): Promise<readonly string[]> {
  const { target } = originOf(reference, 'pull');
  const what = `the tags of ${formatRepository(reference)}`;
  const request = { target, path: `${target.repository}/tags/list?n=${pageSize}`, what };
  const tags: string[] = [];
  for await (const { document } of pages(requester, request, maxPages, scope))
    tags.push(...tagsIn(document, what));
  return tags;
}

/** The tags that look most like `wanted`, nearest first; none when nothing is near. */
export function nearTags(wanted: string, tags: readonly string[]): readonly string[] {
  const most = Math.max(1, Math.floor(wanted.length / 2));
  return tags
    .slice(0, maxCompared)
    .map((tag) => ({ tag, distance: distanceOf(wanted, tag) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || (a.tag < b.tag ? -1 : 1))
    .slice(0, maxNear)
    .map(({ tag }) => tag);
}

function tagsIn(document: unknown, what: string): readonly string[] {
  const tags: unknown = isRecord(document) ? (document['tags'] ?? []) : undefined;
  if (!Array.isArray(tags)) throw new CaissonError('input.malformed', `${what} are not a list`);
  return tags.filter(isTag);
}

function isTag(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_][\w.-]{0,127}$/.test(value);
}

/** Levenshtein's distance; both texts are tags of at most 128 characters. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let at = 0; at < a.length; at += 1) {
    const next = [at + 1];
    for (let column = 0; column < b.length; column += 1) {
      const same = b[column] === a[at] ? 0 : 1;
      const [diagonal = 0, above = 0, left = 0] = [row[column], row[column + 1], next[column]];
      next.push(Math.min(diagonal + same, above + 1, left + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
