import { expect, test } from 'vitest';
import { lintScript } from './lint.ts';
import { parseScript } from './parse-script.ts';
import type { Dialect } from './script.ts';
import { readShellcheck, shellcheckTask } from './shellcheck.ts';

const cases: readonly (readonly [string, readonly number[], Dialect?])[] = [
  ['rm $x', [2086, 2154]],
  ['rm "$x"', [2154]],
  ['X=a; rm $X', []],
  ['X="a b"; rm $X', [2086]],
  ['rm $(ls)', [2046]],
  ['rm "$(ls)"', []],
  ['y=$(ls)', []],
  ['cd a; b', [2164]],
  ['cd a && b', []],
  ['set -e; cd a; b', []],
  ['a && b || c', [2015]],
  ['a && b || true', []],
  ['if a && b || c; then d; fi', []],
  ['cat a | b', [2002]],
  ['cat a b | c', []],
  ['echo "a\\nb"', [2028]],
  ['rm *.c', [2035]],
  ['rm ./*.c', []],
  ['rm -- *.c', []],
  ['export a="$(b)"', [2155]],
  ['[[ a = b ]]', [3010]],
  ['[[ $Q = b ]]', [], 'bash'],
  ['source a', [3046]],
  ['source a', [], 'bash'],
  ['a <<< b', [3011]],
  ['a &> b', [3020]],
  ['f=(a b)', [3030]],
  ['echo -e a', [3037]],
  ['set -o pipefail', [3040]],
  ['rm ${A:?}', [2086]],
  ['for i in $LIST; do a "$i"; done', []],
];

test.for(cases)('%j gives %j', ([text, codes, dialect = 'sh']) => {
  expect(lintScript(parseScript(text, dialect)).map(({ code }) => code)).toEqual(codes);
});

test('what is declared outside is set', () => {
  const script = parseScript('a "$version"');

  expect(lintScript(script, { declared: new Set(['version']) })).toEqual([]);
});

test('the answer of ShellCheck is put back into the script', () => {
  const text = 'a\n\trm $x';
  const task = shellcheckTask(text, ['B', 'A', 'no-name']);
  const answer = JSON.stringify({
    comments: [
      {
        file: 'a',
        line: 4,
        column: 12,
        endLine: 4,
        endColumn: 14,
        level: 'info',
        code: 2086,
        message: 'm',
      },
      {
        file: 'a',
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 2,
        level: 'info',
        code: 2034,
        message: 'm',
      },
    ],
  });

  expect(task.input).toBe('export A=1\nexport B=1\na\n\trm $x\n');
  expect(readShellcheck(answer, new Map([['a', task]])).get('a')).toEqual([
    { code: 2086, level: 'info', message: 'm', start: 6, end: 8 },
  ]);
});
