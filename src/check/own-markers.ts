import type { Marker } from './markers.ts';

/** A comment without its comment sign, and the lines that a marker in it covers. */
export interface CommentText {
  readonly text: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

const ours = /^caisson:allow\s+(?:(?:file|stage|object)\s+)?([^\s,]+(?:\s*,\s*[^\s,]+)*)(.*)$/i;
const ofTrivy = /(?:trivy|tfsec):ignore:([A-Za-z0-9*_-]+)((?::[a-z]+:[^\s:]+)*)/g;

/**
 * Markers that any source file may hold:
 *
 * - `caisson:allow ID[,ID…] [until=YYYY-MM-DD] reason`; the caller widens the lines for `file`, `stage` and `object`.
 * - `trivy:ignore:ID[:exp:YYYY-MM-DD]`, several in a line (Trivy documentation, Filtering, Inline comments).
 */
export function markersOf(comment: CommentText): readonly Marker[] {
  const text = comment.text.trim().slice(0, 2000);
  const { line, from, to } = comment;
  const own = ours.exec(text);
  if (own !== null) {
    const [, ids = '', rest = ''] = own;
    const until = /(?:^|\s)until=(\d{4}-\d{2}-\d{2})(?=\s|$)/.exec(rest)?.[1];
    const reason = rest.replace(/(?:^|\s)until=\S+/, '').trim();
    return [
      {
        marker: text,
        line,
        ids: ids.split(/\s*,\s*/),
        from,
        to,
        ...(reason !== '' && { reason }),
        ...(until !== undefined && { until }),
      },
    ];
  }
  return [...text.matchAll(ofTrivy)].map(([marker, id = '', rest = '']) => {
    const until = /:exp:(\d{4}-\d{2}-\d{2})/.exec(rest)?.[1];
    return { marker, line, ids: [id], from, to, ...(until !== undefined && { until }) };
  });
}
