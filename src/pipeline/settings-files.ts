import { isCaissonError } from '#kit/error.ts';
import type { Severity } from '#model/severity.ts';
import type { YamlEntry, YamlNode } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';
import { entriesOf, itemsOf } from '#yaml/read.ts';
import type { PinningPolicy, PipelineIgnore, PipelineSettings } from './settings.ts';
import { entryOf, keyOf, scalarOf, stringsOf } from './yaml-access.ts';

const zizmorFiles = ['.github/zizmor.yml', '.github/zizmor.yaml', 'zizmor.yml', 'zizmor.yaml'];
const poutineFiles = ['.poutine.yml', '.github/poutine.yml'];
const scorecardFiles = ['scorecard.yml', '.scorecard.yml', '.github/scorecard.yml'];
const maxConfigurationBytes = 256 * 1024;

/**
 * What the repository's own configuration of zizmor (documentation, Configuration), poutine (README, Acknowledging Findings) and
 * scorecard (config/README, Maintainer Annotations) adds to the settings: lists are joined, single values of the repository win.
 */
export function settingsOfTree(
  given: PipelineSettings,
  read: (path: string) => Uint8Array | undefined,
): PipelineSettings {
  const zizmor = firstOf(zizmorFiles, read);
  const poutine = firstOf(poutineFiles, read);
  const scorecard = firstOf(scorecardFiles, read);
  const withZizmor = zizmor === undefined ? given : addZizmor(given, zizmor);
  const withPoutine = poutine === undefined ? withZizmor : addPoutine(withZizmor, poutine);
  return scorecard === undefined ? withPoutine : addScorecard(withPoutine, scorecard);
}

interface Configuration {
  readonly name: string;
  readonly root: YamlNode;
}

function firstOf(
  names: readonly string[],
  read: (path: string) => Uint8Array | undefined,
): Configuration | undefined {
  for (const name of names) {
    const bytes = read(name);
    if (bytes === undefined || bytes.length > maxConfigurationBytes) continue;
    const root = rootOf(bytes);
    if (root !== undefined) return { name, root };
  }
  return undefined;
}

function rootOf(bytes: Uint8Array): YamlNode | undefined {
  try {
    return parseYaml(bytes).documents[0]?.root;
  } catch (error) {
    if (isCaissonError(error)) return undefined;
    throw error;
  }
}

function addZizmor(given: PipelineSettings, { name, root }: Configuration): PipelineSettings {
  const rules = entryOf(root, 'rules')?.value;
  const uses = configOf(rules, 'forbidden-uses');
  const allowed = stringsOf(entryOf(uses, 'allow')?.value).map(({ value }) => value);
  const denied = stringsOf(entryOf(uses, 'deny')?.value).map(({ value }) => value);
  const days = scalarOf(entryOf(configOf(rules, 'dependabot-cooldown'), 'days')?.value)?.value;
  return {
    ...given,
    pinning: [...given.pinning, ...policiesOf(configOf(rules, 'unpinned-uses'))],
    ...(entryOf(uses, 'allow') !== undefined && { allowedSources: allowed }),
    ...(entryOf(uses, 'deny') !== undefined && { deniedSources: denied }),
    ...(typeof days === 'number' && days > 0 && { cooldownDays: days }),
    secretsOutsideEnvironment: [
      ...given.secretsOutsideEnvironment,
      ...namesIn(configOf(rules, 'secrets-outside-env')),
    ],
    acceptedAdvisories: [
      ...given.acceptedAdvisories,
      ...namesIn(configOf(rules, 'known-vulnerable-actions')),
    ],
    ignores: [...given.ignores, ...entriesOf(rules).flatMap((rule) => zizmorIgnores(rule, name))],
    severities: new Map([...given.severities, ...entriesOf(rules).flatMap(remapOf)]),
  };
}

function configOf(rules: YamlNode | undefined, rule: string): YamlNode | undefined {
  return entryOf(entryOf(rules, rule)?.value, 'config')?.value;
}

function namesIn(config: YamlNode | undefined): readonly string[] {
  return stringsOf(entryOf(config, 'allow')?.value).map(({ value }) => value);
}

const demands: ReadonlyMap<string, PinningPolicy['demands']> = new Map<
  string,
  PinningPolicy['demands']
>([
  ['hash-pin', 'digest'],
  ['ref-pin', 'version'],
  ['any', 'any'],
]);

