import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { ClientKeys } from '../config/connection.ts';

/** What a plug-in gives: a token, a client certificate, or both. */
export interface ExecCredential {
  readonly token?: string;
  readonly keys?: ClientKeys;
  /** Milliseconds since the epoch; absent: until the server refuses it. */
  readonly expires?: number;
}

/** Reads the ExecCredential that a plug-in printed. Throws `input.malformed`; its message never holds what was printed. */
export function parseExecCredential(
  text: string,
  apiVersion: string,
  command: string,
): ExecCredential {
  const what = `the output of the credential plug-in ${quote(command)}`;
  const root = parseJson(text, what);
  if (!isRecord(root) || root['kind'] !== 'ExecCredential')
    throw new CaissonError('input.malformed', `${what} is no ExecCredential`);
  if (root['apiVersion'] !== apiVersion)
    throw new CaissonError(
      'input.malformed',
      `${what} is of another version than the kubeconfig says (${quote(apiVersion)})`,
    );
  return readStatus(isRecord(root['status']) ? root['status'] : {}, what);
}

function readStatus(status: Readonly<Record<string, unknown>>, what: string): ExecCredential {
  const token = textOf(textOf(status['token'])?.trim());
  const keys = keysOf(status, what);
  if (token === undefined && keys === undefined)
    throw new CaissonError('input.malformed', `${what} holds neither token nor certificate`);
  const expires = expiryOf(status['expirationTimestamp'], what);
  return {
    ...(token !== undefined && { token }),
    ...(keys !== undefined && { keys }),
    ...(expires !== undefined && { expires }),
  };
}

function keysOf(status: Readonly<Record<string, unknown>>, what: string): ClientKeys | undefined {
  const certificate = textOf(status['clientCertificateData']);
  const key = textOf(status['clientKeyData']);
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined)
    throw new CaissonError('input.malformed', `${what} holds a certificate without its key`);
  return { certificate, key };
}

function expiryOf(value: unknown, what: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time))
    throw new CaissonError('input.malformed', `${what} holds no valid expirationTimestamp`);
  return time;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
