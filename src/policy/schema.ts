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

/** OpenVEX 0.2.0, as far as it is used. */
export const OpenVex = z.object({
  '@context': z.string().startsWith('https://openvex.dev/ns'),
  '@id': z.string(),
  author: z.string().optional(),
  statements: z.array(
    z.object({
      vulnerability: z.union([
        z.string(),
        z.object({ name: z.string(), aliases: z.array(z.string()).optional() }),
      ]),
      products: z
        .array(
          z.object({
            '@id': z.string().optional(),
            identifiers: z.record(z.string(), z.string()).optional(),
            subcomponents: z
              .array(
                z.object({
                  '@id': z.string().optional(),
                  identifiers: z.record(z.string(), z.string()).optional(),
                }),
              )
              .optional(),
          }),
        )
        .optional(),
      status: z.string(),
      justification: z.string().optional(),
      impact_statement: z.string().optional(),
    }),
  ),
});
export type OpenVex = z.infer<typeof OpenVex>;

/** The `vulnerabilities` part of CycloneDX 1.4 and later, as far as it is used as VEX. */
export const CycloneDxVex = z.object({
  bomFormat: z.literal('CycloneDX'),
  serialNumber: z.string().optional(),
  vulnerabilities: z.array(
    z.object({
      id: z.string(),
      analysis: z
        .object({
          state: z.string().optional(),
          justification: z.string().optional(),
          detail: z.string().optional(),
        })
        .optional(),
      affects: z.array(z.object({ ref: z.string() })).optional(),
    }),
  ),
  components: z
    .array(z.object({ 'bom-ref': z.string().optional(), purl: z.string().optional() }))
    .optional(),
});
export type CycloneDxVex = z.infer<typeof CycloneDxVex>;

/** Strings grouped by status, as CSAF 2.0 lists product ids. */
const ProductIds = z.array(z.string()).optional();

/** A branch of a CSAF product tree; nested as deep as the publisher likes, read to a bounded depth. */
const CsafProduct = z.object({
  product_id: z.string(),
  product_identification_helper: z.object({ purl: z.string().optional() }).optional(),
});

/** CSAF 2.0, profile VEX, as far as it is used. Branches are walked by hand. */
export const CsafVex = z.object({
  document: z.object({
    csaf_version: z.string(),
    tracking: z.object({ id: z.string() }),
    publisher: z.object({ name: z.string() }).optional(),
  }),
  product_tree: z
    .object({
      branches: z.array(z.unknown()).optional(),
      full_product_names: z.array(CsafProduct).optional(),
      relationships: z
        .array(z.object({ product_reference: z.string(), full_product_name: CsafProduct }))
        .optional(),
    })
    .optional(),
  vulnerabilities: z.array(
    z.object({
      cve: z.string().optional(),
      ids: z.array(z.object({ text: z.string() })).optional(),
      product_status: z
        .object({ known_not_affected: ProductIds, fixed: ProductIds, first_fixed: ProductIds })
        .optional(),
      flags: z.array(z.object({ label: z.string(), product_ids: ProductIds })).optional(),
    }),
  ),
});
export type CsafVex = z.infer<typeof CsafVex>;

export const CsafBranch = z.object({
  branches: z.array(z.unknown()).optional(),
  product: CsafProduct.optional(),
});
