import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { isCaissonError } from '#kit/error.ts';
import { RecordSearch, searchContent } from './content-search.ts';
import { fill } from './fill.ts';
import { type GoProgram, isProduct, readGoProgram, statedVersion } from './go-identity.ts';
import type { FileKind, Recognition, SoftwareRecord } from './record.ts';

/** A version read out of data that names no variable is less sure than one that is stated. */
const stampedConfidence = 0.8;
/** Scripts and texts are small; what is not is not what a record means. */
const maxTextBytes = 8 * 2 ** 20;
const longestVersion = 64;

/** Tells which of `records` the file is, forks before what they were forked from. At most one answer for each record. */
export function recognise(
  file: FileView,
  kind: FileKind,
  records: readonly SoftwareRecord[],
  scope: Scope,
): readonly Recognition[] {
  const wanted = records.filter((record) => record.kinds.includes(kind));
  const [ofGo, ofContent] = partition(wanted, (record) => record.go !== undefined);
  const program = ofGo.length > 0 ? tryReadGo(file, scope) : undefined;
  const stated =
    program === undefined ? [] : ofGo.flatMap((record) => fromGo(file, record, program));
  const unstated = stated.flatMap(({ version, record }) => (version === '' ? [record] : []));
  const found = [
    ...stated.filter(({ version }) => version !== ''),
    ...fromContent(file, kind, [...ofContent, ...unstated.filter(hasPatterns)], scope).map((one) =>
      unstated.includes(one.record) && program ? { ...one, ...moduleOf(program) } : one,
    ),
  ];
  const silenced = new Set(found.flatMap(({ record }) => record.over));
  return found.filter(({ record }) => !silenced.has(record.id));
}

function fromGo(
  file: FileView,
  record: SoftwareRecord,
  program: GoProgram,
): readonly Recognition[] {
  const { go } = record;
  if (go === undefined || !isProduct(program, go)) return [];
  const version = statedVersion(program, go, file);
  const groups = new Map([['version', upstreamOf(version)]]);
  const flags = program.text.settings.get('-ldflags') ?? '';
  const sure = flags.includes(version) || program.text.main?.version.includes(version) === true;
  const confidence = sure ? record.confidence : Math.min(record.confidence, stampedConfidence);
  return [{ record, version, groups, confidence, ...moduleOf(program) }];
}

/** Without what a packager or a cloud added (`1.29.1-eks-508b6b3`, `20.10.24+dfsg1`): CPE names know the project's versions. */
function upstreamOf(version: string): string {
  const own = /^\d{1,4}(?:\.\d{1,6}){1,3}(?:-(?:alpha|beta|rc|pre|dev)[.\d]{0,12})?/.exec(version);
  return own?.[0] ?? version;
}

/** Programs built without modules have no main module. */
function moduleOf({ module }: GoProgram): Pick<Recognition, 'module'> {
  return module === undefined ? {} : { module };
}

function fromContent(
  file: FileView,
  kind: FileKind,
  records: readonly SoftwareRecord[],
  scope: Scope,
): readonly Recognition[] {
  if (records.length === 0) return [];
  const searches = records.map((record) => new RecordSearch(record));
  const isText = kind === 'script' || kind === 'text';
  searchContent(file, searches, isText ? maxTextBytes : scope.limits.maxSpoolBytes, scope.signal);
  return searches.flatMap(({ record, groups }) => {
    if (groups === undefined) return [];
    const version = fill(record.version, groups);
    if (version.length > longestVersion || !/\d/.test(version)) return [];
    const all = new Map([...groups, ['version', version]]);
    return [{ record, version, groups: all, confidence: record.confidence }];
  });
}

/** A program whose tables are damaged is reported by the analyzer of programs; here it is just not one of Go. */
function tryReadGo(file: FileView, scope: Scope): GoProgram | undefined {
  try {
    return readGoProgram(file, scope);
  } catch (error) {
    if (isCaissonError(error, 'input.malformed', 'limit.size', 'limit.entries')) return undefined;
    throw error;
  }
}

function hasPatterns(record: SoftwareRecord): boolean {
  return record.patterns.length > 0;
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean) {
  return [items.filter(test), items.filter((item) => !test(item))] as const;
}
