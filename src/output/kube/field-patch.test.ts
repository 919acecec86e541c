import { expect, test } from 'vitest';
import { fieldPatchLines } from './field-patch.ts';

const patches = [
  [
    'a field that comes',
    [10, 10, '\n      securityContext:\n        privileged: false\n'],
    ['+ securityContext:', '+   privileged: false'],
  ],
  ['a field that goes', [10, 30, ''], ['- privileged']],
  ['another value', [10, 14, 'false'], ['- privileged', '+ false']],
  ['an entry of a flow mapping', [10, 10, ', drop: [ALL]'], ['+ drop: [ALL]']],
  ['nothing', [10, 10, ''], []],
] as const;

test.for(patches)('the preview of %s', ([, [start, end, text], wanted]) => {
  const fix = { title: 't', safety: 'safe', edits: [{ start, end, text }] } as const;
  const lines = fieldPatchLines(fix, 'spec.containers[0].securityContext.privileged');

  expect(lines.map((line) => `${line.kind === 'gone' ? '-' : '+'} ${line.text}`)).toEqual(wanted);
});

test('a huge patch of hostile text stays short and clean', () => {
  const edits = [{ start: 0, end: 0, text: '\u001b[2J\u202e\n'.repeat(100_000) }];
  const lines = fieldPatchLines({ title: '', safety: 'idea', edits }, '');

  expect(lines.length).toBeLessThanOrEqual(30);
  for (const { text } of lines) expect(text).toBe('�[2J�');
});
