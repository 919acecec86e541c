import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attestation } from '#contract/source.ts';
import { sha256 } from '../layer/testdata/tar.ts';
import { type TestScope, testScope } from '../layer/testdata/walk.ts';
import {
  archive,
  layoutFiles,
  type NamedFile,
  nestedIndex,
  ociImage,
  testImage,
} from './testdata/image.ts';
import { openBytes, openFiles } from './testdata/open.ts';

const oci = ociImage(testImage(['base']), { platform: { os: 'linux', architecture: 'amd64' } });
const imageDigest = String(oci.entry['digest']);
const slsa = 'https://slsa.dev/provenance/v0.2';

interface Stored {
  readonly statements: readonly (string | Uint8Array)[];
  readonly mediaType?: string;
  /** The image that the manifest is said to be about. */
  readonly about?: string;
  readonly lacks?: boolean;
}

/** A layout as buildx writes it: an index that holds the image and, beside it, its attestation manifest. */
function layoutOf(stored: Stored): readonly NamedFile[] {
  const statements = stored.statements.map((text) => Buffer.from(text));
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: imageDigest,
        size: 2,
      },
      layers: statements.map((bytes) => ({
        mediaType: stored.mediaType ?? 'application/vnd.in-toto+json',
        digest: sha256(bytes),
        size: bytes.length,
        annotations: { 'in-toto.io/predicate-type': slsa },
      })),
    }),
  );
  const beside = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: sha256(manifest),
    size: manifest.length,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': stored.about ?? imageDigest,
    },
  };
  const nested = nestedIndex([beside, oci.entry]);
  const blobs = stored.lacks === true ? [] : [manifest, ...statements];
  return layoutFiles(
    [nested.entry],
    [
      nested.file,
      ...oci.files,
      ...blobs.map((bytes): NamedFile => [`blobs/sha256/${sha256(bytes).slice(7)}`, bytes]),
    ],
  );
}

async function attestationsIn(
  files: readonly NamedFile[],
  scope: TestScope,
): Promise<readonly Attestation[] | undefined> {
  await using opened = await openFiles(files, scope);
  expect(opened.image?.manifestDigest).toBe(imageDigest);
  return opened.attestations;
}

function statement(
  subject: unknown = [{ name: '_', digest: { sha256: imageDigest.slice(7) } }],
): string {
  return JSON.stringify({ _type: 'x', predicateType: slsa, subject, predicate: { materials: [] } });
}

function envelope(text: string): string {
  const payload = Buffer.from(text).toString('base64');
  return JSON.stringify({ payloadType: 'application/vnd.in-toto+json', payload, signatures: [] });
}

test.for([
  ['bare', { statements: [statement()] }],
  ['without a subject', { statements: [statement([])] }],
  [
    'in a DSSE envelope',
    { statements: [envelope(statement())], mediaType: 'application/vnd.dsse.envelope.v1+json' },
  ],
  [
    'in a Sigstore bundle',
    {
      statements: [`{"dsseEnvelope":${envelope(statement())}}`],
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    },
  ],
  ['beside a damaged one that comes later', { statements: [statement(), '{'] }],
] as const)('an attestation manifest beside the image is read: %s', async ([, stored]) => {
  using scope = testScope();

  const found = await attestationsIn(layoutOf(stored), scope);

  expect(found).toMatchObject([{ predicateType: slsa, verified: false }]);
  expect(found?.[0]?.statement).toMatchObject({ predicate: { materials: [] } });
});

test.for([
  [
    'about another image of the index',
    { statements: [statement()], about: sha256(Buffer.from('x')) },
  ],
  ['with another subject', { statements: [statement([{ digest: { sha256: '0'.repeat(64) } }])] }],
  ['whose files are missing', { statements: [statement()], lacks: true }],
  ['of another media type', { statements: [statement()], mediaType: 'text/plain' }],
  ['that is no JSON', { statements: ['{'] }],
  ['that is no statement', { statements: ['[]'] }],
  [
    'nested too deeply',
    { statements: [`{"predicateType":"${slsa}","x":${'['.repeat(99)}${']'.repeat(99)}}`] },
  ],
  ['of more than 4 MiB', { statements: [statement() + ' '.repeat(4 * 2 ** 20)] }],
] as const)('an attestation is passed over without an error: %s', async ([, stored]) => {
  using scope = testScope();

  expect(await attestationsIn(layoutOf(stored), scope)).toBeUndefined();
});

test('an archive of docker save that is a layout too brings them as well', async () => {
  using scope = testScope();
  const image = testImage(['base']);
  const layer = `blobs/sha256/${sha256(gzipSync(image.plainLayers[0] ?? '')).slice(7)}`;
  const config = `blobs/sha256/${image.id.slice(7)}`;
  const saved = [{ Config: config, RepoTags: ['shop:1'], Layers: [layer] }];
  const files = [
    ...layoutOf({ statements: [statement()] }),
    ['manifest.json', JSON.stringify(saved)] as const,
  ];

  await using opened = await openBytes('docker-archive:', archive(files), scope);

  expect(opened.image?.manifestDigest).toBe(imageDigest);
  expect(opened.attestations).toMatchObject([{ predicateType: slsa }]);
});

test('an attestation manifest at the top of a layout is no image to choose from', async () => {
  using scope = testScope();
  const named = ociImage(testImage(['base']), { name: 'shop:1' });
  const beside = {
    ...named.entry,
    digest: sha256(Buffer.from('gone')),
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  };

  await using opened = await openFiles(layoutFiles([beside, named.entry], named.files), scope);

  expect(opened.image?.names).toEqual(['shop:1']);
  expect(opened.attestations).toBeUndefined();
});

test('damaged statements never harm the image', async () => {
  using scope = testScope();
  const whole = Buffer.from(statement());
  const damaged = fc
    .tuple(fc.nat(whole.length), fc.uint8Array({ maxLength: 20 }))
    .map(([at, junk]) => Buffer.concat([whole.subarray(0, at), junk, whole.subarray(at)]));
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      const found = await attestationsIn(layoutOf({ statements: [bytes] }), scope);

      expect(found?.length ?? 0).toBeLessThanOrEqual(1);
    }),
    { numRuns: 50 },
  );
});
