import type { DestinationMemory, Sender } from '#contract/delivery.ts';
import { CaissonError } from '#kit/error.ts';
import { hostsOf } from './sender/address.ts';
import { lokiSender, otlpSender } from './sender/collector.ts';
import { elasticSender } from './sender/elastic.ts';
import { fileSender } from './sender/file.ts';
import { jiraSender } from './sender/jira.ts';
import { pagerDutySender, teamsSender } from './sender/message.ts';
import type { SenderParts } from './sender/sender.ts';
import { slackSender } from './sender/slack.ts';
import { splunkSender } from './sender/splunk.ts';
import { syslogSender } from './sender/syslog.ts';
import { webhookSender } from './sender/webhook.ts';

/** The sender of a destination. Throws `input.unsupported` for a kind that is not built, `usage.invalid-argument` for a wrong address. */
export async function openSender(parts: SenderParts, memory: DestinationMemory): Promise<Sender> {
  const { kind } = parts.target;
  const make = senders.get(kind);
  if (make === undefined)
    throw new CaissonError('input.unsupported', `destinations of kind "${kind}" are not built yet`);
  hostsOf(parts.target); // throws for an address that is none of its kind
  return make(parts, memory);
}

type MakeSender = (parts: SenderParts, memory: DestinationMemory) => Sender | Promise<Sender>;

const senders: ReadonlyMap<string, MakeSender> = new Map<string, MakeSender>([
  ['webhook', webhookSender],
  ['splunk', splunkSender],
  ['elastic', elasticSender],
  ['otlp', otlpSender],
  ['loki', lokiSender],
  ['teams', teamsSender],
  ['pagerduty', pagerDutySender],
  ['slack', slackSender],
  ['jira', jiraSender],
  ['syslog', syslogSender],
  ['file', fileSender],
  ['email', async (parts) => (await import('./sender/email.ts')).emailSender(parts)],
  ['nats', async (parts) => (await import('./sender/nats.ts')).natsSender(parts)],
  ['kafka', async (parts) => (await import('./sender/kafka.ts')).kafkaSender(parts)],
]);
