import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyFixes } from '#check/edits.ts';
import { isCaissonError } from '#kit/error.ts';
import { createPipelineChecker } from './checker.ts';
import { checkWorkflow, messagesOf } from './testing.ts';

function workflow(on: string, ...lines: readonly string[]): string {
  return `on: ${on}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

const flows: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an event field in a script',
    workflow('issues', 'steps:', '  - run: echo ${{ github.event.issue.title }}'),
    ['github.event.issue.title arbitrary outsider privileged → run'],
  ],
  [
    'a pull request from a fork holds no secrets',
    workflow('pull_request', 'steps:', '  - run: echo ${{ github.head_ref }}'),
    ['github.head_ref structured outsider → run'],
  ],
  [
    'through env of the job, in another casing',
    workflow(
      'issues',
      'env: { TITLE: "x ${{ github.event.issue.title }}" }',
      'steps:',
      '  - run: echo ${{ env.title }}',
    ),
    ['github.event.issue.title arbitrary outsider privileged → run'],
  ],
  [
    'through an output of a step that reads its environment',
    workflow(
      'issues',
      'steps:',
      '  - id: a',
      '    env: { T: "${{ github.event.issue.title }}" }',
      '    run: |',
      '      X=$(echo "$T" | tr a b)',
      '      echo "title=$X" >> $GITHUB_OUTPUT',
      '      echo "other=1" >> $GITHUB_OUTPUT',
      '  - run: echo ${{ steps.a.outputs.title }} ${{ steps.a.outputs.other }}',
    ),
    ['github.event.issue.title arbitrary outsider privileged → run'],
  ],
  [
    'through set-output',
    workflow(
      'issues',
      'steps:',
      '  - id: a',
      '    run: echo "::set-output name=t::$T"',
      '    env: { T: "${{ github.event.issue.body }}" }',
      '  - run: echo ${{ steps.a.outputs.t }}',
    ),
    ['github.event.issue.body arbitrary outsider privileged → run'],
  ],
  [
    'through GITHUB_ENV of an earlier step',
    workflow(
      'issues',
      'steps:',
      '  - run: echo "T=$X" >> "$GITHUB_ENV"',
      '    env: { X: "${{ github.event.issue.title }}" }',
      '  - run: echo ${{ env.T }}',
    ),
    ['github.event.issue.title arbitrary outsider privileged → run'],
  ],
  [
    'through the matrix',
    workflow(
      'issues',
      'strategy:',
      '  matrix:',
      '    name: ["a", "${{ github.event.issue.title }}"]',
      '    safe: [1, 2]',
      'steps:',
      '  - run: echo ${{ matrix.name }} ${{ matrix.safe }}',
    ),
    ['github.event.issue.title arbitrary outsider privileged → run'],
  ],
  [
    'through functions that write text',
    workflow(
      'issues',
      'steps:',
      "  - run: echo ${{ format('{0}', github.event.issue.title) }} ${{ join(github.event.issue.labels.*.name) }}",
    ),
    [
      'github.event.issue.title arbitrary outsider privileged → run',
      'github.event.issue.labels.*.name arbitrary contributor privileged → run',
    ],
  ],
  [
    'literal arms, comparisons and closed sets are fixed',
    workflow(
      'issues',
      'steps:',
      '  - id: a\n        run: make',
      "  - run: echo ${{ github.event.issue.title == 'x' && 'a' || 'b' }} ${{ contains(github.event.issue.title, 'x') }} ${{ steps.a.outcome }} ${{ github.event.issue.number }}",
    ),
    [],
  ],
  [
    'scripts for actions that evaluate them',
    workflow(
      'issues',
      'steps:',
      '  - uses: actions/github-script@v7',
      '    with:',
      '      script: "x = `${{ github.event.issue.title }}`"',
    ),
    ['github.event.issue.title arbitrary outsider privileged → script of actions/github-script'],
  ],
  [
    'a broken expression hides nothing',
    workflow('issues', 'steps:', '  - run: echo ${{ github.event.issue.title + 1 }}'),
    ['github.event.issue.title arbitrary outsider privileged → run'],
  ],
  [
    'inputs of other actions are not executed',
    workflow(
      'issues',
      'steps:',
      '  - uses: actions/checkout@v4',
      '    with:',
      '      ref: ${{ github.event.issue.title }}',
    ),
    [],
  ],
  [
    'inputs by hand are for maintainers, choices for nobody',
    workflow(
      '{ workflow_dispatch: { inputs: { a: {}, b: { type: choice } } } }',
      'steps:',
      '  - run: echo ${{ inputs.a }} ${{ github.event.inputs.b }}',
    ),
    ['inputs.a arbitrary maintainer privileged → run'],
  ],
];

test.for(flows)('%s', ([, text, expected]) => {
  const result = checkWorkflow(text);

  expect(result.gaps).toEqual([]);
  expect(messagesOf(result)).toEqual(expected);
});

const action = `
inputs: { who: { required: true }, level: {} }
outputs:
  greeting: { value: "\${{ steps.x.outputs.text }}" }
runs:
  using: composite
  steps:
    - id: x
      shell: bash
      run: echo "text=\${{ inputs.who }}" >> $GITHUB_OUTPUT
    - shell: bash
      run: echo \${{ inputs.level }}
`;

test('a value is followed into a local action and out of it', () => {
  const text = workflow(
    'issues',
    'steps:',
    '  - id: greet',
    '    uses: ./greet',
    '    with:',
    '      who: ${{ github.event.issue.title }}',
    '      level: high',
    '  - run: echo ${{ steps.greet.outputs.greeting }}',
  );

  expect(messagesOf(checkWorkflow(text, { 'greet/action.yml': action }))).toEqual([
    'github.event.issue.title arbitrary outsider privileged → run in ./greet',
    'github.event.issue.title arbitrary outsider privileged → run',
  ]);
  expect(messagesOf(checkWorkflow(text))).toEqual([]);
});

test('a value is followed into a called workflow, and callers of one another end', () => {
  const caller =
    'on: issues\njobs:\n  call:\n    uses: ./.github/workflows/b.yml\n    with:\n      t: ${{ github.event.issue.title }}\n';
  const callee =
    'on: { workflow_call: { inputs: { t: { type: string } } } }\njobs:\n  x:\n    runs-on: y\n    steps:\n      - run: echo ${{ inputs.t }}\n  again:\n    uses: ./.github/workflows/b.yml\n    with: { t: "${{ inputs.t }}" }\n';

  const found = messagesOf(checkWorkflow(caller, { '.github/workflows/b.yml': callee }));

  expect(found).toEqual([
    'github.event.issue.title arbitrary outsider privileged → run in ./.github/workflows/b.yml',
  ]);
});

test('places are exact in block, folded and quoted scalars with any characters', () => {
  const text = workflow(
    'issues',
    'steps:',
    '  - run: |',
    '      é 漢 𝄞',
    '      echo "𝄞 ${{ github.event.issue.title }}"',
    '  - run: >-',
    '      a',
    '      b ${{ github.event.issue.body }}',
    '  - run: "\\t\\u00e9 ${{ github.event.issue.title }}"',
  );

  const places = checkWorkflow(text).faults.map(({ locations: [place] }) => {
    const line = text.split('\n')[(place.line ?? 0) - 1] ?? '';
    return line.slice((place.column ?? 0) - 1, (place.endColumn ?? 0) - 1);
  });

  expect(places).toEqual([
    'github.event.issue.title',
    'github.event.issue.body',
    'github.event.issue.title',
  ]);
});

const fixes: readonly (readonly [string, string, string])[] = [
  ['in double quotes', 'echo "a ${{ github.event.issue.title }}"', 'echo "a ${ISSUE_TITLE}"'],
  ['without quotes', 'echo ${{ github.event.issue.title }}', 'echo "${ISSUE_TITLE}"'],
  ['in single quotes', "echo '${{ github.event.issue.title }}'", 'echo "${ISSUE_TITLE}"'],
  [
    'within single quotes',
    "echo 'é ${{ github.event.issue.title }}'",
    `echo 'é '"\${ISSUE_TITLE}"''`,
  ],
];

test.for(fixes)(
  'the fix %s keeps bytes, comments and style, and is the last one',
  ([, before, after]) => {
    const text = workflow(
      'issues',
      'steps:',
      '  # größe',
      '  - run: |',
      `      ${before} # 漢`,
      '      date',
    );

    const { bytes } = applyFixes(
      Buffer.from(text),
      checkWorkflow(text).faults.flatMap((fault) => fault.fixes ?? []),
    );

    const expected = workflow(
      'issues',
      'steps:',
      '  # größe',
      '  - env:',
      '      ISSUE_TITLE: ${{ github.event.issue.title }}',
      '    run: |',
      `      ${after} # 漢`,
      '      date',
    );
    expect(Buffer.from(bytes).toString()).toBe(expected);
    expect(checkWorkflow(bytes).faults).toEqual([]);
  },
);

