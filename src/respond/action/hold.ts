import { isRecord } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Work } from './action.ts';
import { maxTtlMs } from './sensor-target.ts';

/** Settings of a handle: what one holder wants of the thing that is held. */
export function settingsOf(handle: JsonObject): JsonObject {
  return objectIn(handle, 'settings');
}

/** Members of the handle that name the target for the sensor. */
export function membersOf(handle: JsonObject): JsonObject {
  return objectIn(handle, 'members');
}

function objectIn(handle: JsonObject, key: string): JsonObject {
  const value: unknown = handle[key];
  return isRecord(value) ? (value as JsonObject) : {};
}

/** How long the last of all holders wants it, in milliseconds from now; `self` is left out when it lets go. */
export function longestTtl(work: Work, withSelf: boolean): number {
  const ends = [...(withSelf ? [work] : []), ...work.others].map(({ expires }) => expires);
  const now = work.scope.clock().getTime();
  const last = Math.max(...ends.map((end) => end ?? now + maxTtlMs));
  return Math.min(maxTtlMs, Math.max(1, Math.ceil(last - now)));
}
