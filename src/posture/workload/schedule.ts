const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const days = 'sun mon tue wed thu fri sat'.split(' ');
const macros =
  /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every \d+[hms][\dhms.]*)$/;

interface Field {
  readonly title: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}
const fields: readonly Field[] = [
  { title: 'minute', least: 0, most: 59, names: [] },
  { title: 'hour', least: 0, most: 23, names: [] },
  { title: 'day of the month', least: 1, most: 31, names: [] },
  { title: 'month', least: 1, most: 12, names: months },
  { title: 'day of the week', least: 0, most: 6, names: days },
];

/** Why the API server refuses a schedule of a CronJob, or why it never comes; `undefined` when it is good. */
export function scheduleFault(text: string): string | undefined {
  const schedule = text.trim();
  if (/^(?:CRON_)?TZ=/.test(schedule)) return 'the time zone belongs into timeZone';
  if (schedule.startsWith('@')) return macros.test(schedule) ? undefined : 'the name is not known';
  const parts = schedule.split(/\s+/, 7);
  if (parts.length !== 5) return 'it has to have five fields';
  const sets = parts.map((part, at) => valuesOf(part, fields[at]));
  const wrong = sets.indexOf(undefined);
  if (wrong >= 0)
    return `the ${fields[wrong]?.title ?? ''} ${JSON.stringify(parts[wrong])} is none`;
  return isPossible(parts, sets) ? undefined : 'the day is not in the month';
}

/** Whether some year has such a day; with a day of the week, either counts. */
function isPossible(
  parts: readonly string[],
  [, , dates, month]: readonly (ReadonlySet<number> | undefined)[],
): boolean {
  if (parts[4] !== '*' && parts[4] !== '?') return true;
  return [...(month ?? [])].some((one) => {
    const last = one === 2 ? 29 : [4, 6, 9, 11].includes(one) ? 30 : 31;
    return [...(dates ?? [])].some((date) => date <= last);
  });
}

function valuesOf(part: string, field: Field | undefined): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  if (field === undefined || part.length > 500) return undefined;
  for (const piece of part.split(',')) {
    const range = rangeOf(piece, field);
    if (range === undefined) return undefined;
    for (let value = range[0]; value <= range[1]; value += range[2]) values.add(value);
  }
  return values;
}

/** First, last and step of `*`, `3`, `1-5`, `mon-fri`, `10/15`. */
function rangeOf(piece: string, field: Field): readonly [number, number, number] | undefined {
  const [range = '', step = '1', ...more] = piece.split('/');
  const width = /^\d{1,3}$/.test(step) ? Number(step) : 0;
  const ends = endsOf(range, field, piece.includes('/'));
  if (more.length > 0 || width === 0 || ends === undefined) return undefined;
  return [...ends, width];
}

function endsOf(
  range: string,
  field: Field,
  isOpen: boolean,
): readonly [number, number] | undefined {
  if (range === '*' || range === '?') return [field.least, field.most];
  const [from = '', to, ...rest] = range.split('-');
  const first = numberOf(from, field);
  const last = to === undefined ? (isOpen ? field.most : first) : numberOf(to, field);
  if (first === undefined || last === undefined || last < first) return undefined;
  return rest.length > 0 ? undefined : [first, last];
}

function numberOf(text: string, { least, most, names }: Field): number | undefined {
  const name = names.indexOf(text.toLowerCase());
  if (name >= 0) return name + least;
  const value = /^\d{1,3}$/.test(text) ? Number(text) : -1;
  return value >= least && value <= most ? value : undefined;
}
