import type { AnswerOf, RequestOf } from '#wire/routes.ts';

/** Where records go, as it is now. */
export type Destination = AnswerOf<'listDestinations'>['items'][number];

type Body = NonNullable<RequestOf<'addDestination'>['body']>;

/** Kinds of destinations with what their address looks like. */
export const kinds: readonly (readonly [Body['kind'], string, string])[] = [
  ['webhook', 'Webhook', 'https://host/path'],
  ['syslog', 'Syslog (RFC 5424)', 'tls://host:6514, tcp://host:601 or udp://host:514'],
  ['splunk', 'Splunk HEC', 'https://host:8088'],
  ['elastic', 'Elastic', 'https://host:9200'],
  ['otlp', 'OpenTelemetry logs', 'https://host:4318'],
  ['loki', 'Loki', 'https://host:3100'],
  ['slack', 'Slack', 'https://hooks.slack.com/services/…'],
  ['teams', 'Teams', 'https://….webhook.office.com/…'],
  ['pagerduty', 'PagerDuty', 'https://events.pagerduty.com'],
  ['jira', 'Jira', 'https://team.atlassian.net'],
  ['email', 'E-mail', 'smtp://host:587'],
  ['nats', 'NATS', 'nats://host:4222'],
  ['kafka', 'Kafka', 'host:9092,host:9092'],
  ['file', 'File', '/var/log/caisson/records.json'],
];
/** Formats of records. */
export const formats: readonly (readonly [NonNullable<Body['format']>, string])[] = [
  ['ocsf', 'OCSF'],
  ['ecs', 'ECS'],
  ['cef', 'CEF'],
  ['json', 'JSON of Caisson'],
];
/** Severities, the least first. */
export const severities: readonly (readonly [string, string])[] = [
  'negligible',
  'low',
  'medium',
  'high',
  'critical',
].map((one) => [one, one] as const);

/** A destination that is being written; lists and pairs as text. */
export interface DestinationDraft {
  readonly name: string;
  readonly kind: Body['kind'];
  readonly format: NonNullable<Body['format']>;
  readonly address: string;
  readonly settings: string;
  readonly secrets: string;
  readonly kinds: string;
  readonly minimumSeverity: string;
  readonly allowPrivate: boolean;
  readonly enabled: boolean;
  readonly isFromWeek: boolean;
}

/** A draft from a destination, or an empty one. */
export function draftOf(destination: Destination | undefined): DestinationDraft {
  const from = {
    kind: 'webhook' as const,
    format: 'ocsf' as const,
    name: '',
    address: '',
    minimumSeverity: 'high',
    enabled: true,
    ...destination,
  };
  return {
    name: from.name,
    kind: from.kind,
    format: from.format,
    address: from.address,
    settings: Object.entries(destination?.settings ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    secrets: '',
    kinds: (destination?.kinds ?? []).join(', '),
    minimumSeverity: from.minimumSeverity,
    allowPrivate: false,
    enabled: from.enabled,
    isFromWeek: false,
  };
}

/** The draft as it is sent. */
export function bodyOf(draft: DestinationDraft): Body {
  const secrets = pairsOf(draft.secrets);
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    format: draft.format,
    address: draft.address.trim(),
    settings: pairsOf(draft.settings),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    kinds: draft.kinds
      .split(',')
      .map((kind) => kind.trim())
      .filter((kind) => kind !== ''),
    minimumSeverity: draft.minimumSeverity,
    // Only sent where it was ticked: another change must not take the permission away.
    ...(draft.allowPrivate ? { allowPrivate: true } : {}),
    enabled: draft.enabled,
    from: draft.isFromWeek ? 'week' : 'now',
  };
}

function pairsOf(text: string): Record<string, string> {
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const] : [];
  });
  return Object.fromEntries(pairs);
}
