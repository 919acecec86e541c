import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Check, Violation } from '#contract/check.ts';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { usesSudo } from '../run/commands.ts';
import { needlessAdd } from '../run/copies.ts';
import { factsOf } from '../run/facts-of.ts';
import { noUser } from '../run/final-image.ts';
import { latestBase } from '../run/images.ts';
import type { DockerfileSubject } from '../subject.ts';
import { createComposeChecker } from './checker.ts';
import { mutableImage, privileged, secretInFile, unconfinedBuild } from './rules.ts';

const checks: readonly Check<DockerfileSubject>[] = [
  check('CSN-DF-0040', (subject) => usesSudo(factsOf(subject))),
  check('CSN-DF-0046', (subject) => latestBase(factsOf(subject))),
  check('CSN-DF-0058', (subject) => needlessAdd(factsOf(subject))),
  check('CSN-DF-0200', privileged),
  check('CSN-DF-0204', mutableImage),
  check('CSN-DF-0205', secretInFile),
  check('CSN-DF-0211', unconfinedBuild),
];

function check(
  id: string,
  evaluate: (subject: DockerfileSubject) => Iterable<Violation>,
): Check<DockerfileSubject> {
  return {
    evaluate,
    meta: {
      id,
      slug: id.toLowerCase(),
      family: 'dockerfile',
      kind: 'misconfiguration',
      revision: 1,
      title: id,
      severity: 'low',
      rationale: '',
      remediation: '',
      references: [],
      aliases: [],
      controls: [],
      since: '0.1.0',
      status: 'stable',
      enabled: true,
    },
  };
}

const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  progress: { begin: () => ({ advance: nothing, [Symbol.dispose]: nothing }) },
  clock: () => new Date(0),
  limits: defaultLimits,
  temporaryDirectory: '/nonexistent',
};

function nothing(): void {}

const checker = createComposeChecker(checks);

function run(path: string, text: string, files: Readonly<Record<string, string>> = {}) {
  const beside = new Map(Object.entries(files));
  function sibling(name: string): Uint8Array | undefined {
    const content = beside.get(name);
    return content === undefined ? undefined : Buffer.from(content);
  }
  return checker.check({ path, bytes: Buffer.from(text), sibling }, scope);
}

function found(
  path: string,
  text: string,
  files: Readonly<Record<string, string>> = {},
): readonly string[] {
  return run(path, text, files).faults.map(
    ({ rule, locations: [{ path: where, line, column }] }) =>
      `${rule} ${where === path ? '' : `${where}:`}${line}:${column}`,
  );
}

const inline = `services:
  web:
    build:
      dockerfile_inline: |
        # über
        FROM alpine:3.22
        RUN make && sudo \\
          make install
        ADD a /b
`;

const cases = [
  ['an inline Dockerfile keeps its places', 'compose.yaml', inline, ['40 7:21', '58 9:9']],
  [
    'Compose puts variables in before Docker does',
    'docker-compose.yml',
    `services:
  a:
    build:
      args: { BASE: 'alpine:latest' }
      dockerfile_inline: "ARG BASE\\nFROM $\${BASE}\\nRUN echo $HOME && sudo x"
`,
    ['40 5:70', '46 5:42'],
  ],
  [
    'what services share is one place',
    'compose.yml',
    'x-base: &base\n  privileged: true\nservices:\n  a:\n    <<: *base\n  b:\n    <<: *base\n',
    ['200 2:15'],
  ],
  [
    'services at the top',
    'docker-compose.yml',
    'db:\n  image: redis\n  privileged: true\n',
    ['200 3:15', '204 2:10'],
  ],
  [
    'a bake file in HCL',
    'docker-bake.hcl',
    `variable "TAG" {
  default = "latest" # moves
}
group "default" { targets = ["app"] }
target "_common" {
  entitlements = ["security.insecure"]
  args = { NPM_TOKEN = "npm-0f9d8c7b" }
}
target "app" {
  inherits = ["_common"]
  tags = [for t in ["a"] : "x/\${t}"]
  platforms = TAG == "latest" ? ["linux/amd64"] : []
  dockerfile-inline = <<-EOT
    FROM alpine:\${TAG}
    RUN sudo make
  EOT
}
`,
    ['205 7:12', '211 6:19', '40 15:9', '46 14:10'],
  ],
  [
    'a bake file in JSON',
    'docker-bake.json',
    '{"target": {"app": {"dockerfile-inline": "FROM alpine:3.22\\nRUN sudo make\\n"}}}',
    ['40 1:65'],
  ],
] as const;

test.for(cases)('%s', ([, path, text, wanted]) => {
  expect(found(path, text)).toEqual(
    wanted.map((each) => `CSN-DF-${each.replace(/^\d+/, (id) => id.padStart(4, '0'))}`),
  );
});

