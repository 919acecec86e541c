/**
 * What two formats require and allow, written from their specifications as JSON Schema, because no npm package ships the
 * official schemas: SPDX 2.3 (sections 6, 7, 10, 11, 12) and GitLab's container-scanning report 15.0.7.
 */
const text = { type: 'string' };
const word = { type: 'string', minLength: 1 };
const second = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$' };
const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' };
const spdxId = { type: 'string', pattern: '^SPDXRef-[A-Za-z0-9.-]+$' };
const url = { type: 'string', pattern: '^https?://' };

/** An object with exactly these fields; those named in `optional` may be absent. */
function exactly(properties: Readonly<Record<string, object>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: 'object', additionalProperties: false, properties, required };
}

function listOf(items: object, minItems = 0, maxItems = 1_000_000): object {
  return { type: 'array', items, minItems, maxItems };
}

const annotation = exactly({
  annotator: { type: 'string', pattern: '^Tool: .+-.+$' },
  annotationDate: instant,
  annotationType: { enum: ['OTHER', 'REVIEW'] },
  comment: text,
});

const externalReference = exactly(
  {
    referenceCategory: { enum: ['OTHER', 'PERSISTENT-ID', 'SECURITY', 'PACKAGE-MANAGER'] },
    referenceType: { enum: ['purl', 'advisory', 'cpe23Type'] },
    referenceLocator: { type: 'string', pattern: '^\\S+$' },
    comment: text,
  },
  ['comment'],
);

const spdxPackage = exactly(
  {
    SPDXID: spdxId,
    name: text,
    versionInfo: text,
    downloadLocation: { const: 'NOASSERTION' },
    filesAnalyzed: { const: false },
    licenseConcluded: { const: 'NOASSERTION' },
    licenseDeclared: word,
    copyrightText: { const: 'NOASSERTION' },
    supplier: { type: 'string', pattern: '^(NOASSERTION|(Organization|Person): )' },
    sourceInfo: text,
    primaryPackagePurpose: { enum: ['LIBRARY', 'CONTAINER', 'OPERATING_SYSTEM', 'OTHER'] },
    checksums: listOf(
      exactly({
        algorithm: { enum: ['MD5', 'SHA1', 'SHA256', 'SHA512'] },
        checksumValue: { type: 'string', pattern: '^[0-9a-f]+$' },
      }),
    ),
    externalRefs: listOf(externalReference),
    annotations: listOf(annotation),
  },
  ['versionInfo', 'sourceInfo', 'checksums', 'externalRefs', 'annotations'],
);

export const spdxRequired = exactly(
  {
    spdxVersion: { const: 'SPDX-2.3' },
    dataLicense: { const: 'CC0-1.0' },
    SPDXID: { const: 'SPDXRef-DOCUMENT' },
    name: text,
    documentNamespace: { type: 'string', pattern: '^https://[^#\\s]+$' },
    comment: text,
    creationInfo: exactly({
      created: instant,
      creators: listOf({ type: 'string', pattern: '^Tool: .+-.+$' }, 1),
    }),
    documentDescribes: listOf(spdxId, 1),
    packages: listOf(spdxPackage, 1),
    relationships: listOf(
      exactly({
        spdxElementId: spdxId,
        relationshipType: { enum: ['DESCRIBES', 'CONTAINS', 'DEPENDS_ON'] },
        relatedSpdxElement: spdxId,
      }),
      1,
    ),
    hasExtractedLicensingInfos: listOf(
      exactly({
        licenseId: { type: 'string', pattern: '^LicenseRef-[A-Za-z0-9.-]+$' },
        extractedText: word,
        name: text,
      }),
    ),
  },
  ['hasExtractedLicensingInfos'],
);

const tool = exactly({ id: word, name: word, version: word, vendor: exactly({ name: word }) });

export const gitlabRequired = exactly({
  version: { const: '15.0.7' },
  scan: exactly({
    analyzer: tool,
    scanner: tool,
    type: { const: 'container_scanning' },
    start_time: second,
    end_time: second,
    status: { enum: ['success', 'failure'] },
    messages: listOf(exactly({ level: { enum: ['info', 'warn', 'fatal'] }, value: word })),
  }),
  vulnerabilities: listOf(
    exactly(
      {
        id: word,
        name: { type: 'string', maxLength: 255 },
        description: { type: 'string', maxLength: 1_048_576 },
        severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
        solution: { type: 'string', maxLength: 7000 },
        identifiers: listOf(exactly({ type: word, name: word, value: word, url }, ['url']), 1, 20),
        links: listOf(exactly({ name: text, url })),
        location: exactly({
          dependency: exactly({ package: exactly({ name: text }), version: text }),
          operating_system: word,
          image: { type: 'string', pattern: '^[^:]+(:\\d+[^:]*)?:[^:]+(:[^:]+)?$' },
        }),
        flags: listOf(
          exactly({
            type: { const: 'flagged-as-likely-false-positive' },
            origin: word,
            description: word,
          }),
        ),
        details: {
          type: 'object',
          additionalProperties: exactly({ type: { const: 'text' }, name: word, value: word }),
        },
      },
      ['flags'],
    ),
  ),
  remediations: listOf({}),
});
