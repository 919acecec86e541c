import { parse as parseToml } from 'smol-toml';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';
import { readApache, readHcl, readNginx } from './block.ts';
import {
  readAssignments,
  readIni,
  readPgHba,
  readPhp,
  readProperties,
  readShell,
  readSpaced,
  readSshd,
} from './lines.ts';
import { flattened, maxSettings, type Setting } from './setting.ts';
import { readXml } from './xml.ts';

/** Formats of configuration files. */
export const configurationFormats = [
  'ini',
  'properties',
  'yaml',
  'json',
  'toml',
  'xml',
  'nginx',
  'hcl',
  'apache',
  'pg-hba',
  'sshd',
  'shell',
  'spaced',
  'php',
  'script',
] as const;
export type ConfigurationFormat = (typeof configurationFormats)[number];

const maxChars = 2 ** 20;

/**
 * The settings of a configuration file, in the order of the file. What a line-based format does not understand is passed over; the
 * others throw `input.malformed` or `limit.*`.
 */
export function readConfiguration(format: ConfigurationFormat, text: string): readonly Setting[] {
  if (text.length > maxChars) throw new CaissonError('limit.size', 'the configuration is too long');
  return readers[format](text);
}

const readers: Readonly<Record<ConfigurationFormat, (text: string) => readonly Setting[]>> = {
  ini: readIni,
  properties: readProperties,
  yaml: yamlSettings,
  json: (text) => flattened(parseJson(withoutComments(text), 'the configuration')),
  toml: tomlSettings,
  xml: xmlSettings,
  nginx: readNginx,
  hcl: readHcl,
  apache: readApache,
  'pg-hba': readPgHba,
  sshd: readSshd,
  shell: readShell,
  spaced: readSpaced,
  php: readPhp,
  script: readAssignments,
};

/** JSON with whole lines of comments, as several products allow. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*\/\/[^\n]*/gm, '');
}

function tomlSettings(text: string): readonly Setting[] {
  try {
    return flattened(parseToml(text));
  } catch (cause) {
    throw new CaissonError('input.malformed', 'it is no valid TOML', { cause });
  }
}

function xmlSettings(text: string): readonly Setting[] {
  return readXml(text).flatMap(({ path, text: value, attributes, line }) => {
    const key = path.replaceAll('/', '.');
    const own = [...attributes].map(([name, part]) => ({
      key: `${key}.@${name}`,
      value: part,
      line,
    }));
    return [{ key, value, line }, ...own];
  });
}

function yamlSettings(text: string): readonly Setting[] {
  const out: Setting[] = [];
  for (const { root } of parseYaml(text, {}).documents) addNode(out, root, '', 0);
  return out;
}

function addNode(out: Setting[], node: YamlNode | undefined, key: string, depth: number): void {
  if (node === undefined || out.length >= maxSettings || depth > maxDepth) return;
  const { line } = node.range;
  // An alias says again what stands elsewhere.
  if (node.kind === 'alias') return;
  if (node.kind === 'scalar') out.push({ key, value: node.value === null ? '' : node.text, line });
  else if (node.kind === 'map') addMap(out, node, key, depth);
  else if (node.items.length === 0) out.push({ key, value: '', line });
  else node.items.forEach((item, index) => addNode(out, item, joined(key, `${index}`), depth + 1));
}

const maxDepth = 32;

function addMap(out: Setting[], { entries }: YamlMap, key: string, depth: number): void {
  for (const { key: name, value } of entries)
    if (name.kind === 'scalar') addNode(out, value, joined(key, name.text), depth + 1);
}

function joined(key: string, name: string): string {
  return key === '' ? name : `${key}.${name}`;
}
