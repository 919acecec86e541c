/**
 * What VEX formats require and allow of us, written from their specifications as JSON Schema: OpenVEX 0.2.0 and CSAF 2.0 in
 * the profile `csaf_vex` (section 4.5).
 */
const word = { type: 'string', minLength: 1 };
const text = { type: 'string' };
const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' };
const purl = { type: 'string', pattern: '^pkg:[a-z]' };

function exactly(properties: Readonly<Record<string, object>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: 'object', additionalProperties: false, properties, required };
}

function listOf(items: object, minItems = 0): object {
  return { type: 'array', items, minItems };
}

const justification = {
  enum: [
    'component_not_present',
    'vulnerable_code_not_present',
    'vulnerable_code_not_in_execute_path',
    'vulnerable_code_cannot_be_controlled_by_adversary',
    'inline_mitigations_already_exist',
  ],
};

const subject = exactly({ '@id': purl, identifiers: exactly({ purl }) });
const product = exactly(
  { '@id': purl, identifiers: exactly({ purl }), subcomponents: listOf(subject, 1) },
  ['subcomponents'],
);
const common = {
  vulnerability: exactly({ '@id': { type: 'string', pattern: '^https://' }, name: text, aliases: listOf(text, 1) }, [
    '@id',
    'aliases',
  ]),
  products: listOf(product, 1),
};

export const openvexRequired = exactly({
  '@context': { const: 'https://openvex.dev/ns/v0.2.0' },
  '@id': { type: 'string', pattern: '^https://openvex\\.dev/docs/public/vex-[0-9a-f]{64}$' },
  author: word,
  role: word,
  timestamp: instant,
  version: { type: 'integer', minimum: 1 },
  tooling: word,
  statements: listOf({
    oneOf: [
      exactly({ ...common, status: { const: 'not_affected' }, justification, impact_statement: word }, ['justification']),
      exactly({ ...common, status: { const: 'affected' }, action_statement: word }),
      exactly({ ...common, status: { enum: ['fixed', 'under_investigation'] }, status_notes: word }),
    ],
  }),
});

const products = { type: 'array', items: word, minItems: 1, uniqueItems: true };
const note = exactly({ category: { enum: ['summary', 'description'] }, title: word, text: word }, ['title']);
const named = exactly(
  { product_id: word, name: word, product_identification_helper: exactly({ purl }) },
  ['product_identification_helper'],
);

const vulnerability = {
  ...exactly(
    {
      cve: { type: 'string', pattern: '^CVE-[0-9]{4}-[0-9]{4,}$' },
      ids: { type: 'array', items: exactly({ system_name: word, text: word }), minItems: 1, uniqueItems: true },
      notes: listOf(note, 1),
      product_status: {
        ...exactly({ known_not_affected: products, known_affected: products, fixed: products, under_investigation: products }, [
          'known_not_affected',
          'known_affected',
          'fixed',
          'under_investigation',
        ]),
        minProperties: 1,
      },
      flags: listOf(exactly({ label: justification, product_ids: products }), 1),
      threats: listOf(exactly({ category: { const: 'impact' }, details: word, product_ids: products }), 1),
      remediations: listOf(
        exactly({ category: { enum: ['vendor_fix', 'none_available', 'no_fix_planned'] }, details: word, product_ids: products }),
        1,
      ),
    },
    ['cve', 'ids', 'flags', 'threats', 'remediations'],
  ),
  anyOf: [{ required: ['cve'] }, { required: ['ids'] }],
};

export const csafRequired = exactly(
  {
    document: exactly({
      category: { enum: ['csaf_vex', 'csaf_base'] },
      csaf_version: { const: '2.0' },
      title: word,
      publisher: exactly({ category: { const: 'user' }, name: word, namespace: { type: 'string', pattern: '^https://' } }),
      notes: listOf(note, 1),
      tracking: exactly({
        id: { type: 'string', pattern: '^\\S(.*\\S)?$' },
        status: { const: 'final' },
        version: { const: '1' },
        initial_release_date: instant,
        current_release_date: instant,
        revision_history: listOf(exactly({ number: { const: '1' }, date: instant, summary: word }), 1),
        generator: exactly({ engine: exactly({ name: word, version: word }), date: instant }),
      }),
    }),
    product_tree: exactly(
      {
        full_product_names: listOf(named, 1),
        relationships: listOf(
          exactly({
            category: { const: 'default_component_of' },
            product_reference: word,
            relates_to_product_reference: word,
            full_product_name: named,
          }),
          1,
        ),
      },
      ['relationships'],
    ),
    vulnerabilities: listOf(vulnerability, 1),
  },
  ['vulnerabilities'],
);
