import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { githubActionAnalyzer, githubWorkflowAnalyzer } from './workflow.ts';

const commit = 'b4ffde65f46336ab88eb53be808477a3936bae11';
const path = '/src/.github/workflows/ci.yml';

test.for([
  ['uses: actions/checkout@v4', 'pkg:github/actions/checkout@v4'],
  ['uses: "Actions/Checkout@main" # note', 'pkg:github/actions/checkout@main'],
  [`uses: actions/checkout@${commit}`, `pkg:github/actions/checkout@${commit}`],
  [
    `uses: actions/checkout@${commit} # v4.1.1`,
    `pkg:github/actions/checkout@v4.1.1?commit=${commit}`,
  ],
  [
    `uses: 'actions/checkout@${commit}' # tag=v4.1.1`,
    `pkg:github/actions/checkout@v4.1.1?commit=${commit}`,
  ],
  [`uses: a/b@${commit} # the best one`, `pkg:github/a/b@${commit}`],
  ['uses: github/codeql-action/init@v3', 'pkg:github/github/codeql-action@v3#init'],
  ['uses: o/r/.github/workflows/build.yml@v1.2', 'pkg:github/o/r@v1.2#.github/workflows/build.yml'],
  ['uses: docker://alpine:3.19', 'pkg:docker/alpine@3.19'],
  [
    'uses: docker://ghcr.io/o/tool@sha256:' + 'ab'.repeat(32),
    `pkg:docker/o/tool@sha256:${'ab'.repeat(32)}?repository_url=ghcr.io`,
  ],
  ['{uses: actions/cache@v4, with: {path: x}}', 'pkg:github/actions/cache@v4'],
] as const)('%s', ([text, purl]) => {
  const seen = observe(githubWorkflowAnalyzer, path, `jobs:\n  a:\n    steps:\n      - ${text}\n`);

  expect(componentsOf(seen)).toMatchObject([
    { purl, presence: 'declared', direct: true, scopes: ['build'], locations: [{ line: 4 }] },
  ]);
});

test('local actions and text of scripts are none', () => {
  const text = `jobs:
  a:
    uses: ./.github/workflows/b.yml
    steps:
      - run: |
          echo
          uses: not/this@v1
      # - uses: nor/this@v1
`;

  expect(observe(githubWorkflowAnalyzer, path, text)).toEqual([]);
});

test.for(['uses: actions/checkout', 'uses: ${{ inputs.action }}@v1', 'uses: nothing@v1'])(
  '%s is a gap',
  (text) => {
    expect(observe(githubWorkflowAnalyzer, path, `a:\n  - ${text}\n`)).toMatchObject([
      { type: 'gap', reason: 'malformed' },
    ]);
  },
);

test('composite and Docker actions', () => {
  const text = `runs:
  using: composite
  steps:
    - name: x
      uses: actions/setup-node@v4
---
runs:
  image: docker://quay.io/a/b:1
`;

  expect(componentsOf(observe(githubActionAnalyzer, '/a/action.yml', text))).toMatchObject([
    { name: 'actions/setup-node' },
    { name: 'quay.io/a/b', version: '1', ecosystem: 'generic' },
  ]);
});

test('hostile workflows', () => {
  const sample = `jobs:\n  a:\n    steps:\n      - uses: a/b@${commit} # v1\n      - {uses: c/d@v1}\n`;

  expect(() => assertSurvives(githubWorkflowAnalyzer, path, sample)).not.toThrow();
  expect(() => assertSurvives(githubActionAnalyzer, '/action.yml', sample)).not.toThrow();
});
