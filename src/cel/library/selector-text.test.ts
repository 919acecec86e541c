import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CelError } from '../value.ts';
import { attempt } from './attempt.ts';
import { parseFieldSelector } from './field-selector-text.ts';
import { parseLabelSelector } from './label-selector-text.ts';

function shown(requirements: ReturnType<typeof parseLabelSelector>): readonly string[] {
  return requirements.map(({ key, operator, values }) => `${key} ${operator} ${values.join('|')}`);
}

test.for([
  ['', []],
  ['  ', []],
  ['app=shop', ['app In shop']],
  ['app == shop', ['app In shop']],
  ['app=', ['app In ']],
  ['app!=shop', ['app NotIn shop']],
  ['app', ['app Exists ']],
  ['!app', ['app DoesNotExist ']],
  ['tier in (b, a,b)', ['tier In a|b']],
  ['tier notin (a)', ['tier NotIn a']],
  ['tier in ()', ['tier In ']],
  ['tier in (,a)', ['tier In |a']],
  ['tier in (a,)', ['tier In |a']],
  ['n>5,m<-1', undefined],
  ['n>5', ['n Gt 5']],
  ['z=1,a=2', ['a In 2', 'z In 1']],
  ['in in (in)', ['in In in']],
  ['example.com/app=x', ['example.com/app In x']],
  ['app=shop,', undefined],
  [',app', undefined],
  ['app shop', undefined],
  ['app in a', undefined],
  ['app in (a', undefined],
  ['app in (a b)', undefined],
  ['!app=1', undefined],
  ['=x', undefined],
  ['app=(x)', undefined],
  ['n>x', undefined],
  ['-app', undefined],
  ['app=-x', undefined],
] as const)('the label selector %j is %j', ([text, wanted]) => {
  const parsed = attempt(() => shown(parseLabelSelector(text)));

  expect(parsed instanceof CelError ? undefined : parsed).toEqual(wanted);
});

test.for([
  ['', []],
  ['spec.nodeName=node', ['spec.nodeName In node']],
  ['a==b,c!=d', ['a In b', 'c NotIn d']],
  ['a=', ['a In ']],
  ['a=b\\,c\\=d\\\\e', ['a In b,c=d\\e']],
  [',a=b,', ['a In b']],
  ['a', undefined],
  ['a=b=c', undefined],
  ['a=\\x', undefined],
  ['a=\\', undefined],
] as const)('the field selector %j is %j', ([text, wanted]) => {
  const parsed = attempt(() => shown(parseFieldSelector(text)));

  expect(parsed instanceof CelError ? undefined : parsed).toEqual(wanted);
});

test('whatever is read as a selector throws nothing but a complaint about input', () => {
  const unit = fc.constantFrom(...'ab=!,()<>\\ in'.split(''), 'notin');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit, maxLength: 30 }), fc.string()), (text) => {
      for (const parse of [parseLabelSelector, parseFieldSelector])
        expect(() =>
          attempt(() => {
            parse(text);
          }),
        ).not.toThrow();
    }),
  );
});
