import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createValidator, type IssuerTransport } from './validate.ts';

/** An issuer on the loopback interface: every request goes there instead, with the path it was meant for. */
async function withIssuer(
  status: number,
  body: string,
  use: (transport: IssuerTransport, seen: string[]) => Promise<void>,
): Promise<void> {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization ?? ''}`);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  function transport({ url, method, headers }: Parameters<IssuerTransport>[0]) {
    return new Promise<{ status: number; body: string }>((resolve, reject) => {
      const outgoing = request(
        { host: '127.0.0.1', port, path: new URL(url).pathname, method, headers },
        (answer) => {
          let text = '';
          answer.on('data', (part: Buffer) => (text += part.toString()));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
        },
      );
      outgoing.on('error', reject).end();
    });
  }
  try {
    await use(transport, seen);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const { signal } = new AbortController();
const github = { rule: 'github-pat', provider: 'github.com', secret: 'not-a-real-one' };
const slack = { rule: 'slack-bot-token', provider: 'slack.com', secret: 'not-a-real-one' };

test.for([
  ['200 is active', 200, '{}', github, 'active'],
  ['401 is revoked', 401, '', github, 'revoked'],
  ['500 says nothing', 500, '', github, 'unknown'],
  ['a redirect says nothing', 302, '', github, 'unknown'],
  ['the body tells where every status is 200', 200, '{"ok":false}', slack, 'revoked'],
  ['and when it works', 200, '{"ok": true}', slack, 'active'],
] as const)('%s', async ([, status, body, question, expected]) => {
  await withIssuer(status, body, async (transport) => {
    expect(await createValidator(['github', 'slack'], transport).ask(question, signal)).toBe(
      expected,
    );
  });
});

test('nobody is asked who was not named, and nobody twice', async () => {
  await withIssuer(200, '{}', async (transport, seen) => {
    const validator = createValidator(['github'], transport);
    const answers = [
      await validator.ask(slack, signal),
      await validator.ask(github, signal),
      await validator.ask(github, signal),
    ];

    expect(answers).toEqual(['unknown', 'active', 'active']);
    expect(seen).toEqual(['GET /user Bearer not-a-real-one']);
    expect(validator.hosts).toEqual(['api.github.com']);
    expect(createValidator([], transport).hosts).toEqual([]);
  });
});

test('an issuer that cannot be reached says nothing, an unknown one is a mistake', async () => {
  const broken = createValidator(['github'], () => Promise.reject(new Error('down')));

  expect(await broken.ask(github, signal)).toBe('unknown');
  expect(() => createValidator(['nobody'], () => Promise.reject(new Error('x')))).toThrow(
    expect.objectContaining({ code: 'usage.invalid-argument' }),
  );
});
