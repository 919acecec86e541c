/**
 * Writes `src/sensor/wire.gen.ts`: where each member of `native/include/caisson_wire.h` lies, by the type information that clang
 * gives. Needs clang and bpftool (`make -C native debian`):
 *
 *     node tools/wire.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const header = join(root, 'native', 'include', 'caisson_wire.h');
const output = join(root, 'src', 'sensor', 'wire.gen.ts');

const BtfType = z.object({
  id: z.number(),
  kind: z.string(),
  name: z.string(),
  size: z.number().optional(),
  type_id: z.number().optional(),
  nr_elems: z.number().optional(),
  encoding: z.string().optional(),
  members: z
    .array(z.object({ name: z.string(), type_id: z.number(), bits_offset: z.number() }))
    .optional(),
  values: z.array(z.object({ name: z.string(), val: z.number() })).optional(),
});
type BtfType = z.infer<typeof BtfType>;

/** What `src/sensor/wire.gen.ts` should hold. Throws when a tool is missing or a struct has a hole. */
export function wireText(): string {
  const types = new Map(readTypes().map((type) => [type.id, type]));
  const all = [...types.values()].filter(({ name }) => name.startsWith('csn_'));
  const layouts = all.filter(({ kind }) => kind === 'STRUCT').map((type) => layout(type, types));
  const enums = all.filter(({ kind }) => kind === 'ENUM').map(enumeration);
  return `/** Made by tools/wire.ts from native/include/caisson_wire.h. */

/** Bounds and version of the format. */
export const wireLimits = {
${limits().join('\n')}
} as const;

/** Values of the enumerations. */
export const wire = {
${enums.sort().join('\n')}
} as const;

/** Where the members of each struct lie, in bytes from its start. */
export const layout = {
${layouts.sort().join('\n')}
} as const;
`;
}

function readTypes(): readonly BtfType[] {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-wire-'));
  try {
    const source = readFileSync(header, 'utf8');
    const names = [...source.matchAll(/^(struct|enum) (csn_\w+) \{/gm)];
    const uses = names.map(([, kind, name], index) => `${kind} ${name} use_${index};`);
    const object = join(directory, 'wire.o');
    execFileSync(
      'clang',
      ['-target', 'bpf', '-O2', '-g', '-x', 'c', '-c', '-', '-o', object, '-include', header],
      { input: uses.join('\n') },
    );
    const text = execFileSync('bpftool', ['btf', 'dump', 'file', object, '-j'], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    return z.object({ types: z.array(BtfType) }).parse(JSON.parse(text)).types;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function layout(type: BtfType, types: ReadonlyMap<number, BtfType>): string {
  let end = 0;
  const members = (type.members ?? []).map(({ name, type_id, bits_offset }) => {
    const offset = bits_offset / 8;
    if (offset !== end) throw new Error(`${type.name} has a hole before ${name}`);
    end = offset + sizeOf(type_id, types);
    return `    /** ${describe(type_id, types)} */\n    ${camel(name)}: ${offset},`;
  });
  if (end !== type.size) throw new Error(`${type.name} has a hole at its end`);
  return `  ${camel(type.name.slice(4))}: {\n    size: ${type.size},\n${members.join('\n')}\n  },`;
}

function sizeOf(id: number, types: ReadonlyMap<number, BtfType>): number {
  const type = typeOf(id, types);
  return type.kind === 'ARRAY'
    ? (type.nr_elems ?? 0) * sizeOf(type.type_id ?? 0, types)
    : (type.size ?? 0);
}

function describe(id: number, types: ReadonlyMap<number, BtfType>): string {
  const type = typeOf(id, types);
  if (type.kind === 'ARRAY') return `${describe(type.type_id ?? 0, types)}[${type.nr_elems ?? 0}]`;
  if (type.kind !== 'INT') return camel(type.name.replace('csn_', ''));
  if (type.name === 'char') return 'byte';
  return `${type.encoding === 'SIGNED' ? 'i' : 'u'}${8 * (type.size ?? 0)}`;
}

function typeOf(id: number, types: ReadonlyMap<number, BtfType>): BtfType {
  const type = types.get(id);
  if (type === undefined) throw new Error(`no type ${id}`);
  return type;
}

function enumeration(type: BtfType): string {
  const values = type.values ?? [];
  const prefix = commonPrefix(values.map(({ name }) => name));
  const lines = values.map(
    ({ name, val }) => `    ${camel(name.slice(prefix.length).toLowerCase())}: ${val},`,
  );
  return `  ${camel(type.name.slice(4))}: {\n${lines.join('\n')}\n  },`;
}

function commonPrefix(names: readonly string[]): string {
  const [first = ''] = names;
  let prefix = first.slice(0, first.lastIndexOf('_') + 1);
  while (!names.every((name) => name.startsWith(prefix)))
    prefix = prefix.slice(0, prefix.lastIndexOf('_', prefix.length - 2) + 1);
  return prefix;
}

function limits(): readonly string[] {
  const defines = readFileSync(header, 'utf8').matchAll(/^#define CSN_(\w+) (\d+)$/gm);
  return [...defines].map(([, name = '', value]) => `  ${camel(name.toLowerCase())}: ${value},`);
}

function camel(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

if (import.meta.main) writeFileSync(output, wireText());
