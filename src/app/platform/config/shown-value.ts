import type { SettingValue } from './read-config.ts';

/** What may be shown of a setting: secrets are only said to be set, addresses stand without what signs in at them. */
export function shownValue({ value, definition }: SettingValue): string {
  if (definition.kind === 'secret') return value === '' ? '' : '(set)';
  return withoutCredentials(value);
}

/**
 * An address without passwords: in front of the host, where a name alone is the token of a bus, and among its parameters. Up to the last
 * `@`, so that a password that should have been percent-encoded is not shown either.
 */
export function withoutCredentials(text: string): string {
  return text
    .replace(
      /^([\w+.-]+:\/\/)(.*)@/su,
      (_, scheme: string, who: string) => `${scheme}${nameOf(scheme, who)}@`,
    )
    .replaceAll(/([?&](?:ssl)?password=)[^&#]*/giu, '$1…');
}

function nameOf(scheme: string, who: string): string {
  const colon = who.indexOf(':');
  if (colon >= 0) return `${who.slice(0, colon)}:…`;
  return /^(?:nats|tls):/iu.test(scheme) ? '…' : who;
}
