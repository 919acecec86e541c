import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { type HttpOptions, httpGet, readBody } from './http-get.ts';
import { serve } from './testing-http.ts';

const options: HttpOptions = { timeoutMs: 5_000, signal: new AbortController().signal };

async function text(url: string, settings = options): Promise<string> {
  return (await readBody(await httpGet(url, settings), 100)).toString();
}

test('credentials in the URL are sent to its own origin and nowhere else', async () => {
  const seen: (string | undefined)[] = [];
  function note(request: IncomingMessage): void {
    seen.push(request.headers.authorization);
  }

  const body = await serve(
    (request, response) => {
      note(request);
      response.end('here');
    },
    (target) =>
      serve(
        (request, response) => {
          note(request);
          response.writeHead(302, { location: `${target}/x` }).end();
        },
        (url) => text(url.replace('//', '//user:secret@')),
      ),
  );

  expect(body).toBe('here');
  expect(seen).toEqual([`Basic ${Buffer.from('user:secret').toString('base64')}`, undefined]);
});

test('redirects end after five', async () => {
  let asked = 0;

  const endless = serve(
    (request, response) => {
      asked += 1;
      response.writeHead(302, { location: `${request.url}x` }).end();
    },
    (url) => text(url),
  );

  await expect(endless).rejects.toMatchObject({ code: 'access.unreachable' });
  expect(asked).toBe(6);
});

test.for([
  ['a file', 'file:///etc/passwd'],
  ['no URL', 'http://'],
] as const)('a redirect to %s is refused', async ([, location]) => {
  const request = serve(
    (_request, response) => response.writeHead(302, { location }).end(),
    (url) => text(url),
  );

  await expect(request).rejects.toMatchObject({ code: 'access.unreachable' });
});

test.for([
  [401, 'access.unauthenticated'],
  [403, 'access.forbidden'],
  [404, 'input.not-found'],
  [429, 'access.rate-limited'],
  [500, 'access.unreachable'],
] as const)('status %i is %s', async ([status, code]) => {
  const request = serve(
    (_request, response) => response.writeHead(status).end(),
    (url) => text(url),
  );

  await expect(request).rejects.toMatchObject({ code });
});

test('a server that stops answering is given up', async () => {
  const silent = serve(
    () => undefined,
    (url) => text(url, { ...options, timeoutMs: 50 }),
  );
  const stalled = serve(
    (_request, response) => response.write('some'),
    (url) => text(url, { ...options, timeoutMs: 50 }),
  );

  await expect(silent).rejects.toMatchObject({ code: 'access.unreachable' });
  await expect(stalled).rejects.toMatchObject({ code: 'access.unreachable' });
});

test('a body beyond its bound is cut off', async () => {
  const large = serve(
    (_request, response) => response.end('x'.repeat(101)),
    (url) => text(url),
  );

  await expect(large).rejects.toMatchObject({ code: 'limit.size' });
});

test('a cancelled request ends with the reason of the cancellation', async () => {
  const controller = new AbortController();

  const request = serve(
    () => controller.abort(new Error('enough')),
    (url) => text(url, { ...options, signal: controller.signal }),
  );

  await expect(request).rejects.toThrow('enough');
});

test('nobody listening is unreachable', async () => {
  await expect(text('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'access.unreachable' });
});