test('markers of zizmor and our own accept a finding, others do not', () => {
  const [ours] = checkWorkflow(
    marked('caisson:allow CSN-CI-0001 until=2030-01-01 a reason'),
  ).faults;
  const [theirs] = checkWorkflow(
    marked('zizmor: ignore[artipacked, template-injection] a reason'),
  ).faults;
  const [other] = checkWorkflow(marked('zizmor: ignore[artipacked]')).faults;
  const [glued] = checkWorkflow(marked('zizmor: ignore[template-injection]reason')).faults;

  expect(ours?.allowed).toMatchObject({ line: 6, reason: 'a reason', until: '2030-01-01' });
  expect(theirs?.allowed).toMatchObject({ line: 6, reason: 'a reason' });
  expect(other?.allowed).toBeUndefined();
  expect(glued?.allowed).toBeUndefined();
});

const configurations: readonly (readonly [string, string, boolean])[] = [
  ['.github/zizmor.yml', 'rules: { template-injection: { ignore: [ci.yml:6] } }', true],
  ['zizmor.yml', 'rules: { template-injection: { ignore: [ci.yml:7] } }', false],
  ['zizmor.yml', 'rules: { template-injection: { disable: true } }', true],
  ['zizmor.yml', 'rules: { artipacked: { ignore: [ci.yml] } }', false],
  ['.poutine.yml', 'skip: [{ rule: injection, path: [.github/workflows/ci.yml] }]', true],
  [
    'scorecard.yml',
    'annotations: [{ checks: [pinned-dependencies], reasons: [{ reason: test-data }] }]',
    false,
  ],
  [
    '.github/scorecard.yml',
    'annotations: [{ checks: [dangerous-workflow], reasons: [{ reason: remediated }] }]',
    true,
  ],
  ['scorecard.yml', 'annotations: [{ checks: [dangerous-workflow] }]', false],
  ['.poutine.yml', 'skip: [{ rule: injection, job: other }]', false],
  ['.poutine.yml', 'skip: [{ level: error }]', true],
  ['.poutine.yml', 'skip: [{ level: note }]', false],
  ['.poutine.yml', ': [', false],
];

