import type { z } from 'zod';
import { isRecord } from '#kit/json.ts';

/**
 * The path of the first member that the schema does not know, at any depth. What we are sent is read strictly: a member that is
 * silently ignored is a mistake that nobody sees. Records and unknown values are not looked into.
 */
export function unknownMember(
  schema: z.core.$ZodType,
  value: unknown,
  path = '',
): string | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod; // every schema is one of these
  if ('innerType' in def) return unknownMember(def.innerType, value, path); // optional, default, nullable …
  switch (def.type) {
    case 'object':
      return inObject(def, value, path);
    case 'array':
      return inArray(def.element, value, path);
    case 'record':
      return inRecord(def.valueType, value, path);
    case 'union':
      return inUnion(def.options, value, path);
    case 'pipe':
      return unknownMember(isTransform(def.in) ? def.out : def.in, value, path);
    default:
      return undefined;
  }
}

function inObject(
  { shape }: z.core.$ZodObjectDef,
  value: unknown,
  path: string,
): string | undefined {
  if (!isRecord(value)) return undefined;
  for (const [name, part] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const found = schema === undefined ? at : unknownMember(schema, part, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inArray(element: z.core.$ZodType, value: unknown, path: string): string | undefined {
  if (!Array.isArray(value)) return undefined;
  for (const [index, part] of value.entries()) {
    const found = unknownMember(element, part, `${path}.${index}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inRecord(member: z.core.$ZodType, value: unknown, path: string): string | undefined {
  if (!isRecord(value)) return undefined;
  for (const [name, part] of Object.entries(value)) {
    const found = unknownMember(member, part, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One of the alternatives has to know every member. */
function inUnion(
  options: readonly z.core.$ZodType[],
  value: unknown,
  path: string,
): string | undefined {
  const found = options.map((option) => unknownMember(option, value, path));
  return found.includes(undefined) ? undefined : found[0];
}

function isTransform(schema: z.core.$ZodType): boolean {
  return schema._zod.def.type === 'transform';
}
