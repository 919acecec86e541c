import type { ScanReport } from '#model/report.ts';
import type { Plugin } from './plugin.ts';

/** One way to write a report. It owns nothing: destination, back-pressure and closing belong to the caller. */
export interface Output extends Plugin<'output'> {
  readonly mediaType: string;
  /** The usual file ending, without a dot. */
  readonly extension: string;
  /** Text in order. Every output shows gaps, the decision and the age of the data in some form. */
  render(report: ScanReport, options: RenderOptions): Iterable<string>;
}

/** `columns` and `colour` describe the terminal and matter to the table only; `now` dates what is relative. */
export interface RenderOptions {
  readonly columns: number;
  readonly colour: boolean;
  /** RFC 3339. */
  readonly now: string;
  /** Leave out whatever differs between two runs on the same input: times, durations, random ids. */
  readonly reproducible: boolean;
  /** One row per finding in the table, in place of groups. */
  readonly flat: boolean;
  /** Order of the table's rows; absent: by risk (tier, then score). */
  readonly sort?: SortOrder;
  /** VEX documents also state what is affected, not only what was assessed otherwise. */
  readonly vexAffected?: boolean;
}

/** What the rows of the table can be ordered by. */
export const sortOrders = ['risk', 'severity', 'name'] as const;
export type SortOrder = (typeof sortOrders)[number];
