import type { DeliveryRecord, Sender } from '#contract/delivery.ts';
import { exchange, oneByOne, type SenderParts } from './http.ts';

const mostText = 2900;

/** Slack incoming webhook, Block Kit. The address is itself a secret: it may stand in `secrets.url`. */
export function slackSender(parts: SenderParts): Sender {
  return oneByOne((record, signal) => {
    const text = slackText(`${record.severity.toUpperCase()}: ${record.text}`);
    const facts = factsOf(record).map(([label, value]) => slackText(`${label}: ${value}`));
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text } },
      {
        type: 'context',
        elements: [{ type: 'mrkdwn', text: facts.join('  ·  ').slice(0, mostText) }],
      },
    ];
    return post(parts, { text, blocks }, signal);
  });
}

/** Teams workflow webhook with an Adaptive Card 1.5. */
export function teamsSender(parts: SenderParts): Sender {
  return oneByOne((record, signal) => {
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.5',
      body: [
        { type: 'TextBlock', text: plainText(record.text), wrap: true, weight: 'Bolder' },
        {
          type: 'FactSet',
          facts: factsOf(record).map(([title, value]) => ({ title, value: plainText(value) })),
        },
      ],
      ...(record.url === undefined
        ? {}
        : { actions: [{ type: 'Action.OpenUrl', title: 'Open', url: record.url }] }),
    };
    const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', content };
    return post(parts, { type: 'message', attachments: [attachment] }, signal);
  });
}

/** PagerDuty Events API v2; one alert for each subject, resolved when it ends. */
export function pagerDutySender(parts: SenderParts): Sender {
  return oneByOne((record, signal) => {
    const severity = { critical: 'critical', high: 'error', medium: 'warning' } as const;
    const level = record.severity;
    const known = level === 'critical' || level === 'high' || level === 'medium';
    return post(
      parts,
      {
        routing_key: parts.target.secrets['routingKey'] ?? '',
        event_action: record.activity === 'close' ? 'resolve' : 'trigger',
        dedup_key: `caisson-${record.subject}`.slice(0, 255),
        payload: {
          summary: record.text.slice(0, 1024),
          source: record.product.installation,
          severity: known ? severity[level] : 'info',
          timestamp: new Date(record.time).toISOString(),
          custom_details: { id: record.id, kind: record.kind, ...record.place },
        },
        ...(record.url === undefined ? {} : { links: [{ href: record.url, text: 'Caisson' }] }),
      },
      signal,
    );
  });
}

function post(parts: SenderParts, message: object, signal: AbortSignal) {
  const url = parts.target.secrets['url'] ?? parts.target.address;
  const headers = { 'content-type': 'application/json' };
  return exchange(parts, { method: 'POST', url, headers, body: JSON.stringify(message) }, signal);
}

function factsOf(record: DeliveryRecord): readonly (readonly [string, string])[] {
  const { about, place } = record;
  const asset = about.type === 'finding' ? about.finding.asset.name : undefined;
  return [
    ['Kind', record.kind],
    ['Severity', record.severity],
    ...(asset === undefined ? [] : [['Asset', asset] as const]),
    ...(place.cluster === undefined ? [] : [['Cluster', place.cluster] as const]),
    ...(place.namespace === undefined ? [] : [['Namespace', place.namespace] as const]),
    ['Id', record.id],
  ];
}

/** Hostile names must neither mention people nor make links. */
function slackText(text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.slice(0, mostText).replace(/&[a-z]{0,3}$/u, '');
}

/** Markdown of cards: brackets make links. */
function plainText(text: string): string {
  return text.slice(0, mostText).replaceAll(/[[\]()*_`<>]/gu, String.raw`\$&`);
}
