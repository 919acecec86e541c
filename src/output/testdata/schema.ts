import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type AnySchemaObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

/** Reads a schema that a development dependency ships; `undefined` while that is not installed. */
export function shippedSchema(path: string): AnySchemaObject | undefined {
  const file = `${modules}${path}`;
  return existsSync(file) ? readSchema(file) : undefined;
}

export function readSchema(file: string): AnySchemaObject {
  return JSON.parse(readFileSync(file, 'utf8')) as AnySchemaObject;
}

/** What is wrong with `data`, one line a fault; empty when it is valid. */
export function faults(schema: AnySchemaObject, data: unknown): readonly string[] {
  return faultFinder(schema)(data);
}

/** Compiles a schema once for many values. `parts` are schemas that it refers to, by address. */
export function faultFinder(
  schema: AnySchemaObject,
  parts: Readonly<Record<string, AnySchemaObject>> = {},
): (data: unknown) => readonly string[] {
  const options = { strict: false, allErrors: true, unicodeRegExp: false, logger: false } as const;
  const recent = `${schema['$schema']}`.includes('2020-12');
  const ajv = recent ? new Ajv2020(options) : new Ajv(options);
  formats.default(ajv);
  for (const name of ['iri-reference', 'idn-email']) ajv.addFormat(name, true);
  for (const [address, part] of Object.entries(parts)) ajv.addSchema(part, address);
  const { id: _draft4, ...rest } = schema;
  if (`${rest['$schema']}`.includes('draft-04')) delete rest['$schema'];
  const validate = ajv.compile(rest);
  return (data) => {
    if (validate(data) === true) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath}: ${message}`,
    );
  };
}
