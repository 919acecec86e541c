import { createHash } from 'node:crypto';
import { readCertificate, readCertificateRequest } from '#cel/library/x509-certificate.ts';
import { fieldOf } from '#kube/json.ts';
import { jsonOf } from '#kube/yaml-json.ts';
import type { Json } from '#model/json-value.ts';
import { parseYaml } from '#yaml/parse.ts';
import { imageText, parseImage } from '../image-info.ts';
import { isSame, objectOf } from '../patch.ts';
import type { Arguments, Functions, JmesFunction } from './arguments.ts';
import { shortNumber } from './arguments.ts';
import { sizeOf } from './equal.ts';
import { parseBoundedJson } from './json-text.ts';
import { readPem } from './pem.ts';
import { type Execution, isMap, type Value } from './value.ts';
import { matchesRange } from './version-range.ts';

/** Kyverno's functions about data: encodings, hashes, maps, images. */
export const dataFunctions: Functions = [
  ['base64_encode', { count: 1, run: (args) => Buffer.from(args.text(0)).toString('base64') }],
  ['base64_decode', { count: 1, run: decoded }],
  ['parse_json', { count: 1, run: parsedJson }],
  ['parse_yaml', { count: 1, run: parsedYaml }],
  ['to_boolean', { count: 1, run: toBoolean }],
  ['label_match', { count: 2, run: labelMatch }],
  ['lookup', { count: 2, run: lookup }],
  ['items', { count: 3, run: items }],
  ['object_from_lists', { count: 2, run: objectFromLists }],
  ['semver_compare', { count: 2, run: (args) => matchesRange(args.text(0), args.text(1), args) }],
  ['x509_decode', { count: 1, run: certificate }],
  ['image_normalize', { count: 1, run: (args) => imageText(parseImage(args.text(0))) }],
  ['is_external_url', { count: 1, run: isExternal }],
  ['random', { count: 1, run: random }],
  ['sha256', hash('sha256')],
  ['sha1', hash('sha1')],
  ['md5', hash('md5')],
];

function hash(algorithm: string): JmesFunction {
  return {
    count: 1,
    run(args, { budget }) {
      budget.spend(1 + args.text(0).length / 100);
      return createHash(algorithm).update(args.text(0)).digest('hex');
    },
  };
}

function decoded(args: Arguments, { budget }: Execution): Value {
  const text = args.text(0).replaceAll(/[\r\n]/g, '');
  budget.make(text.length);
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
    throw args.failure('the text is no base64');
  return Buffer.from(text, 'base64').toString();
}

function parsedJson(args: Arguments, { budget }: Execution): Value {
  const text = args.text(0);
  budget.spend(1 + text.length / 10);
  return parseBoundedJson(text, 'the argument of parse_json()');
}

function parsedYaml(args: Arguments, { budget }: Execution): Value {
  const text = args.text(0);
  budget.spend(1 + text.length / 2);
  const { documents, problems } = parseYaml(text);
  const [problem] = problems;
  if (problem !== undefined) throw args.failure(problem.message);
  const value = jsonOf(documents[0]?.root);
  budget.spend(sizeOf(value));
  return value;
}

function toBoolean(args: Arguments): Value {
  const text = args.text(0).toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  throw args.failure('the argument must be "true" or "false"');
}

/** Whether the second map has all labels of the first. */
function labelMatch(args: Arguments, { budget }: Execution): Value {
  const wanted = Object.entries(args.map(0));
  budget.spend(wanted.length);
  const given = args.map(1);
  return wanted.every(([key, value]) => {
    const own = fieldOf(given, key);
    return own !== undefined && isSame(own, value);
  });
}

function lookup(args: Arguments): Value {
  const within = args.any(0);
  if (isMap(within)) return fieldOf(within, args.text(1)) ?? null;
  const at = args.number(1);
  if (!Number.isSafeInteger(at)) throw args.failure('argument 2 is no whole number');
  return at < 0 ? null : (args.list(0)[at] ?? null);
}

/** Maps are read in the order of their keys. */
function items(args: Arguments, { budget }: Execution): Value {
  const [key, value] = [args.text(1), args.text(2)];
  const of = args.any(0);
  const pairs: readonly (readonly [Json, Json])[] = isMap(of)
    ? Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1))
    : args.list(0).map((item, at) => [at, item]);
  budget.spend(pairs.length);
  return pairs.map(([name, item]) =>
    objectOf([
      [key, name],
      [value, item],
    ]),
  );
}

function objectFromLists(args: Arguments, { budget }: Execution): Value {
  const values = args.list(1);
  budget.spend(args.list(0).length);
  return objectOf(args.list(0).map((key, at) => [keyText(key, args), values[at] ?? null] as const));
}

function keyText(key: Json, args: Arguments): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number') return shortNumber(key);
  if (typeof key === 'boolean') return String(key);
  throw args.failure('argument 1 is no list of strings');
}

function certificate(args: Arguments): Value {
  const { label, bytes } = readPem(args.text(0));
  if (label === 'CERTIFICATE') return readCertificate(bytes);
  if (label === 'CERTIFICATE REQUEST') return readCertificateRequest(bytes);
  throw args.failure('the PEM block is neither a certificate nor a certificate request');
}

function isExternal(args: Arguments): Value {
  const text = args.text(0);
  const host = URL.canParse(text) ? new URL(text).hostname.replace(/^\[|\]$/g, '') : '';
  const four = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(host);
  if (four !== null) return !isInternal(Number(four[1]), Number(four[2]));
  if (host.includes(':')) return host !== '::1' && !/^f[cd]/.test(host);
  throw args.failure('names of hosts are not looked up here');
}

/** Loopback, or an address of RFC 1918. */
function isInternal(a: number, b: number): boolean {
  if (a === 127 || a === 10) return true;
  return a === 172 ? b >= 16 && b < 32 : a === 192 && b === 168;
}

/** Another text each time: no result of such a rule could be compared with another. */
function random(args: Arguments): Value {
  throw args.failure('random texts are not made here');
}
