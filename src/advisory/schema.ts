import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/**
 * Version of the segment format, `major.minor`: readers take every minor of their major. A minor may add tables, kinds of
 * segments, states and kinds of qualifiers: what a reader does not know of these makes a fact `unknown`, never a match.
 */
export const schemaVersion = '2.0';

/** Whether a segment or manifest of that version can be read. */
export function isReadableSchema(version: string): boolean {
  return majorOf(version) === majorOf(schemaVersion);
}

/** The error for a database in a format that this program cannot read. */
export function unreadableSchema(version: string): CaissonError {
  const isOld = majorOf(version) < majorOf(schemaVersion);
  return new CaissonError(
    'input.unsupported',
    `the advisory database has format ${quote(version)}, this program reads ${schemaVersion}`,
    {
      hint: isOld
        ? 'it was made by an older version: run "caisson db update", or build it anew with "caisson db build"'
        : 'use a newer version of this program',
    },
  );
}

function majorOf(version: string): number {
  return Number(/^(\d{1,6})\.\d{1,6}$/.exec(version)?.[1] ?? Number.NaN);
}
