import { z } from 'zod';
import { flag, several } from './query.ts';
import { exposure, findingKind, findingState, id, severity, tier, usage } from './values.ts';

/** What findings are of. */
export const assetKind = z.enum(['image', 'host', 'cluster', 'repository']);

/** Members of the filter that lists, counts, bulk decisions, reports and saved views share. */
export const findingFilter = z.object({
  q: z.string().max(200).optional(),
  kind: several(findingKind),
  tier: several(tier),
  severity: several(severity),
  state: several(findingState),
  usage: several(usage),
  exposure: several(exposure),
  rule: z.string().max(200).optional(),
  asset: id.optional(),
  workload: id.optional(),
  assetKind: several(assetKind),
  cluster: z.string().max(200).optional(),
  namespace: z.string().max(200).optional(),
  repository: z.string().max(300).optional(),
  component: z.string().max(200).optional(),
  owner: z.string().max(200).optional(),
  fixable: flag.optional(),
  exploited: flag.optional(),
  running: flag.optional(),
  breached: flag.optional(),
  /** First seen at or after, in milliseconds since the Unix epoch. */
  since: z.coerce.number().optional(),
});
