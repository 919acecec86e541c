import type { DeliveryRecord, DestinationMemory, Outcome, Sender } from '#contract/delivery.ts';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { sendRequest } from '../egress/request.ts';
import { outcomeOfAnswer, outcomeOfError } from '../outcome.ts';
import { delivered, oneByOne, type SenderParts } from './sender.ts';

/**
 * Jira: one issue for each subject, later changes as comments, a transition when it ends (setting `closeTransition`, an id).
 * Cloud (REST 3, ADF) unless setting `api` is `2`. An issue made just before a crash is found again by its label.
 */
export function jiraSender(parts: SenderParts, memory: DestinationMemory): Sender {
  return oneByOne(async (record, signal) => {
    const secrets = Object.values(parts.target.secrets);
    try {
      const call = jiraCall(parts, signal);
      const key = (await memory.get(record.subject)) ?? (await findIssue(parts, call, record));
      if (key === undefined && record.activity === 'close') return delivered;
      if (key === undefined) {
        await memory.set(record.subject, await createIssue(parts, call, record));
        return delivered;
      }
      await memory.set(record.subject, key);
      await follow(parts, call, { key, record });
      return delivered;
    } catch (error) {
      if (signal.aborted) throw error;
      return error instanceof Refused ? error.outcome : outcomeOfError(error, secrets);
    }
  });
}

/** Carries the outcome of an answer out of a chain of calls. */
class Refused extends CaissonError {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('access.unreachable', 'refused');
    this.outcome = outcome;
  }
}

type JiraCall = (method: 'GET' | 'POST', path: string, body?: object) => Promise<unknown>;

function jiraCall({ target, clock }: SenderParts, signal: AbortSignal): JiraCall {
  const { user, token } = target.secrets;
  const basic = Buffer.from(`${user ?? ''}:${token ?? ''}`).toString('base64');
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    authorization: user === undefined ? `Bearer ${token ?? ''}` : `Basic ${basic}`,
  };
  const base = `${target.address.replace(/\/+$/u, '')}/rest/api/${isOld(target.settings) ? 2 : 3}`;
  return async (method, path, body) => {
    const given = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await sendRequest(
      { method, url: `${base}${path}`, headers, ...given },
      target,
      signal,
    );
    const outcome = outcomeOfAnswer(answer, Object.values(target.secrets), clock().getTime());
    if (outcome.type !== 'delivered') throw new Refused(outcome);
    return answer.body === '' ? undefined : parseJson(answer.body, 'the answer of Jira');
  };
}

async function findIssue(
  { target }: SenderParts,
  call: JiraCall,
  record: DeliveryRecord,
): Promise<string | undefined> {
  const query = encodeURIComponent(`labels = "${labelOf(record)}"`);
  const found = await call(
    'GET',
    `/search${isOld(target.settings) ? '' : '/jql'}?jql=${query}&maxResults=1&fields=key`,
  );
  const issues = isRecord(found) && Array.isArray(found['issues']) ? found['issues'] : [];
  return keyOf(issues[0]);
}

async function createIssue(
  { target }: SenderParts,
  call: JiraCall,
  record: DeliveryRecord,
): Promise<string> {
  const made = await call('POST', '/issue', {
    fields: {
      project: { key: target.settings['project'] ?? '' },
      issuetype: { name: target.settings['issueType'] ?? 'Task' },
      summary: record.text.replaceAll(/\s+/gu, ' ').slice(0, 250),
      description: paragraph(`${record.text}\n${record.url ?? ''}`, target.settings),
      labels: ['caisson', labelOf(record)],
    },
  });
  const key = keyOf(made);
  if (key === undefined) throw new CaissonError('input.malformed', 'Jira named no issue');
  return key;
}

async function follow(
  { target }: SenderParts,
  call: JiraCall,
  { key, record }: { readonly key: string; readonly record: DeliveryRecord },
): Promise<void> {
  await call('POST', `/issue/${key}/comment`, { body: paragraph(record.text, target.settings) });
  const transition = target.settings['closeTransition'];
  if (record.activity === 'close' && transition !== undefined)
    await call('POST', `/issue/${key}/transitions`, { transition: { id: transition } });
}

function paragraph(text: string, settings: Readonly<Record<string, string>>): unknown {
  if (isOld(settings)) return text;
  return {
    type: 'doc',
    version: 1,
    content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
  };
}

function isOld(settings: Readonly<Record<string, string>>): boolean {
  return settings['api'] === '2';
}

function labelOf({ subject }: DeliveryRecord): string {
  return `caisson-${sha256Hex(subject).slice(0, 24)}`;
}

function keyOf(issue: unknown): string | undefined {
  const key = isRecord(issue) ? issue['key'] : undefined;
  return typeof key === 'string' && /^[A-Z0-9_]+-\d+$/u.test(key) ? key : undefined;
}
