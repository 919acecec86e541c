import { expect, test } from 'vitest';
import type { Component, Relation } from '#model/component.ts';
import { parseDigest } from '#model/digest.ts';
import type { Inventory } from '#model/inventory.ts';
import { component, debian, fault, image, inventoryOf, plan } from './testing.ts';

const lower = parseDigest(`sha256:${'1'.repeat(64)}`);
const upper = parseDigest(`sha256:${'2'.repeat(64)}`);

function embedded(name: string, version: string, path: string): Component {
  return component(['golang', name, version], path, { presence: 'embedded' });
}

function program(main: readonly [name: string, version: string], path: string): Inventory {
  const root = embedded(...main, path);
  const parts = [
    embedded('stdlib', '1.25.0', path),
    embedded('golang.org/x/net', 'v0.20.0', path),
    embedded('golang.org/x/text', 'v0.20.0', path),
  ];
  const relations = parts.map(({ id }): Relation => {
    return { from: root.id, to: id, kind: 'depends-on' };
  });
  return inventoryOf([root, ...parts], { relations });
}

const toolchain = [fault('CVE-1', 'stdlib', '1.25.4')];
const modules = [
  fault('CVE-2', 'golang.org/x/net', '0.33.0'),
  fault('CVE-3', 'golang.org/x/text', '0.30.0'),
];
const docker = ['github.com/docker/cli', 'v27.0.1'] as const;
const path = '/usr/local/bin/docker';

test('a released program is renewed by its next release, or by those who build it', () => {
  const { actions } = plan(program(docker, path), toolchain);

  expect(actions).toMatchObject([
    {
      kind: 'toolchain',
      title:
        'rebuild /usr/local/bin/docker with Go ≥ 1.25.4, or take a newer release of github.com/docker/cli',
      commands: [],
      paths: [path],
    },
  ]);
});

test('one release of a program renews its toolchain and all modules', () => {
  const { actions } = plan(program(docker, path), [...toolchain, ...modules]);

  expect(actions).toMatchObject([
    {
      title:
        'rebuild /usr/local/bin/docker with Go ≥ 1.25.4 and 2 newer modules, or take a newer release of cli',
    },
  ]);
  expect(actions[0]?.removes).toHaveLength(3);
});

test('a recognised product gives the name, whatever version its build states', () => {
  const given = program(['github.com/docker/cli', ''], path);
  const product = component(['generic', 'docker', '27.0.1'], path, {
    technique: 'binary-analysis',
  });
  const contains = {
    from: product.id,
    to: given.components[0]?.id ?? '',
    kind: 'contains',
  } as const;
  const inventory = {
    ...given,
    components: [...given.components, product],
    relations: [...given.relations, contains],
  };

  expect(plan(inventory, toolchain).actions[0]?.title).toMatch(/newer release of docker$/);
  expect(plan({ ...inventory, relations: [] }, toolchain).actions[0]?.title).toMatch(
    /newer release of docker$/,
  );
});

const own = [
  ['without a version', ''],
  ['built from a working copy', '(devel)'],
  ['built from a commit', 'v0.0.0-20240102030405-0123456789ab'],
] as const;

test.for(own)('a program %s is the user’s own: all modules with one command', ([, version]) => {
  const inventory = program(['example.com/shop', version], '/app/shop');

  const { actions } = plan(inventory, [...toolchain, ...modules]);

  expect(actions.map(({ title, commands }) => [title, ...commands])).toEqual([
    [
      'bump 2 modules and rebuild /app/shop',
      'go get golang.org/x/net@v0.33.0 golang.org/x/text@v0.30.0 && go mod tidy',
    ],
    ['rebuild with Go 1.25.4 or newer: /app/shop', 'go get toolchain@go1.25.4', 'go build ./...'],
  ]);
});

test('nothing is typed for programs of the base image and those installed on a machine', () => {
  const given = program(['example.com/tool', ''], '/usr/local/bin/tool');
  const based = given.components.map((item) => ({
    ...item,
    locations: [{ path: '/usr/local/bin/tool', layer: lower }] as const,
  }));
  const base = { evidence: 'layer-chain', confidence: 1, layers: 1, reason: '' } as const;
  const { relations } = given;
  const inImage = image(based, { relations, base, layers: [{ diffId: lower }] });
  const onHost = { ...given, artifact: { kind: 'host', reference: '/', source: 'host' } } as const;

  for (const inventory of [inImage, onHost]) {
    const [action] = plan(inventory, toolchain).actions;
    expect(action?.commands).toEqual([]);
    expect(action?.title).toMatch(/newer release of example.com\/tool$/);
  }
});

