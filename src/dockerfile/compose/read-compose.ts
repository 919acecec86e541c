import type { YamlNode, YamlText } from '#yaml/node.ts';
import { entriesOf, itemsOf, member, resolve, textOf } from '#yaml/read.ts';
import {
  type Build,
  type BuildFile,
  fieldsOf,
  pairsOf,
  type Service,
  valueText,
} from './build-file.ts';

/** Services that are looked at. */
const maxServices = 2000;

type Values = Pick<BuildFile, 'dialect' | 'variables'>;

/** A Compose file (Compose specification; also files without `services`, as version 1 had them). */
export function readCompose(text: YamlText, variables: ReadonlyMap<string, string>): BuildFile {
  const values: Values = { dialect: 'compose', variables };
  const root = text.documents[0]?.root;
  const services = servicesOf(root).slice(0, maxServices);
  return {
    ...values,
    kind: 'compose',
    services,
    builds: services.flatMap(({ name, fields }) => buildOf(name, fields, values)),
    volumes: volumesOf(root, values),
  };
}

/** Volumes of the local driver whose device is a directory of the host. */
function volumesOf(root: YamlNode | undefined, values: Values): ReadonlyMap<string, string> {
  const volumes = new Map<string, string>();
  for (const [name, volume] of fieldsOf(member(root, 'volumes'))) {
    const options = fieldsOf(member(volume, 'driver_opts'));
    const device = valueText(options.get('device'), values)?.text ?? '';
    if (device.startsWith('/') && !device.startsWith('//')) volumes.set(name, device);
  }
  return volumes;
}

function servicesOf(root: YamlNode | undefined): readonly Service[] {
  const listed = member(root, 'services');
  const entries = listed === undefined ? entriesOf(root).filter(isService) : entriesOf(listed);
  return entries.flatMap(({ key, value }) => {
    const name = textOf(key);
    return name === undefined ? [] : [{ name, fields: fieldsOf(value) }];
  });
}

/** In version 1 services stand at the top. */
function isService({ key, value }: { readonly key: YamlNode; readonly value: YamlNode }): boolean {
  if (textOf(key)?.startsWith('x-') === true) return false;
  return member(value, 'image') !== undefined || member(value, 'build') !== undefined;
}

function buildOf(
  name: string,
  service: ReadonlyMap<string, YamlNode>,
  values: Values,
): readonly Build[] {
  const build = resolve(service.get('build'));
  if (build === undefined) return [];
  if (build.kind === 'scalar') {
    const context = valueText(build, values)?.text ?? '.';
    const none = { args: [], writtenArgs: [], contexts: [], fields: new Map() };
    return [{ name, context, ...none, answered: answersOf(service) }];
  }
  const fields = fieldsOf(build);
  const inline = fields.get('dockerfile_inline');
  return [
    {
      name,
      ...(inline !== undefined && { inline }),
      ...textField('context', fields.get('context'), values),
      ...textField('dockerfile', fields.get('dockerfile'), values),
      ...textField('target', fields.get('target'), values),
      args: pairsOf(fields.get('args'), values),
      writtenArgs: pairsOf(fields.get('args'), written(values)),
      contexts: pairsOf(fields.get('additional_contexts'), values).map((each) => each.name),
      answered: answersOf(service),
      fields,
    },
  ];
}

/** What a service says in place of its Dockerfile. */
function answersOf(service: ReadonlyMap<string, YamlNode>): ReadonlySet<string> {
  const answers: readonly (readonly [string, string])[] = [
    ['user', 'CSN-DF-0043'],
    ['healthcheck', 'CSN-DF-0091'],
  ];
  return new Set(answers.flatMap(([key, rule]) => (service.has(key) ? [rule] : [])));
}

/** Without what stands in files of the environment. */
export function written({ dialect }: Values): Values {
  return { dialect, variables: new Map() };
}

/** A field that is left out where it is not set. */
export function textField<Key extends string>(
  key: Key,
  node: YamlNode | undefined,
  values: Values,
): Partial<Record<Key, string>> {
  const field: Partial<Record<Key, string>> = {};
  const text = valueText(node, values)?.text;
  if (text !== undefined) field[key] = text;
  return field;
}

/** `.env` as Compose reads it: `NAME=value`, quotes dropped, comments behind a blank. */
export function readEnvironmentFile(bytes: Uint8Array | undefined): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  if (bytes === undefined || bytes.length > 262_144) return variables;
  for (const line of Buffer.from(bytes).toString('utf8').split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)$/.exec(line.slice(0, 4096));
    if (match?.[1] !== undefined) variables.set(match[1], unquoted((match[2] ?? '').trim()));
  }
  return variables;
}

function unquoted(text: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(text);
  if (quoted !== null) return quoted[2] ?? '';
  const comment = text.search(/\s#/);
  return comment === -1 ? text : text.slice(0, comment).trim();
}

/** Items of a list as text, with variables put in. */
export function textsOf(
  node: YamlNode | undefined,
  values: Values,
): readonly { readonly text: string; readonly known: boolean; readonly node: YamlNode }[] {
  return itemsOf(node).flatMap((item) => {
    const found = valueText(item, values);
    return found === undefined ? [] : [{ text: found.text, known: found.known, node: item }];
  });
}
