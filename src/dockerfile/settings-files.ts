import type { CheckedFile } from '#contract/check.ts';
import { isRecord } from '#kit/json.ts';
import type { Severity } from '#model/severity.ts';
import { parseYaml } from '#yaml/parse.ts';
import { plain } from '#yaml/read.ts';
import {
  type DockerfileSettings,
  defaultSettings,
  type IgnoredCheck,
  type LabelType,
  labelTypes,
} from './settings.ts';

/** Longest configuration file that is read. */
const maxBytes = 262_144;

/** Most entries of one list. */
const maxEntries = 5000;

/**
 * What a project says in the configuration files beside a Dockerfile, or in the directories above it: `.hadolint.yaml`,
 * `.trivyignore`, `.trivyignore.yaml`, `.dockleignore`. Never throws: what cannot be read says nothing.
 */
export function settingsBeside(file: Pick<CheckedFile, 'sibling'>): DockerfileSettings {
  const hadolint = firstOf(file, ['.hadolint.yaml', '.hadolint.yml']);
  const trivy = firstOf(file, ['.trivyignore']);
  const trivyYaml = firstOf(file, ['.trivyignore.yaml', '.trivyignore.yml']);
  const dockle = firstOf(file, ['.dockleignore']);
  const own = hadolint === undefined ? defaultSettings : readHadolint(hadolint);
  return {
    ...own,
    ignored: [
      ...own.ignored,
      ...(trivy === undefined ? [] : readTrivyignore(trivy)),
      ...(trivyYaml === undefined ? [] : readTrivyignoreYaml(trivyYaml)),
      ...(dockle === undefined ? [] : readDockleignore(dockle)),
    ],
  };
}

/** hadolint's configuration (its README, "Configure"). */
export function readHadolint(text: string): DockerfileSettings {
  const root = yamlOf(text);
  const threshold = word(root['failure-threshold']);
  const failOn = threshold === undefined ? undefined : thresholds.get(threshold);
  return {
    trustedRegistries: words(root['trustedRegistries']),
    labels: labelsOf(root['label-schema']),
    strictLabels: root['strict-labels'] === true,
    ignored: words(root['ignored']).map((id) => ({ id: `hadolint:${id}` })),
    severities: overridesOf(root['override']),
    inlineIgnores: root['disable-ignore-pragma'] !== true,
    ...(failOn !== undefined && { failOn }),
  };
}

/** `.trivyignore`: one id a line, with `exp:2026-01-31` behind it. Only misconfigurations of Dockerfiles matter here. */
export function readTrivyignore(text: string): readonly IgnoredCheck[] {
  return linesOf(text).map((line) => {
    const [id = '', ...rest] = line.split(/\s+/);
    const until = rest.find((part) => part.startsWith('exp:'))?.slice(4);
    return { id: `trivy:${id}`, ...(until !== undefined && { until }) };
  });
}

/** `.trivyignore.yaml`: the list `misconfigurations` with `id`, `paths`, `expired_at`, `statement`. */
export function readTrivyignoreYaml(text: string): readonly IgnoredCheck[] {
  const list = yamlOf(text)['misconfigurations'];
  if (!Array.isArray(list)) return [];
  return list.slice(0, maxEntries).flatMap((item: unknown) => {
    const id = isRecord(item) ? word(item['id']) : undefined;
    if (!isRecord(item) || id === undefined) return [];
    const until = word(item['expired_at']);
    const reason = word(item['statement']);
    const paths = words(item['paths']);
    return [
      {
        id: `trivy:${id}`,
        ...(until !== undefined && { until: until.slice(0, 10) }),
        ...(reason !== undefined && { reason }),
        ...(paths.length > 0 && { paths }),
      },
    ];
  });
}

/** `.dockleignore`: one id a line. */
export function readDockleignore(text: string): readonly IgnoredCheck[] {
  return linesOf(text).map((line) => ({ id: `dockle:${line.split(/\s+/)[0] ?? ''}` }));
}

const levels: readonly (readonly [string, Severity])[] = [
  ['error', 'high'],
  ['warning', 'medium'],
  ['info', 'low'],
  ['style', 'negligible'],
];

const thresholds: ReadonlyMap<string, Severity | 'none'> = new Map<string, Severity | 'none'>([
  ...levels,
  ['ignore', 'negligible'],
  ['none', 'none'],
]);

function overridesOf(value: unknown): ReadonlyMap<string, Severity> {
  const found = new Map<string, Severity>();
  if (!isRecord(value)) return found;
  for (const [level, severity] of levels)
    for (const id of words(value[level])) found.set(`hadolint:${id}`, severity);
  return found;
}

function labelsOf(value: unknown): ReadonlyMap<string, LabelType> {
  const found = new Map<string, LabelType>();
  if (!isRecord(value)) return found;
  for (const [key, type] of Object.entries(value).slice(0, maxEntries)) {
    const known = labelTypes.find((each) => each === type);
    found.set(key, known ?? 'text');
  }
  return found;
}

function yamlOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = plain(parseYaml(text).documents[0]?.root, 50_000);
    return isRecord(value) ? value : {};
  } catch {
    // A limit of the parser: a configuration file that large is none.
    return {};
  }
}

function firstOf({ sibling }: Pick<CheckedFile, 'sibling'>, names: readonly string[]) {
  for (const above of ['', '../', '../../', '../../../'])
    for (const name of names) {
      const bytes = sibling(above + name);
      if (bytes !== undefined && bytes.length <= maxBytes) return new TextDecoder().decode(bytes);
    }
  return undefined;
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n', maxEntries)
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A list of words, or a single one. */
function words(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.slice(0, maxEntries).filter((item) => typeof item === 'string');
}
