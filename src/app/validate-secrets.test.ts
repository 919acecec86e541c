import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { Secret } from '#model/secret.ts';
import type { IssuerTransport } from '#secret/validate.ts';
import { createSecretValidation, issuerTransport } from './validate-secrets.ts';

const token = 'not-a-real-one';
const secret: Secret = {
  rule: 'github-pat',
  title: 'GitHub personal access token',
  class: 'provider-token',
  provider: 'github.com',
  severity: 'critical',
  location: { path: '/srv/.env', line: 1 },
  key: 'k1',
  ending: '',
  length: token.length,
  excerpt: 'TOKEN=**************',
  remediation: 'revoke it',
  references: [],
  aliases: [],
};

function scopeOf(lines: string[]): Scope {
  function quiet(): undefined {}
  return {
    signal: new AbortController().signal,
    log: {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (message, fields) => lines.push(`${message} ${JSON.stringify(fields)}`),
    },
    progress: { begin: () => ({ advance: quiet, [Symbol.dispose]: quiet }) },
    clock: () => new Date('2026-11-22T12:00:00Z'),
    limits: defaultLimits,
    temporaryDirectory: '/nonexistent',
  };
}

/** An issuer on the loopback interface; requests for real hosts go there. */
async function withIssuer(
  status: number,
  use: (transport: IssuerTransport, seen: string[]) => Promise<void>,
): Promise<void> {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization ?? ''}`);
    response.writeHead(status, { location: 'https://elsewhere.test/' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = issuerTransport({
    insecureHosts: [host],
    caFiles: [],
    mirrors: new Map(),
    environment: {},
    userAgent: 'caisson/test',
    random: () => 0,
  });
  try {
    await use((request, signal) => {
      const { pathname } = new URL(request.url);
      return send({ ...request, url: `http://${host}${pathname}` }, signal);
    }, seen);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const answers: readonly (readonly [number, Secret['validity']])[] = [
  [200, 'active'],
  [401, 'revoked'],
  [302, 'unknown'],
  [500, 'unknown'],
];

test.for(answers)('the answer %s makes a secret %s', async ([status, validity]) => {
  await withIssuer(status, async (transport, seen) => {
    const lines: string[] = [];
    const validation = createSecretValidation(['github.com'], { offline: false, transport });
    validation?.witness(secret, token);

    const settled = await validation?.settle([secret], scopeOf(lines));

    expect(settled?.[0]?.validity).toBe(validity);
    expect(seen).toEqual([`GET /user Bearer ${token}`]);
    expect(lines).toEqual(['asking issuers whether secrets still work {"hosts":"api.github.com"}']);
  });
});

test('one secret is asked about once, others not at all, and nothing stays in clear', async () => {
  await withIssuer(200, async (transport, seen) => {
    const validation = createSecretValidation(['github'], {
      offline: false,
      transport,
      pauseMs: 0,
    });
    const again = { ...secret, location: { path: '/srv/other' } };
    const other = { ...secret, key: 'k2', provider: 'gitlab.com', rule: 'gitlab-pat' };
    for (const one of [secret, again, other]) validation?.witness(one, token);

    const settled = await validation?.settle([secret, again, other], scopeOf([]));
    const later = await validation?.settle([secret], scopeOf([]));

    expect(settled?.map(({ validity }) => validity)).toEqual(['active', 'active', undefined]);
    expect(later?.[0]?.validity).toBeUndefined();
    expect(seen).toHaveLength(1);
    expect(JSON.stringify(settled)).not.toContain(token);
  });
});

function transport(): ReturnType<IssuerTransport> {
  return Promise.reject(new Error('nobody may be called'));
}

test('without names nobody is asked, unknown ones and --offline are refused', () => {
  expect(createSecretValidation([], { offline: true, transport })).toBeUndefined();
  expect(() => createSecretValidation(['github.com'], { offline: true, transport })).toThrow(
    '--validate and --offline exclude each other',
  );
  expect(() => createSecretValidation(['acme.test'], { offline: false, transport })).toThrow(
    expect.objectContaining({
      code: 'usage.invalid-argument',
      message: 'no issuer is called "acme.test"',
    }),
  );
});

test('an issuer that cannot be reached leaves it open', async () => {
  const validation = createSecretValidation(['github.com'], { offline: false, transport });
  validation?.witness(secret, token);

  const settled = await validation?.settle([secret], scopeOf([]));

  expect(settled?.[0]?.validity).toBe('unknown');
});
