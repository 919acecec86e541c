import type { DestinationMemory, Sender } from '#contract/delivery.ts';
import { CaissonError } from '#kit/error.ts';
import { parseTarget } from './egress/target.ts';
import { elasticSender, lokiSender, otlpSender } from './sender/collector.ts';
import { fileSender } from './sender/file.ts';
import type { SenderParts } from './sender/http.ts';
import { jiraSender } from './sender/jira.ts';
import { pagerDutySender, teamsSender } from './sender/message.ts';
import { slackSender } from './sender/slack.ts';
import { splunkSender } from './sender/splunk.ts';
import { syslogSender } from './sender/syslog.ts';
import { webhookSender } from './sender/webhook.ts';

/** The sender of a destination. Throws `input.unsupported` for a kind that is not built, `usage.invalid-argument` for a wrong address. */
export async function openSender(parts: SenderParts, memory: DestinationMemory): Promise<Sender> {
  const { kind, address } = parts.target;
  switch (kind) {
    case 'syslog':
      return syslogSender(parts);
    case 'email':
      return (await import('./sender/email.ts')).emailSender(parts);
    case 'nats':
      return (await import('./sender/queue.ts')).natsSender(parts);
    case 'kafka':
      return (await import('./sender/queue.ts')).kafkaSender(parts);
    case 'file':
      return fileSender(parts);
    case 'slack':
      parseTarget(parts.target.secrets['url'] ?? address);
      return slackSender(parts, memory);
    case 'jira':
      parseTarget(address);
      return jiraSender(parts, memory);
    default:
      return openHttp(parts);
  }
}

function openHttp(parts: SenderParts): Sender {
  const { kind, address } = parts.target;
  const make = overHttp.get(kind);
  if (make === undefined)
    throw new CaissonError('input.unsupported', `destinations of kind "${kind}" are not built yet`);
  parseTarget(address);
  return make(parts);
}

const overHttp: ReadonlyMap<string, (parts: SenderParts) => Sender> = new Map([
  ['webhook', webhookSender],
  ['splunk', splunkSender],
  ['elastic', elasticSender],
  ['otlp', otlpSender],
  ['loki', lokiSender],
  ['teams', teamsSender],
  ['pagerduty', pagerDutySender],
]);
