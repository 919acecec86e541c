import { z } from 'zod';

/** RFC 9457 problem document. `code` is the dotted code of the error. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  hint: z.string().optional(),
  /** Of the request, as it stands in the log. */
  instance: z.string().optional(),
});
