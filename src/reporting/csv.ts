import type { ReportDocument } from './document.ts';

/**
 * One table as RFC 4180, UTF-8 with a byte order mark so that spreadsheets read it as such, lines ended by CR LF. Cells that a spreadsheet
 * would take for a formula, or that begin with a control character, start with `'`.
 */
export function formatCsv(
  columns: readonly string[],
  rows: Iterable<readonly (string | number | boolean | undefined)[]>,
): string {
  const lines = [columns.map(formatCell).join(',')];
  for (const row of rows) lines.push(row.map(formatCell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
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

function formatCell(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const guarded = isFormula(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
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
