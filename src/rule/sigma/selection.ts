import { isRecord } from '#kit/json.ts';
import { auditRecord } from './audit-record.ts';
import { matchField } from './field-match.ts';
import { lowered, quoted } from './pattern.ts';
import type { LogSource } from './sigma-document.ts';
import { targetField } from './sigma-field.ts';
import { allOf, anyOf, type Term } from './term.ts';
import { unsupported } from './unsupported.ts';

/** Tells what was left out or widened. */
export type Note = (message: string) => void;

const maxDepth = 10;

/** The condition of a selection: a map is *and*, a list is *or*, a text alone is looked for in the command line. */
export function matchSelection(value: unknown, source: LogSource, note: Note, depth = 0): Term {
  if (depth > maxDepth) throw unsupported('a selection is nested too deeply');
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return anyOf(items.map((item) => matchSelection(item, source, note, depth + 1)));
  }
  if (!isRecord(value)) return keyword(value, source);
  const entries = Object.entries(value);
  const audit = source.service === 'auditd' ? auditRecord(value, note) : undefined;
  if (audit?.term === 'never') return 'never';
  const terms = entries
    .filter(([key]) => audit?.used.includes(key) !== true)
    .map(([key, one]) => matchEntry(key, one, source));
  return allOf([...(audit === undefined ? [] : [audit.term]), ...terms]);
}

function matchEntry(key: string, value: unknown, source: LogSource): Term {
  const [name = '', ...modifiers] = key.split('|');
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (name === '') {
    const terms = values.map((one) => keyword(one, source));
    return modifiers.includes('all') ? allOf(terms) : anyOf(terms);
  }
  if (name === 'Initiated' && source.category === 'network_connection') return initiated(value);
  return matchField({ field: targetField(name, source), modifiers, values });
}

/** Which side began; what names tell of a connection is told of those that begin here. */
function initiated(value: unknown): Term {
  const here = value === true || value === 'true';
  return { text: `evt.type in (${here ? 'connect, dns, tls, http' : 'accept, accept4'})` };
}

/** Words anywhere in a line of a log; where lines are of commands, it is the command line. */
function keyword(value: unknown, { category, service }: LogSource): Term {
  if (typeof value !== 'string' && typeof value !== 'number')
    throw unsupported('a keyword is not a text');
  if (category !== 'process_creation' && service !== 'auditd')
    throw unsupported('it looks for words in the lines of a log');
  const text = String(value);
  if (/[*?]/.test(text))
    return { text: `proc.exeline iglob ${quoted(`*${lowered(text).replace(/^\*|\*$/g, '')}*`)}` };
  return { text: `proc.exeline icontains ${quoted(text)}` };
}
