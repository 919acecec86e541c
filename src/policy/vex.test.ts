import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import type { ImageFacts } from '#model/artifact.ts';
import type { Component, Relation } from '#model/component.ts';
import { parseDigest } from '#model/digest.ts';
import type { Finding } from '#model/finding.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { Exception } from './exception.ts';
import { type Case, judge } from './judge.ts';
import { finding } from './testdata/finding.ts';
import { exceptionsOfAttestation, parseVex } from './vex.ts';

const now = '2026-11-22T12:00:00Z';
const hex = 'a'.repeat(64);
const manifestDigest = parseDigest(`sha256:${hex}`);
const image: ImageFacts = {
  id: parseDigest(`sha256:${'b'.repeat(64)}`),
  manifestDigest,
  names: ['registry.local/team/shop:1.4'],
  platform: { os: 'linux', architecture: 'amd64' },
  env: [],
  entrypoint: [],
  command: [],
  exposedPorts: [],
  volumes: [],
  labels: {},
  annotations: {},
  history: [],
};
const os: OperatingSystem = {
  id: 'rhel',
  like: [],
  version: '9.4',
  title: '',
  path: '/etc/os-release',
};
const purl = 'pkg:npm/left-pad@1.0.0';

function judged(exceptions: readonly Exception[], parts: Partial<Case> = {}) {
  const artifact = { kind: 'image', reference: 'shop.tar', source: 'docker-archive:' } as const;
  return judge(
    { exceptions, rejectGaps: 'none' },
    {
      artifact,
      image,
      inventory: { components: [], relations: [], os },
      findings: [finding()],
      gaps: [],
      now,
      ...parts,
    },
  );
}

/** The status that was applied, the status of a remark in brackets, or `open`. */
function outcome(exceptions: readonly Exception[], parts: Partial<Case> = {}): string {
  const [one] = judged(exceptions, parts).findings;
  if (one?.exception !== undefined) return one.exception.status ?? 'accepted';
  return one?.remark === undefined ? 'open' : `(${one.remark.status})`;
}

function openVex(statements: readonly object[], more: object = {}): string {
  return JSON.stringify({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://example.com/vex/1',
    author: 'team',
    timestamp: '2026-01-01T00:00:00Z',
    version: 1,
    statements,
    ...more,
  });
}

function said(status: string, parts: object = {}): object {
  return { vulnerability: { name: 'CVE-2024-1' }, products: [{ '@id': purl }], status, ...parts };
}

describe('several statements about the same', () => {
  const earlier = { timestamp: '2026-02-01T00:00:00Z' };
  const later = { timestamp: '2026-03-01T00:00:00+02:00' };

  test.for([
    ['the latest wins', [said('not_affected', earlier), said('affected', later)], '(affected)'],
    ['the order does not matter', [said('affected', later), said('fixed', earlier)], '(affected)'],
    ['a newer one closes', [said('affected', earlier), said('fixed', later)], 'fixed'],
    [
      'one under investigation reopens',
      [said('fixed', earlier), said('under_investigation', later)],
      '(under_investigation)',
    ],
    ['without a date: that of the document', [said('affected'), said('fixed', later)], 'fixed'],
    ['at the same moment the last', [said('not_affected'), said('affected')], '(affected)'],
    [
      'at the same moment the more precise',
      [said('fixed'), said('affected', { products: [{ '@id': 'pkg:npm/left-pad' }] })],
      'fixed',
    ],
    ['an unknown status says nothing', [said('fine')], 'open'],
  ] as const)('%s', ([, statements, wanted]) => {
    expect(outcome(parseVex(openVex(statements), 'v.json'))).toBe(wanted);
  });

  test('in several documents are ordered in the same way, whatever the order of the documents', () => {
    const old = parseVex(openVex([said('not_affected', earlier)]), 'a.json');
    const recent = parseVex(openVex([said('affected', later)]), 'b.json');

    expect(outcome([...old, ...recent])).toBe('(affected)');
    expect(outcome([...recent, ...old])).toBe('(affected)');
  });

  test('the one that a person named goes before a newer one that came with the image', () => {
    const attached = exceptionsOfAttestation(
      {
        predicateType: 'https://openvex.dev/ns/v0.2.0',
        statement: {
          _type: 'https://in-toto.io/Statement/v1',
          predicateType: 'https://openvex.dev/ns/v0.2.0',
          subject: [{ name: 'shop', digest: { sha256: hex } }],
          predicate: parseJson(openVex([said('not_affected', later)]), 'x'),
        },
        verified: false,
      },
      'attestation 1',
    );

    expect(outcome(attached)).toBe('not_affected');
    expect(attached[0]?.origin).toBe('attestation 1#1 (attached, not verified)');
    expect(outcome([...parseVex(openVex([said('affected', earlier)]), 'v'), ...attached])).toBe(
      '(affected)',
    );
  });

  test('what a person accepts stays accepted, and the remark stays too', () => {
    const accepted = { origin: 'x', justification: 'y', ids: ['cve-2024-1'], packages: [] };
    const exceptions = [
      { ...accepted, where: [], until: [] },
      ...parseVex(openVex([said('affected', { action_statement: 'update to 2' })]), 'v.json'),
    ];

    expect(judged(exceptions).findings[0]).toMatchObject({
      exception: { origin: 'x' },
      remark: { status: 'affected', text: 'update to 2', origin: 'v.json#1' },
    });
  });
});

