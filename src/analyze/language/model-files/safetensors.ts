import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { textOf } from '../package-component.ts';
import { isLaterShard, modelComponent } from './model-component.ts';
import { RangeReader } from './range-reader.ts';

/** Headers of the largest models have some hundred kilobytes. */
const maxHeaderBytes = 16 * 2 ** 20;

/**
 * safetensors (Hugging Face, "Format"): eight bytes with the length of a JSON header, whose `__metadata__` may follow the
 * Stability AI Model Metadata Standard (`modelspec.*`).
 */
export const safetensorsAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/model-safetensors',
  revision: 1,
  title: 'models in safetensors format',
  claims: [{ suffix: '.safetensors' }],
  *analyze(file) {
    if (isLaterShard(file.path)) return;
    const reader = new RangeReader(file, maxHeaderBytes + 8);
    const length = reader.count();
    if (length > maxHeaderBytes)
      throw new CaissonError('limit.size', 'the header of the model is too large');
    const header = parseJson(reader.bytes(length).toString('utf8'), 'the header of the model');
    if (!isRecord(header))
      throw new CaissonError('input.malformed', 'the header of the model is not a JSON object');
    const metadata = isRecord(header['__metadata__']) ? header['__metadata__'] : {};
    yield modelComponent(file, {
      name: textOf(metadata['modelspec.title']) ?? textOf(metadata['general.name']),
      version: textOf(metadata['modelspec.version']) ?? textOf(metadata['general.version']),
      license: textOf(metadata['modelspec.license']) ?? textOf(metadata['license']),
      supplier: textOf(metadata['modelspec.author']),
      repository: textOf(metadata['general.repo_url']),
    });
  },
};
