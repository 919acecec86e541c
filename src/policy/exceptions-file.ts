import { parseDocument } from 'yaml';
import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { parsePurl } from '#model/purl.ts';
import type { Exception } from './exception.ts';
import { ExceptionsFile } from './schema.ts';

const maxAliases = 100;

/**
 * Reads an exceptions file (YAML). `name` stands in messages and in the origin of each exception.
 * Throws `usage.invalid-config` with every fault in it.
 */
export function parseExceptionsFile(text: string, name: string): readonly Exception[] {
  const parsed = ExceptionsFile.safeParse(readYaml(text, name));
  if (!parsed.success) {
    throw new CaissonError(
      'usage.invalid-config',
      `the exceptions file ${quote(name)} is not valid:\n${z.prettifyError(parsed.error)}`,
      { hint: 'each exception needs an id or a package, a reason, an owner and an expiry date' },
    );
  }
  return parsed.data.exceptions.map((entry, index) => toException(entry, `${name}#${index + 1}`));
}

/**
 * Reads a `.trivyignore`: one id a line, `#` comments, `exp:YYYY-MM-DD` after the id. It names neither owner nor reason.
 */
export function parseTrivyIgnore(text: string, name: string): readonly Exception[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const [id = '', ...rest] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (id === '') return [];
    const expires = rest.find((word) => word.startsWith('exp:'))?.slice(4);
    return [
      {
        ...unrestricted,
        ids: [id],
        origin: `${name}:${index + 1}`,
        justification: 'listed in the ignore file',
        ...(expires !== undefined && { expires }),
      },
    ];
  });
}

const unrestricted = { ids: [], packages: [], where: [], until: [] };

function readYaml(text: string, name: string): unknown {
  const document = parseDocument(text, { logLevel: 'error' });
  const [fault] = document.errors;
  if (fault !== undefined) {
    throw new CaissonError(
      'usage.invalid-config',
      `the exceptions file ${quote(name)} is not valid YAML: ${fault.message}`,
    );
  }
  return document.toJS({ maxAliasCount: maxAliases });
}

function toException(entry: ExceptionsFile['exceptions'][number], origin: string): Exception {
  if (entry.id === undefined && entry.package === undefined) {
    throw new CaissonError(
      'usage.invalid-config',
      `the exception ${quote(origin)} names neither an id nor a package`,
      { hint: 'an exception that covers everything is refused: name what it accepts' },
    );
  }
  if (entry.package !== undefined) checkPurl(entry.package, origin);
  return {
    origin,
    ids: entry.id === undefined ? [] : [entry.id],
    packages: entry.package === undefined ? [] : [entry.package],
    where: entry.where ?? [],
    until: entry.until ?? [],
    justification: entry.reason,
    owner: entry.owner,
    expires: entry.expires,
    ...(entry.note !== undefined && { note: entry.note }),
  };
}

/** A package URL that is none would accept nothing, and nobody would know why. */
function checkPurl(purl: string, origin: string): void {
  try {
    parsePurl(purl);
  } catch (cause) {
    throw new CaissonError(
      'usage.invalid-config',
      `the exception ${quote(origin)} names ${quote(purl)}, which is no package URL`,
      { cause, hint: 'write it as pkg:npm/left-pad or pkg:npm/left-pad@1.3.0' },
    );
  }
}
