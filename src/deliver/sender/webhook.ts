import { createHmac } from 'node:crypto';
import type { Sender } from '#contract/delivery.ts';
import { formatRecord } from '../format/format.ts';
import { exchange } from './http.ts';
import { oneByOne, type SenderParts } from './sender.ts';

/** Standard Webhooks: id, time stamp, and a signature by each of the secrets `secret` and `previousSecret`. */
export function webhookSender(parts: SenderParts): Sender {
  const { target, clock } = parts;
  return oneByOne((record, signal) => {
    const body = formatRecord(record, target.format);
    const timestamp = String(Math.floor(clock().getTime() / 1000));
    const signed = `${record.id}.${timestamp}.${body}`;
    const signatures = [target.secrets['secret'], target.secrets['previousSecret']].flatMap(
      (secret) => (secret === undefined || secret === '' ? [] : [signatureOf(secret, signed)]),
    );
    const headers: Record<string, string> = {
      'content-type': target.format === 'cef' ? 'text/plain; charset=utf-8' : 'application/json',
      'webhook-id': record.id,
      'webhook-timestamp': timestamp,
    };
    if (signatures.length > 0) headers['webhook-signature'] = signatures.join(' ');
    const token = target.secrets['token'];
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    return exchange(parts, { method: 'POST', url: target.address, headers, body }, signal);
  });
}

function signatureOf(secret: string, text: string): string {
  const key = secret.startsWith('whsec_')
    ? Buffer.from(secret.slice(6), 'base64')
    : Buffer.from(secret);
  return `v1,${createHmac('sha256', key).update(text).digest('base64')}`;
}
