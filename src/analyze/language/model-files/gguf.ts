import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isLaterShard, modelComponent } from './model-component.ts';
import { RangeReader } from './range-reader.ts';

/** What may be read of a file: vocabularies stand among the metadata and take some megabytes. */
const budgetBytes = 64 * 2 ** 20;
const maxPairs = 10_000;
const maxElements = 4_000_000;
const maxText = 65_535;

/** GGUF (ggml, docs/gguf.md), versions 2 and 3: counts, then pairs of metadata; those of `general.` describe the model. */
export const ggufAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/model-gguf',
  revision: 1,
  title: 'models in GGUF format',
  claims: [{ suffix: '.gguf' }],
  *analyze(file, scope) {
    if (isLaterShard(file.path)) return;
    const reader = new RangeReader(file, budgetBytes);
    if (reader.bytes(4).toString('latin1') !== 'GGUF')
      throw new CaissonError('input.malformed', 'the file is not in GGUF format');
    const version = reader.u32();
    if (version !== 2 && version !== 3)
      throw new CaissonError('input.unsupported', 'the version of the GGUF format is not known');
    reader.skip(8);
    const general = readGeneral(reader, reader.count(), scope.limits.maxDepth);
    yield modelComponent(file, {
      name: general.get('name') ?? general.get('basename'),
      version: general.get('version'),
      license: general.get('license'),
      supplier: general.get('organization') ?? general.get('author'),
      repository: general.get('repo_url') ?? general.get('source.repo_url'),
    });
  },
};

function readGeneral(
  reader: RangeReader,
  pairs: number,
  maxDepth: number,
): ReadonlyMap<string, string> {
  const general = new Map<string, string>();
  if (pairs > maxPairs) throw new CaissonError('limit.entries', 'the model has too much metadata');
  const budget = { elements: maxElements };
  for (let pair = 0; pair < pairs; pair += 1) {
    const key = readText(reader) ?? '';
    const type = reader.u32();
    if (type === textType) {
      const text = readText(reader);
      if (key.startsWith('general.') && text !== undefined)
        general.set(key.slice('general.'.length), text);
    } else skipValue(reader, type, budget, maxDepth);
  }
  return general;
}

const textType = 8;
const listType = 9;
/** Sizes of the types of fixed length, by number. */
const sizes: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);

function skipValue(
  reader: RangeReader,
  type: number,
  budget: { elements: number },
  depth: number,
): void {
  const size = sizes.get(type);
  if (size !== undefined) reader.skip(size);
  else if (type === textType) reader.skip(reader.count());
  else if (type === listType) skipList(reader, budget, depth);
  else throw new CaissonError('input.malformed', 'a value in the GGUF file has no known type');
}

function skipList(reader: RangeReader, budget: { elements: number }, depth: number): void {
  if (depth <= 0) throw new CaissonError('limit.depth', 'lists in the GGUF file are too deep');
  const type = reader.u32();
  const count = reader.count();
  const size = sizes.get(type);
  if (size !== undefined) {
    reader.skip(size * count);
    return;
  }
  budget.elements -= count;
  if (budget.elements < 0)
    throw new CaissonError('limit.entries', 'lists in the GGUF file are too long');
  for (let item = 0; item < count; item += 1) skipValue(reader, type, budget, depth - 1);
}

/** A text; `undefined` for one that is too long to be of use. */
function readText(reader: RangeReader): string | undefined {
  const length = reader.count();
  if (length <= maxText) return reader.bytes(length).toString('utf8');
  reader.skip(length);
  return undefined;
}