function policiesOf(config: YamlNode | undefined): readonly PinningPolicy[] {
  return entriesOf(entryOf(config, 'policies')?.value).flatMap((entry) => {
    const demand = demands.get(scalarOf(entry.value)?.text ?? '');
    return demand === undefined ? [] : [{ pattern: keyOf(entry).value, demands: demand }];
  });
}

function zizmorIgnores(rule: Parameters<typeof keyOf>[0], file: string): readonly PipelineIgnore[] {
  const { value: id, range } = keyOf(rule);
  const disabled = scalarOf(entryOf(rule.value, 'disable')?.value)?.value === true;
  const everywhere: readonly PipelineIgnore[] = disabled
    ? [{ marker: `${file}: ${id} disabled`, line: range.line, tool: 'zizmor', rules: [id] }]
    : [];
  const places = stringsOf(entryOf(rule.value, 'ignore')?.value).map((place): PipelineIgnore => {
    const [path = '', line, column] = place.value.split(':');
    return {
      marker: `${file}: ${id} ignores ${place.value}`,
      line: place.range.line,
      tool: 'zizmor',
      rules: [id],
      path,
      ...(line !== undefined && { atLine: Number(line) }),
      ...(column !== undefined && { atColumn: Number(column) }),
    };
  });
  return [...everywhere, ...places];
}

const grades: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['informational', 'negligible'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
]);

function remapOf(rule: YamlEntry): readonly (readonly [string, Severity])[] {
  const given = scalarOf(entryOf(entryOf(rule.value, 'remap')?.value, 'severity')?.value)?.text;
  const severity = grades.get(given ?? '');
  return severity === undefined ? [] : [[`zizmor:${keyOf(rule).value}`, severity]];
}

function addPoutine(given: PipelineSettings, { name, root }: Configuration): PipelineSettings {
  const rules = entryOf(root, 'rulesConfig')?.value;
  const runners = entryOf(
    entryOf(rules, 'pr_runs_on_self_hosted')?.value,
    'allowed_runners',
  )?.value;
  return {
    ...given,
    allowedRunners: [...given.allowedRunners, ...stringsOf(runners).map(({ value }) => value)],
    ignores: [
      ...given.ignores,
      ...itemsOf(entryOf(root, 'skip')?.value).flatMap((item) => poutineIgnores(item, name)),
    ],
  };
}

/** Annotations accept whole checks, each with one of five reasons. */
function addScorecard(given: PipelineSettings, { name, root }: Configuration): PipelineSettings {
  const found = itemsOf(entryOf(root, 'annotations')?.value).flatMap((item) => {
    const reasons = itemsOf(entryOf(item, 'reasons')?.value).flatMap((each) =>
      stringsOf(entryOf(each, 'reason')?.value).map(({ value }) => value),
    );
    if (reasons.length === 0) return [];
    return stringsOf(entryOf(item, 'checks')?.value).map(
      ({ value, range }): PipelineIgnore => ({
        marker: `${name}: ${value} is ${reasons.join(', ')}`.slice(0, 200),
        line: range.line,
        tool: 'scorecard',
        rules: [value],
      }),
    );
  });
  return { ...given, ignores: [...given.ignores, ...found.slice(0, 1000)] };
}

/** Every combination of the values that an entry lists: all keys of an entry must fit. */
function poutineIgnores(item: YamlNode, file: string): readonly PipelineIgnore[] {
  const rules = valuesAt(item, 'rule');
  const line = item.range.line;
  const text = entriesOf(item).map(
    (entry) =>
      `${keyOf(entry).value}: ${stringsOf(entry.value)
        .map(({ value }) => value)
        .join(', ')}`,
  );
  const base: PipelineIgnore = {
    marker: `${file}: skip ${text.join('; ')}`,
    line,
    tool: 'poutine',
    rules,
  };
  const dimensions = [
    valuesAt(item, 'path').map((path) => ({ path })),
    valuesAt(item, 'job').map((job) => ({ job })),
    valuesAt(item, 'level').map((severity) => ({ severity })),
    valuesAt(item, 'purl').map((source) => ({ source })),
    valuesAt(item, 'osv_id').map((advisory) => ({ advisory })),
  ];
  let combined: readonly PipelineIgnore[] = [base];
  for (const options of dimensions) {
    if (options.length === 0) continue;
    combined = combined
      .flatMap((each) => options.map((option) => ({ ...each, ...option })))
      .slice(0, 1000);
  }
  return combined;
}

function valuesAt(item: YamlNode, key: string): readonly string[] {
  return stringsOf(entryOf(item, key)?.value).map(({ value }) => value);
}