test('crates of an installed program are others’ to renew, those of a build tree the user’s own', () => {
  function crate(name: string, at: string) {
    return component(['cargo', name, '0.3.0'], at, { presence: 'embedded' });
  }
  const faults = [fault('CVE-1', 'h2', '0.3.26')];

  const [foreign] = plan(inventoryOf([crate('h2', '/usr/bin/rustup')]), faults).actions;
  const [built] = plan(inventoryOf([crate('h2', '/src/target/release/app')]), faults).actions;

  expect(foreign).toMatchObject({
    title: 'rebuild /usr/bin/rustup with h2 ≥ 0.3.26, or take a newer release of it',
    commands: [],
  });
  expect(built?.commands).toEqual(['cargo add h2@0.3.26']);
});

test('long paths lose their middle and keep the file name', () => {
  const long = `/opt/${'plugins/'.repeat(20)}terraform-provider-aws_v5.100.0_x5`;
  const inventory = program(['github.com/hashicorp/terraform-provider-aws', 'v5.1.0'], long);

  const [action] = plan(inventory, [...toolchain, ...modules]).actions;

  expect(action?.title.length).toBeLessThanOrEqual(100);
  expect(action?.title).toContain('terraform-provider-aws_v5.100.0_x5');
  expect(action?.paths).toEqual([long]);
});

function redis(layer: typeof lower, name?: string): Inventory {
  const cpe = 'cpe:2.3:a:redis:redis:7.0.1:*:*:*:*:*:*:*';
  const item = component(['generic', 'redis', '7.0.1'], '/usr/local/bin/redis-server', {
    technique: 'binary-analysis',
    cpes: [cpe],
    locations: [{ path: '/usr/local/bin/redis-server', layer }],
  });
  const base = { evidence: 'history', confidence: 1, layers: 1, reason: '' } as const;
  return image([item], {
    layers: [{ diffId: lower }, { diffId: upper }],
    base: { ...base, ...(name !== undefined && { name }) },
  });
}

const official = 'docker.io/library/redis:7.0.1-alpine';
const products = [
  ['that stands alone', redis(upper, 'debian:12'), 'bump', []],
  ['of the user beside an image of it', redis(upper, official), 'bump', []],
  ['of its own image', redis(lower, official), 'rebase', [official.replace('7.0.1', '7.0.15')]],
  ['of an image with a rolling tag', redis(lower, 'redis:7'), 'rebase', []],
] as const;

test.for(products)('a recognised product %s', ([, inventory, kind, references]) => {
  const [action] = plan(inventory, [fault('CVE-1', 'redis', '7.0.15')]).actions;

  expect(action?.kind).toBe(kind);
  expect(action?.title).toMatch(/redis 7.0.1 to 7.0.15 \(\/usr\/local\/bin\/redis-server\)$/);
  const froms = references.map((reference) => `FROM ${reference}`);
  const rolling = kind === 'rebase' && froms.length === 0 ? ['docker build --pull .'] : froms;
  expect(action?.commands).toEqual(rolling);
});

test('a runtime of its own image comes with a newer one', () => {
  const node = component(['generic', 'node', '24.1.0'], '/usr/local/bin/node', {
    locations: [{ path: '/usr/local/bin/node', layer: lower }],
  });
  const base = { evidence: 'history', confidence: 1, layers: 1, reason: '' } as const;
  const inventory = image([node], {
    os: debian,
    layers: [{ diffId: lower }],
    base: { ...base, name: 'node:24.1.0-slim' },
  });

  expect(plan(inventory, [fault('CVE-1', 'node', '24.4.1')]).actions).toMatchObject([
    { kind: 'rebase', commands: ['FROM node:24.4.1-slim'] },
  ]);
});

test('the instruction of the Dockerfile that brought a program is named', () => {
  const given = program(docker, path);
  const components = given.components.map((item) => ({
    ...item,
    locations: [{ path, layer: lower }] as const,
  }));
  const layers = [{ diffId: lower, createdBy: 'COPY --from=docker:27 /usr/local/bin/docker /usr' }];

  const [action] = plan(image(components, { ...given, components, layers }), toolchain).actions;

  expect(action?.paths).toEqual([
    path,
    'Dockerfile: COPY --from=docker:27 /usr/local/bin/docker /usr (layer 1)',
  ]);
});

test('the instruction of the Dockerfile that brought a library is named', () => {
  const item = component(['npm', 'x', '1.0.0'], '/app/node_modules/x/package.json', {
    locations: [{ path: '/app/node_modules/x/package.json', layer: upper }],
  });
  const layers = [{ diffId: lower }, { diffId: upper, createdBy: 'RUN npm ci' }];

  const [action] = plan(image([item], { layers }), [fault('CVE-1', 'x', '1.0.1')]).actions;

  expect(action?.paths).toEqual(['/app/package.json', 'Dockerfile: RUN npm ci (layer 2)']);
});
