/**
 * What SPDX 3.0.1 requires and allows of the elements that we write, from its model pages as JSON Schema: each class with its
 * properties, cardinalities and vocabularies.
 */
const text = { type: 'string' };
const word = { type: 'string', minLength: 1 };
const id = { type: 'string', pattern: '^https://spdx\\.org/spdxdocs/caisson-[0-9a-f-]{36}#[a-z0-9-]+$' };
const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' };
const ids = { type: 'array', items: id, minItems: 1, uniqueItems: true };
const share = { type: 'number', minimum: 0, maximum: 1 };
const score = { type: 'number', minimum: 0, maximum: 10 };

type Properties = Readonly<Record<string, object>>;

function exactly(properties: Properties, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: 'object', additionalProperties: false, properties, required };
}

function element(types: readonly string[], properties: Properties, optional: readonly string[] = []) {
  const common = { type: { enum: types }, spdxId: id, creationInfo: { const: '_:creationinfo' } };
  return exactly({ ...common, ...properties }, optional);
}

/** A relationship of some type that the class allows. */
function relationship(types: readonly string[], relationships: readonly string[], more: Properties = {}, optional: readonly string[] = []) {
  return element(types, { from: id, relationshipType: { enum: relationships }, to: ids, ...more }, optional);
}

const identifier = exactly(
  {
    type: { const: 'ExternalIdentifier' },
    externalIdentifierType: { enum: ['packageUrl', 'cpe22', 'cpe23', 'cve', 'securityOther'] },
    identifier: text,
    identifierLocator: { type: 'array', items: word },
  },
  ['identifierLocator'],
);
const hash = exactly({
  type: { const: 'Hash' },
  algorithm: { enum: ['md5', 'sha1', 'sha256', 'sha512'] },
  hashValue: { type: 'string', pattern: '^[0-9a-f]+$' },
});
const dictionaryEntry = exactly({ type: { const: 'DictionaryEntry' }, key: word, value: id });
const profiles = { type: 'array', items: { enum: ['core', 'software', 'simpleLicensing', 'security'] } };

const elements = [
  exactly({
    type: { const: 'CreationInfo' },
    '@id': { const: '_:creationinfo' },
    specVersion: { const: '3.0.1' },
    created: instant,
    createdBy: ids,
    createdUsing: ids,
  }),
  element(['SoftwareAgent', 'Tool', 'Organization'], { name: text }),
  element(['SpdxDocument'], { name: text, comment: text, profileConformance: profiles, rootElement: ids }),
  element(['software_Sbom'], {
    profileConformance: profiles,
    software_sbomType: { type: 'array', items: { enum: ['analyzed', 'deployed'] } },
    rootElement: ids,
  }),
  element(
    ['software_Package'],
    {
      name: text,
      summary: text,
      software_packageVersion: text,
      software_packageUrl: { type: 'string', pattern: '^pkg:' },
      software_primaryPurpose: { enum: ['library', 'container', 'other', 'operatingSystem'] },
      software_sourceInfo: text,
      externalIdentifier: { type: 'array', items: identifier, minItems: 1 },
      verifiedUsing: { type: 'array', items: hash, minItems: 1 },
      suppliedBy: id,
    },
    [
      'summary',
      'software_packageVersion',
      'software_packageUrl',
      'software_sourceInfo',
      'externalIdentifier',
      'verifiedUsing',
      'suppliedBy',
    ],
  ),
  element(['Annotation'], {
    annotationType: { const: 'other' },
    subject: id,
    contentType: { const: 'application/json' },
    statement: word,
  }),
  element(['simplelicensing_SimpleLicensingText'], { name: text, simplelicensing_licenseText: text }),
  element(
    ['simplelicensing_LicenseExpression'],
    {
      simplelicensing_licenseExpression: word,
      simplelicensing_customIdToUri: { type: 'array', items: dictionaryEntry, minItems: 1 },
    },
    ['simplelicensing_customIdToUri'],
  ),
  relationship(['Relationship'], ['contains', 'dependsOn', 'hasDeclaredLicense']),
  relationship(['LifecycleScopedRelationship'], ['dependsOn'], { scope: { enum: ['development', 'build', 'runtime'] } }),
  element(
    ['security_Vulnerability'],
    {
      name: text,
      externalIdentifier: { type: 'array', items: identifier, minItems: 1 },
      security_publishedTime: instant,
      security_modifiedTime: instant,
    },
    ['security_publishedTime', 'security_modifiedTime'],
  ),
  relationship(
    ['security_CvssV3VulnAssessmentRelationship', 'security_CvssV4VulnAssessmentRelationship'],
    ['hasAssessmentFor'],
    {
      security_score: score,
      security_severity: { enum: ['none', 'low', 'medium', 'high', 'critical'] },
      security_vectorString: word,
      comment: text,
    },
  ),
  relationship(['security_CvssV2VulnAssessmentRelationship'], ['hasAssessmentFor'], {
    security_score: score,
    security_vectorString: word,
    comment: text,
  }),
  relationship(['security_EpssVulnAssessmentRelationship'], ['hasAssessmentFor'], {
    security_probability: share,
    security_percentile: share,
    security_publishedTime: instant,
  }),
  relationship(['security_ExploitCatalogVulnAssessmentRelationship'], ['hasAssessmentFor'], {
    security_catalogType: { const: 'kev' },
    security_exploited: { const: true },
    security_locator: { type: 'string', pattern: '^https://' },
  }),
  relationship(
    ['security_VexAffectedVulnAssessmentRelationship'],
    ['affects'],
    { security_actionStatement: word, security_statusNotes: word },
    ['security_statusNotes'],
  ),
  relationship(
    ['security_VexNotAffectedVulnAssessmentRelationship'],
    ['doesNotAffect'],
    {
      security_justificationType: {
        enum: [
          'componentNotPresent',
          'vulnerableCodeNotPresent',
          'vulnerableCodeNotInExecutePath',
          'vulnerableCodeCannotBeControlledByAdversary',
          'inlineMitigationsAlreadyExist',
        ],
      },
      security_impactStatement: word,
    },
    ['security_justificationType'],
  ),
  relationship(['security_VexFixedVulnAssessmentRelationship'], ['fixedIn'], { security_statusNotes: word }),
  relationship(['security_VexUnderInvestigationVulnAssessmentRelationship'], ['underInvestigationFor'], {
    security_statusNotes: word,
  }),
];

export const spdx3Required = exactly({
  '@context': { const: 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld' },
  '@graph': { type: 'array', minItems: 5, items: { oneOf: elements } },
});
