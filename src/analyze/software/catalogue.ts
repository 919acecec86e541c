import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import {
  fileKinds,
  type GoIdentity,
  goVersionPlaces,
  type SoftwareRecord,
  type VersionPattern,
} from './record.ts';

const defaultSpan = 96;
export const maxSpan = 1024;
export const maxLiteralBytes = 64;

/** Reads the compiled catalogue (`data/catalog/software.json`). Throws `input.malformed`: it is our own file, and checked. */
export function parseCatalogue(value: unknown): readonly SoftwareRecord[] {
  const records = isRecord(value) ? value['software'] : undefined;
  if (!Array.isArray(records)) throw malformed('the catalogue', 'has no list "software"');
  return records.map(parseSoftware);
}

/** Reads one record, also from the catalogue's source, where most fields have defaults. Throws `input.malformed`. */
export function parseSoftware(value: unknown): SoftwareRecord {
  if (!isRecord(value)) throw malformed('a record', 'is not an object');
  const id = textIn(value, 'id', 'a record');
  const names = textsIn(value, 'names', id);
  const kinds = fileKinds.filter((kind) =>
    textsIn(value, 'kinds', id, programKinds).includes(kind),
  );
  if (names.length === 0 || kinds.length === 0) throw malformed(id, 'claims no file');
  const patterns = listIn(value, 'patterns', id).map((pattern) => parsePattern(pattern, id));
  const go = value['go'] === undefined ? undefined : parseGo(value['go'], id);
  if (patterns.length === 0 && go === undefined) throw malformed(id, 'has nothing to look for');
  return {
    id,
    title: textIn(value, 'title', id),
    names,
    kinds,
    requires: literalsIn(value, 'requires', id),
    rejects: literalsIn(value, 'rejects', id),
    patterns,
    ...(go !== undefined && { go }),
    ...identityOf(value, id),
  };
}

type Identity = Pick<SoftwareRecord, 'over' | 'version' | 'purl' | 'cpes' | 'confidence'>;

/** What is said of a file that was recognised. */
function identityOf(value: Readonly<Record<string, unknown>>, id: string): Identity {
  return {
    over: textsIn(value, 'over', id, []),
    version: optional(value, 'version') ?? '{version}',
    purl: optional(value, 'purl') ?? `pkg:generic/${optional(value, 'product') ?? id}`,
    cpes: textsIn(value, 'cpes', id, []).map(cpeTemplate),
    confidence: typeof value['confidence'] === 'number' ? value['confidence'] : 0.9,
  };
}

const programKinds: readonly string[] = ['elf', 'pe', 'macho'];

/** `vendor:product` stands for an application of the recognised version. */
function cpeTemplate(text: string): string {
  return text.startsWith('cpe:') ? text : `cpe:2.3:a:${text}:{version}:*:*:*:*:*:*:*`;
}

function parsePattern(value: unknown, id: string): VersionPattern {
  if (!isRecord(value)) throw malformed(id, 'has a pattern that is not an object');
  const span = value['span'] ?? defaultSpan;
  if (typeof span !== 'number' || span < 0 || span > maxSpan)
    throw malformed(id, `has a span that is not in 0..${maxSpan}`);
  const near = literal(textIn(value, 'near', id), id);
  return { near, span, match: expression(textIn(value, 'match', id), id) };
}

function parseGo(value: unknown, id: string): GoIdentity {
  if (!isRecord(value)) throw malformed(id, 'has "go" that is not an object');
  const place = value['version'] ?? 'stamped';
  const version = goVersionPlaces.find((known) => known === place);
  if (version === undefined) throw malformed(id, 'names an unknown place of the version');
  return {
    modules: textsIn(value, 'modules', id),
    packages: textsIn(value, 'packages', id, []),
    variables: textsIn(value, 'variables', id, []),
    version,
  };
}

function expression(source: string, id: string): RegExp {
  try {
    return new RegExp(source, 's');
  } catch (cause) {
    throw new CaissonError('input.malformed', `${quote(id)} has a wrong expression`, { cause });
  }
}

function literal(text: string, id: string): string {
  const isBytes = Array.from(text, (char) => char.charCodeAt(0)).every((code) => code < 256);
  if (text.length < 3 || text.length > maxLiteralBytes || !isBytes)
    throw malformed(id, `has a literal that is not of 3..${maxLiteralBytes} bytes`);
  return text;
}

function literalsIn(value: Readonly<Record<string, unknown>>, key: string, id: string) {
  return textsIn(value, key, id, []).map((text) => literal(text, id));
}

function textIn(value: Readonly<Record<string, unknown>>, key: string, id: string): string {
  const text = value[key];
  if (typeof text !== 'string' || text === '') throw malformed(id, `has no text ${quote(key)}`);
  return text;
}

function optional(value: Readonly<Record<string, unknown>>, key: string): string | undefined {
  return value[key] === undefined ? undefined : textIn(value, key, 'a record');
}

function textsIn(
  value: Readonly<Record<string, unknown>>,
  key: string,
  id: string,
  missing?: readonly string[],
): readonly string[] {
  if (value[key] === undefined && missing !== undefined) return missing;
  return listIn(value, key, id).map((text) => {
    if (typeof text === 'string') return text;
    throw malformed(id, `has something in ${quote(key)} that is not text`);
  });
}

function listIn(value: Readonly<Record<string, unknown>>, key: string, id: string) {
  const list: unknown = value[key] ?? [];
  if (!Array.isArray(list)) throw malformed(id, `has no list ${quote(key)}`);
  return list.map((item: unknown) => item);
}

function malformed(id: string, problem: string): CaissonError {
  return new CaissonError('input.malformed', `the software record ${quote(id)} ${problem}`);
}
