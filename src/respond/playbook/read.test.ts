import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { loadPlaybooks, readPlaybooks } from './read.ts';

const catalogue = join(import.meta.dirname, '../../../catalog/playbook');
const files = readdirSync(catalogue).map((name) => ({
  name,
  text: readFileSync(join(catalogue, name), 'utf8'),
}));

test.for(files)(
  '$name of the catalogue is whole, and simulates until somebody says otherwise',
  ({ name, text }) => {
    const { playbooks, problems } = readPlaybooks({ name, text });

    expect(problems).toEqual([]);
    expect(playbooks).toMatchObject([{ name: name.replace('.yaml', ''), mode: 'simulate' }]);
    expect(playbooks[0]?.scope.excludeLabels).toEqual({ 'caisson.dev/protected': 'true' });
  },
);

const whole = `apiVersion: caisson.dev/v1alpha1
kind: Playbook
metadata: { name: contain-drift }
when:
  incident: { score: ">= 80", any: [ { rule: "Drop and execute*" }, { drift: executable } ] }
scope: { namespaces: ["prod-*"], exclude: { labels: { caisson.dev/protected: "true" } } }
limits: { containers: 3, per: 5m, perWorkload: "25%", keepReady: 1 }
mode: approve
approvers: { count: 2, timeout: 5m, onTimeout: stop-at-freeze }
steps:
  - quarantine-network: { allow: [collector, dns], ttl: 1h }
  - freeze: { ttl: 10m }
  - thaw: {}
  - notify
finally: { onExpiry: keep }
`;

test('a playbook says all that it may say', () => {
  expect(readPlaybooks({ name: 'a', text: whole })).toEqual({
    problems: [],
    playbooks: [
      {
        name: 'contain-drift',
        title: 'contain-drift',
        when: {
          minimumScore: 80,
          any: [{ rule: 'Drop and execute*' }, { rule: 'drift/executable', kind: 'drift' }],
        },
        scope: {
          namespaces: ['prod-*'],
          images: [],
          containers: [],
          excludeLabels: { 'caisson.dev/protected': 'true' },
        },
        limits: { containers: 3, perMs: 300_000, perWorkload: 0.25, keepReady: 1 },
        mode: 'approve',
        approvers: { count: 2, timeoutMs: 300_000, onTimeout: 'stop-at-freeze' },
        steps: [
          {
            action: 'quarantine-network',
            options: { allow: ['collector', 'dns'] },
            ttlMs: 3_600_000,
          },
          { action: 'freeze', options: {}, ttlMs: 600_000 },
          { action: 'thaw', options: {} },
          { action: 'notify', options: {} },
        ],
        onExpiry: 'keep',
      },
    ],
  });
});

const wrong: readonly (readonly [string, string, string])[] = [
  [
    'an action that is none',
    whole.replace('- freeze:', '- freez:'),
    '12:5: unknown action "freez": did you mean "freeze"?',
  ],
  [
    'an option that is none',
    whole.replace('allow:', 'alow:'),
    '11:27: unknown key "alow": did you mean "allow"?',
  ],
  [
    'a mode that is none',
    whole.replace('mode: approve', 'mode: aprove'),
    '8:7: "mode" must be one of simulate, approve, automatic: did you mean "approve"?',
  ],
  ['a key that is none', `${whole}stepz: []\n`, 'unknown key "stepz": did you mean "steps"?'],
  [
    'a time that is none',
    whole.replace('ttl: 10m', 'ttl: 10x'),
    '"ttl" must be a duration of at most 24h',
  ],
  [
    'a time that is too long',
    whole.replace('ttl: 10m', 'ttl: 48h'),
    '"ttl" must be a duration of at most 24h',
  ],
  ['a share that is none', whole.replace('"25%"', '"250%"'), '"perWorkload" must be a share'],
  [
    'steps that are missing',
    whole.replace(/steps:[\s\S]*finally/, 'finally'),
    '"steps" is missing',
  ],
  ['another kind', whole.replace('kind: Playbook', 'kind: Playbok'), 'did you mean "Playbook"?'],
  ['a name with blanks', whole.replace('contain-drift', 'contain drift'), '"name" is made of'],
  [
    'what destroys before evidence',
    whole.replace('  - notify', '  - kill-container'),
    '14:5: what ends processes needs a "snapshot" before it',
  ],
  ['a broken text', 'a: [', '1:'],
  ['nothing', '', 'the file holds no playbook'],
  ['a list', '- a\n', 'a map is wanted here'],
  ['a pattern of nothing', whole.replace('{ drift: executable }', '{}'), 'a pattern names'],
];

test.for(wrong)('%s is said with its place', ([, text, expected]) => {
  const { playbooks, problems } = readPlaybooks({ name: 'a.yaml', text });

  const said = problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
  expect(playbooks).toEqual([]);
  expect(said.join('\n')).toContain(expected);
});

test('a name stands for one playbook', () => {
  expect(() =>
    loadPlaybooks([
      { name: 'a', text: whole },
      { name: 'b', text: whole },
    ]),
  ).toThrow('playbook "contain-drift" stands in a already');
});

test('whatever a file holds, it is a playbook or a problem', () => {
  const seeds = files.map(({ text }) => text);
  const mutation = fc
    .tuple(fc.constantFrom(...seeds), fc.nat(2000), fc.nat(40), fc.string())
    .map(([text, at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
  fc.assert(
    fc.property(fc.oneof(fc.string(), mutation), (text) => {
      const { playbooks, problems } = readPlaybooks({ name: 'a', text });
      expect(playbooks.length > 0).toBe(problems.length === 0);
    }),
    { numRuns: 150 },
  );
});

test('all problems come as one error', () => {
  const error = (() => {
    try {
      return loadPlaybooks([
        {
          name: 'a.yaml',
          text: whole.replace('freeze', 'freez').replace('mode: approve', 'mode: x'),
        },
      ]);
    } catch (thrown) {
      return thrown;
    }
  })();

  expect(isCaissonError(error, 'usage.invalid-config')).toBe(true);
  expect(String(error).match(/a\.yaml:/g)).toHaveLength(2);
});
