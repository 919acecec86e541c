import type { ApiResource } from '#contract/cluster.ts';
import { CaissonError } from '#kit/error.ts';
import { fieldOf, textOf, valueAt } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { parseAnswer } from '../api/answer.ts';
import { ingest } from '../api/ingest.ts';
import { ApiError, refusalOf } from '../http/api-error.ts';

/** One line of a watch. A bookmark says only how far the server is. */
export type Frame =
  | { readonly type: 'bookmark'; readonly version: string }
  | {
      readonly type: 'present' | 'deleted';
      readonly version: string;
      readonly object: JsonObject;
    };

/**
 * Reads a line of a watch (API concepts, "Efficient detection of changes"). Throws the `ApiError` that an `ERROR` event holds,
 * `input.malformed` for what is no event.
 */
export function parseFrame(line: string, resource: ApiResource, metadataOnly: boolean): Frame {
  const what = `watch "${resource.name}"`;
  const event = parseAnswer(line, what);
  const object = fieldOf(event, 'object');
  const type = textOf(fieldOf(event, 'type'));
  if (type === 'ERROR') throw new ApiError(what, refusalOf(statusOf(object), object));
  const version = textOf(valueAt(object, ['metadata', 'resourceVersion'])) ?? '';
  if (type === 'BOOKMARK') return { type: 'bookmark', version };
  const taken = ingest(object, resource, metadataOnly);
  if (taken === undefined || version === '') throw malformed(what);
  if (type === 'ADDED' || type === 'MODIFIED') return { type: 'present', version, object: taken };
  if (type === 'DELETED') return { type: 'deleted', version, object: taken };
  throw malformed(what);
}

function statusOf(object: Json | undefined): number {
  const code = fieldOf(object, 'code');
  return typeof code === 'number' ? code : 500;
}

function malformed(what: string): CaissonError {
  return new CaissonError('input.malformed', `cannot ${what}: a line is no event`);
}
