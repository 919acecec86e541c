import { parse } from 'yaml';
import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { type Severity, severities } from '#model/severity.ts';
import type { RuleFacts } from '../candidate.ts';
import type { AllowRule, Screen, UserRule } from '../screen.ts';
import { userExpression, userTest } from './user-expression.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a `trivy-secret.yaml`: own rules, allowances, blocks, and which built-in rules and allowances are off. With such a file the paths
 * that Trivy leaves alone by default are left alone here too. Throws `usage.invalid-config`.
 */
export function readTrivySettings(text: string): Screen {
  const value = document(text);
  const disabled = new Set(textsOf(value['disable-rules']));
  const enabled = textsOf(value['enable-builtin-rules']);
  const silenced = new Set(textsOf(value['disable-allow-rules']));
  const rules = recordsOf(value['rules']).filter((rule) => !disabled.has(textOf(rule['id'])));
  return {
    rules: rules.map(readRule),
    isOn: ({ id, aliases }) => {
      const names = [
        id,
        ...aliases.filter((alias) => alias.startsWith('trivy:')).map((alias) => alias.slice(6)),
      ];
      if (names.some((name) => disabled.has(name))) return false;
      return enabled.length === 0 || names.some((name) => enabled.includes(name));
    },
    allow: [
      ...recordsOf(value['allow-rules'])
        .filter((rule) => !disabled.has(textOf(rule['id'])) && !silenced.has(textOf(rule['id'])))
        .map((rule) => readAllow(rule)),
      ...rules.flatMap((rule) =>
        recordsOf(rule['allow-rules']).map((allow) => readAllow(allow, textOf(rule['id']))),
      ),
      ...defaultAllowances(silenced),
    ],
    blocks: blocksOf(value['exclude-block']),
    accepted: [],
  };
}

function document(text: string): Fields {
  let value: unknown;
  try {
    value = parse(text, { version: '1.2', maxAliasCount: 50, logLevel: 'error' });
  } catch (cause) {
    throw new CaissonError('usage.invalid-config', 'trivy-secret.yaml is not valid YAML', {
      cause,
    });
  }
  if (value === null || value === undefined) return {};
  if (!isRecord(value))
    throw new CaissonError('usage.invalid-config', 'trivy-secret.yaml is not a mapping');
  return value;
}

function readRule(rule: Fields): UserRule {
  const id = textOf(rule['id']);
  const group = textOf(rule['secret-group-name']);
  const path = textOf(rule['path']);
  const severity = severityOf(textOf(rule['severity']));
  return {
    facts: userFacts(id, textOf(rule['title']) || id, severity),
    expression: userExpression(textOf(rule['regex']), group === '' ? {} : { name: group }),
    keywords: textsOf(rule['keywords']).map((word) => word.toLowerCase()),
    severity,
    ...(path !== '' && { path: userTest(path) }),
    blocks: blocksOf(rule['exclude-block']),
  };
}

/** What is reported of a rule that a user wrote. */
export function userFacts(id: string, title: string, severity: Severity): RuleFacts {
  return {
    id,
    title,
    class: 'generic',
    severity,
    revoke: 'replace the secret where it is accepted, and keep the new one out of files',
    aliases: [],
    own: false,
  };
}

function readAllow(allow: Fields, rule?: string): AllowRule {
  const regex = textOf(allow['regex']);
  const path = textOf(allow['path']);
  const matches = regex === '' ? undefined : userTest(regex);
  const covers = path === '' ? undefined : userTest(path);
  return {
    ...(rule !== undefined && { rules: new Set([rule]) }),
    allows: (sighting) =>
      matches?.(sighting.match) === true || covers?.(sighting.path.replace(/^\//, '')) === true,
  };
}

function blocksOf(value: unknown) {
  return isRecord(value) ? textsOf(value['regexes']).map((regex) => userExpression(regex)) : [];
}

/** Paths that Trivy leaves alone, by the names of its allowances. */
const defaults: readonly (readonly [string, RegExp])[] = [
  ['tests', /^test|\/test|[-_.]test/i],
  ['examples', /example/],
  ['vendor', /vendor\//],
  ['usr-dirs', /^usr\/(?:share|include|lib)\//],
  ['locale-dir', /locales?\//],
  ['markdown', /\.md$/],
  ['node.js', /^(?:usr|opt)\/.*\/node_modules\/|^node_modules\//],
  ['golang', /^usr\/local\/go\//],
  ['python', /^usr\/local\/lib\/python[\d.]+\//],
  ['rubygems', /^usr\/lib\/gems\//],
  ['wordpress', /^usr\/src\/wordpress\//],
  ['anaconda-log', /^var\/log\/anaconda\//],
];

function defaultAllowances(silenced: ReadonlySet<string>): readonly AllowRule[] {
  return defaults
    .filter(([name]) => !silenced.has(name))
    .map(([, path]) => ({ allows: (sighting) => path.test(sighting.path.replace(/^\//, '')) }));
}

/** Trivy's words in either case; what it does not know is unknown. */
export function severityOf(word: string): Severity {
  return severities.find((severity) => severity === word.toLowerCase()) ?? 'unknown';
}

function recordsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((text): text is string => typeof text === 'string')
    : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
