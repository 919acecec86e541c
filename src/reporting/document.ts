/** A report before it has a form: every format shows the same of it. Texts come from anywhere; whoever renders escapes them. */
export interface ReportDocument {
  readonly kind: ReportKind;
  readonly title: string;
  /** What it is about, in one line: a name of an image, a framework, the scope. */
  readonly subject: string;
  /** Milliseconds since the Unix epoch. */
  readonly made: number;
  readonly madeBy: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** What a reader needs to trust it: scope, filter, age of the advisories, digests. */
  readonly facts: readonly Labelled[];
  /** What was not looked at, and what that means for the figures. Never empty: full coverage is said too. */
  readonly coverage: readonly string[];
  readonly figures: readonly Figure[];
  readonly sections: readonly Section[];
}

const reportKinds = [
  'summary',
  'findings',
  'image',
  'compliance',
  'incidents',
  'exceptions',
] as const;
type ReportKind = (typeof reportKinds)[number];

export interface Labelled {
  readonly label: string;
  readonly text: string;
}

/** A number that stands large; `detail` says against what: `+3 since last week`. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly detail?: string;
}

export interface Section {
  readonly heading: string;
  readonly text?: readonly string[];
  readonly table?: Table;
}

export interface Table {
  readonly columns: readonly Column[];
  /** As many cells as columns. */
  readonly rows: readonly (readonly string[])[];
  /** How many rows there are, also those that are not here. */
  readonly total: number;
  /** What stands in its place when there is no row, and why there is none. */
  readonly empty: string;
}

export interface Column {
  readonly title: string;
  /** Share of the width. */
  readonly width: number;
  /** Words of it have a colour too: severities, tiers, results. */
  readonly toned?: boolean;
  readonly align?: 'right';
}

/** `2026-11-22 20:15 UTC`, or `never`. */
export function formatMoment(time: number | undefined): string {
  if (time === undefined || !isMoment(time)) return 'never';
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2026-11-22`, or nothing. */
export function formatDay(time: number | undefined): string {
  return time === undefined || !isMoment(time) ? '' : new Date(time).toISOString().slice(0, 10);
}

/** Of 64 hex digits, or any text too long for a cell: its beginning and its end. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text.slice(0, most * 4));
  if (characters.length <= most && text.length <= most * 4) return text;
  const tail = Array.from(text.slice(-most)).slice(-Math.floor(most / 3));
  return `${characters.slice(0, most - tail.length - 1).join('')}…${tail.join('')}`;
}

function isMoment(time: number): boolean {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15;
}
