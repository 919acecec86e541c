import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { kindOf } from '../file-kind.ts';
import { checkWorkflow } from '../testing.ts';
import { samples } from './testing.ts';

function flowsIn(path: string, text: string | Uint8Array): readonly string[] {
  return checkWorkflow(text, {}, { path }).faults.map(
    ({ message, locations: [{ line }] }) => `${line ?? 0} ${message}`,
  );
}

const expected: readonly (readonly [string, readonly string[]])[] = [
  ['.gitlab-ci.yml', ['22 CI_MERGE_REQUEST_TITLE arbitrary outsider → eval']],
  [
    'azure-pipelines.yml',
    [
      '25 parameters.target arbitrary maintainer privileged → script',
      '25 Build.SourceVersionMessage arbitrary outsider → script',
      '27 System.PullRequest.SourceBranch structured outsider → script of Bash',
    ],
  ],
  [
    '.tekton/run.yaml',
    [
      '23 body.pull_request.title arbitrary outsider privileged → script',
      '23 source_branch structured outsider privileged → script',
      '24 body.pull_request.title arbitrary outsider privileged → script or args',
    ],
  ],
  [
    'Jenkinsfile',
    [
      '14 CHANGE_TITLE arbitrary outsider → sh',
      '14 BRANCH_NAME structured outsider → sh',
      '14 params.TARGET arbitrary maintainer privileged → sh',
      '23 git log arbitrary outsider → bat',
    ],
  ],
  [
    '.circleci/config.yml',
    [
      '8 pipeline.git.branch structured outsider → run',
      '16 CIRCLE_BRANCH structured outsider → eval',
    ],
  ],
  [
    'workflow.argo.yml',
    ['19 event body.pull_request.title arbitrary outsider privileged → script or args'],
  ],
  [
    '.drone.yml',
    [
      '12 DRONE_COMMIT_MESSAGE arbitrary outsider → commands',
      '13 DRONE_BRANCH structured outsider → eval',
    ],
  ],
  ['.woodpecker.yml', ['7 CI_COMMIT_MESSAGE arbitrary outsider → commands']],
];

test.for(expected)('%s: values from outside are followed into programs', ([path, flows]) => {
  expect(flowsIn(path, samples[path] ?? '')).toEqual(flows);
});

const paths: readonly (readonly [string, string | undefined, string])[] = [
  ['.gitlab-ci.yml', 'gitlab', ''],
  ['ci/build.gitlab-ci.yml', 'gitlab', ''],
  ['templates/part.yml', 'gitlab', 'spec:\n  inputs:\n    a:\n---\njob:\n  script: a\n'],
  ['azure-pipelines-release.yaml', 'azure', ''],
  ['.azure-pipelines/steps.yml', 'azure', ''],
  ['build.yml', 'azure', 'steps:\n- task: Bash@3\n'],
  ['.tekton/a/b.yaml', 'tekton', ''],
  ['task.yaml', 'tekton', 'apiVersion: tekton.dev/v1beta1\nkind: Task\n'],
  ['a/Jenkinsfile.release', 'jenkins', ''],
  ['vars/build.groovy', 'jenkins', 'def call() {\n  node("x") {\n    sh "a"\n  }\n}\n'],
  ['.circleci/continue.yml', 'circleci', ''],
  ['wf.yaml', 'argo', 'apiVersion: argoproj.io/v1alpha1\nkind: CronWorkflow\n'],
  ['app.yaml', undefined, 'apiVersion: argoproj.io/v1alpha1\nkind: Application\n'],
  ['.drone.yaml', 'drone', ''],
  ['.woodpecker/build.yaml', 'woodpecker', ''],
  ['values.yaml', undefined, 'script: a\n'],
  [
    'stages.yml',
    'azure',
    'stages:\n- stage: a\n  jobs:\n  - job: b\n    steps:\n    - script: c\n',
  ],
  ['jobs.yml', 'gitlab', 'stages: [a]\nb:\n  stage: a\n  script: c\n'],
  ['.travis.yml', undefined, 'stages: [a]\njobs:\n  include:\n    - stage: a\n      script: b\n'],
];

test.for(paths)('%s is a file of %s', ([path, kind, head]) => {
  expect(kindOf(path, Buffer.from(head))).toBe(kind);
});

test.for(Object.entries(samples))(
  '%s: what is cut, changed or random gives at worst a gap',
  ([path, sample]) => {
    const bytes = Buffer.from(sample);
    const changed = fc
      .tuple(fc.nat(bytes.length), fc.nat(bytes.length), fc.uint8Array({ maxLength: 8 }))
      .map(([from, to, put]) =>
        Buffer.concat([
          bytes.subarray(0, Math.min(from, to)),
          put,
          bytes.subarray(Math.max(from, to)),
        ]),
      );
    const cut = fc.nat(bytes.length).map((at) => bytes.subarray(0, at));
    const one = fc
      .tuple(fc.nat(bytes.length - 1), fc.constantFrom(...'"\'{}[]()$:\n\\&*-#`/'.split('')))
      .map(([at, put]) => {
        const copy = Buffer.from(bytes);
        copy.write(put, at, 'latin1');
        return copy;
      });
    const anything = fc.oneof(changed, cut, one, fc.uint8Array({ maxLength: 200 }));
    fc.assert(
      fc.property(anything, (text) => {
        try {
          for (const { locations } of checkWorkflow(text, {}, { path }).faults)
            expect(locations[0].line).toBeGreaterThan(0);
        } catch (error) {
          if (!isCaissonError(error) || !/^(?:input|limit)\./.test(error.code)) throw error;
        }
      }),
      { numRuns: 150 },
    );
  },
);