test('a Dockerfile beside it is judged as the build runs it, and only what that adds is reported', () => {
  const text = `services:
  web:
    image: own
    build:
      context: ./web
      target: debug
      args:
        - TAG=latest
`;
  const dockerfile = 'ARG TAG=3.22\nFROM alpine:$TAG AS debug\nRUN sudo make\nFROM debug\n';

  expect(found('deploy/compose.yaml', text, { 'web/Dockerfile': dockerfile })).toEqual([
    'CSN-DF-0046 deploy/web/Dockerfile:2:6',
  ]);
});

test('faults of another file bring no edits of this one', () => {
  const text = 'services:\n  a:\n    build: {context: ., args: [DO=1], target: b}\n';
  const dockerfile = 'FROM alpine:3.22 AS b\nARG DO=0\nADD a$DO /b\nFROM b\n';
  const { faults } = run('compose.yaml', text, { Dockerfile: dockerfile });

  expect(faults.filter(({ fixes }) => fixes !== undefined)).toEqual([]);
});

test('the user of a service answers for its Dockerfile', () => {
  const text = 'services:\n  a:\n    build: {dockerfile_inline: "FROM alpine:3.22"}\n';

  const users = createComposeChecker([check('CSN-DF-0043', (subject) => noUser(factsOf(subject)))]);

  const [bare, given] = [text, `${text}    user: "1000"\n`].map((content) => {
    const file = { path: 'compose.yaml', bytes: Buffer.from(content), sibling: () => undefined };
    return users
      .check(file, scope)
      .faults.map(({ locations: [{ line, column }] }) => [line, column]);
  });

  expect(bare).toEqual([[3, 33]]);
  expect(given).toEqual([]);
});

test('broken syntax is a gap with its line', () => {
  const compose = run('compose.yaml', 'services:\n  a: [\n').gaps;
  const bake = run('docker-bake.hcl', 'a = 1\n= 2\n').gaps;

  expect(compose.map(({ reason, location }) => [reason, location.line])).toEqual([
    ['malformed', 2],
  ]);
  expect(bake.map(({ reason, location }) => [reason, location.line])).toEqual([['malformed', 2]]);
});

test('variables come from the file .env beside it', () => {
  const text = 'services:\n  a:\n    image: redis:${TAG}\n';

  expect(found('compose.yaml', text, { '.env': 'TAG=latest\n' })).toEqual(['CSN-DF-0204 3:12']);
  expect(found('compose.yaml', text)).toEqual([]);
});

test('a secret that .env holds does not stand in the file', () => {
  const text = 'services:\n  a:\n    environment:\n      DB_PASSWORD: ${PW}\n';

  expect(found('compose.yaml', text, { '.env': 'PW=zK4rTqL9w\n' })).toEqual([]);
  expect(found('compose.yaml', text.replace('PW', 'PW:-zK4rTqL9w'))).toEqual(['CSN-DF-0205 4:7']);
});

test('a variable of bake without a value gives none', () => {
  const text = `variable "BASE" { default = null }
target "app" {
  args = { BASE = BASE }
  dockerfile-inline = "ARG BASE=alpine:latest\\nFROM $BASE"
}
`;

  expect(found('docker-bake.hcl', text)).toEqual(['CSN-DF-0046 4:53']);
});

test('comments accept findings, in the file and in the inline Dockerfile', () => {
  const text = `services:
  web:
    # caisson:allow CSN-DF-0200 legacy
    privileged: true
    build:
      dockerfile_inline: |
        FROM alpine:3.22
        # caisson:allow CSN-DF-0040 needed
        RUN sudo make
`;

  expect(run('compose.yaml', text).faults.map(({ allowed }) => allowed?.line)).toEqual([3, 8]);
});

test('fixes of an inline Dockerfile change the bytes of the file around it', () => {
  const { faults } = run('compose.yaml', inline);
  const [edit] = faults.at(-1)?.fixes?.[0]?.edits ?? [];
  const bytes = Buffer.from(inline);

  expect(bytes.subarray(edit?.start, edit?.end).toString()).toBe('ADD');
  expect(edit?.text).toBe('COPY');
});

test('names of files', () => {
  const names =
    'compose.yaml compose.prod.yml docker-compose.override.yaml docker-bake.hcl docker-bake.override.json composer.yaml bake.hcl';

  expect(
    names.split(' ').filter((name) => checker.recognises(`a/${name}`, new Uint8Array())),
  ).toEqual(names.split(' ').slice(0, 5));
});

test('any text is survived', () => {
  const seeds = [...cases.map(([, , text]) => text), '', '${${${', 'target "a" { x = [[[{{{("'];
  const broken = fc
    .tuple(fc.constantFrom(...seeds), fc.nat(400), fc.nat(40), fc.string({ maxLength: 12 }))
    .map(([text, at, length, more]) => text.slice(0, at) + more + text.slice(at + length));
  fc.assert(
    fc.property(
      fc.constantFrom('compose.yaml', 'docker-bake.hcl', 'docker-bake.json'),
      fc.oneof(broken, fc.string()),
      (path, text) => {
        for (const { locations } of run(path, text).faults)
          expect(locations[0].line).toBeGreaterThan(0);
      },
    ),
    { numRuns: 400 },
  );
});
