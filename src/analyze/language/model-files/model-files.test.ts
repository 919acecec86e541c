import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentsOf, observe, survives } from '../test-file.ts';
import { ggufAnalyzer } from './gguf.ts';
import { huggingFaceCacheAnalyzer, modelScopeAnalyzer } from './model-cache.ts';
import { onnxAnalyzer } from './onnx.ts';
import { safetensorsAnalyzer } from './safetensors.ts';

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
}

function pair(key: string, value: string): Buffer {
  return Buffer.concat([text(key), u32(8), text(value)]);
}

/** A vocabulary and numbers stand between the texts. */
function gguf(extra: readonly Buffer[] = []): Buffer {
  const pairs = [
    pair('general.architecture', 'llama'),
    Buffer.concat([text('llama.context_length'), u32(4), u32(4096)]),
    Buffer.concat([text('tokens'), u32(9), u32(8), u64(3), text('a'), text('b'), text('c')]),
    Buffer.concat([text('scores'), u32(9), u32(6), u64(2), u32(0), u32(0)]),
    pair('general.name', 'Rope 8B'),
    pair('general.version', '1.2'),
    pair('general.license', 'apache-2.0'),
    ...extra,
  ];
  return Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0), u64(pairs.length), ...pairs]);
}

function safetensors(header: string): Buffer {
  return Buffer.concat([u64(Buffer.byteLength(header)), Buffer.from(header), Buffer.alloc(64)]);
}

function field(number: number, bytes: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), Buffer.from(bytes)]);
}

const onnx = Buffer.concat([
  Buffer.from([0x08, 8]),
  field(2, 'pytorch'),
  field(3, '2.1.0'),
  Buffer.from([0x28, 3]),
  field(7, Buffer.alloc(100, 0xff)),
  field(14, Buffer.concat([field(1, 'license'), field(2, 'MIT')])),
]);

test('GGUF', () => {
  expect(componentsOf(observe(ggufAnalyzer, '/models/rope.gguf', gguf()))).toMatchObject([
    { purl: 'pkg:generic/Rope%208B@1.2', licenses: [{ expression: 'Apache-2.0' }] },
  ]);
  const known = gguf([pair('general.repo_url', 'https://huggingface.co/Org/Rope-8B')]);
  expect(componentsOf(observe(ggufAnalyzer, '/models/rope.gguf', known))).toMatchObject([
    { purl: 'pkg:huggingface/Org/Rope-8B@1.2', ecosystem: 'huggingface' },
  ]);
  expect(observe(ggufAnalyzer, '/m/rope-00002-of-00003.gguf', gguf())).toEqual([]);
});

test.for([
  [
    '/srv/rope-00001-of-00002.safetensors',
    '{"__metadata__":{"format":"pt"},"a":{}}',
    { purl: 'pkg:generic/rope', version: '' },
  ],
  ['/srv/rope-8b/model.safetensors', '{}', { name: 'rope-8b' }],
  [
    '/srv/x.safetensors',
    '{"__metadata__":{"modelspec.title":"Sail","modelspec.license":"MIT","modelspec.author":"Crew"}}',
    { name: 'Sail', supplier: 'Crew', licenses: [{ expression: 'MIT' }] },
  ],
  [
    `/root/.cache/huggingface/hub/models--org--sail/snapshots/${'ab'.repeat(20)}/model.safetensors`,
    '{}',
    { purl: `pkg:huggingface/org/sail@${'ab'.repeat(20)}` },
  ],
] as const)('%s', ([path, header, expected]) => {
  expect(componentsOf(observe(safetensorsAnalyzer, path, safetensors(header)))).toMatchObject([
    expected,
  ]);
});

test('ONNX', () => {
  expect(componentsOf(observe(onnxAnalyzer, '/m/rope.onnx', onnx))).toMatchObject([
    {
      purl: 'pkg:generic/rope@3',
      supplier: 'pytorch',
      licenses: [{ expression: 'MIT' }],
    },
  ]);
  expect(() => observe(onnxAnalyzer, '/m/rope.onnx', Buffer.alloc(0))).toThrow('not in ONNX');
});

test('caches', () => {
  const home = '/root/.cache/huggingface/hub/models--org--sail';
  const commit = 'cd'.repeat(20);
  const [fromReference] = componentsOf(
    observe(huggingFaceCacheAnalyzer, `${home}/refs/main`, commit),
  );
  const [fromSnapshot] = componentsOf(
    observe(huggingFaceCacheAnalyzer, `${home}/snapshots/${commit}/config.json`, '{}'),
  );

  expect(fromReference).toMatchObject({ purl: `pkg:huggingface/org/sail@${commit}` });
  expect(fromSnapshot?.id).toBe(fromReference?.id);
  expect(observe(huggingFaceCacheAnalyzer, '/src/.git/refs/main', commit)).toEqual([]);
  expect(
    componentsOf(
      observe(
        modelScopeAnalyzer,
        '/root/.cache/modelscope/hub/org/sail/.mv',
        'Revision:v1.1,CreatedAt:1',
      ),
    ),
  ).toMatchObject([{ purl: 'pkg:generic/org/sail@v1.1?repository_url=https:%2F%2Fmodelscope.cn' }]);
});

test.for([
  [ggufAnalyzer, '/a.gguf', gguf()],
  [safetensorsAnalyzer, '/a.safetensors', safetensors('{"__metadata__":{}}')],
  [onnxAnalyzer, '/a.onnx', onnx],
] as const)('%o survives hostile bytes', ([analyzer, path, sample]) => {
  const mutated = fc
    .array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((edits) => {
      const bytes = Buffer.from(sample);
      for (const [at, value] of edits) bytes[at] = value;
      return bytes;
    });
  const truncated = fc.nat(sample.length).map((end) => sample.subarray(0, end));

  expect(() =>
    fc.assert(
      fc.property(fc.oneof(mutated, truncated, fc.uint8Array({ maxLength: 300 })), (bytes) =>
        survives(analyzer, path, bytes),
      ),
      { numRuns: 200 },
    ),
  ).not.toThrow();
});
