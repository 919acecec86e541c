import type { InputOf, OperationId } from '#wire/routes.ts';

/** Answers of one operation; it may throw `ApiFault`. */
export type Answers = { [Id in OperationId]?: (input: InputOf<Id>) => unknown };

/** An error that the server answers as a problem document. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A page of rows; the cursor is the number of the first. */
export function pageOf<Row>(
  rows: readonly Row[],
  query: { readonly cursor?: string | undefined; readonly limit: number },
): { readonly items: readonly Row[]; readonly next?: string } {
  const from = Number(query.cursor ?? 0);
  const to = from + query.limit;
  return { items: rows.slice(from, to), ...(to < rows.length ? { next: String(to) } : {}) };
}

/** A page that also says how many rows there are. */
export function countedPageOf<Row>(
  rows: readonly Row[],
  query: { readonly cursor?: string | undefined; readonly limit: number },
): unknown {
  return { ...pageOf(rows, query), total: rows.length };
}

/** What is there; throws the fault of what is not. */
export function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new ApiFault(404, 'input.not-found', 'it is not there');
  return value;
}

/** The row of an id. */
export function foundIn<Row extends { readonly id: string }>(
  rows: readonly Row[],
  id: string,
): Row {
  return found(rows.find((one) => one.id === id));
}
