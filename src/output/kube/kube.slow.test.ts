import { expect, test } from 'vitest';
import type { RenderOptions } from '#contract/output.ts';
import { clean } from '../clean.ts';
import {
  abilities,
  accessChanges,
  assertions,
  decision,
  escalations,
  explanations,
  exposure,
  networkDiff,
  networkMap,
  policyResults,
  problems,
  unusedRights,
  whatIf,
  whoCan,
  withTexts,
} from '../testdata/cluster.ts';
import { now } from '../testdata/report.ts';
import { displayWidth } from '../width.ts';
import {
  renderAbilities,
  renderAccessChanges,
  renderAccessPaths,
  renderDecision,
  renderUnused,
  renderWhoCan,
} from './access.ts';
import type { AnswerFormat } from './answer.ts';
import {
  renderAssertions,
  renderExposure,
  renderNetworkDiff,
  renderNetworkExplanations,
  renderNetworkProblems,
} from './network-answers.ts';
import { renderNetworkMap } from './network-map.ts';
import { generatedNotes, renderGeneratedPolicies, renderWhatIf } from './network-proposals.ts';
import {
  renderMutated,
  renderPolicyLint,
  renderPolicyResults,
  renderPolicyTests,
} from './policy.ts';

const plain = { columns: 80, colour: false, now, reproducible: true, flat: false };

type Render = (format: AnswerFormat, options: RenderOptions, text?: string) => Iterable<string>;

/** Each answer as it is, or with `text` in every place that outsiders can fill. */
function renderer<Answer>(
  answer: Answer,
  render: (answer: Answer, format: AnswerFormat, options: RenderOptions) => Iterable<string>,
): Render {
  return (format, options, text) =>
    render(text === undefined ? answer : withTexts(answer, text), format, options);
}

const renderers: Readonly<Record<string, Render>> = {
  'who-can': renderer(whoCan, renderWhoCan),
  'can-i': renderer(decision, renderDecision),
  'what-can': renderer(abilities, renderAbilities),
  escalations: renderer(escalations, renderAccessPaths),
  'access-diff': renderer(accessChanges, renderAccessChanges),
  unused: renderer(unusedRights, renderUnused),
  'network-map': renderer(networkMap, renderNetworkMap),
  'network-explain': renderer(explanations, renderNetworkExplanations),
  'network-diff': renderer(networkDiff, renderNetworkDiff),
  'network-exposure': renderer(exposure, renderExposure),
  'network-lint': renderer(problems, renderNetworkProblems),
  'network-test': renderer(assertions, renderAssertions),
  'network-what-if': renderer(whatIf, renderWhatIf),
  'policy-apply': renderer(policyResults, (results, format, options) =>
    renderPolicyResults({ results }, format, options, true),
  ),
};

const widths = [40, 80, 120];
const forms = Object.entries(renderers).flatMap(([name, render]) =>
  widths.map((columns) => ({ name, columns, render })),
);

test.for(forms)('$name at $columns columns', async ({ name, columns, render }) => {
  const text = [...render('table', { ...plain, columns })].join('');

  for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  await expect(text).toMatchFileSnapshot(`../testdata/golden/kube/${name}-${columns}.txt`);
});

test.for(Object.entries(renderers))(
  '%s is the same JSON each time, with a line feed at its end',
  ([, render]) => {
    const text = [...render('json', plain)].join('');

    expect([...render('json', { ...plain, columns: 40 })].join('')).toBe(text);
    expect(text.endsWith('\n')).toBe(true);
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  },
);

const hostile = [
  ['controls', '\u001b[2J\u0007\u0000\r\n'],
  ['a line break', 'a\nerror: b'],
  ['a text that is turned around', 'web\u202egnp.sh'],
  ['a long name', 'x'.repeat(5000)],
  ['wide signs', '漢'.repeat(300)],
  ['markup', '</script><script>alert(1)</script>'],
  ['nothing', ''],
] as const;
const attacks = Object.entries(renderers).flatMap(([name, render]) =>
  hostile.map(([kind, text]) => ({ name, kind, text, render })),
);

test.for(attacks)('$name stays in its lines with $kind', ({ text, render }) => {
  for (const columns of [20, 40, 80]) {
    const out = [...render('table', { ...plain, columns }, text)].join('');
    for (const line of out.split('\n')) {
      expect(clean(line, 100_000)).toBe(line);
      expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      expect(line.startsWith('error:')).toBe(false);
    }
  }
});

test.for(Object.entries(renderers))('%s says the same without colours', ([, render]) => {
  const coloured = [...render('table', { ...plain, colour: true })].join('');
  const bare = coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');

  expect(bare.replaceAll(/ +$/gm, '')).toBe([...render('table', plain)].join(''));
});

