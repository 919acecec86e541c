import { expect, test } from 'vitest';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import type { Json } from '#model/json-value.ts';
import { canonical } from '../canonical.ts';
import { compile, environmentOf } from '../compile.ts';
import { DYN, type Type } from '../type.ts';
import type { ResourceFacts } from './facts.ts';
import { GENERATOR, Generator, NAMESPACED_GENERATOR, NamespacedGenerator } from './generator.ts';
import { GLOBAL_CONTEXT, GlobalContext } from './global-context.ts';
import { IMAGE_CONTEXT, ImageContext } from './image-data.ts';
import { imageVerificationLibrary } from './image-verification.ts';
import {
  NAMESPACED_RESOURCE_CONTEXT,
  NamespacedResourceContext,
  RESOURCE_CONTEXT,
  ResourceContext,
} from './resource.ts';
import { clockLibrary } from './time.ts';
import { yamlLibrary } from './yaml.ts';

const libraries = [
  clockLibrary(() => 1_767_225_600_000_000_000n),
  // Any JSON is YAML.
  yamlLibrary((text) => parseJson(text, 'the text') as Json),
  imageVerificationLibrary({
    signatures: (reference, attestors) => (reference === 'signed' ? attestors.length : 0),
    attestations: () => 1,
    payload: (_reference, name) => ({ name, count: 3 }),
    data: (reference) => ({ image: reference }),
  }),
];

/** The canonical value, `error: …`, or `problem: …` when it does not compile. */
function evaluate(
  text: string,
  values: Readonly<Record<string, readonly [Type, unknown]>> = {},
): string {
  const types = Object.fromEntries(Object.entries(values).map(([name, [type]]) => [name, type]));
  const compiled = compile(text, environmentOf('kyverno', types, { libraries }));
  if ('problems' in compiled) return `problem: ${compiled.problems[0]?.message ?? ''}`;
  const outcome = compiled.program.evaluate(
    Object.fromEntries(Object.entries(values).map(([name, [, value]]) => [name, value])),
  );
  return 'error' in outcome ? `error: ${outcome.error}` : canonical(outcome.value);
}

test.for([
  ["md5('')", 's:"d41d8cd98f00b204e9800998ecf8427e"'],
  ["hash.sha1('abc')", 's:"a9993e364706816aba3e25717850c26c9cd0d89d"'],
  ["sha256('é') == hash.sha256('é')", 'b:true'],
  ['json.unmarshal(\'{"a": [1, 2.5, "x", null]}\')', '{s:"a"=[d:1,d:2.5,s:"x",null]}'],
  ['json.unmarshal(\'{"a": 1}\').a == 1', 'b:true'],
  ['json.unmarshal(\'{"__proto__": {"x": 1}}\').__proto__.x', 'd:1'],
  [
    "json.marshal({'b': dyn([dyn(1), 1.5, true, null]), 'a': '<&>'})",
    's:"{\\"a\\":\\"\\\\u003c\\\\u0026\\\\u003e\\",\\"b\\":[1,1.5,true,null]}"',
  ],
  ['json.marshal("x")', 's:"\\"x\\""'],
  ['yaml.parse(\'{"replicas": 3}\').replicas', 'd:3'],
  ["gzip.decompress(gzip.compress('hello'))", 's:"hello"'],
  ['time.now()', 'ts:2026-01-01T00:00:00Z'],
  ["time.truncate(timestamp('2026-01-01T10:17:42.5Z'), duration('1h'))", 'ts:2026-01-01T10:00:00Z'],
  ["time.truncate(timestamp('0001-01-01T00:00:01Z'), duration('1h'))", 'ts:0001-01-01T00:00:00Z'],
  ["time.toCron(timestamp('2026-03-01T10:17:42Z'))", 's:"17 10 1 3 0"'],
  ["parseServiceAccount('system:serviceaccount:shop:api').Name", 's:"api"'],
  ["user.parseServiceAccount('system:serviceaccount:shop:api').Namespace", 's:"shop"'],
  ["parseServiceAccount('kubernetes-admin').Name", 's:""'],
  ['math.round(2.345, 2)', 'd:2.35'],
  ['math.round(-2.5, 0)', 'd:-3'],
  [
    "transform.listObjToMap([{'k': 'a'}, {'k': 'b'}], [{'v': 1}, {'v': 2}], 'k', 'v')",
    '{s:"a"=i:1,s:"b"=i:2}',
  ],
  ["image('nginx').registry()", 's:"index.docker.io"'],
  ["parseImageReference('ghcr.io/a/b:v1').repository()", 's:"a/b"'],
  ["image('ghcr.io/a/b').identifier()", 's:"latest"'],
  ["isImage('a b')", 'b:false'],
  ["image('nginx').containsDigest()", 'b:false'],
  ["image('nginx') == image('docker.io/library/nginx:latest')", 'b:true'],
  ["regex.replace('foo bar', '(fo)o (ba)r', r'\\2 \\1')", 's:"ba fo"'],
  ["regex.replace('banana', 'a', 'x', 2)", 's:"bxnxna"'],
  ["regex.extract('item-A, item-B', 'item-(\\\\w+)')", 'opt(s:"A")'],
  ["regex.extract('x', 'y')", 'opt()'],
  ["regex.extractAll('id:123, id:456', 'id:(\\\\d+)')", '[s:"123",s:"456"]'],
  ["verifyImageSignatures('signed', ['a', 'b'])", 'i:2'],
  ["extractPayload('x', 'sbom').count", 'd:3'],
  ["getImageData('nginx').image", 's:"nginx"'],
  ["quantity('1Gi').isGreaterThan(quantity('1G'))", 'b:true'],
  ['[1, 2].includes(2)', 'b:true'],
] as const)('%s is %s', ([text, wanted]) => {
  expect(evaluate(text)).toBe(wanted);
});

