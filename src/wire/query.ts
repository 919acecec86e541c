import { z } from 'zod';
import { count } from './values.ts';

/** Every list takes a cursor and a limit, and answers with the cursor of the next page. */
export const page = z.object({
  cursor: z.string().max(8000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** One page; `next` is absent on the last. `total` is exact unless `estimated`. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().optional(),
    total: count.optional(),
    estimated: z.boolean().optional(),
  });
}

/** Values of a query that may be given more than once: `?tier=P0&tier=P1`. */
export function several<Value extends z.ZodType>(value: Value) {
  return z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]),
    z.array(value).max(100).optional(),
  );
}

/** A switch in a query: `?fixable=true`. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** What lists of assets can be narrowed by. */
export const assetQuery = page.extend({
  q: z.string().max(200).optional(),
  cluster: z.string().max(200).optional(),
  namespace: z.string().max(200).optional(),
});
