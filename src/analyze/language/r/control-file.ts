import { linesOf } from '../../os/lines.ts';

/** One record of a Debian control file as R and its tools write it: fields by name, continued lines joined with a blank. */
export interface ControlRecord {
  readonly fields: ReadonlyMap<string, string>;
  /** Line of its first field, from 1. */
  readonly line: number;
}

/**
 * Records of a DCF file (Writing R Extensions, section 1.1.1): `Name: value`, continued on lines that begin with a blank,
 * records apart by empty lines. Lines of another form are passed over. Takes linear time.
 */
export function* readControlFile(text: string): Iterable<ControlRecord> {
  let fields = new Map<string, string[]>();
  let last: string[] | undefined;
  let start = 0;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (line.trim() === '') {
      if (fields.size > 0) yield recordOf(fields, start);
      fields = new Map();
      last = undefined;
    } else if (/^\s/.test(line)) last?.push(line.trim());
    else {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      if (fields.size === 0) start = number;
      last = [line.slice(colon + 1).trim()];
      fields.set(line.slice(0, colon), last);
    }
  }
  if (fields.size > 0) yield recordOf(fields, start);
}

function recordOf(fields: ReadonlyMap<string, readonly string[]>, line: number): ControlRecord {
  return {
    fields: new Map([...fields].map(([name, lines]) => [name, lines.join(' ').trim()])),
    line,
  };
}
