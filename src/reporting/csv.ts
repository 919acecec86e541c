import type { ReportDocument } from './document.ts';

/** What a cell is made of. */
type Cell = string | number | boolean | undefined;

/** Begins a file: by it spreadsheets know UTF-8. */
export const byteOrderMark = '\uFEFF';

/**
 * One record of RFC 4180 with its line end. Cells that a spreadsheet would take for a formula, or that begin with a control character,
 * start with `'`.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`;
}

/** One table: a byte order mark, the titles, the rows. */
export function formatCsv(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [byteOrderMark, csvLine(columns)];
  for (const row of rows) lines.push(csvLine(row));
  return lines.join('');
}

/** The first table of a document: what somebody who asks for rows wants. Documents without one give their figures. */
export function renderCsv(document: ReportDocument): string {
  const table = document.sections.find((section) => section.table !== undefined)?.table;
  if (table === undefined)
    return formatCsv(
      ['Figure', 'Value', 'Detail'],
      document.figures.map(({ label, value, detail }) => [label, value, detail]),
    );
  return formatCsv(
    table.columns.map(({ title }) => title),
    table.rows,
  );
}

function formatCell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const guarded = isFormula(value) ? `'${value}` : value;
  // Some spreadsheets split at semicolons and tabs.
  return /[",;\t\r\n]/u.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** Spreadsheets skip white space before they look for the sign of a formula, and know full-width forms of it. */
function isFormula(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first < 0x20 || first === 0x7f) return true;
  return /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text.slice(0, 200)) && !isNumber(text);
}

/** A negative number is no formula. */
function isNumber(text: string): boolean {
  return /^-?\d{1,20}(?:\.\d{1,20})?$/u.test(text);
}
