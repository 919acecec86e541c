import { expect, test } from 'vitest';
import { preCommitAnalyzer } from '../github-actions/pre-commit.ts';
import { assertSurvives } from '../hostile.ts';
import { nimbleLockAnalyzer } from '../nim/nimble-lock.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { helmLockAnalyzer } from './helm-lock.ts';
import { terraformLockAnalyzer, terraformModulesAnalyzer } from './terraform.ts';

const lock = `# written by terraform
provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.31.0"
  constraints = "~> 5.0"
  hashes = [
    "h1:abc=",
  ]
}

provider "registry.opentofu.org/example/rope" {
}
`;

test('providers; one without version is a gap', () => {
  expect(observe(terraformLockAnalyzer, '/a/.terraform.lock.hcl', lock)).toMatchObject([
    {
      component: {
        purl: 'pkg:terraform/registry.terraform.io/hashicorp/aws@5.31.0',
        direct: true,
        locations: [{ line: 2 }],
      },
    },
    { reason: 'malformed', detail: 'a provider without version in line 10' },
  ]);
});

const modules = JSON.stringify({
  Modules: [
    { Key: '', Source: '', Dir: '.' },
    {
      Key: 'vpc',
      Source: 'registry.terraform.io/example/vpc/aws',
      Version: '3.1.0',
      Dir: '.terraform/modules/vpc',
    },
    {
      Key: 'vpc.sub',
      Source: 'registry.terraform.io/example/net/aws//modules/x',
      Version: '1.0.0',
      Dir: 'x',
    },
    { Key: 'local', Source: './local', Dir: 'local' },
  ],
});

test('modules', () => {
  expect(
    componentsOf(observe(terraformModulesAnalyzer, '/a/.terraform/modules/modules.json', modules)),
  ).toMatchObject([
    { purl: 'pkg:terraform/registry.terraform.io/example/vpc/aws@3.1.0', direct: true },
    { purl: 'pkg:terraform/registry.terraform.io/example/net/aws@1.0.0', direct: false },
  ]);
});

const chart = `dependencies:
- name: rope
  repository: https://charts.example/stable
  version: 2.13.3
- name: near
  repository: file://../near
  version: 0.1.0
- repository: x
digest: sha256:ab
generated: "2026-01-02T03:04:05Z"
`;

test('charts', () => {
  expect(observe(helmLockAnalyzer, '/a/Chart.lock', chart)).toMatchObject([
    {
      component: {
        purl: 'pkg:helm/rope@2.13.3?repository_url=https:%2F%2Fcharts.example%2Fstable',
        locations: [{ line: 2 }],
      },
    },
    { component: { purl: 'pkg:helm/near@0.1.0' } },
    { reason: 'malformed' },
  ]);
});

const hooks = `repos:
  - repo: https://github.com/example/black
    rev: 22.3.0
    hooks:
      - id: black
  - repo: local
    hooks: []
  - repo: https://github.com/example/knot.git
    rev: ${'ab'.repeat(20)}  # frozen: v1.2
`;

test('hooks of pre-commit', () => {
  expect(
    componentsOf(observe(preCommitAnalyzer, '/a/.pre-commit-config.yaml', hooks)),
  ).toMatchObject([
    { purl: 'pkg:github/example/black@22.3.0', scopes: ['dev'] },
    { purl: `pkg:github/example/knot@v1.2?commit=${'ab'.repeat(20)}` },
  ]);
});

const nimble = JSON.stringify({
  version: 2,
  packages: {
    rope: {
      version: '1.2.3',
      vcsRevision: 'ab',
      url: 'https://example/rope',
      downloadMethod: 'git',
      dependencies: ['knot', 'nim'],
      checksums: { sha1: 'ab'.repeat(20) },
    },
    knot: { version: '0.1.0', dependencies: [] },
    broken: {},
  },
  tasks: {},
});

test('nimble.lock', () => {
  const seen = observe(nimbleLockAnalyzer, '/a/nimble.lock', nimble);

  expect(componentsOf(seen)).toMatchObject([
    { purl: 'pkg:nim/rope@1.2.3', hashes: [{ algorithm: 'sha1' }] },
    { purl: 'pkg:nim/knot@0.1.0' },
  ]);
  expect(edgesOf(seen)).toEqual(['pkg:nim/rope@1.2.3 -> pkg:nim/knot@0.1.0']);
  expect(seen.at(-1)).toMatchObject({ reason: 'malformed' });
});

test.for([
  [terraformLockAnalyzer, '/.terraform.lock.hcl', lock],
  [terraformModulesAnalyzer, '/.terraform/modules/modules.json', modules],
  [helmLockAnalyzer, '/Chart.lock', chart],
  [preCommitAnalyzer, '/.pre-commit-config.yaml', hooks],
  [nimbleLockAnalyzer, '/nimble.lock', nimble],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
