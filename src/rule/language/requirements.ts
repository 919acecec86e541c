import { quote } from '#kit/text.ts';
import { resolve } from '#yaml/read.ts';
import type { Diagnostics } from './diagnostics.ts';
import { ItemReader } from './item-reader.ts';

/** The version of Falco's rule engine whose language this is, and of the plug-ins whose fields we provide. */
export const defaultEngineVersion = '0.63.0';
const provided: ReadonlyMap<string, string> = new Map([
  ['container', '0.7.3'],
  ['k8saudit', '0.18.0'],
  ['json', '0.7.3'],
]);

/** `required_engine_version: 0.57.0`, or 57 for the same. */
export function readEngineVersion(
  reader: ItemReader,
  have: string,
  diagnostics: Diagnostics,
): void {
  const scalar = reader.required('required_engine_version');
  const wanted = /^\d+$/.test(scalar.text) ? `0.${scalar.text}.0` : scalar.text;
  if (parseVersion(wanted) === undefined)
    throw reader.fault(`${quote(scalar.text)} is no version like 0.57.0`, scalar, 'engine-version');
  if (!isCompatible(have, wanted))
    throw reader.fault(
      `the file needs version ${wanted} of the rule engine; this one is as ${have}`,
      scalar,
      'engine-version',
    );
  reader.warnUnknown(['required_engine_version'], diagnostics);
}

/** `required_plugin_versions`: plug-ins that we do not stand for are a warning, as their rules are left out one by one. */
export function readPluginVersions(reader: ItemReader, diagnostics: Diagnostics): void {
  for (const node of reader.items('required_plugin_versions')) {
    if (resolve(node)?.kind !== 'map') throw reader.fault('a required plug-in is not a map', node);
    const plugin = new ItemReader(reader.file, node, 'required_plugin_versions');
    const wanted = [readWanted(plugin), ...readAlternatives(plugin)];
    if (!wanted.some(isProvided)) warnMissing(plugin, wanted, diagnostics);
  }
  reader.warnUnknown(['required_plugin_versions'], diagnostics);
}

interface Wanted {
  readonly name: string;
  readonly version: string;
}

function readWanted(reader: ItemReader): Wanted {
  const version = reader.required('version');
  if (parseVersion(version.text) === undefined)
    throw reader.fault(
      `${quote(version.text)} is no version like 0.7.0`,
      version,
      'plugin-version',
    );
  return { name: reader.required('name').text, version: version.text };
}

function readAlternatives(reader: ItemReader): readonly Wanted[] {
  if (!reader.has('alternatives')) return [];
  return reader.items('alternatives').map((node) => {
    if (resolve(node)?.kind !== 'map') throw reader.fault('an alternative is not a map', node);
    return readWanted(new ItemReader(reader.file, node, reader.name));
  });
}

function isProvided({ name, version }: Wanted): boolean {
  const have = provided.get(name);
  return have !== undefined && isCompatible(have, version);
}

function warnMissing(
  reader: ItemReader,
  wanted: readonly Wanted[],
  diagnostics: Diagnostics,
): void {
  const names = wanted.map(({ name, version }) => `${name} ${version}`).join(' or ');
  const message = `the file wants the plug-in ${names}, which this engine does not stand for`;
  diagnostics.warn({ code: 'plugin-version', message }, reader.placeOf());
}

type Version = readonly [major: number, minor: number, patch: number];

function parseVersion(text: string): Version | undefined {
  const match = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+].*)?$/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Semantic versions: the same major one, and not older. */
function isCompatible(have: string, wanted: string): boolean {
  const [a, b] = [parseVersion(have), parseVersion(wanted)];
  if (a === undefined || b === undefined || a[0] !== b[0]) return false;
  return a[1] === b[1] ? a[2] >= b[2] : a[1] > b[1];
}
