import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import type { Expression } from '../ast.ts';
import { compileRules } from './compile.ts';
import { matchesGlob, parseGlob } from './glob.ts';
import { matchesPathTree, pathTree } from './path-match.ts';
import { anAudit, anEvent, anOpen, aProcess, overValues, ruleOf } from './testing.ts';

const event = anEvent('openat');

test('macros that double each other cost no more than their text', () => {
  let condition: Expression = ruleOf('proc.name = sh').condition;
  const other = ruleOf('fd.num > 1').condition;
  for (let step = 0; step < 200; step += 1) {
    const either: Expression = { kind: 'or', items: [condition, other], at: 0 };
    condition = {
      kind: 'and',
      items: [
        either,
        condition,
        { kind: 'not', item: { kind: 'not', item: either, at: 0 }, at: 0 },
      ],
      at: 0,
    };
  }
  const rule = { ...ruleOf('proc.name = sh'), condition };

  expect(compileRules([rule]).judge(event)).toHaveLength(1);
  expect(compileRules([rule], { interpreter: true }).judge(event)).toHaveLength(1);
});

test('a condition that is nested too deeply is left out with a reason', () => {
  let condition: Expression = ruleOf('proc.name = sh').condition;
  for (let step = 0; step < 20_000; step += 1)
    condition = { kind: step % 2 === 0 ? 'and' : 'or', items: [condition, ruleless], at: 0 };

  const set = compileRules([{ ...ruleOf('proc.name = sh'), condition }]);

  expect(set.problems).toMatchObject([{ message: 'the condition is nested too deeply' }]);
});

test('patterns of stars take no more than the product of both lengths', () => {
  const glob = parseGlob('*a'.repeat(500));

  expect(matchesGlob(glob, `${'a'.repeat(3000)}b`)).toBe(false);
  expect(() => parseGlob('*'.repeat(70_000))).toThrow('64 KiB');
});

test('search paths of globs are bounded by their number', () => {
  const tree = pathTree(Array.from({ length: 100 }, (_, at) => `${'/*'.repeat(at + 2)}/x`));

  expect(matchesPathTree(tree, `/${'a/'.repeat(2000)}`)).toBe(false);
});

test('a regular expression that makes others hang takes linear time', () => {
  const condition = overValues("proc.cmdline regex '(a*)*b'", {
    'proc.cmdline': 'a'.repeat(50_000),
  });

  expect(condition.run(event)).toBe(false);
});

test.for(['"', 'a\\b', '`${1}`', '*/ throw 1 /*', '\u2028', '$', '$&', '__proto__', '‹e.x›'])(
  'constants are never code: %s',
  (text) => {
    const name = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    const values = {
      'proc.name':
        text.includes('\u2028') || text.includes('‹') ? Buffer.from(text).toString('latin1') : text,
    };

    expect(
      overValues(`proc.name = "${name}" and proc.name in ("${name}", b, c, d)`, values).run(event),
    ).toBe(true);
  },
);

test('enormous argument lists are cut, loops of ancestors end', () => {
  const args = Array.from({ length: 100_000 }, () => 'argument');
  const process = aProcess({ args });
  const loop: { parent?: unknown } = process;
  loop.parent = process;
  const set = compileRules([
    ruleOf(
      'evt.type = execve and (proc.aname = nobody or proc.cmdline endswith nothing or proc.sname = x)',
    ),
    ruleOf('evt.type = execve and proc.cmdline startswith "sh argument"'),
  ]);

  const [hit, more] = set.judge(anEvent('execve', { process }));

  expect(more).toBeUndefined();
  expect(hit?.because()).toContainEqual({ label: 'evt.type = execve', text: 'execve' });
});

test('pointers into prototypes give nothing', () => {
  const body = Object.fromEntries([
    ['__proto__', { verb: 'x' }],
    ['a', []],
  ]);
  const set = compileRules([
    {
      ...ruleOf(
        'jevt.value[/__proto__/verb] = x or jevt.value[/constructor/name] exists or jevt.value[/a/length] exists or ka.verb exists',
        '  source: k8s_audit\n',
      ),
    },
  ]);

  expect(set.problems).toEqual([]);
  expect(set.judge(anAudit(body))).toHaveLength(1);
  expect(set.judge(anAudit({ a: [] }))).toHaveLength(0);
});

test('globs agree with a plain meaning of them', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/'), maxLength: 6 });

  fc.assert(
    fc.property(pattern, text, (wanted, value) => {
      expect(matchesGlob(parseGlob(wanted), value)).toBe(means(wanted, value));
    }),
    { numRuns: 200 },
  );
});

test('any rule text gives an answer or a reason', () => {
  const piece = fc.constantFrom(
    'proc.name',
    'fd.name',
    ' = ',
    ' glob ',
    ' regex ',
    ' in ',
    '(',
    ')',
    '"[a"',
    "'(a|'",
    '\\',
    'and ',
    'not ',
    '*',
    '[',
    '10.0.0.0/8',
    'fd.net',
    '-1',
    'user.uid',
    ' > ',
  );

  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.string({ maxLength: 20 }), (parts, name) => {
      const values = { 'proc.name': name, 'fd.name': name, 'user.uid': 3 };

      expect(outcomeOf(parts.join(''), values)).toMatch(/^(?:true|false|(?:input|limit)\..*)$/);
    }),
    { numRuns: 200 },
  );
});

test('an event without anything breaks no field', () => {
  const set = compileRules([
    ruleOf(
      'evt.arg.flags contains O_ or evt.args contains x or fd.name startswith /x or proc.aname[9] = x or container.image exists',
    ),
  ]);

  expect(set.judge(anEvent('openat'))).toHaveLength(0);
  expect(set.judge(anOpen('/x', { args: { flags: Number.NaN, name: '' } }))).toHaveLength(1);
  expect(set.problems).toEqual([]);
});

test('numbers that are none switch no rule off', () => {
  const rule = ruleOf(
    'evt.arg.flags contains O_RDWR or evt.args contains nothing or evt.rawtime = 1 or container.start_ts = 1 or proc.duration = 1',
  );
  const set = compileRules([rule]);
  const nothing = { flags: Number.NaN, mode: Number.POSITIVE_INFINITY, dev: Number.NaN };

  set.judge(anOpen('/x', { args: nothing, seconds: Number.NaN, nanoseconds: 0.5 }));

  expect(set.problems).toEqual([]);
});

function outcomeOf(filter: string, values: Readonly<Record<string, string | number>>): string {
  try {
    return String(overValues(filter, values).run(event));
  } catch (error) {
    return isCaissonError(error) ? error.code : String(error);
  }
}

const ruleless = ruleOf('proc.name = sh').condition;

function means(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern.startsWith('*'))
    return means(rest, text) || (text !== '' && means(pattern, text.slice(1)));
  return (
    text !== '' && (pattern.startsWith('?') || pattern[0] === text[0]) && means(rest, text.slice(1))
  );
}
