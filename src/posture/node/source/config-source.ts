import { formatFieldPath } from '#kube/field-path.ts';
import { fieldOf, isList, isObject } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Setting, SettingSource } from '../component.ts';

/** Names of settings as fields of a configuration; `undefined` for what can only be a flag. */
type FieldOfName = (name: string) => FieldPath | undefined;

/** Fields are asked for by their own path: KubeletConfiguration, KubeProxyConfiguration. */
function ownFields(name: string): FieldPath | undefined {
  return /^[a-z0-9]+-[a-z0-9-]+$/.test(name) ? undefined : name.split('.');
}

/** Settings in an object that is a configuration. */
export function configSource(
  title: string,
  object: KubeObject,
  fieldOfName: FieldOfName = ownFields,
): SettingSource {
  const { path } = object.origin.place;
  return {
    title,
    get(name) {
      const field = fieldOfName(name);
      return field === undefined ? undefined : settingAt(object.body, field);
    },
    spot(name) {
      const field = fieldOfName(name);
      return { location: { path }, object, ...(field !== undefined && { field }) };
    },
    patch(name, value) {
      const field = fieldOfName(name);
      if (field === undefined) return undefined;
      const text = formatFieldPath(field);
      if (value === undefined)
        return {
          title: `remove ${text}`,
          safety: 'review',
          changes: [{ op: 'remove', path: field }],
        };
      return {
        title: `set ${text} to ${value}`,
        safety: 'review',
        changes: [{ op: 'set', path: field, value: typed(value) }],
      };
    },
    label(name) {
      const field = fieldOfName(name);
      return field === undefined ? `--${name}` : formatFieldPath(field);
    },
  };
}

function settingAt(body: Json, path: FieldPath): Setting | undefined {
  let value: Json | undefined = body;
  for (const step of path) value = fieldOf(value, String(step));
  const values = valuesOf(value);
  if (values === undefined) return undefined;
  return { values, written: `${formatFieldPath(path)}: ${values.join(',')}` };
}

/** Scalars and lists of them as text; empty texts and lists count as not written, as Go's zero values do. */
function valuesOf(value: Json | undefined): readonly string[] | undefined {
  if (value === undefined || value === null || value === '' || isObject(value)) return undefined;
  if (!isList(value)) return [String(value)];
  const texts = value.flatMap((item) => (typeof item === 'object' ? [] : [String(item)]));
  return texts.length === 0 ? undefined : texts;
}

function typed(value: string): Json {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^\d{1,9}$/.test(value) ? Number(value) : value;
}
