import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { contextPath } from './github/context-path.ts';
import { evaluate, type Value } from './github/evaluate.ts';
import { sourceOf } from './github/event-source.ts';
import { parseExpression } from './github/expression-parser.ts';

const constants: readonly (readonly [string, Value | undefined])[] = [
  ["'it''s'", "it's"],
  ['0xff', 255],
  ['-1.5e2', -150],
  ['.5', 0.5],
  ['null', null],
  ["'a' == 'A'", true],
  ["1 == '1'", true],
  ["'' == 0", true],
  ["true && 'x' || 'y'", 'x'],
  ["false && 'x' || 'y'", 'y'],
  ["!('a' != 'b')", false],
  ["format('{0}-{{{1}}}', 'a', 2)", 'a-{2}'],
  ["contains('Hello', 'ELL')", true],
  [`contains(fromJSON('["a","b"]'), 'b')`, true],
  [`contains(fromJSON('["ab"]'), 'b')`, false],
  ["startsWith('refs/tags/v1', 'refs/tags/')", true],
  [`join(fromJSON('["a","b"]'), '+')`, 'a+b'],
  ['case(false, 1, true, 2, 3)', 2],
  ['2 < 10 && 10 >= 10', true],
  ["github.ref == 'x'", undefined],
  ["github.ref && ''", ''],
  ["github.ref && 'x'", undefined],
  ["'' && github.ref", ''],
  ["'x' || github.ref", 'x'],
];

test.for(constants)('%s is known', ([text, value]) => {
  expect(evaluate(parseExpression(text))).toEqual(value);
});

const paths: readonly (readonly [string, string | undefined])[] = [
  ['github.event.issue.title', 'github.event.issue.title'],
  ["GitHub['EVENT'].Issue['title']", 'github.event.issue.title'],
  ['github.event.commits[0].message', 'github.event.commits.*.message'],
  ['github.event.commits.*.message', 'github.event.commits.*.message'],
  ['secrets[format(1)]', 'secrets.*'],
  ['(github).ref', 'github.ref'],
  ['fromJSON(a).b', undefined],
];

test.for(paths)('%s walks through %s', ([text, path]) => {
  expect(contextPath(parseExpression(text))?.join('.')).toBe(path);
});

const wrong = ['', 'a b', 'a.', "'open", 'a[', 'f(a', '&& a', 'a ==', '"double"', '1 +', '#'];

test.for(wrong)('%s is no expression', (text) => {
  expect(() => parseExpression(text)).toThrow(/./);
});

const trusts: readonly (readonly [string, string, string])[] = [
  ['github.event.issue.title', 'arbitrary', 'outsider'],
  ['github.event.comment.body', 'arbitrary', 'outsider'],
  ['github.event.head_commit.author.email', 'arbitrary', 'outsider'],
  ['github.event.head_commit.author.name', 'arbitrary', 'outsider'],
  ['github.event.commits.*.message', 'arbitrary', 'outsider'],
  ['github.event.pull_request.head.ref', 'structured', 'outsider'],
  ['github.event.pull_request.head.label', 'structured', 'outsider'],
  ['github.event.pull_request.head.repo.default_branch', 'structured', 'outsider'],
  ['github.event.workflow_run.head_branch', 'structured', 'outsider'],
  ['github.event.pages.*.page_name', 'arbitrary', 'outsider'],
  ['github.event.client_payload.command', 'arbitrary', 'maintainer'],
  ['github.head_ref', 'structured', 'outsider'],
  ['github.ref_name', 'structured', 'contributor'],
  ['github.event.release.name', 'arbitrary', 'contributor'],
  ['github.event.pull_request.number', 'fixed', 'outsider'],
  ['github.event.pull_request.head.sha', 'fixed', 'outsider'],
  ['github.event.pull_request.merged', 'fixed', 'outsider'],
  ['github.event.sender.login', 'fixed', 'outsider'],
  ['github.event.repository.full_name', 'fixed', 'maintainer'],
  ['github.sha', 'fixed', 'system'],
  ['github.actor', 'fixed', 'system'],
];

test.for(trusts)('%s is %s, set by %s', ([path, trust, actor]) => {
  const found = sourceOf(path.split('.'), false);

  expect([found.trust, found.trust === 'fixed' ? actor : found.actor]).toEqual([trust, actor]);
});

test('a whole object is harmless as a word and everything when it is written out', () => {
  expect(sourceOf(['github', 'event'], false).trust).toBe('fixed');
  expect(sourceOf(['github', 'event'], true).trust).toBe('arbitrary');
});

test('nesting is bounded', () => {
  const deep = `${'('.repeat(5000)}1${')'.repeat(5000)}`;

  expect(() => parseExpression(deep)).toThrow(/nested/);
  expect(() => parseExpression(`${'!'.repeat(5000)}1`)).toThrow(/nested/);
  expect(() => parseExpression(`${'a || '.repeat(4000)}b`)).toThrow(/nested/);
  expect(() => parseExpression(`a${'.b'.repeat(4000)}`)).toThrow(/nested/);
});

test('any text gives a tree or an error of input or limit', () => {
  const word = fc.constantFrom(
    "'",
    '(',
    ')',
    '[',
    ']',
    '.',
    ',',
    '*',
    '!',
    '&&',
    '||',
    '==',
    '<',
    'github',
    'a-b',
    '1',
    '0x',
    '-',
    ' ',
    'é',
    'NaN',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
  );
  const property = fc.property(text, (source) => isFine(() => evaluate(parseExpression(source))));

  expect(fc.check(property, { numRuns: 500 }).counterexample).toBeNull();
});

function isFine(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch (error) {
    return isCaissonError(error, 'input.malformed', 'limit.depth', 'limit.size');
  }
}