describe('a product', () => {
  function oci(rest: string): object {
    return {
      '@id': `pkg:oci/shop${rest}`,
      subcomponents: [{ '@id': purl }],
    };
  }
  const colon = '%3A';

  test.for([
    ['a package URL without version', { '@id': 'pkg:npm/left-pad' }, 'not_affected'],
    ['another version', { '@id': 'pkg:npm/left-pad@1.0.1' }, 'open'],
    ['a qualifier that is not there', { '@id': `${purl}?os=linux` }, 'open'],
    ['an identifier', { identifiers: { purl } }, 'not_affected'],
    ['an older form', purl, 'not_affected'],
    ['an image by digest', oci(`@sha256${colon}${hex}`), 'not_affected'],
    ['another digest', oci(`@sha256${colon}${'c'.repeat(64)}`), 'open'],
    ['an image by repository', oci('?repository_url=registry.local/team/shop'), 'not_affected'],
    ['the registry only', oci('?repository_url=registry.local/team'), 'not_affected'],
    ['another repository', oci('?repository_url=registry.local/other/shop'), 'open'],
    ['an image by tag', oci('?tag=1.4'), 'not_affected'],
    ['another tag', oci('?tag=1.5'), 'open'],
    ['an image by its name', { '@id': 'registry.local/team/shop:1.4' }, 'not_affected'],
    ['an image by its hash', { hashes: { 'sha-256': hex } }, 'not_affected'],
    [
      'an image with another part',
      { ...oci(''), subcomponents: [{ '@id': 'pkg:npm/other' }] },
      'open',
    ],
    [
      'an application that is not here',
      { '@id': 'pkg:npm/shop', subcomponents: [{ '@id': purl }] },
      'open',
    ],
    ['an address of nothing known', { '@id': 'https://example.com/x' }, 'open'],
    ['what is no package URL', { '@id': 'pkg:' }, 'open'],
    ['nothing', {}, 'open'],
  ] as const)('as %s: %s', ([, product, wanted]) => {
    const text = openVex([said('not_affected', { products: [product] })]);

    expect(outcome(parseVex(text, 'v.json'))).toBe(wanted);
  });

  test('that is fixed is so in the versions that are named, and in no others', () => {
    function fixed(id: string): readonly Exception[] {
      return parseVex(openVex([said('fixed', { products: [{ '@id': id }] })]), 'v');
    }

    expect(outcome(fixed('pkg:npm/left-pad@1.0.0'))).toBe('fixed');
    expect(outcome(fixed('pkg:npm/left-pad@1.0.1'))).toBe('open');
    expect(outcome(fixed('pkg:npm/left-pad'))).toBe('(fixed)');
  });

  test('holds what came in through it only', () => {
    const [component, shop, other] = [part(purl), part('pkg:npm/shop@1'), part('pkg:npm/other@1')];
    function relation(from: Component): Relation {
      return { from: from.id, to: component.id, kind: 'depends-on' };
    }
    const exceptions = parseVex(
      openVex([
        said('not_affected', {
          products: [{ '@id': 'pkg:npm/shop', subcomponents: [{ '@id': purl }] }],
        }),
      ]),
      'v.json',
    );
    const inventory = { components: [component, shop, other], relations: [relation(shop)] };
    const both = { ...inventory, relations: [relation(shop), relation(other)] };

    expect(outcome(exceptions, { inventory })).toBe('not_affected');
    expect(outcome(exceptions, { inventory: both })).toBe('open');
  });
});

