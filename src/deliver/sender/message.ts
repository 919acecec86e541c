import type { DeliveryRecord, Sender } from '#contract/delivery.ts';
import { exchange } from './http.ts';
import { oneByOne, type SenderParts } from './sender.ts';

/** A card is at most 28 KB; a character may take six bytes in JSON. */
const mostText = 2000;
const mostFact = 200;

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
          facts: factsOf(record).map(([title, value]) => ({
            title,
            value: plainText(value.slice(0, mostFact)),
          })),
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
        event_action: eventAction(record),
        dedup_key: `caisson-${record.subject}`.slice(0, 255),
        payload: {
          summary: record.text.slice(0, 1024).toWellFormed() || record.kind,
          source: record.product.installation,
          severity: known ? severity[level] : 'info',
          timestamp: new Date(record.time).toISOString(),
          custom_details: { id: record.id, kind: record.kind, ...record.place },
        },
        ...(record.url === undefined ? {} : { links: [{ href: record.url, text: 'Caisson' }] }),
      },
      signal,
      enqueueAddress(parts.target.address),
    );
  });
}

function enqueueAddress(address: string): string {
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = '/v2/enqueue';
  return url.href;
}

/** What somebody works on already is acknowledged: it calls nobody any more. */
function eventAction({ activity, about }: DeliveryRecord): string {
  if (activity === 'close') return 'resolve';
  const taken =
    (about.type === 'incident' && about.incident.status === 'contained') ||
    (about.type === 'finding' && about.finding.state === 'acknowledged');
  return activity === 'update' && taken ? 'acknowledge' : 'trigger';
}

function post(
  parts: SenderParts,
  message: object,
  signal: AbortSignal,
  url = parts.target.secrets['url'] ?? parts.target.address,
) {
  const headers = { 'content-type': 'application/json' };
  return exchange(parts, { method: 'POST', url, headers, body: JSON.stringify(message) }, signal);
}

/** What a message says beside its text, as label and value. */
export function factsOf(record: DeliveryRecord): readonly (readonly [string, string])[] {
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

/** Markdown of cards: brackets make links. */
function plainText(text: string): string {
  return text
    .slice(0, mostText)
    .toWellFormed()
    .replaceAll(/[[\]()*_`<>]/gu, String.raw`\$&`);
}
