import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccessUse } from '#model/access.ts';
import { requesterOf } from '../identity.ts';
import { leastPrivilege } from './least-privilege.ts';
import { readAudit, readAuditBytes } from './read-audit.ts';

const web = requesterOf({ kind: 'ServiceAccount', namespace: 'shop', name: 'web' });

function line(verb: string, objectRef: object | undefined, more: object = {}): string {
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    stage: 'ResponseComplete',
    requestURI: '/metrics?x=1',
    verb,
    user: { username: web.user, groups: web.groups },
    objectRef,
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2026-11-01T10:00:00.000000Z',
    ...more,
  });
}

function read(...lines: readonly string[]) {
  return readAuditBytes(Buffer.from(lines.join('\n')), { path: 'audit.log' });
}

function shown(uses: readonly AccessUse[]): readonly string[] {
  return uses.map(({ requester, request, count }) => {
    if (request.type === 'url')
      return `${requester.user} ${request.verb} ${request.path} x${count}`;
    const { verb, group, resource, subresource = '', namespace = '', name = '' } = request;
    return `${requester.user} ${verb} ${group}/${resource}/${subresource} ${namespace}/${name} x${count}`;
  });
}

const me = 'system:serviceaccount:shop:web';

test('requests are counted once, by what RBAC was asked', () => {
  const pods = { resource: 'pods', namespace: 'shop', apiVersion: 'v1' };
  const { uses, events, gaps, from, to } = read(
    line('list', pods, { stage: 'RequestReceived' }),
    line('list', pods),
    line('list', pods, { requestReceivedTimestamp: '2026-11-02T00:00:00Z' }),
    line('watch', pods, { stage: 'ResponseStarted' }),
    line('get', { ...pods, name: 'a' }, { responseStatus: { code: 403 } }),
    line('create', { ...pods, name: 'made' }, { responseStatus: { code: 201 } }),
    line('create', { ...pods, name: 'a', subresource: 'exec' }, { responseStatus: { code: 101 } }),
    line(
      'patch',
      { resource: 'deployments', apiGroup: 'apps', namespace: 'shop', name: 'x' },
      { responseStatus: { code: 201 } },
    ),
    line('get', undefined),
  );

  expect(shown(uses)).toEqual(
    [
      `${me} list /pods/ shop/ x2`,
      `${me} watch /pods/ shop/ x1`,
      `${me} create /pods/ shop/ x1`,
      `${me} create /pods/exec shop/a x1`,
      `${me} create apps/deployments/ shop/x x1`,
      `${me} patch apps/deployments/ shop/x x1`,
      `${me} get /metrics x1`,
    ].toSorted(byKey),
  );
  expect({ events, gaps, from, to }).toEqual({
    events: 9,
    gaps: [],
    from: '2026-11-01T10:00:00.000000Z',
    to: '2026-11-02T00:00:00Z',
  });

  function byKey(a: string, b: string): number {
    const order = shown(uses);
    return order.indexOf(a) - order.indexOf(b);
  }
});

test('who acts as somebody else used two rights', () => {
  const { uses } = read(
    line(
      'get',
      { resource: 'pods', namespace: 'shop', name: 'a' },
      {
        user: { username: 'ann', groups: ['system:authenticated'] },
        impersonatedUser: { username: 'bob', groups: ['devs', 'system:authenticated'] },
      },
    ),
  );

  expect(shown(uses).toSorted()).toEqual([
    'ann impersonate /groups/ /devs x1',
    'ann impersonate /users/ /bob x1',
    'bob get /pods/ shop/a x1',
  ]);
});

test('broken lines are gaps, and the others are read', () => {
  const good = line('get', undefined);
  const { events, gaps } = read(
    good,
    '{"broken',
    '',
    '{"kind":"Pod"}',
    good,
    'x'.repeat(9 * 2 ** 20),
    good,
  );

  expect(events).toBe(3);
  expect(gaps.map(({ location, reason }) => [location.line, reason])).toEqual([
    [2, 'malformed'],
    [4, 'malformed'],
    [6, 'too-large'],
  ]);
});

test('lists, wrapped lines and values over many lines are read too', async () => {
  const event: unknown = JSON.parse(line('get', undefined));
  const list = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1beta1', items: [event, event] };

  expect(read(JSON.stringify(list)).events).toBe(2);
  expect(read(JSON.stringify(list, undefined, 2)).events).toBe(2);
  expect(read(JSON.stringify({ message: JSON.stringify(event) })).events).toBe(1);
  expect(read(`2026-11-01T10:00:00.1Z stdout F ${JSON.stringify(event)}`).events).toBe(1);
  const text = Buffer.from(`${JSON.stringify(event)}\n`.repeat(50));
  async function* pieces() {
    await Promise.resolve();
    for (let at = 0; at < text.length; at += 7) yield text.subarray(at, at + 7);
  }
  expect((await readAudit(pieces(), { path: 'a' })).events).toBe(50);
});

test('logs of any bytes are read without a crash', () => {
  const sample = `${line('get', { resource: 'pods', namespace: 'a', name: 'b' })}\n${line('list', undefined)}\n`;
  const mutated = fc
    .tuple(fc.nat(sample.length), fc.nat(sample.length), fc.string())
    .map(([start, end, text]) => Buffer.from(sample.slice(0, start) + text + sample.slice(end)));
  const value = fc.jsonValue().map((one) => Buffer.from(JSON.stringify(one)));
  const odd = fc
    .record({
      stage: fc.jsonValue(),
      verb: fc.jsonValue(),
      user: fc.jsonValue(),
      objectRef: fc.jsonValue(),
      impersonatedUser: fc.jsonValue(),
    })
    .map((one) => Buffer.from(line('get', {}, one)));

  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), mutated, value, odd), (bytes) => {
      const reading = readAuditBytes(bytes, { path: 'a' });
      expect(reading.gaps.length).toBeLessThan(25);
      leastPrivilege(reading.uses);
    }),
    { numRuns: 300 },
  );
});