test.for(configurations)('%s with %s accepts: %s', ([path, text, accepted]) => {
  const source = workflow('issues', 'steps:', '  - run: echo ${{ github.event.issue.title }}');

  const [fault] = checkWorkflow(source, { [path]: text }).faults;

  expect(fault?.allowed !== undefined).toBe(accepted);
});

test('broken YAML is a gap with its line, and the rest is still checked', () => {
  const text = `${workflow('issues', 'steps:', '  - run: echo ${{ github.event.issue.title }}')}  - : [ broken\n`;

  const { faults, gaps } = checkWorkflow(text);

  expect(faults).toHaveLength(1);
  expect(gaps[0]?.location.line).toBeGreaterThan(5);
});

test.for(['', '# nothing\n', '- a\n', '42', '\0\u0001'])('%j is no pipeline', (text) => {
  const { faults, gaps } = checkWorkflow(text);

  expect(faults).toEqual([]);
  expect(gaps.length).toBeGreaterThan(0);
});

test('a file above 1 MiB is a gap', () => {
  expect(checkWorkflow(`# ${'x'.repeat(2 ** 20)}`).gaps[0]?.reason).toBe('too-large');
});

test('an alias bomb ends', () => {
  const levels = Array.from(
    { length: 30 },
    (_, at) => `  a${at + 1}: &a${at + 1} [${Array(9).fill(`*a${at}`).join(', ')}]`,
  );
  const bomb = `x:\n  a0: &a0 [1]\n${levels.join('\n')}\non: issues\njobs:\n  b:\n    runs-on: *a30\n    steps: *a30\n    strategy: { matrix: { z: *a30 } }\n`;

  expect(isFine(bomb)).toBe(true);
});

