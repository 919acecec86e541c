import { isCaissonError } from '#kit/error.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import { gapReasonOf } from '../../examine.ts';

/**
 * What could not be read inside an archive, while the rest of it goes on. Throws `error` again when it is not about the
 * content of that part: aborts, bugs, and the budget of the whole archive.
 */
export function archiveGap(error: unknown, location: Location): Gap {
  const isPartial = isCaissonError(error) && /^(?:input|limit)\./.test(error.code);
  if (!isPartial || error.code === 'limit.ratio') throw error;
  return { type: 'gap', location, reason: gapReasonOf(error.code), detail: error.message };
}
