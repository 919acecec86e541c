import { join } from 'node:path';
import { z } from 'zod';
import { testScope } from '#advisory/testing.ts';
import { authenticatorOf } from '#app/platform/identity/authenticator.ts';
import { firstRunToken } from '#app/platform/identity/first-run.ts';
import { auditOperations } from '#app/platform/operations/audit.ts';
import { sessionOperations } from '#app/platform/operations/session.ts';
import { userOperations } from '#app/platform/operations/user.ts';
import { viewOperations } from '#app/platform/operations/view.ts';
import type { Call, ExternalSignIn, Operations } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { auditLogOf } from '#estate/audit/audit-log.ts';
import { auditMigration } from '#estate/audit/migration.ts';
import { identityMigration } from '#estate/identity/migration.ts';
import { viewMigration } from '#estate/view/migration.ts';
import { openVault } from '#identity/vault.ts';
import { CaissonError } from '#kit/error.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import type { WebParts } from '#web/parts.ts';
import type { WebSettings } from '#web/settings.ts';
import { createWebServer } from '#web/web-server.ts';
import type { Route } from '#wire/route.ts';
import { routes } from '#wire/routes.ts';

export const password = 'correct horse battery';
export const origin = 'http://localhost';

/** A face on a real store of people; operations that are not about people answer "not found", and tell that they were called. */
export async function startWeb(
  directory: string,
  options: {
    readonly settings?: Partial<WebSettings>;
    readonly operations?: Partial<Operations>;
    readonly consoleDirectory?: string;
    readonly external?: (parts: Pick<WebParts, 'scope'> & AccountParts) => ExternalSignIn;
    readonly onlyStubs?: boolean;
    readonly database?: SqlDatabase;
  } = {},
) {
  const scope = testScope();
  const database = options.database ?? (await openSqlite(':memory:'));
  await migrate(database, [identityMigration, auditMigration, viewMigration]);
  const signer = openVault(join(directory, `${crypto.randomUUID()}.key`));
  const audit = auditLogOf({ clock: scope.clock, signer });
  const parts = { database, audit, scope };
  const calls: { readonly id: string; readonly call: Call }[] = [];
  const own = {
    ...sessionOperations(parts),
    ...userOperations(parts),
    ...auditOperations({ database, signer }),
    ...viewOperations(parts),
  };
  const server = await createWebServer({
    operations: {
      ...stubs(calls),
      ...(options.onlyStubs === true ? {} : own),
      ...options.operations,
    },
    authenticator: authenticatorOf(database, scope.clock),
    settings: { host: '127.0.0.1', port: 0, signInsPerMinute: 1000, ...options.settings },
    scope,
    refused: (entry) => database.transaction((tx) => audit.append(tx, entry)),
    ...(options.consoleDirectory === undefined
      ? {}
      : { consoleDirectory: options.consoleDirectory }),
    ...(options.external === undefined ? {} : { external: options.external(parts) }),
  });
  const first = (await firstRunToken(database, scope.clock)) ?? '';
  return { ...parts, server, calls, first, signer, operations: own };
}
export type AccountParts = Parameters<typeof userOperations>[0];
export type Started = Awaited<ReturnType<typeof startWeb>>;

function stubs(calls: { readonly id: string; readonly call: Call }[]): Operations {
  const made = Object.keys(routes).map((id) => [
    id,
    (call: Call) => {
      calls.push({ id, call });
      return Promise.reject(new CaissonError('input.not-found', 'there is nothing'));
    },
  ]);
  return Object.fromEntries(made) as Operations; // one of each id
}

/** What a browser that signed in sends. */
export interface Browser {
  readonly cookie: string;
  readonly csrf: string;
}

/** The headers of a write from our own page. */
export function writing({ cookie, csrf }: Browser): Readonly<Record<string, string>> {
  return { cookie, origin, 'x-csrf-token': csrf, host: 'localhost' };
}

export async function signInFirst({ server, first }: Started): Promise<Browser> {
  const payload = { token: first, name: 'Ada', password };
  return browserOf(await server.inject({ method: 'POST', url: '/api/v1/session/first', payload }));
}

export async function signIn({ server }: Started, name: string): Promise<Browser> {
  const payload = { name, password };
  return browserOf(await server.inject({ method: 'POST', url: '/api/v1/session', payload }));
}

export function browserOf(answer: {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}): Browser {
  const [cookie = ''] = [answer.headers['set-cookie']].flat().map(String);
  const { csrf } = z.looseObject({ csrf: z.string() }).parse(JSON.parse(answer.body));
  return { cookie: cookie.split(';')[0] ?? '', csrf };
}

/** A request that a route takes, made from its schemas. */
export function sampleOf(route: Route): { readonly url: string; readonly payload?: unknown } {
  const path = route.path.replaceAll(/\{\w+\}/gu, '1');
  const query =
    route.query === undefined
      ? {}
      : sample(z.toJSONSchema(route.query, { io: 'input', unrepresentable: 'any' }));
  const search = new URLSearchParams(
    Object.entries(query as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
  ).toString();
  const url = `/api/v1${path}${search === '' ? '' : `?${search}`}`;
  if (route.takes !== undefined) return { url, payload: '{}\n' };
  if (route.body === undefined) return { url };
  return {
    url,
    payload: sample(z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' })),
  };
}

function sample(schema: unknown): unknown {
  const { const: only, enum: words, anyOf, oneOf, ...rest } = shape.parse(schema);
  if (only !== undefined) return only;
  const first = [...(words ?? []), ...(anyOf ?? []), ...(oneOf ?? [])][0];
  if (first === undefined) return sampleOfType(rest);
  return words === undefined ? sample(first) : first;
}

function sampleOfType(schema: Omit<z.infer<typeof shape>, 'const' | 'enum'>): unknown {
  const { type, properties, required, minItems, minLength, minimum, format, items } = schema;
  switch (type) {
    case 'object':
      return Object.fromEntries((required ?? []).map((name) => [name, sample(properties?.[name])]));
    case 'array':
      return Array.from({ length: minItems ?? 0 }, () => sample(items));
    case 'string':
      return format === 'email' ? 'a@example.org' : '1'.repeat(Math.max(1, minLength ?? 1));
    default:
      return type === 'boolean' ? false : Math.max(1, minimum ?? 1);
  }
}

const shape = z.object({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  minLength: z.number().optional(),
  minimum: z.number().optional(),
  format: z.string().optional(),
});
