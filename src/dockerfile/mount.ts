import { type MappedText, slice, spanOf } from './mapped-text.ts';
import type { Expanded } from './resolved.ts';
import type { Span } from './source-text.ts';
import type { Flag, Instruction } from './tree.ts';

const mountTypes = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const;
type MountType = (typeof mountTypes)[number];

/** `RUN --mount=…` with BuildKit's defaults; values are expanded where variables may stand. */
export interface Mount {
  /** `unknown`: a word that is no type, or holds a variable that is not known. */
  readonly type: MountType | 'unknown';
  /** Stage, image or build context; never expanded. */
  readonly from?: string;
  readonly source?: string;
  readonly target?: string;
  readonly readOnly: boolean;
  readonly id?: string;
  readonly sharing?: string;
  readonly required: boolean;
  /** Secret: the variable that gets it. */
  readonly env?: string;
  readonly mode?: string;
  readonly uid?: string;
  readonly gid?: string;
  readonly size?: string;
  readonly span: Span;
  /** Its fields as they stand, keys in lower case. */
  readonly fields: readonly MountField[];
  /** Their values with variables put in. */
  readonly expanded: readonly Expanded[];
}

interface MountField {
  readonly key: string;
  /** Absent for `ro` and the like without a value. */
  readonly value?: MappedText;
  readonly span: Span;
}

const canonical: Readonly<Partial<Record<string, string>>> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
  rw: 'readwrite',
};

/** The mounts of a RUN; `expand` gives a value its variables. */
export function mountsOf(
  { flags }: Pick<Instruction, 'flags'>,
  expand: (value: MappedText) => Expanded,
): readonly Mount[] {
  return flags.flatMap((flag) =>
    flag.name === 'mount' && flag.value !== undefined ? [mountOf(flag, flag.value, expand)] : [],
  );
}

function mountOf(flag: Flag, value: MappedText, expand: (value: MappedText) => Expanded): Mount {
  const fields = mountFields(value);
  const expanded: Expanded[] = [];
  const values = new Map<string, string>();
  for (const field of fields) {
    const word = expandedValue(field, expand);
    if (word !== undefined) expanded.push(word);
    values.set(field.key, word?.text ?? field.value?.text ?? 'true');
  }
  const type = typeOf(values.get('type') ?? 'bind');
  return {
    type,
    ...textsOf(values),
    readOnly: isReadOnly(type, values),
    required: isTrue(values.get('required') ?? ''),
    span: flag.span,
    fields,
    expanded,
  };
}

function typeOf(written: string): Mount['type'] {
  const name = written.toLowerCase();
  return mountTypes.find((each) => each === name) ?? 'unknown';
}

function expandedValue(
  { key, value }: MountField,
  expand: (value: MappedText) => Expanded,
): Expanded | undefined {
  return value === undefined || key === 'from' ? undefined : expand(value);
}

const textKeys = [
  'from',
  'source',
  'target',
  'id',
  'sharing',
  'env',
  'mode',
  'uid',
  'gid',
  'size',
] as const;

function textsOf(
  values: ReadonlyMap<string, string>,
): Partial<Record<(typeof textKeys)[number], string>> {
  const texts: Partial<Record<(typeof textKeys)[number], string>> = {};
  for (const key of textKeys) {
    const text = values.get(key);
    if (text !== undefined) texts[key] = text;
  }
  return texts;
}

function isReadOnly(type: Mount['type'], values: ReadonlyMap<string, string>): boolean {
  const readonly = values.get('readonly');
  if (readonly !== undefined) return isTrue(readonly);
  const readwrite = values.get('readwrite');
  if (readwrite !== undefined) return !isTrue(readwrite);
  return type !== 'cache' && type !== 'tmpfs';
}

/** As Go's `strconv.ParseBool`. */
function isTrue(text: string): boolean {
  return ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text);
}

/** Comma-separated fields; double quotes around a field protect its commas (CSV). */
function mountFields(value: MappedText): readonly MountField[] {
  const fields: MountField[] = [];
  for (let from = 0; from <= value.text.length; ) {
    const { start, end, next } = fieldAt(value.text, from);
    if (end > start) fields.push(fieldOf(slice(value, start, end)));
    from = next;
  }
  return fields;
}

function fieldAt(text: string, from: number): Span & { readonly next: number } {
  const close = text[from] === '"' ? text.indexOf('"', from + 1) : -1;
  const comma = text.indexOf(',', close === -1 ? from : close);
  const behind = comma === -1 ? text.length : comma;
  if (close === -1) return { start: from, end: behind, next: behind + 1 };
  return { start: from + 1, end: close, next: behind + 1 };
}

function fieldOf(field: MappedText): MountField {
  const equals = field.text.indexOf('=');
  const name = (equals === -1 ? field.text : field.text.slice(0, equals)).toLowerCase();
  const key = canonical[name] ?? name;
  const span = spanOf(field);
  return equals === -1 ? { key, span } : { key, value: slice(field, equals + 1), span };
}

/** Why BuildKit refuses the mounts before it knows any values. */
export function complaintOfMounts({ flags }: Pick<Instruction, 'flags'>): string | undefined {
  for (const { name, value } of flags) {
    if (name !== 'mount' || value === undefined) continue;
    for (const field of mountFields(value)) {
      const text = field.value?.text ?? '';
      const dollar = text.indexOf('$');
      if (field.key === 'from' && dollar !== -1 && dollar !== text.length - 1)
        return "'from' doesn't support variable expansion, define alias stage instead";
    }
  }
  return undefined;
}
