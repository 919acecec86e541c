import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OutputPart } from '../ast.ts';
import { ConditionError } from './condition-error.ts';
import { parseOutput } from './parse-output.ts';
import { printOperand } from './print-condition.ts';

const outputs = [
  ['text alone', 'nothing here', ['nothing here']],
  ['a field', 'user=%user.name!', ['user=', '<user.name>', '!']],
  ['fields at once', '%proc.name%proc.pname', ['<proc.name>', '<proc.pname>']],
  ['a full stop behind a field', '%proc.name.', ['<proc.name>', '.']],
  ['a sentence behind a field', '%proc.name.Then', ['<proc.name>', '.Then']],
  ['letters behind a field', '%fd.name_x', ['<fd.name>', '_x']],
  ['an argument', '%proc.aname[2] %evt.arg[0]', ['<proc.aname[2]>', ' ', '<evt.arg[0]>']],
  ['an argument in quotes', '%container.label["a b"]', ['<container.label["a b"]>']],
  [
    'brackets that are no argument',
    '%proc.name[%proc.pid]',
    ['<proc.name>', '[', '<proc.pid>', ']'],
  ],
  ['an argument by name', '%evt.arg.flags', ['<evt.arg.flags>']],
  ['a longer field of two', '%evt.time.s %evt.time', ['<evt.time.s>', ' ', '<evt.time>']],
  ['a transformer', '%toupper(proc.name)!', ['<toupper(proc.name)>', '!']],
  ['a width', '%12proc.name|', ['<12 proc.name>', '|']],
  ['a field that is not known', '%proc.nam', ['<proc.nam>']],
  ['an audit field', '%ka.user.name', ['<ka.user.name>']],
] as const;
test.for(outputs)('reads %s', ([, text, parts]) => {
  expect(parseOutput(text).map(shown)).toEqual(parts);
});

test('tokens keep their text', () => {
  expect(parseOutput('%12evt.arg[0]')).toMatchObject([{ text: 'evt.arg[0]', width: 12 }]);
});

const refused = [
  ['100%', 3],
  ['%12', 0],
  ['a % b', 2],
  ['%%', 0],
  ['%tolower(', 9],
  ['%99999proc.name', 0],
] as const;
test.for(refused)('refuses %j at %i', ([text, offset]) => {
  expect(() => parseOutput(text)).toThrow(
    expect.objectContaining({ place: { offset, line: 1, column: offset + 1 } }),
  );
});

test('throws nothing but errors with a place, in linear time', () => {
  const pieces = ['%', 'proc.name', '[', ']', '"', '12', ' ', 'tolower(', ')', 'x', '\\', '.'];
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((all) => all.join(''));
  fc.assert(fc.property(texts, tryParse), { numRuns: 200 });

  const start = performance.now();
  for (const piece of ['%evt.arg["', '%proc.name', '%concat("a",', `%${'a.'.repeat(100)}`])
    tryParse(piece.repeat(50_000 / piece.length));
  expect(performance.now() - start).toBeLessThan(1000);
});

function tryParse(text: string): void {
  try {
    parseOutput(text);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
  }
}

function shown(part: OutputPart): string {
  if (part.kind === 'text') return part.text;
  return `<${part.width === undefined ? '' : `${part.width} `}${printOperand(part.operand)}>`;
}
