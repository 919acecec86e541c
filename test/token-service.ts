import { createSign, randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** A token service as docker-registry expects one, signing with the key of a certificate it trusts. */
export interface TokenService extends AsyncDisposable {
  readonly realm: string;
  readonly service: string;
  readonly certificate: string;
  /** Every scope that was asked for. */
  readonly scopes: readonly string[];
}

/** Starts one on loopback that knows one user. Anonymous clients may pull. */
export async function startTokenService(
  files: { readonly certificate: string; readonly key: string },
  login: { readonly username: string; readonly password: string },
): Promise<TokenService> {
  const scopes: string[] = [];
  const service = 'caisson-test-registry';
  const basic = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://service');
    const { authorization } = request.headers;
    if (authorization !== undefined && authorization !== basic)
      return void response.writeHead(401).end();
    const asked = url.searchParams.getAll('scope');
    scopes.push(...asked);
    const access = asked.map((scope) => {
      const [type = '', name = '', actions = ''] = scope.split(':');
      const granted = actions.split(',').filter((action) => authorization || action === 'pull');
      return { type, name, actions: granted };
    });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ token: sign(files, service, access), expires_in: 300 }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    realm: `http://127.0.0.1:${port}/token`,
    service,
    certificate: files.certificate,
    scopes,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A JSON web token in the form of distribution's token specification. */
function sign(
  files: { readonly certificate: string; readonly key: string },
  service: string,
  access: readonly object[],
): string {
  const now = Math.floor(Date.now() / 1000);
  const chain = [new X509Certificate(readFileSync(files.certificate)).raw.toString('base64')];
  const header = { typ: 'JWT', alg: 'RS256', x5c: chain };
  const claims = {
    iss: 'caisson-test',
    sub: 'test',
    aud: service,
    exp: now + 300,
    nbf: now - 60,
    iat: now,
    jti: randomUUID(),
    access,
  };
  const body = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = createSign('RSA-SHA256').update(body).sign(readFileSync(files.key));
  return `${body}.${signature.toString('base64url')}`;
}
