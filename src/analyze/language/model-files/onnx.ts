import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { modelComponent } from './model-component.ts';
import { RangeReader } from './range-reader.ts';

const budgetBytes = 16 * 2 ** 20;
const maxFields = 10_000;
const maxText = 1000;

/** Fields of `ModelProto` (ONNX, onnx.proto3). */
const irVersion = 1;
const producerName = 2;
const domain = 4;
const modelVersion = 5;
const properties = 14;

interface Model {
  isModel: boolean;
  producer?: string;
  domain?: string;
  version?: string;
  readonly properties: Map<string, string>;
}

/**
 * ONNX: a protobuf message (protobuf, "Encoding") of which only the short fields at the top are read; the graph is
 * skipped.
 */
export const onnxAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/model-onnx',
  revision: 1,
  title: 'models in ONNX format',
  claims: [{ suffix: '.onnx' }],
  *analyze(file) {
    const model = readModel(new RangeReader(file, budgetBytes));
    if (!model.isModel) throw new CaissonError('input.malformed', 'the file is not in ONNX format');
    yield modelComponent(file, {
      name: model.properties.get('name') ?? model.properties.get('model_name'),
      version: model.version,
      license: model.properties.get('license'),
      supplier: model.domain ?? model.producer,
    });
  },
};

function readModel(reader: RangeReader): Model {
  const model: Model = { isModel: false, properties: new Map() };
  for (let field = 0; !reader.isAtEnd; field += 1) {
    if (field > maxFields)
      throw new CaissonError('limit.entries', 'the ONNX model has too many fields');
    const key = varint(reader);
    const number = Number(key >> 3n);
    const type = Number(key & 7n);
    if (type === 0) readNumber(model, number, varint(reader));
    else if (type === 2) readBytes(model, number, reader);
    else if (type === 1) reader.skip(8);
    else if (type === 5) reader.skip(4);
    else throw new CaissonError('input.malformed', 'the file is not in ONNX format');
  }
  return model;
}

function readNumber(model: Model, number: number, value: bigint): void {
  if (number === irVersion && value > 0n && value < 1000n) model.isModel = true;
  // Exporters write 0 for models without versions.
  if (number === modelVersion && value > 0n) model.version = value.toString();
}

function readBytes(model: Model, number: number, reader: RangeReader): void {
  const length = Number(varint(reader));
  const isWanted = [producerName, domain, properties].includes(number);
  if (!isWanted || length > maxText) {
    reader.skip(length);
    return;
  }
  const bytes = Buffer.from(reader.bytes(length));
  if (number === properties) readProperty(model, bytes);
  else if (number === producerName && length > 0) model.producer = bytes.toString('utf8');
  else if (number === domain && length > 0) model.domain = bytes.toString('utf8');
}

/** `StringStringEntryProto`: key 1, value 2; both shorter than 128 bytes, as what we look for is. */
function readProperty(model: Model, bytes: Buffer): void {
  const keyLength = bytes[1] ?? 0;
  const value = bytes.subarray(2 + keyLength);
  const valueLength = value[1] ?? 0;
  const isShort = bytes[0] === 0x0a && value[0] === 0x12 && keyLength < 128 && valueLength < 128;
  if (isShort && value.length === 2 + valueLength)
    model.properties.set(
      bytes.toString('utf8', 2, 2 + keyLength),
      value.toString('utf8', 2, 2 + valueLength),
    );
}

function varint(reader: RangeReader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.bytes(1)[0] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new CaissonError('input.malformed', 'a number in the ONNX file is too long');
}
