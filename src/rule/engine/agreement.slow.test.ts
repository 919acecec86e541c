import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KernelInterest } from '#contract/runtime.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { compileRules } from './compile.ts';
import { isOfInterest } from './of-interest.ts';
import { anEvent, aProcess, overValues, ruleOf } from './testing.ts';

const words = [
  'sh',
  'bash',
  'nginx',
  '/etc/passwd',
  '/etc',
  '/tmp/x',
  '10.0.0.1',
  '',
  'É',
] as const;
const word = fc.constantFrom(...words);
const field = fc.constantFrom(
  'proc.name',
  'proc.pname',
  'fd.name',
  'fd.directory',
  'proc.cmdline',
  'evt.arg.name',
  'proc.aname',
  'proc.aname[2]',
  'container.id',
);
const operator = fc.constantFrom(
  '=',
  '!=',
  'contains',
  'icontains',
  'startswith',
  'endswith',
  'glob',
  'iglob',
);
const list = fc
  .array(word, { minLength: 1, maxLength: 6 })
  .map((items) => `(${items.map(quoted).join(', ')})`);

const check = fc.oneof(
  fc.tuple(field, operator, word).map(([name, how, value]) => `${name} ${how} ${quoted(value)}`),
  fc
    .tuple(field, fc.constantFrom('in', 'pmatch', 'intersects'), list)
    .map((parts) => parts.join(' ')),
  fc
    .tuple(field, fc.constantFrom('startswith anyof', '= oneof', 'contains allof'), list)
    .map((parts) => parts.join(' ')),
  field.map((name) => `${name} exists`),
  fc
    .tuple(
      fc.constantFrom('fd.num', 'evt.rawres', 'user.uid'),
      fc.constantFrom('=', '!=', '<', '>='),
      fc.integer({ min: -2, max: 4 }),
    )
    .map((parts) => parts.join(' ')),
  fc.constantFrom(
    'evt.is_open_read = true',
    'evt.is_open_write = true',
    'evt.is_open_write = false',
    'evt.type in (openat, execve)',
    'evt.type != connect',
    'evt.res = SUCCESS',
    'fd.typechar = f',
    'fd.sip = 10.0.0.1',
    'fd.net in (10.0.0.0/8)',
    'fd.sip != 10.0.0.1',
    'evt.num = 0',
    'container.id != host',
  ),
);

const condition = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    check,
    fc
      .tuple(
        fc.constantFrom(' and ', ' or '),
        fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
      )
      .map(([how, parts]) => `(${parts.join(how)})`),
    tie('tree').map((part) => `not (${part})`),
  ),
})).tree;

const runtimeEvent: fc.Arbitrary<RuntimeEvent> = fc
  .record({
    type: fc.constantFrom('openat', 'execve', 'connect', 'unlinkat', 'close'),
    name: word,
    parent: word,
    path: word,
    raw: fc.option(word, { nil: undefined }),
    flags: fc.constantFrom(0, 1, 2, 0o101),
    result: fc.constantFrom(0, 3, -2),
    uid: fc.integer({ min: 0, max: 2 }),
    inContainer: fc.boolean(),
    hasFd: fc.boolean(),
  })
  .map(({ type, name, parent, path, raw, flags, result, uid, inContainer, hasFd }) => {
    const end = { address: '10.0.0.1', port: 443 };
    const socket = {
      protocol: 'tcp',
      isServer: false,
      client: { ...end, port: 5 },
      server: end,
      connected: true,
    };
    const kind = type === 'connect' ? 'ipv4' : 'file';
    const known = hasFd && result >= 0;
    return anEvent(type, {
      result,
      args: { name: raw ?? path, flags, dirfd: -100 },
      process: aProcess({
        name,
        uid,
        parent: aProcess({ name: parent, parent: aProcess({ name: 'init' }) }),
        ...(inContainer && {
          container: { id: 'c'.repeat(64), shortId: 'c'.repeat(12), engine: 'docker' as const },
        }),
      }),
      ...(known && {
        fd: {
          number: 3,
          kind,
          name: path,
          ...(raw !== undefined && { rawName: raw }),
          ...(kind === 'ipv4' && { socket }),
        },
      }),
    });
  });

test('generated code and the tree agree on every condition and event', () => {
  fc.assert(
    fc.property(
      fc.array(condition, { minLength: 1, maxLength: 4 }),
      fc.array(runtimeEvent, { minLength: 1, maxLength: 8 }),
      (conditions, events) => {
        const rules = conditions.map((text, at) => ({
          ...ruleOf(text),
          name: `rule ${at}`,
          index: at,
        }));
        const generated = compileRules(rules);
        const interpreted = compileRules(rules, { interpreter: true });
        for (const event of events) {
          const names = generated.judge(event).map(({ rule }) => rule.name);
          expect(names).toEqual(interpreted.judge(event).map(({ rule }) => rule.name));
          expect(names).toEqual([...names].sort());
        }
        expect(generated.problems).toEqual([]);
      },
    ),
    { numRuns: 40 },
  );
});

test('what a rule holds for is never kept back by the kernel', () => {
  fc.assert(
    fc.property(
      condition,
      fc.array(runtimeEvent, { minLength: 1, maxLength: 10 }),
      (text, events) => {
        const rule = ruleOf(text);
        const set = compileRules([rule]);
        const { interest } = set;
        const lost = events.filter(
          (event) =>
            set.judge(event).length > 0 &&
            ((event.result ?? 0) >= 0 || isAskedToFail(interest, event.type)) &&
            !isOfInterest(interest, event),
        );

        // What reads and writes data is left out for rules that name no type, as in Falco.
        expect(
          lost.filter(({ type }) => type !== 'close' || rule.eventTypes !== undefined),
        ).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('more blanks, double negation and the order of lists change nothing', () => {
  fc.assert(
    fc.property(condition, runtimeEvent, (text, event) => {
      const values = {
        'proc.name': event.process.name,
        'fd.name': event.fd?.name ?? 'x',
        'fd.num': 3,
      };
      const once = overValues(text, values).run(event);

      expect(overValues(`not not (  ${text.replaceAll(' ', '  ')} )`, values).run(event)).toBe(
        once,
      );
    }),
    { numRuns: 60 },
  );
});

function quoted(text: string): string {
  return `"${text}"`;
}

/** Rules that do not speak of results do not ask for calls that failed. */
function isAskedToFail({ failures, failing }: KernelInterest, type: string): boolean {
  return failures && failing?.includes(type) !== false;
}
