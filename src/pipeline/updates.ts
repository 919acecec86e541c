import type { SourceRange } from '#model/source-range.ts';
import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf, resolve } from '#yaml/read.ts';
import type { LoadInput } from './load-input.ts';
import type { PipelineSubject } from './model.ts';
import type { UpdateEntry } from './update-rules.ts';
import {
  entryOf,
  keyOf,
  mapOf,
  rangeOfEntry,
  scalarOf,
  stringAt,
  stringOf,
} from './yaml-access.ts';

/** A `dependabot.yml` (GitHub documentation, Dependabot options reference). */
export function loadDependabot(input: LoadInput): PipelineSubject | undefined {
  const root = mapOf(input.yaml.documents[0]?.root);
  if (root === undefined) return undefined;
  const entries = itemsOf(entryOf(root, 'updates')?.value).flatMap(updateOf);
  return {
    ...input,
    system: 'dependabot',
    references: [],
    updates: { entries, range: root.range },
  };
}

function updateOf(item: YamlNode): readonly UpdateEntry[] {
  const node = mapOf(item);
  const ecosystem = stringAt(node, 'package-ecosystem');
  if (node === undefined || ecosystem === undefined) return [];
  return [{ ecosystem, range: node.range, node, ...cooldownOf(node), ...executionOf(node) }];
}

function cooldownOf(node: YamlNode): Pick<UpdateEntry, 'cooldownDays' | 'cooldownRange'> {
  const cooldown = entryOf(node, 'cooldown');
  const days = entryOf(cooldown?.value, 'default-days');
  const stated = scalarOf(days?.value)?.value;
  const place = days ?? cooldown;
  return {
    ...(typeof stated === 'number' && { cooldownDays: stated }),
    ...(place !== undefined && { cooldownRange: rangeOfEntry(place) }),
  };
}

function executionOf(node: YamlNode): Pick<UpdateEntry, 'executesCode'> {
  const execution = entryOf(node, 'insecure-external-code-execution');
  const allowed = stringOf(execution?.value)?.value === 'allow';
  return execution !== undefined && allowed ? { executesCode: rangeOfEntry(execution) } : {};
}

/** A `renovate.json`; JSON5 as far as YAML reads it. */
export function loadRenovate(input: LoadInput): PipelineSubject | undefined {
  const root = mapOf(input.yaml.documents[0]?.root);
  if (root === undefined) return undefined;
  const age = ageOf(root);
  const here: UpdateEntry = {
    ecosystem: { value: '*', range: first(root) },
    range: root.range,
    node: root,
    ...age,
    ...codeExecution(root),
  };
  const rules = itemsOf(entryOf(root, 'packageRules')?.value).flatMap(
    (item): readonly UpdateEntry[] => {
      const node = mapOf(item);
      const stated = ageOf(node);
      if (node === undefined || stated.cooldownDays === undefined) return [];
      const name = entriesOf(node).find((entry) => keyOf(entry).value.startsWith('match'));
      const value = stringOf(itemsOf(name?.value)[0] ?? name?.value);
      return [
        {
          ecosystem: value ?? { value: '*', range: node.range },
          range: node.range,
          node,
          ...stated,
        },
      ];
    },
  );
  return {
    ...input,
    system: 'renovate',
    references: [],
    updates: { entries: [here, ...rules], range: root.range },
  };
}

/** Presets that bring a minimum age: they are Renovate's own. */
const agedPresets = new Map([
  ['config:best-practices', 3],
  ['security:minimumReleaseAgeNpm', 3],
  ['npm:unpublishSafe', 3],
]);

function ageOf(node: YamlNode | undefined): Pick<UpdateEntry, 'cooldownDays' | 'cooldownRange'> {
  const entry = entryOf(node, 'minimumReleaseAge') ?? entryOf(node, 'stabilityDays');
  if (entry !== undefined) {
    const days = daysOf(stringOf(entry.value)?.value ?? '');
    return {
      ...(days !== undefined && { cooldownDays: days }),
      cooldownRange: rangeOfEntry(entry),
    };
  }
  const preset = itemsOf(entryOf(node, 'extends')?.value)
    .map(stringOf)
    .find((each) => each !== undefined && agedPresets.has(each.value));
  const days = preset === undefined ? undefined : agedPresets.get(preset.value);
  if (preset === undefined || days === undefined) return {};
  return { cooldownDays: days, cooldownRange: preset.range };
}

/** `7 days`, `1 week`, `36 hours` as days. */
function daysOf(text: string): number | undefined {
  const found = /^\s*(\d{1,6})\s*(minute|hour|day|week|month|year)?s?\s*$/i.exec(text);
  if (found === null) return undefined;
  const [, count = '', unit = 'day'] = found;
  const perUnit: Readonly<Record<string, number>> = {
    minute: 1 / 1440,
    hour: 1 / 24,
    day: 1,
    week: 7,
    month: 30,
    year: 365,
  };
  return Number(count) * (perUnit[unit.toLowerCase()] ?? 1);
}

/** Settings of self-hosted Renovate that let it run code of packages. */
function codeExecution(root: YamlNode): Pick<UpdateEntry, 'executesCode'> {
  const found = entriesOf(root).find((entry) => {
    const key = keyOf(entry).value;
    const value = resolve(entry.value);
    const on = value?.kind === 'scalar' && value.value === true;
    const off = value?.kind === 'scalar' && value.value === false;
    return (
      (key === 'ignoreScripts' && off) ||
      (key === 'allowScripts' && on) ||
      (key === 'exposeAllEnv' && on)
    );
  });
  return found === undefined ? {} : { executesCode: rangeOfEntry(found) };
}

function first(root: YamlNode): SourceRange {
  return entriesOf(root)[0]?.key.range ?? root.range;
}