const broken: readonly (readonly [string, string, number])[] = [
  ['an open text', "node('x') {\n  sh 'abc\n  sh \"${env.CHANGE_TITLE}\"\n}\n", 2],
  ['an open block', 'node {\n  sh "${env.CHANGE_TITLE}"\n', 2],
  ['bytes that are no text', 'node { sh "${env.CHANGE_TITLE}" }\n// \u00ff', 1],
  ['a brace too many', 'node {\n}\n}\nnode { sh "${env.CHANGE_TITLE}" }\n', 3],
];

test.for(broken)('a Jenkinsfile with %s is a gap, and the rest is checked', ([, text, line]) => {
  const encoding = text.includes('\u00ff') ? 'latin1' : 'utf8';
  const { faults, gaps } = checkWorkflow(Buffer.from(text, encoding), {}, { path: 'Jenkinsfile' });

  expect(gaps.map(({ location }) => location?.line)).toEqual([line]);
  expect(faults).toHaveLength(1);
});

const floods: readonly (readonly [string, string])[] = [
  ['braces', '{'],
  ['brackets', '(['],
  ['calls', 'a('],
  ['texts', '"${'],
  ['slashes', '= /'],
  ['names', 'a.'],
  ['assignments', 'a = '],
  ['closing', ')}'],
  ['long texts', '"""'],
  ['members', 'a().'],
  ['commas', 'sh a,'],
];

test.for(floods)('a Jenkinsfile full of %s takes linear time', ([, piece]) => {
  const text = piece.repeat(Math.floor(400_000 / piece.length));
  expect(() => {
    checkWorkflow(text, {}, { path: 'Jenkinsfile' });
  }).not.toThrow();
});

test('a marker of a Jenkinsfile accepts a finding', () => {
  const text = 'node {\n  sh "${env.CHANGE_TITLE}" // caisson:allow CSN-CI-0001 reviewed\n}\n';
  const [fault] = checkWorkflow(text, {}, { path: 'Jenkinsfile' }).faults;

  expect(fault?.allowed).toMatchObject({ line: 2, reason: 'reviewed' });
});

test('what a job inherits from an included file decides who starts it', () => {
  const text = 'include: [{ local: base.yml }]\nbuild:\n  extends: .base\n  script: eval $T\n';
  const base = '.base:\n  variables: { T: $CI_COMMIT_TITLE }\n  rules: [{ if: $CI_COMMIT_TAG }]\n';
  const { faults } = checkWorkflow(text, { 'base.yml': base }, { path: '.gitlab-ci.yml' });

  expect(faults.map(({ message }) => message)).toEqual([
    'CI_COMMIT_TITLE arbitrary contributor privileged → eval',
  ]);
});

test('a fix of a macro reads the variable of the environment', () => {
  const text = 'steps:\n  - bash: echo $(Build.SourceBranchName) "x $(Build.SourceBranch)"\n';
  const { faults } = checkWorkflow(text, {}, { path: 'azure-pipelines.yml' });

  expect(faults.map(({ fixes }) => fixes?.[0]?.edits[0]?.text)).toEqual([
    '"${BUILD_SOURCEBRANCHNAME}"',
    '${BUILD_SOURCEBRANCH}',
  ]);
});

test('steps that a template is given are checked', () => {
  const text = `stages:
  - template: stages.yml
    parameters:
      jobs:
        - template: job.yml
          parameters:
            steps:
              - bash: echo $(Build.SourceVersionMessage)
`;

  expect(flowsIn('azure-pipelines.yml', text)).toEqual([
    '8 Build.SourceVersionMessage arbitrary contributor privileged → script',
  ]);
});

/** Twenty names a layer, each made of all names of the layer below. */
function layers(line: (name: string, values: readonly string[]) => string): string {
  const names = Array.from({ length: 20 }, (_, at) => at);
  return Array.from({ length: 12 }, (_, layer) =>
    names
      .map((at) =>
        line(
          `V${layer}_${at}`,
          names.map((each) => `V${layer - 1}_${each}`),
        ),
      )
      .join(''),
  ).join('');
}

const webs: readonly (readonly [string, string])[] = [
  [
    '.gitlab-ci.yml',
    `variables:\n${layers((name, values) => `  ${name}: "${values.map((each) => `$${each}`).join('')}"\n`)}a:\n  script: eval "$V11_0"\n`,
  ],
  [
    'azure-pipelines.yml',
    `variables:\n${layers((name, values) => `  ${name}: "${values.map((each) => `$(${each})`).join('')}"\n`)}steps:\n- script: echo $(V11_0)\n`,
  ],
  [
    'Jenkinsfile',
    `${layers((name, values) => `${name} = ${values.join(' + ')}\n`)}sh "\${V11_0}"\n`,
  ],
];

test.for(webs)('%s: a web of variables is followed in linear time', ([path, text]) => {
  expect(() => {
    flowsIn(path, text);
  }).not.toThrow();
});