const empties = [
  ['who-can', renderWhoCan({ question: 'get x', entries: [] }, 'table', plain), 'nobody can get x'],
  ['escalations', renderAccessPaths({ paths: [] }, 'table', plain), 'no way to escalate'],
  ['access-diff', renderAccessChanges({ changes: [] }, 'table', plain), 'nobody can do more'],
  ['what-can', renderAbilities({ who: 'User a', abilities: [] }, 'table', plain), 'no rule gives'],
  ['unused', renderUnused({ unused: [] }, 'table', plain), '0 rights that nobody used'],
  ['lint', renderNetworkProblems([], 'table', plain), '0 remarks'],
  ['policies', renderPolicyResults({ results: [] }, 'table', plain, false), 'no policy fits'],
] as const;

test.for(empties)('an empty answer of %s says what it means', ([, chunks, wanted]) => {
  expect([...chunks].join('')).toContain(wanted);
});

test('nothing that tells who, where and by which rule is cut at 80 columns', () => {
  const name = 'a-service-account-with-a-name-that-nobody-can-remember';
  const entries = whoCan.entries.map((one) => ({
    ...one,
    subject: { kind: 'ServiceAccount' as const, namespace: 'monitoring', name },
  }));
  const text = [...renderWhoCan({ ...whoCan, entries }, 'table', plain)].join('');

  expect(text).toContain(`monitoring/${name}`);
  expect(text).toContain('shop/shop.yaml:295');
  expect(text).not.toContain('…');
});

const policy = { kind: 'ClusterPolicy', name: 'require-labels', rule: 'team' } as const;
const place = { path: 'policies/labels.yaml', line: 14 } as const;

test('tests of policies say what was expected and what came', async () => {
  const one = { test: 'labels', location: place, policy: 'require-labels', rule: 'team' };
  const results = [
    { ...one, object: 'Pod shop/good', expected: 'pass', actual: 'pass', success: true },
    {
      ...one,
      object: 'Pod shop/bad',
      expected: 'fail',
      actual: 'excluded',
      success: false,
      detail: 'no rule matches a Pod in the namespace "shop"',
    },
  ];
  const text = [
    ...renderPolicyTests({ results }, 'table', plain, true),
    ...renderPolicyTests({ results: results.slice(0, 1) }, 'table', plain, false),
  ].join('');

  await expect(text).toMatchFileSnapshot('../testdata/golden/kube/policy-test-80.txt');
});

test('remarks on policies say where', async () => {
  const remarks = [
    {
      code: 'unknown-field',
      severity: 'error',
      policy,
      message: 'object.spec.foo is no field of a Pod',
      location: place,
    },
    {
      code: 'never-true',
      severity: 'warning',
      policy,
      message: 'the expression is never true',
      location: place,
    },
  ] as const;
  const text = [...renderPolicyLint({ remarks }, 'table', plain)].join('');

  await expect(text).toMatchFileSnapshot('../testdata/golden/kube/policy-lint-80.txt');
});

test('mutated objects are YAML that one can apply', async () => {
  await expect([...renderMutated(policyResults)].join('')).toMatchFileSnapshot(
    '../testdata/golden/kube/mutated.yaml',
  );
});

test('proposed policies are YAML documents, and what is not sure of them is told', () => {
  const flow = {
    source: 'shop/x',
    target: '10.0.0.1',
    protocol: 'TCP',
    port: 1,
    count: 1,
    evidence: 'e',
  } as const;
  const answer = {
    policies: [
      { namespace: 'shop', name: 'a', yaml: 'kind: NetworkPolicy' },
      { namespace: 'shop', name: 'b', yaml: '---\nkind: NetworkPolicy\n' },
    ],
    flows: 3,
    denied: [flow],
    unplaced: [{ flow, reason: 'nothing\nis called so' }],
    extraPairs: 1,
    extras: [],
    pairsBefore: 9,
    pairsAfter: 3,
    notices: [{ text: 'narrow it' }],
  };

  expect([...renderGeneratedPolicies(answer, 'yaml')].join('')).toBe(
    '---\nkind: NetworkPolicy\n---\nkind: NetworkPolicy\n',
  );
  expect([...generatedNotes(answer)]).toEqual([
    '2 policies for 3 connections; pairs that may talk: 9 now, 3 then',
    'notice: 1 pair may talk then without a connection that was seen or announced (-o json says which)',
    'notice: left out: shop/x -> 10.0.0.1:1: nothing�is called so',
    'denied: shop/x -> 10.0.0.1:1',
    'notice: narrow it',
  ]);
});