/** A component as the findings of these tests have it. */
function part(url: string, path = '/app/package.json'): Component {
  const name = url.slice(url.lastIndexOf('/') + 1).split('@')[0] ?? '';
  return {
    id: `${url}#${path}`,
    purl: url,
    name,
    version: url.split('@').at(-1)?.split('?')[0] ?? '',
    ecosystem: 'npm',
    presence: 'installed',
    locations: [{ path }],
  };
}

test.for([
  ['its name', { name: 'CVE-2024-1' }],
  ['an alias', { name: 'GHSA-x', aliases: ['CVE-2024-1'] }],
  ['an address', { '@id': 'https://nvd.nist.gov/vuln/detail/CVE-2024-1' }],
  ['plain text', 'CVE-2024-1'],
  ['lower case', 'cve-2024-1'],
  ['the alias of the finding', 'GHSA-y'],
] as const)('a vulnerability is known by %s', ([, vulnerability]) => {
  const exceptions = parseVex(openVex([said('not_affected', { vulnerability })]), 'v.json');

  expect(outcome(exceptions, { findings: [finding({ aliases: ['GHSA-y'] })] })).toBe(
    'not_affected',
  );
});

describe('CSAF', () => {
  const rpm = 'pkg:rpm/redhat/openssl-libs@3.0.7-1.el9?arch=x86_64&distro=rhel-9.4';
  const installed: Finding = (() => {
    const base = finding({ purl: rpm });
    if (base.kind !== 'vulnerability') return base;
    const { component } = base.vulnerability;
    const source = { name: 'openssl', version: '3.0.7-1.el9' };
    return {
      ...base,
      vulnerability: {
        ...base.vulnerability,
        component: { ...component, source, ecosystem: 'rpm', version: '3.0.7-1.el9' },
      },
    };
  })();

  interface Given {
    readonly status: object;
    readonly purl?: string;
    readonly cpe?: string;
    readonly branch?: object;
    readonly more?: object;
  }

  function csaf({ status, cpe, branch, more, ...rest }: Given): string {
    const named = rest.purl ?? rpm;
    return JSON.stringify({
      document: {
        category: 'csaf_vex',
        csaf_version: '2.0',
        tracking: { id: 'X-1', current_release_date: '2026-01-01T00:00:00Z' },
        publisher: { name: 'vendor' },
      },
      product_tree: {
        branches: [
          {
            category: 'vendor',
            name: 'vendor',
            branches: [
              {
                category: 'product_version',
                name: 'openssl',
                ...branch,
                product: { product_id: 'part', product_identification_helper: { purl: named } },
              },
              {
                category: 'product_name',
                name: 'Linux 9',
                product: {
                  product_id: 'os',
                  ...(cpe !== undefined && { product_identification_helper: { cpe } }),
                },
              },
            ],
          },
        ],
        product_groups: [{ group_id: 'all', product_ids: ['os:part', 'x'] }],
        relationships: [
          {
            category: 'default_component_of',
            product_reference: 'part',
            relates_to_product_reference: 'os',
            full_product_name: { product_id: 'os:part', name: 'x' },
          },
        ],
      },
      vulnerabilities: [{ cve: 'CVE-2024-1', product_status: status, ...more }],
    });
  }

  const here = { findings: [installed] };
  function both(group: string): object {
    return { [group]: ['os:part'] };
  }

  test.for([
    ['known_not_affected', 'not_affected'],
    ['fixed', 'fixed'],
    ['first_fixed', 'fixed'],
    ['known_affected', '(affected)'],
    ['last_affected', '(affected)'],
    ['first_affected', '(affected)'],
    ['under_investigation', '(under_investigation)'],
    ['recommended', 'open'],
  ] as const)('status %s: %s', ([group, wanted]) => {
    expect(outcome(parseVex(csaf({ status: both(group) }), 'c.json'), here)).toBe(wanted);
  });

  test.for([
    ['the distribution that is here', 'cpe:/o:redhat:enterprise_linux:9', 'not_affected'],
    ['its repository', 'cpe:/a:redhat:enterprise_linux:9::appstream', 'not_affected'],
    ['in CPE 2.3', 'cpe:2.3:o:redhat:enterprise_linux:9.4:*:*:*:*:*:*:*', 'not_affected'],
    ['another release', 'cpe:/o:redhat:enterprise_linux:8', 'open'],
    ['another product', 'cpe:/a:redhat:openshift:4.12::el9', 'open'],
    ['another vendor', 'cpe:/o:suse:sles:15:sp5', 'open'],
  ] as const)('a component of %s: %s', ([, cpe, wanted]) => {
    const text = csaf({ status: both('known_not_affected'), cpe });

    expect(outcome(parseVex(text, 'c.json'), here)).toBe(wanted);
  });

  test.for([
    ['a source package', { purl: 'pkg:rpm/redhat/openssl?arch=src' }, 'not_affected'],
    ['another source package', { purl: 'pkg:rpm/redhat/bash?arch=src' }, 'open'],
    [
      'a source package of another version',
      { purl: 'pkg:rpm/redhat/openssl@3.0.6?arch=src' },
      'open',
    ],
    [
      'a version range that holds it',
      {
        purl: 'pkg:rpm/redhat/openssl-libs',
        branch: { category: 'product_version_range', name: 'vers:rpm/<3.1' },
      },
      'not_affected',
    ],
    [
      'a version range that does not',
      {
        purl: 'pkg:rpm/redhat/openssl-libs',
        branch: { category: 'product_version_range', name: 'vers:rpm/>=3.1' },
      },
      'open',
    ],
    [
      'a version of a branch',
      { purl: 'pkg:rpm/redhat/openssl-libs', branch: { name: '3.0.8' } },
      'open',
    ],
  ] as const)('names %s', ([, parts, wanted]) => {
    const text = csaf({ status: both('known_not_affected'), ...parts });

    expect(outcome(parseVex(text, 'c.json'), here)).toBe(wanted);
  });

  test('says why and what to do, through groups of products', () => {
    const more = {
      flags: [{ label: 'component_not_present', group_ids: ['all'] }],
      threats: [{ category: 'impact', details: 'never loaded', group_ids: ['all'] }],
      remediations: [
        { category: 'vendor_fix', details: 'of another', product_ids: ['y'] },
        { category: 'workaround', details: 'turn it off', group_ids: ['all'] },
      ],
    };
    const closed = parseVex(csaf({ status: both('known_not_affected'), more }), 'c.json');
    const open = parseVex(csaf({ status: both('known_affected'), more }), 'c.json');

    expect(judged(closed, here).findings[0]?.exception).toEqual({
      origin: 'c.json#1',
      justification: 'component_not_present',
      note: 'never loaded',
      owner: 'vendor',
      status: 'not_affected',
      stated: '2026-01-01T00:00:00.000Z',
    });
    expect(judged(open, here).findings[0]?.remark?.text).toBe(
      'workaround: turn it off; never loaded',
    );
  });

  test('what contradicts itself is affected', () => {
    const status = { known_affected: ['os:part'], known_not_affected: ['os:part'] };

    expect(outcome(parseVex(csaf({ status }), 'c.json'), here)).toBe('(affected)');
  });

  test('a chain of relationships that bites its tail ends', () => {
    const links = Array.from({ length: 200 }, (_, at) => ({
      product_reference: `${at + 1}`,
      relates_to_product_reference: `${(at + 1) % 200}`,
      full_product_name: { product_id: `${at}` },
    }));
    const text = csaf({ status: { fixed: ['0'] } }).replace(
      '"relationships":[',
      `"relationships":[${JSON.stringify(links).slice(1, -1)},`,
    );

    expect(parseVex(text, 'c.json')).toEqual([]);
  });
});

