import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { childrenOf, parseXml, textOf } from './xml-tree.ts';

const limits = { maxDepth: 8, maxElements: 100 };

function codeOf(text: string): string {
  try {
    parseXml(text, 'the test', limits);
    return '';
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}

test('gives local names, attributes, trimmed text, CDATA and predefined entities', () => {
  const root = parseXml(
    '<?xml version="1.0"?><a:r xmlns:a="urn:x" a:k="v&lt;"> <a:n> one &amp; <![CDATA[<two>]]> </a:n><n/></a:r>',
    'the test',
    limits,
  );

  expect(root.name).toBe('r');
  expect(root.attributes.get('k')).toBe('v<');
  expect(textOf(root, 'n')).toBe('one & <two>');
  expect(childrenOf(root, 'n')).toHaveLength(2);
});

test.for([
  ['a document type', '<!DOCTYPE a><a/>', 'input.unsupported'],
  ['an entity of its own', '<a>&own;</a>', 'input.malformed'],
  ['an open element', '<a><b></a>', 'input.malformed'],
  ['nothing', '', 'input.malformed'],
  ['depth', `${'<a>'.repeat(9)}${'</a>'.repeat(9)}`, 'limit.depth'],
  ['number', `<a>${'<b/>'.repeat(100)}</a>`, 'limit.entries'],
])('refuses %s', ([, text, code]) => {
  expect(codeOf(text ?? '')).toBe(code);
});

test('an attribute or element named like an object key is only a name', () => {
  const root = parseXml('<a __proto__="x"><constructor>y</constructor></a>', 'the test', limits);

  expect(root.attributes.get('__proto__')).toBe('x');
  expect(textOf(root, 'constructor')).toBe('y');
});

test('random text gives input and limit errors only', () => {
  const parts = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('<a>', '</a>', '<b x="1"', '/>', '&', '<![CDATA[', '<?x '),
    ),
  );

  fc.assert(
    fc.property(parts, (text) => {
      expect(codeOf(`<a>${text.join('')}`)).toMatch(/^$|^(?:input|limit)\./);
    }),
  );
});