test.for([
  ["http.get('https://example.com')", /http is refused/],
  ["http.Post('https://example.com', {'a': 1}, {'b': 'c'})", /http is refused/],
  ["http.client('ca').get('x')", /http is refused/],
  ["random('[a-z]')", /random is refused/],
  ['random.random()', /random is refused/],
  ["json.unmarshal('{')", /not valid JSON/],
  ["json.marshal({1: 'a'})", /key of a JSON object/],
  ["listObjToMap([{'k': 'a'}], [], 'k', 'v')", /equal length/],
  ["regex.extract('a', '(a)(b)')", /more than one capturing group/],
  ["regex.replace('test', '(.)', r'\\2')", /group 2/],
  ["gzip.decompress(b'abc')", /gzip.decompress/],
  ["x509.decode('x')", /failed to decode PEM block/],
  ["image('A B')", /could not parse reference/],
] as const)('%s is an error', ([text, wanted]) => {
  expect(evaluate(text)).toMatch(wanted);
});

const facts: ResourceFacts = {
  list({ apiVersion, resource, namespace }, labels) {
    if (resource !== 'configmaps')
      throw new CaissonError('access.forbidden', `${resource} is not a declared fact`);
    return [
      {
        apiVersion,
        kind: 'ConfigMap',
        metadata: { name: 'a', namespace },
        data: Object.fromEntries(labels),
      },
    ];
  },
  get: ({ namespace }, name) =>
    name === 'a' ? { metadata: { name, namespace }, replicas: 3 } : undefined,
  resourceOf: (_version, kind) => (kind === 'ConfigMap' ? 'configmaps' : undefined),
};

test.for([
  ["resource.list('v1', 'configmaps', 'shop').items[0].metadata.namespace", 's:"shop"'],
  ["resource.List('v1', 'configmaps', '', {'a': 'b'}).items[0].data.a", 's:"b"'],
  ["resource.get('v1', 'configmaps', 'shop', 'a').replicas + 1", 'i:4'],
  ["resource.Get('v1', 'configmaps', 'shop', 'none')", 'null'],
  ["resource.get(resource.toGVR('v1', 'ConfigMap'), 'shop', 'a').metadata.name", 's:"a"'],
  [
    "resource.list('v1', 'secrets', 'shop')",
    'error: failed to list resource: secrets is not a declared fact',
  ],
  [
    "resource.toGVR('v1', 'Secret')",
    'error: failed to map kind to resource: v1 Secret is not known',
  ],
  [
    "resource.post('v1', 'configmaps', 'shop', {'a': 1})",
    'error: resource.post is refused: a policy does not write to the cluster',
  ],
] as const)('with declared facts %s is %s', ([text, wanted]) => {
  expect(evaluate(text, { resource: [RESOURCE_CONTEXT, new ResourceContext(facts)] })).toBe(wanted);
});

test('a policy of a namespace sees its own namespace only', () => {
  const resource = [
    NAMESPACED_RESOURCE_CONTEXT,
    new NamespacedResourceContext(facts, 'shop'),
  ] as const;

  expect(evaluate("resource.get('v1', 'configmaps', 'a').metadata.namespace", { resource })).toBe(
    's:"shop"',
  );
  expect(evaluate("resource.get('v1', 'configmaps', 'other', 'a')", { resource })).toMatch(
    /^problem: /,
  );
});

test('entries of the global context and data of images come from providers', () => {
  const values = {
    globalContext: [
      GLOBAL_CONTEXT,
      new GlobalContext((name, projection) => (name === 'e' ? { projection } : undefined)),
    ],
    image: [IMAGE_CONTEXT, new ImageContext((reference) => ({ reference, size: 2 }))],
  } as const;

  expect(evaluate("globalContext.get('e', 'p').projection", values)).toBe('s:"p"');
  expect(evaluate("globalContext.Get('none')", values)).toBe('null');
  expect(evaluate("image.getMetadata('nginx').size", values)).toBe('d:2');
  expect(evaluate("image('nginx').tag()", values)).toBe('s:"latest"');
});

test('without a provider the names of facts are undeclared', () => {
  expect(evaluate("globalContext.get('e')")).toMatch(/^problem: /);
  expect(evaluate("resource.get('v1', 'a', 'b', 'c')")).toMatch(/^problem: /);
});

test('generated objects are handed over as JSON', () => {
  const told: unknown[] = [];
  const generator = new Generator((namespace, objects) => told.push([namespace, objects]));

  const result = evaluate("generator.apply('shop', [{'kind': dyn('ConfigMap'), 'n': dyn(1)}])", {
    generator: [GENERATOR, generator],
    x: [DYN, null],
  });

  expect(result).toBe('b:true');
  expect(told).toEqual([['shop', [{ kind: 'ConfigMap', n: 1 }]]]);
});

test('a policy of a namespace generates in its own namespace', () => {
  const told: unknown[] = [];
  const generator = new NamespacedGenerator((namespace) => told.push(namespace), 'shop');

  evaluate("generator.apply([{'kind': 'ConfigMap'}])", {
    generator: [NAMESPACED_GENERATOR, generator],
  });

  expect(told).toEqual(['shop']);
});