describe('CycloneDX', () => {
  function bom(analysis: object, affects: readonly object[] = [{ ref: 'x' }], more = {}): string {
    return JSON.stringify({
      bomFormat: 'CycloneDX',
      serialNumber: 'urn:uuid:1',
      metadata: {
        timestamp: '2026-01-01T00:00:00Z',
        component: { 'bom-ref': 'root', name: 'registry.local/team/shop', version: '1.4' },
      },
      components: [{ name: 'app', components: [{ 'bom-ref': 'x', purl }] }],
      vulnerabilities: [{ id: 'CVE-2024-1', analysis, affects, ...more }],
    });
  }

  test.for([
    ['not_affected', 'not_affected'],
    ['false_positive', 'not_affected'],
    ['resolved', 'fixed'],
    ['resolved_with_pedigree', 'fixed'],
    ['exploitable', '(affected)'],
    ['in_triage', '(under_investigation)'],
    ['', 'open'],
  ] as const)('state %s: %s', ([state, wanted]) => {
    expect(outcome(parseVex(bom({ state }), 'b.json'))).toBe(wanted);
  });

  test.for([
    ['a purl', { ref: purl }, 'not_affected'],
    ['a BOM-Link to a purl', { ref: `urn:cdx:2/1#${encodeURIComponent(purl)}` }, 'not_affected'],
    ['a BOM-Link to a reference of its own', { ref: 'urn:cdx:1/1#x' }, 'not_affected'],
    ['our own reference', { ref: `${purl}#/app/package.json` }, 'not_affected'],
    ['the artifact', { ref: 'root' }, 'not_affected'],
    ['nothing known', { ref: 'y' }, 'open'],
    ['a version', { ref: 'x', versions: [{ version: '1.0.0' }] }, 'not_affected'],
    ['another version', { ref: 'x', versions: [{ version: '2.0.0' }] }, 'open'],
    ['a range', { ref: 'x', versions: [{ range: 'vers:npm/>=1.0.0|<1.1.0' }] }, 'not_affected'],
    ['another range', { ref: 'x', versions: [{ range: 'vers:npm/>1.0.0|<1.1.0' }] }, 'open'],
    ['a range of another scheme', { ref: 'x', versions: [{ range: 'vers:deb/<9' }] }, 'open'],
    [
      'an unknown version',
      { ref: 'x', versions: [{ version: '1.0.0', status: 'unknown' }] },
      '(under_investigation)',
    ],
  ] as const)('refers to %s', ([, affected, wanted]) => {
    expect(outcome(parseVex(bom({ state: 'not_affected' }, [affected]), 'b.json'))).toBe(wanted);
  });

  test('an unaffected version is not affected although others are exploitable', () => {
    const versions = [
      { range: 'vers:npm/<1.0.0', status: 'affected' },
      { version: '1.0.0', status: 'unaffected' },
    ];

    expect(outcome(parseVex(bom({ state: 'exploitable' }, [{ ref: 'x', versions }]), 'b'))).toBe(
      'not_affected',
    );
  });

  test('keeps justification, detail and response', () => {
    const closed = { state: 'not_affected', justification: 'code_not_reachable', detail: 'dead' };
    const open = { state: 'exploitable', response: ['update'], detail: 'soon' };

    expect(judged(parseVex(bom(closed), 'b')).findings[0]?.exception).toMatchObject({
      justification: 'vulnerable_code_not_in_execute_path',
      note: 'code_not_reachable: dead',
    });
    expect(judged(parseVex(bom(open), 'b')).findings[0]?.remark?.text).toBe('update; soon');
  });
});

