import { createTransport } from 'nodemailer';
import type { DeliveryRecord, DestinationTarget, Outcome, Sender } from '#contract/delivery.ts';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { resolveTarget, serverNameOf } from '../egress/target.ts';
import { outcomeOfError, redact } from '../outcome.ts';
import { addressOf } from './address.ts';
import { delivered, type SenderParts } from './sender.ts';

/** Mail over `smtp://` (STARTTLS where offered, demanded with a password) or `smtps://`: text and HTML, one thread for each subject. */
export function emailSender({ target }: SenderParts): Sender {
  const secrets = Object.values(target.secrets);
  return {
    maxRecords: 20,
    async send(records, signal) {
      const outcomes: Outcome[] = [];
      for (const record of records) {
        signal.throwIfAborted();
        outcomes.push(await sendOne(target, record, secrets));
      }
      return outcomes;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function sendOne(
  target: DestinationTarget,
  record: DeliveryRecord,
  secrets: readonly string[],
): Promise<Outcome> {
  try {
    const transport = await openTransport(target);
    try {
      await transport.sendMail(mailOf(record, target));
      return delivered;
    } finally {
      transport.close();
    }
  } catch (error) {
    if (error instanceof CaissonError) return outcomeOfError(error, secrets);
    return outcomeOfSmtp(error, secrets);
  }
}

/** RFC 5321 §4.2.1: 5yz is final, 4yz may pass; without an answer the other end was not reached. */
function outcomeOfSmtp(error: unknown, secrets: readonly string[]): Outcome {
  const reason = redact(error instanceof Error ? error.message : 'failed', secrets).slice(0, 500);
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  const login = error instanceof Error && 'code' in error && error.code === 'EAUTH';
  if (code >= 500) return { type: 'dead', reason, transport: login };
  return { type: 'retry', reason, transport: code === 0 };
}

async function openTransport(target: DestinationTarget) {
  const url = addressOf(target);
  const secure = url.protocol === 'smtps:';
  const { user, password } = target.secrets;
  return createTransport({
    host: await resolveTarget(url.hostname, target),
    port: Number(url.port === '' ? (secure ? 465 : 587) : url.port),
    secure,
    requireTLS: password !== undefined,
    tls: serverNameOf(url.hostname),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function mailOf(record: DeliveryRecord, { settings }: DestinationTarget) {
  const thread = sha256Hex(record.subject).slice(0, 32);
  const facts: string[][] = [
    ['Kind', record.kind],
    ['Severity', record.severity],
    ['Time', new Date(record.time).toISOString()],
    ...Object.entries(record.place).map(([label, value]) => [label, String(value)]),
    ['Page', record.url ?? ''],
  ].filter(([, value]) => value !== '');
  const text = [record.text, '', ...facts.map(([label, value]) => `${label}: ${value}`)];
  const rows = facts.map(
    ([label, value]) =>
      `<tr><th align="left">${escapeHtml(label ?? '')}</th><td>${escapeHtml(value ?? '')}</td></tr>`,
  );
  return {
    from: settings['from'] ?? 'caisson@localhost',
    to: settings['to'] ?? '',
    subject: `[${record.severity}] ${record.text.replaceAll(/\s+/gu, ' ').slice(0, 150)}`,
    messageId: `<${record.id}@caisson.invalid>`,
    references: `<${thread}@caisson.invalid>`,
    inReplyTo: `<${thread}@caisson.invalid>`,
    text: text.join('\n'),
    html: `<p>${escapeHtml(record.text)}</p><table>${rows.join('')}</table>`,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
