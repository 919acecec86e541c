import { parse } from 'smol-toml';
import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { RequiredMatch, RuleFacts } from '../candidate.ts';
import type { AllowRule, Screen, Sighting, UserRule } from '../screen.ts';
import { userFacts } from './trivy.ts';
import { userExpression, userTest } from './user-expression.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Keys of Betterleaks whose expressions have no static counterpart: refused, so that nobody believes they work. */
const programs = ['filter', 'prefilter', 'validate'];
const hardSeverity = 'high';

/**
 * Reads a `gitleaks.toml` or `betterleaks.toml`. Without `extend.useDefault` only its own rules work, as with Gitleaks. Throws
 * `usage.invalid-config`, also for what has no counterpart here. `readOther` gives the text of the file that `extend.path` names.
 */
export function readGitleaksSettings(text: string, readOther?: ReadOther): Screen {
  return readSettings(text, readOther, 0);
}

/** The text of another file, named as from the one that is read. */
export type ReadOther = (path: string) => string;

const deepestExtension = 2;

function readSettings(text: string, readOther: ReadOther | undefined, depth: number): Screen {
  const value = document(text);
  const extend = isRecord(value['extend']) ? value['extend'] : {};
  const base = extended(extend, readOther, depth);
  const useDefault = extend['useDefault'] === true;
  const disabled = new Set(textsOf(extend['disabledRules']));
  // A rule without expression and path only adds allowances to the one of its id.
  const rules = recordsOf(value['rules']);
  const whole = rules.filter(({ regex, path }) => regex !== undefined || path !== undefined);
  const own = new Set(whole.map((rule) => textOf(rule['id'])));
  function isLeft(name: string): boolean {
    return !disabled.has(name) && !own.has(name);
  }
  return {
    rules: [...whole.map(readRule), ...base.rules.filter(({ facts }) => isLeft(facts.id))],
    // A rule of the file takes the place of the built-in one of its id.
    isOn: (facts) =>
      (useDefault || base.isOn(facts)) &&
      [facts.id, ...named(facts.aliases)].every((name) => isLeft(name)),
    allow: [
      ...base.allow,
      ...allowancesOf(value).map((allow) => readAllow(allow, textsOf(allow['targetRules']))),
      ...rules.flatMap((rule) =>
        allowancesOf(rule).map((allow) => readAllow(allow, [textOf(rule['id'])])),
      ),
    ],
    blocks: [],
    accepted: [],
  };
}

const nothing: Screen = { rules: [], isOn: () => false, allow: [], blocks: [], accepted: [] };

function extended(extend: Fields, readOther: ReadOther | undefined, depth: number): Screen {
  if (extend['url'] !== undefined) throw refused('"extend.url"', 'save it and use extend.path');
  const path = textOf(extend['path']);
  if (path === '') return nothing;
  if (readOther === undefined) throw refused('"extend.path"', 'name the other file too');
  if (depth >= deepestExtension)
    throw refused('"extend.path" of more than two files', 'join some of them');
  return readSettings(readOther(path), readOther, depth + 1);
}

function document(text: string): Fields {
  try {
    const value: unknown = parse(text);
    return isRecord(value) ? value : {};
  } catch (cause) {
    throw new CaissonError('usage.invalid-config', 'the settings of gitleaks are not valid TOML', {
      cause,
    });
  }
}

function readRule(rule: Fields): UserRule {
  const id = textOf(rule['id']);
  for (const key of programs)
    if (rule[key] !== undefined)
      throw refused(`"${key}" of rule ${quote(id)}`, 'write it as allowlists');
  const { entropy } = rule;
  const path = textOf(rule['path']);
  return {
    facts: factsOf(rule, id),
    ...expressionOf(rule),
    keywords: textsOf(rule['keywords']).map((word) => word.toLowerCase()),
    severity: hardSeverity,
    ...(typeof entropy === 'number' && entropy > 0 && { entropy }),
    ...(path !== '' && { path: userTest(path) }),
    blocks: [],
  };
}

function factsOf(rule: Fields, id: string): RuleFacts {
  const required = requiredOf(rule);
  return {
    ...userFacts(id, textOf(rule['description']) || id, hardSeverity),
    ...(required.length > 0 && { required }),
    ...(rule['skipReport'] === true && { silent: true }),
  };
}

function expressionOf({ regex, secretGroup }: Fields): Pick<UserRule, 'expression'> {
  if (textOf(regex) === '') return {};
  const number = typeof secretGroup === 'number' && secretGroup > 0 ? secretGroup : 1;
  return { expression: userExpression(textOf(regex), { number }) };
}

/** What `[[rules.required]]` asks for; without a distance anywhere in the text. */
function requiredOf(rule: Fields): readonly RequiredMatch[] {
  return recordsOf(rule['required']).map(({ id, withinLines, withinColumns }) => ({
    rule: textOf(id),
    lines: distanceOf(withinLines),
    columns: distanceOf(withinColumns),
  }));
}

function distanceOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}

/** `[allowlist]` of old and `[[allowlists]]` of new files. */
function allowancesOf(value: Fields): readonly Fields[] {
  const single = value['allowlist'];
  return [...(isRecord(single) ? [single] : []), ...recordsOf(value['allowlists'])];
}

function readAllow(allow: Fields, rules: readonly string[]): AllowRule {
  const target = textOf(allow['regexTarget']);
  const regexes = textsOf(allow['regexes']).map(userTest);
  const paths = textsOf(allow['paths']).map(userTest);
  const stopwords = textsOf(allow['stopwords']).map((word) => word.toLowerCase());
  const tests: ((sighting: Sighting) => boolean)[] = [];
  if (regexes.length > 0)
    tests.push((seen) => regexes.some((regex) => regex(targetOf(seen, target))));
  if (paths.length > 0)
    tests.push(({ path }) => paths.some((test) => test(path.replace(/^\//, ''))));
  if (stopwords.length > 0)
    tests.push(({ secret }) => stopwords.some((word) => secret.toLowerCase().includes(word)));
  // What is read here belongs to no commit.
  if (textsOf(allow['commits']).length > 0) tests.push(() => false);
  const all = /^(?:and|&&)$/i.test(textOf(allow['condition']));
  return {
    ...(rules.length > 0 && { rules: new Set(rules) }),
    allows: (seen) =>
      tests.length > 0 &&
      (all ? tests.every((test) => test(seen)) : tests.some((test) => test(seen))),
  };
}

function targetOf({ secret, match, line }: Sighting, target: string): string {
  if (target === 'match') return match;
  return target === 'line' ? line : secret;
}

function named(aliases: readonly string[]): readonly string[] {
  return aliases
    .filter((alias) => /^(?:gitleaks|betterleaks):/.test(alias))
    .map((alias) => alias.slice(alias.indexOf(':') + 1));
}

function refused(what: string, hint: string): CaissonError {
  return new CaissonError('usage.invalid-config', `${what} has no counterpart here`, { hint });
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