test.for([
  ['an in-toto statement', (inner: object) => inner],
  [
    'a DSSE envelope',
    (inner: object) => ({
      payloadType: 'application/vnd.in-toto+json',
      payload: Buffer.from(JSON.stringify(inner)).toString('base64'),
      signatures: [],
    }),
  ],
  [
    'a Sigstore bundle',
    (inner: object) => ({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      dsseEnvelope: {
        payloadType: 'application/vnd.in-toto+json',
        payload: Buffer.from(JSON.stringify(inner)).toString('base64'),
      },
    }),
  ],
] as const)('statements in %s are about its subject where they name no product', ([, wrap]) => {
  function attested(sha256: string): string {
    return JSON.stringify(
      wrap({
        _type: 'https://in-toto.io/Statement/v1',
        predicateType: 'https://openvex.dev/ns',
        subject: [{ name: 'shop', digest: { sha256 } }],
        predicate: parseJson(openVex([said('not_affected', { products: undefined })]), 'x'),
      }),
    );
  }

  expect(outcome(parseVex(attested(hex), 'a.json'))).toBe('not_affected');
  expect(outcome(parseVex(attested('d'.repeat(64)), 'a.json'))).toBe('open');
});

test('an attestation that is no VEX gives nothing', () => {
  const statement = { predicateType: 'https://slsa.dev/provenance/v1' };

  expect(
    exceptionsOfAttestation(
      { predicateType: statement.predicateType, statement, verified: false },
      'x',
    ),
  ).toEqual([]);
});

