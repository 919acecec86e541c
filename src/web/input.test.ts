import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import type { Route } from '#wire/route.ts';
import { routes } from '#wire/routes.ts';
import { parseBody } from './body.ts';
import { checkInput } from './input.ts';

const table = Object.entries<Route>(routes);

/** Runs it and answers whether it threw what parsers may throw. */
function isOrderly(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    return isCaissonError(error, 'input.malformed', 'limit.depth');
  }
}

test('any bytes are a body or an error of the input', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(isOrderly(() => parseBody(bytes, 64, 'refuse'))).toBe(true);
    }),
  );
});

test('any JSON is taken or refused by every operation', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(...table), (value, [, route]) => {
      const raw = { params: { id: '1' }, query: {}, body: value };
      expect(isOrderly(() => checkInput(route, raw))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('names that reach for prototypes are refused at every depth, or left out of reports', () => {
  for (const name of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__'])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), (depth) => {
        const text = `${'{"a":['.repeat(depth)}{"${name}":{"x":1},"b":2}${']}'.repeat(depth)}`;
        const bytes = new TextEncoder().encode(text);
        expect(() => parseBody(bytes, 64, 'refuse')).toThrow('may not be named');
        expect(JSON.stringify(parseBody(bytes, 64, 'drop'))).not.toContain('"x"');
      }),
      { numRuns: 20 },
    );
});

test('a member that is not known is named with its place', () => {
  const body = {
    name: 'ci',
    days: 1,
    grants: [{ role: 'viewer', place: { cluster: 'a', zone: 'b' } }],
  };

  expect(() => checkInput(routes.addToken, { params: {}, query: {}, body })).toThrow(
    'unknown member "grants.0.place.zone" in the body',
  );
});
