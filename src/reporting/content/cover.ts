import type { Reach } from '#contract/platform.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import { formatMoment, type Labelled } from '../document.ts';

type Coverage = AnswerOf<'readCoverage'>;

/** What stands on every cover: where it looked, by which filter, and how old the advisories are. */
export function coverFacts(
  wish: Pick<InputOf<'addReport'>['body'], 'filter' | 'subject'>,
  reach: Reach,
  ages: Coverage['ages'],
): readonly Labelled[] {
  return [
    { label: 'Scope', text: wordsOfReach(reach) },
    { label: 'Filter', text: wordsOfFilter(wish) },
    ...ages.map(({ name, at, text }) => ({
      label: name,
      text: `${text}${at === undefined ? '' : ` (${formatMoment(at)})`}`,
    })),
  ];
}

/** What was not looked at, one thing a line; full coverage is said too. */
export function coverageLines({ blind, lost }: Coverage): readonly string[] {
  const lines = blind.map(({ title, reason }) => `${title}: ${reason}`.slice(0, 400));
  if (lost > 0) lines.push(`${lost} events were lost: what they would have shown is not here.`);
  return lines.length === 0
    ? ['Everything within the scope was scanned in full and is watched, as far as it is known.']
    : lines;
}

function wordsOfReach(reach: Reach): string {
  if (reach === 'all') return 'the whole installation';
  return reach
    .map(({ cluster, namespace, repository }) => {
      const words = Object.entries({ cluster, namespace, repository }).flatMap(([label, text]) =>
        text ? [`${label} ${text}`] : [],
      );
      return words.length === 0 ? 'everything' : words.join(', ');
    })
    .join('; ');
}

function wordsOfFilter({ filter = {}, subject }: Parameters<typeof coverFacts>[0]): string {
  const parts = Object.entries({ ...filter, subject }).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [`${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`],
  );
  return parts.length === 0 ? 'none' : parts.join('; ');
}
