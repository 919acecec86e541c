import type { DeliveryRecord } from '#contract/delivery.ts';
import { levels } from './level.ts';

/** ArcSight Common Event Format 0: header fields escape `\` and `|`, extension values `\`, `=` and line ends. */
export function toCef(record: DeliveryRecord): string {
  const { about } = record;
  const header = [
    'Caisson',
    'Caisson',
    record.product.version,
    signatureOf(record),
    record.text,
    String(levels[record.severity]),
  ];
  const pairs: (readonly [string, string | undefined])[] = [
    ['rt', String(record.time)],
    ['externalId', record.id],
    ['act', record.activity],
    ['cat', record.kind],
    ['cs1Label', 'subject'],
    ['cs1', record.subject],
    ['cs2Label', 'cluster'],
    ['cs2', record.place.cluster],
    ['cs3Label', 'namespace'],
    ['cs3', record.place.namespace],
    ['request', record.url],
  ];
  if (about.type === 'finding') {
    const { asset, component, fingerprint } = about.finding;
    pairs.push(['dvchost', asset.kind === 'host' ? asset.name : undefined]);
    pairs.push(['cs4Label', 'asset'], ['cs4', asset.name]);
    pairs.push(['cs5Label', 'component'], ['cs5', component?.purl]);
    pairs.push(['cs6Label', 'fingerprint'], ['cs6', fingerprint]);
  }
  if (about.type === 'detection') {
    const { node, process, output } = about.detection;
    pairs.push(['dvchost', node], ['sproc', process?.name], ['msg', output]);
    pairs.push(['spid', process === undefined ? undefined : String(process.pid)]);
  }
  const extension = pairs.flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [`${key}=${escapeValue(value)}`],
  );
  return `CEF:0|${header.map(escapeHeader).join('|')}|${extension.join(' ')}`;
}

function signatureOf({ about, kind }: DeliveryRecord): string {
  if (about.type === 'finding') return about.finding.rule;
  if (about.type === 'detection') return about.detection.ruleId ?? about.detection.rule;
  return kind;
}

/** A header has no way to write a line end. */
export function escapeHeader(text: string): string {
  return text.replaceAll(/[\r\n]+/gu, ' ').replaceAll(/[\\|]/gu, String.raw`\$&`);
}

export function escapeValue(text: string): string {
  return text
    .replaceAll(/[\\=]/gu, String.raw`\$&`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\n', String.raw`\n`);
}