test('a document that says nothing of what was found is told once', () => {
  const other = said('not_affected', { vulnerability: { name: 'CVE-1' } });
  const { notices } = judged(parseVex(openVex([other, other]), 'v.json'));

  expect(notices).toEqual(['the VEX document v.json says nothing of what was found here']);
});

test.for([
  ['no JSON', '{', /not valid JSON/],
  ['XML', '<?xml version="1.0"?><bom/>', /is XML/],
  ['a plain bill', '{"bomFormat":"CycloneDX","components":[]}', /is no OpenVEX/],
  ['broken statements', openVex([]).replace('[]', '[{}]'), /is not valid:[^]*statements/],
] as const)('%s is refused', ([, text, message]) => {
  expect(() => parseVex(text, 'x.json')).toThrow(message);
});

/** Sample documents whose parts property tests put elsewhere. */
const words = fc.constantFrom(
  'CVE-2024-1',
  purl,
  'pkg:oci/shop@sha256%3Aaa',
  'cpe:/o:redhat:enterprise_linux:9',
  'cpe:2.3:a:\\',
  'vers:npm/>1|<2',
  'vers:npm/|',
  '__proto__',
  'affected',
  'fixed',
  'x',
  '',
  '%',
);
const junk = fc.anything({ values: [words], maxDepth: 3, withNullPrototype: false });

test('documents with anything in any place are read or refused, and can be applied', () => {
  const part = fc.record({ '@id': words, identifiers: fc.dictionary(words, words) });
  const statement = fc.record(
    {
      vulnerability: fc.oneof(words, fc.record({ name: words, aliases: fc.array(words) })),
      status: fc.constantFrom('not_affected', 'fixed', 'affected', 'x'),
      products: fc.array(
        fc.oneof(words, fc.record({ '@id': words, subcomponents: fc.array(part) })),
      ),
      timestamp: fc.oneof(words, fc.constant(now)),
    },
    { requiredKeys: ['vulnerability', 'status'] },
  );
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 5 }), junk, (statements, noise) => {
      expect(judged(tryParse(openVex(statements))).findings).toHaveLength(1);
      expect(judged(tryParse(openVex([noise as object]))).findings).toHaveLength(1);
      const bom = {
        bomFormat: 'CycloneDX',
        metadata: noise,
        components: [noise],
        vulnerabilities: [noise],
      };
      expect(judged(tryParse(JSON.stringify(bom) ?? '')).findings).toHaveLength(1);
      const csaf = {
        document: { csaf_version: '2.0' },
        product_tree: noise,
        vulnerabilities: [noise],
      };
      expect(judged(tryParse(JSON.stringify(csaf) ?? '')).findings).toHaveLength(1);
    }),
  );
});

test('any JSON is a VEX document or an input error', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(tryParse(text)).toEqual([]);
    }),
  );
});

function tryParse(text: string): readonly Exception[] {
  try {
    return parseVex(text, 'x.json');
  } catch (error) {
    if (isCaissonError(error, 'input.malformed', 'input.unsupported')) return [];
    throw error;
  }
}
