import { CaissonError } from '#kit/error.ts';
import { fieldOf, isObject, listOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { ClientKeys, Impersonation, Login } from './connection.ts';
import { textField, textsField } from './field.ts';
import { besideFile, readText } from './files.ts';
import type { Entry } from './kubeconfig.ts';
import { readPlugin } from './plugin-entry.ts';
import { decodePem } from './url.ts';

/**
 * How a `user` of a kubeconfig logs in. As for kubectl a token goes before a password, and both before a plug-in. `info` is what
 * a plug-in may be told of the cluster. Throws `input.unsupported` for what Kubernetes itself removed (`auth-provider`).
 */
export function readLogin({ file, body }: Entry, info: Readonly<Record<string, unknown>>): Login {
  const keys = keysOf(file, body);
  const also = keys === undefined ? {} : { keys };
  const token = textField(body, 'token')?.trim();
  const tokenFile = textField(body, 'tokenFile');
  if (tokenFile !== undefined) {
    const path = besideFile(file, tokenFile);
    return { ...also, type: 'token-file', path, ...(token !== undefined && { token }) };
  }
  if (token !== undefined) return { ...also, type: 'token', token };
  const username = textField(body, 'username');
  if (username !== undefined)
    return { ...also, type: 'basic', username, password: textField(body, 'password') ?? '' };
  const plugin = fieldOf(body, 'exec');
  if (isObject(plugin)) return { ...also, type: 'plugin', plugin: readPlugin(file, plugin, info) };
  refuseProvider(fieldOf(body, 'auth-provider'));
  return { ...also, type: 'none' };
}

/** `as`, `as-uid`, `as-groups` and `as-user-extra` of a user. */
export function readImpersonation({ body }: Entry): Impersonation | undefined {
  const user = textField(body, 'as');
  if (user === undefined) return undefined;
  const uid = textField(body, 'as-uid');
  const extra = fieldOf(body, 'as-user-extra');
  return {
    user,
    ...(uid !== undefined && { uid }),
    groups: textsField(body, 'as-groups'),
    extra: isObject(extra) ? extraOf(extra) : [],
  };
}

function extraOf(extra: JsonObject): Impersonation['extra'] {
  return Object.entries(extra).map(([key, values]) => [
    key,
    listOf(values).filter((value) => typeof value === 'string'),
  ]);
}

function keysOf(file: string, body: Json): ClientKeys | undefined {
  const certificate = pemOf(file, body, 'client-certificate');
  const key = pemOf(file, body, 'client-key');
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined)
    throw new CaissonError(
      'input.malformed',
      `the user of the kubeconfig has a client ${key === undefined ? 'certificate without a key' : 'key without a certificate'}`,
    );
  return { certificate, key };
}

/** Data goes before the file. */
function pemOf(file: string, body: Json, field: string): string | undefined {
  const data = textField(body, `${field}-data`);
  if (data !== undefined) return decodePem(data, `${field}-data`);
  const path = textField(body, field);
  return path === undefined ? undefined : readText(besideFile(file, path));
}

function refuseProvider(provider: Json | undefined): void {
  if (!isObject(provider)) return;
  const name = textField(provider, 'name') ?? '';
  throw new CaissonError(
    'input.unsupported',
    `the user of the kubeconfig logs in with auth-provider ${JSON.stringify(name)}, which Kubernetes removed in 1.26`,
    { hint: 'use a credential plug-in (exec) in its place: gke-gcloud-auth-plugin, kubelogin' },
  );
}
