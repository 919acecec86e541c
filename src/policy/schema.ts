import { z } from 'zod';

const date = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .describe('the last day (YYYY-MM-DD, UTC) or the moment at which the exception ends');

/** One entry of the exceptions file: strict, since a misspelt key would silently widen what is accepted. */
const Entry = z.strictObject({
  id: z.string().min(1).optional(),
  package: z.string().startsWith('pkg:').optional(),
  where: z.array(z.string().min(1)).max(1000).optional(),
  reason: z.string().min(1),
  note: z.string().optional(),
  owner: z.string().min(1),
  expires: date,
  until: z.array(z.enum(['fixed', 'exploited'])).optional(),
});

/** The exceptions file, `.caisson-exceptions.yaml`. */
export const ExceptionsFile = z.strictObject({ exceptions: z.array(Entry).max(10_000) });
export type ExceptionsFile = z.infer<typeof ExceptionsFile>;
