import { z } from 'zod';

const text = z.string();
const texts = z.array(text).optional();
/** Hashes and identifiers by their kind; only texts are looked at. */
const byKind = z.record(text, z.unknown()).optional();

const OpenVexComponent = z.object({
  '@id': text.optional(),
  identifiers: byKind,
  hashes: byKind,
});

/** Version 0.0.1 wrote products and subcomponents as plain texts. */
const OpenVexPart = z.union([text, OpenVexComponent]);
const OpenVexProduct = z.union([
  text,
  OpenVexComponent.extend({ subcomponents: z.array(OpenVexPart).optional() }),
]);

/** OpenVEX 0.0.1 to 0.2.0, as far as it is used. */
export const OpenVex = z.object({
  '@context': text,
  '@id': text.optional(),
  author: text.optional(),
  timestamp: text.optional(),
  last_updated: text.optional(),
  statements: z.array(
    z.object({
      vulnerability: z.union([
        text,
        z.object({ '@id': text.optional(), name: text.optional(), aliases: texts }),
      ]),
      timestamp: text.optional(),
      last_updated: text.optional(),
      products: z.array(OpenVexProduct).optional(),
      subcomponents: z.array(OpenVexPart).optional(),
      status: text,
      status_notes: text.optional(),
      justification: text.optional(),
      impact_statement: text.optional(),
      action_statement: text.optional(),
    }),
  ),
});
export type OpenVex = z.infer<typeof OpenVex>;
export type OpenVexProduct = z.infer<typeof OpenVexProduct>;

/** The `vulnerabilities` part of CycloneDX 1.4 and later, as far as it is used as VEX. Components are walked by hand. */
export const CycloneDxVex = z.object({
  bomFormat: z.literal('CycloneDX'),
  serialNumber: text.optional(),
  version: z.number().optional(),
  metadata: z
    .object({
      timestamp: text.optional(),
      component: z.unknown().optional(),
      authors: z.array(z.object({ name: text.optional() })).optional(),
      supplier: z.object({ name: text.optional() }).optional(),
    })
    .optional(),
  components: z.array(z.unknown()).optional(),
  vulnerabilities: z.array(
    z.object({
      id: text.optional(),
      references: z.array(z.object({ id: text.optional() })).optional(),
      published: text.optional(),
      updated: text.optional(),
      recommendation: text.optional(),
      workaround: text.optional(),
      analysis: z
        .object({
          state: text.optional(),
          justification: text.optional(),
          response: texts,
          detail: text.optional(),
          firstIssued: text.optional(),
          lastUpdated: text.optional(),
        })
        .optional(),
      affects: z
        .array(
          z.object({
            ref: text,
            versions: z
              .array(
                z.object({
                  version: text.optional(),
                  range: text.optional(),
                  status: text.optional(),
                }),
              )
              .optional(),
          }),
        )
        .optional(),
    }),
  ),
});
export type CycloneDxVex = z.infer<typeof CycloneDxVex>;

/** A component of a CycloneDX document; `components` nest. */
export const CycloneDxComponent = z.object({
  'bom-ref': text.optional(),
  name: text.optional(),
  version: text.optional(),
  purl: text.optional(),
  cpe: text.optional(),
  hashes: z.array(z.object({ content: text })).optional(),
  components: z.array(z.unknown()).optional(),
});
export type CycloneDxComponent = z.infer<typeof CycloneDxComponent>;

/** CSAF 2.1 writes several package URLs and CPEs as lists. */
const Helper = z.object({
  purl: text.optional(),
  purls: texts,
  cpe: text.optional(),
  hashes: z
    .array(z.object({ file_hashes: z.array(z.object({ value: text })).optional() }))
    .optional(),
});

const CsafProduct = z.object({
  product_id: text,
  product_identification_helper: Helper.optional(),
});
export type CsafProduct = z.infer<typeof CsafProduct>;

/** A branch of a CSAF product tree; nested as deep as the publisher likes, walked to a bounded depth. */
export const CsafBranch = z.object({
  category: text.optional(),
  name: text.optional(),
  branches: z.array(z.unknown()).optional(),
  product: CsafProduct.optional(),
});

const about = { product_ids: texts, group_ids: texts };

/** CSAF 2.0 and 2.1, profile VEX and every other that states a product status. */
export const CsafVex = z.object({
  document: z.object({
    csaf_version: text,
    tracking: z
      .object({ current_release_date: text.optional(), initial_release_date: text.optional() })
      .optional(),
    publisher: z.object({ name: text.optional() }).optional(),
  }),
  product_tree: z
    .object({
      branches: z.array(z.unknown()).optional(),
      full_product_names: z.array(CsafProduct).optional(),
      product_groups: z.array(z.object({ group_id: text, product_ids: z.array(text) })).optional(),
      relationships: z
        .array(
          z.object({
            product_reference: text,
            relates_to_product_reference: text.optional(),
            full_product_name: CsafProduct,
          }),
        )
        .optional(),
    })
    .optional(),
  vulnerabilities: z
    .array(
      z.object({
        cve: text.optional(),
        ids: z.array(z.object({ text })).optional(),
        product_status: z.record(text, z.array(text)).optional(),
        flags: z.array(z.object({ label: text, ...about })).optional(),
        threats: z.array(z.object({ category: text, details: text, ...about })).optional(),
        remediations: z.array(z.object({ category: text, details: text, ...about })).optional(),
      }),
    )
    .optional(),
});
export type CsafVex = z.infer<typeof CsafVex>;

/** Dead Simple Signing Envelope (protocol v1). */
export const Envelope = z.object({ payloadType: text, payload: text });

/** In-toto Statement v0.1 and v1. */
export const Statement = z.object({
  _type: text,
  predicateType: text,
  predicate: z.unknown(),
  subject: z
    .array(z.object({ name: text.optional(), digest: z.record(text, z.unknown()).optional() }))
    .optional(),
});
export type Statement = z.infer<typeof Statement>;
