/** Version of the segment format, `major.minor`: readers take every minor of their major. */
export const schemaVersion = '1.0';

/** Whether a segment or manifest of that version can be read. */
export function isReadableSchema(version: string): boolean {
  return version.split('.')[0] === schemaVersion.split('.')[0];
}