test('files are recognised by path, and elsewhere by what they hold', () => {
  const checker = createPipelineChecker([]);
  const none = new Uint8Array();
  const head = Buffer.from('on: push\njobs:\n  a:\n    runs-on: x\n');

  expect(checker.recognises('a/.github/workflows/x.yaml', none)).toBe(true);
  expect(checker.recognises('.github/dependabot.yml', none)).toBe(true);
  expect(checker.recognises('x/action.yml', none)).toBe(true);
  expect(checker.recognises('.pre-commit-config.yaml', none)).toBe(true);
  expect(checker.recognises('renovate.json', none)).toBe(true);
  expect(checker.recognises('other/x.yml', none)).toBe(false);
  expect(checker.recognises('other/x.yml', head)).toBe(true);
});

test('no mutation of a workflow throws anything but limits', () => {
  const sample = workflow(
    '[issues, push]',
    'strategy:',
    '  matrix: { a: [1, "${{ github.head_ref }}"] }',
    'steps: &s',
    '  - uses: a/b@v1 # v1',
    '    with: { x: "${{ toJSON(secrets) }}" }',
    '  - id: c',
    "    run: 'echo ${{ steps.c.outputs.d }} >> $GITHUB_ENV'",
    '  - *s',
  );
  const pieces = fc.constantFrom(
    '${{',
    '}}',
    '\n',
    '  ',
    '- ',
    ': ',
    '&a ',
    '*a',
    '*s',
    '"',
    "'",
    '|',
    '>',
    '{',
    '[',
    '\0',
    '\ud800',
    'é',
    '<<: *s',
  );
  const mutation = fc.tuple(fc.nat(sample.length), fc.nat(12), pieces);
  const property = fc.property(fc.array(mutation, { maxLength: 8 }), (mutations) => {
    let text = sample;
    for (const [at, cut, piece] of mutations)
      text = text.slice(0, at) + piece + text.slice(at + cut);
    return isFine(text);
  });

  expect(fc.check(property, { numRuns: 300 }).counterexample).toBeNull();
});

test('no bytes throw anything but limits', () => {
  const property = fc.property(fc.uint8Array({ maxLength: 300 }), isFine);

  expect(fc.check(property, { numRuns: 200 }).counterexample).toBeNull();
});

function marked(comment: string): string {
  const command = '      echo ${{ github.event.issue.title }}';
  return workflow('issues', 'steps:', `  - run: | # ${comment}`, command);
}

function isFine(text: string | Uint8Array): boolean {
  try {
    checkWorkflow(text);
    return true;
  } catch (error) {
    return isCaissonError(error, 'limit.size', 'limit.depth', 'limit.entries');
  }
}

test('markers of our own that accept nothing are told', () => {
  const { notices } = checkWorkflow(`on: issues
jobs:
  a:
    runs-on: x
    steps:
      # caisson:allow CSN-CI-0001 needed
      - run: echo \${{ github.event.issue.title }}
      # caisson:allow CSN-CI-0001 forgotten
      - run: echo
      # caisson:allow CSN-CI-9999
      - run: date # zizmor: ignore[template-injection]
      - run: date # caisson:allow generic-api-key
`);

  expect(notices).toEqual([
    '.github/workflows/ci.yml:8: "caisson:allow CSN-CI-0001" accepts nothing',
    '.github/workflows/ci.yml:10: "caisson:allow CSN-CI-9999" accepts nothing',
  ]);
});
