/** A line of `changes.csv` or `deletions.csv` beside Red Hat's VEX documents. */
export interface RedHatChange {
  /** `2024/cve-2024-1234.json`. */
  readonly path: string;
  /** RFC 3339. */
  readonly time: string;
}

/**
 * The lines of `changes.csv` or `deletions.csv` (`"2024/cve-2024-1234.json","2024-05-01T00:00:00+00:00"`), in their order. Whoever
 * fetches removes the deleted documents and fetches those again that changed after the archive was made. Lines of another shape
 * are left out: no path of them may lead anywhere else.
 */
export function readRedHatChanges(text: string): readonly RedHatChange[] {
  return text.split('\n').flatMap((line) => {
    const match = line.length > 200 ? null : lineShape.exec(line.trim());
    const [, path, time] = match ?? [];
    return path === undefined || time === undefined ? [] : [{ path, time }];
  });
}

const lineShape =
  /^"?(\d{4}\/cve-\d{4}-\d{4,19}\.json)"?,"?(\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,20}(?:Z|[+-]\d\d:?\d\d)?)?)"?$/;
