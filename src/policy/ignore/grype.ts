import { z } from 'zod';
import { type Ecosystem, ecosystems } from '#model/ecosystem.ts';
import type { Exception, OnlyFor } from '../exception.ts';
import { type Imported, inForm, readYaml, unrestricted } from './import.ts';

const text = z.string().optional();
const Rule = z.looseObject({
  vulnerability: text,
  reason: text,
  'fix-state': z.enum(['fixed', 'not-fixed', 'wont-fix', 'unknown', '']).optional(),
  'vex-status': text,
  package: z
    .looseObject({ name: text, version: text, type: text, location: text, 'upstream-name': text })
    .optional(),
});
type Rule = z.infer<typeof Rule>;
const GrypeConfig = z.object({ ignore: z.array(Rule).max(10_000).nullish() }).nullish();

const knownKeys = new Set(['vulnerability', 'include-aliases', 'reason', 'fix-state', 'package']);
const knownPackageKeys = new Set(['name', 'version', 'type', 'location', 'upstream-name']);

/**
 * Reads the `ignore` rules of a Grype configuration: vulnerability, state of the fix, and name, version, type, location and
 * source of a package. A rule with any other condition accepts nothing and is told. Throws `usage.invalid-config`.
 */
export function parseGrypeConfig(content: string, name: string): Imported {
  const config = inForm(GrypeConfig, readYaml(content, name), name);
  const exceptions: Exception[] = [];
  const notices: string[] = [];
  for (const [index, rule] of (config?.ignore ?? []).entries()) {
    const origin = `${name}#${index + 1}`;
    const status = rule['vex-status'] ?? '';
    // Such a rule only says that VEX documents count, which they do here without it.
    if (status !== '' && Object.keys(rule).length === 1) continue;
    const read = readRule(rule, origin);
    if (typeof read === 'string') notices.push(`the rule ${origin} accepts nothing: ${read}`);
    else exceptions.push(read);
  }
  return { exceptions, notices };
}

/** The exception, or why there is none. Empty texts are as good as absent. */
function readRule(rule: Rule, origin: string): Exception | string {
  const parts = rule.package ?? {};
  const strange = strangeKey(rule, knownKeys) ?? strangeKey(parts, knownPackageKeys);
  if (strange !== undefined) return `${strange} is not known here`;
  const only = onlyOf(parts, rule['fix-state']);
  if (typeof only === 'string') return only;
  const [ids, where] = [listOf(rule.vulnerability), listOf(parts.location)];
  if (ids.length + where.length + Object.keys(only).length === 0) return 'it names nothing';
  const justification = rule.reason ?? 'listed in the ignore file';
  return { ...unrestricted, ids, where, only, origin, justification };
}

function strangeKey(record: object, keys: ReadonlySet<string>): string | undefined {
  return Object.keys(record).find((key) => !keys.has(key));
}

function listOf(word: string | undefined): readonly string[] {
  return word === undefined || word === '' ? [] : [word];
}

function onlyOf(parts: NonNullable<Rule['package']>, fix: Rule['fix-state']): OnlyFor | string {
  const names = listOf(parts.name).map(globOf);
  const sources = listOf(parts['upstream-name']).map(globOf);
  if ([...names, ...sources].includes(undefined))
    return 'its package name is a pattern that is not understood: only ".*" is';
  const [type] = listOf(parts.type);
  const found = type === undefined ? [] : ecosystemsOf(type);
  if (type !== undefined && found.length === 0) return `the package type ${type} is not known here`;
  const [version] = listOf(parts.version);
  return {
    ...(names.length > 0 && { names: names.map((glob) => glob ?? '') }),
    ...(sources.length > 0 && { sources: sources.map((glob) => glob ?? '') }),
    ...(version !== undefined && { version }),
    ...(type !== undefined && { ecosystems: found }),
    ...fixOnly(fix),
  };
}

function fixOnly(fix: Rule['fix-state']): Pick<OnlyFor, 'fix'> {
  return fix === undefined || fix === '' ? {} : { fix };
}

/** Grype reads names as regular expressions; most are plain text or hold `.*`. Others have no glob. */
function globOf(pattern: string): string | undefined {
  const plain = pattern.replaceAll('.*', '\0').replaceAll('\\.', '.');
  if (/[\\^$+?()[\]{}|*]/.test(plain)) return undefined;
  return plain.replaceAll('\0', '**');
}

/** Package types of Syft where they differ from ours. */
const types: ReadonlyMap<string, Ecosystem> = new Map<string, Ecosystem>([
  ['python', 'pypi'],
  ['java-archive', 'maven'],
  ['jenkins-plugin', 'maven'],
  ['go-module', 'golang'],
  ['rust-crate', 'cargo'],
  ['php-composer', 'composer'],
  ['dotnet', 'nuget'],
  ['binary', 'generic'],
  ['hex', 'hex'],
  ['dart-pub', 'pub'],
  ['pod', 'cocoapods'],
]);

function ecosystemsOf(type: string): readonly Ecosystem[] {
  const known = types.get(type) ?? ecosystems.find((candidate) => candidate === type);
  return known === undefined ? [] : [known];
}
