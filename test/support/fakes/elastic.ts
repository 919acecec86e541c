import { isRecord } from '#kit/json.ts';
import { type Heard, openReceiver, type Receiver, type Reply, tryJson } from './receiver.ts';

/** What becomes of a document by its id; absent: it is made, or 409 when it is there. */
export type Fate = { readonly status: number; readonly error: string };

/** `_bulk` of Elasticsearch for data streams: only `create`, line pairs, a trailing newline, one answer for each item. */
export async function openElastic(
  fates: ReadonlyMap<string, Fate>,
  cutAfter?: number,
): Promise<Receiver & { readonly documents: ReadonlyMap<string, unknown> }> {
  const documents = new Map<string, unknown>();

  function bulk(heard: Heard): Reply {
    if (heard.path !== '/_bulk' || heard.method !== 'POST') return { status: 404 };
    if (heard.headers['content-type'] !== 'application/x-ndjson') return { status: 406 };
    if (!heard.body.endsWith('\n')) return { status: 400, body: 'must be terminated by a newline' };
    const lines = heard.body.slice(0, -1).split('\n').map(tryJson);
    const items = Array.from({ length: lines.length / 2 }, (_, at) =>
      itemOf(lines[2 * at], lines[2 * at + 1]),
    );
    const body = JSON.stringify({ took: 1, errors: items.some(isFault), items });
    return { status: 200, body, ...(cutAfter === undefined ? {} : { cutAfter }) };
  }

  function itemOf(head: unknown, document: unknown) {
    const create = isRecord(head) ? head['create'] : undefined;
    const id = isRecord(create) ? String(create['_id']) : '';
    if (!isRecord(create) || !isRecord(document) || document['@timestamp'] === undefined)
      return fault(id, 400, 'illegal_argument_exception');
    const fate = fates.get(id);
    if (fate !== undefined) return fault(id, fate.status, fate.error);
    if (documents.has(id)) return fault(id, 409, 'version_conflict_engine_exception');
    documents.set(id, document);
    return { create: { _id: id, status: 201, result: 'created' } };
  }

  const receiver = await openReceiver(bulk);
  return { ...receiver, documents, [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose]() };
}

function fault(id: string, status: number, type: string) {
  return { create: { _id: id, status, error: { type } } };
}

function isFault({ create }: { readonly create: { readonly status: number } }): boolean {
  return create.status >= 300;
}
