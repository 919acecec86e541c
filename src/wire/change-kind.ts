/** What changes are told of: names of events of the live stream, and what destinations choose from. */
export const changeKinds = [
  'finding.opened',
  'finding.reopened',
  'finding.updated',
  'finding.fixed',
  'finding.breached',
  'exception.requested',
  'exception.approved',
  'exception.rejected',
  'exception.ending',
  'exception.ended',
  'asset.seen',
  'asset.scanned',
  'asset.gone',
  'detection',
  'incident.opened',
  'incident.updated',
  'incident.closed',
  'action',
  'gap',
  'audit',
  'test',
] as const;
/** One of `changeKinds`. */
export type ChangeKind = (typeof changeKinds)[number];
