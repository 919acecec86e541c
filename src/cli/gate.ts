import { resolve } from 'node:path';
import { exposures } from '#app/exposure.ts';
import { type Policy, type Predicate, parseExpression } from '#app/policy.ts';
import { type PolicyFiles, readAcceptance, readLicensePolicy } from '#app/policy-files.ts';
import type { JudgeOptions } from '#app/report.ts';
import { readReport } from '#app/saved-report.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { tiers } from '#model/risk.ts';
import { severities } from '#model/severity.ts';
import { includable } from './options.ts';
import { oneOf } from './words.ts';

/** The options that say what is accepted, shown and denied. */
export interface GateOptions {
  readonly severity?: string;
  readonly onlyFixed?: boolean;
  readonly show?: string;
  readonly failOn?: string;
  readonly baseline?: string;
  readonly licenses?: string;
  readonly include?: string;
  readonly declared?: boolean;
  readonly kernelHeaders?: boolean;
  readonly exposure?: string;
  readonly attachedVex?: boolean;
  readonly inlineIgnores?: boolean;
  readonly exceptions?: string;
  readonly vex?: readonly string[];
  readonly allowPartial?: boolean;
  readonly strict?: boolean;
  readonly dbMaxAge?: string;
}

/** Makes the policy of a scan from its options; files are relative to `directory`. Throws `usage.*`. */
export async function readPolicy(options: GateOptions, directory: string): Promise<Policy> {
  const files: PolicyFiles = {
    directory,
    vex: options.vex ?? [],
    ...(options.exceptions !== undefined && { exceptions: options.exceptions }),
  };
  const show = showOf(options);
  const failOn = options.failOn === undefined ? undefined : failOnOf(options.failOn);
  return {
    ...(await readAcceptance(files)),
    ...(show !== undefined && { show }),
    ...(failOn !== undefined && { failOn }),
    ...(includedBy(options).has('excused') && { showExcused: true }),
    ...(options.inlineIgnores === false && { ignoreMarkers: true }),
    rejectGaps: rejectGapsOf(options),
    rejectStale: options.dbMaxAge !== undefined,
  };
}

/** What else a scan is judged with: what is matched, from where it is reached, what is no longer new. Throws `usage.*`. */
export async function readJudgement(
  options: GateOptions,
  directory: string,
): Promise<Omit<JudgeOptions, 'policy'>> {
  const included = includedBy(options);
  const licenses = await readLicensePolicy(directory, options.licenses);
  const { exposure, baseline } = options;
  return {
    includeDeclared: included.has('declared'),
    kernelHeaders: included.has('kernel-headers'),
    includeRemoved: included.has('removed'),
    ...(exposure !== undefined && { exposure: oneOf(exposures, exposure, '--exposure') }),
    ...(baseline !== undefined && { baseline: readReport(resolve(directory, baseline)) }),
    ...(licenses !== undefined && { licenses }),
  };
}

function includedBy({ include, declared, kernelHeaders }: GateOptions): ReadonlySet<string> {
  const words = include === undefined ? [] : include.split(',').map((word) => word.trim());
  return new Set([
    ...words.map((word) => oneOf(includable, word, '--include')),
    ...(declared ? ['declared'] : []),
    ...(kernelHeaders ? ['kernel-headers'] : []),
  ]);
}

function rejectGapsOf({ allowPartial, strict }: GateOptions): Policy['rejectGaps'] {
  if (allowPartial && strict) {
    throw new CaissonError(
      'usage.invalid-argument',
      '--allow-partial and --strict exclude each other',
      { hint: 'leave out both: then a small gap is allowed and a large one is not' },
    );
  }
  if (allowPartial) return 'none';
  return strict ? 'all' : 'major';
}

function showOf({ severity, onlyFixed, show }: GateOptions): Predicate | undefined {
  const parts = [
    severity === undefined ? [] : [severityExpression(severity)],
    onlyFixed ? ['fixable'] : [],
    show === undefined ? [] : [`(${show})`],
  ].flat();
  if (show !== undefined) parseExpression(show); // its own faults with its own columns
  return parts.length === 0 ? undefined : parseExpression(parts.join(' && '));
}

/** One word is a threshold, several are exactly those: `high`, `low,unknown`. */
function severityExpression(text: string): string {
  const words = text
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  const wrong = words.find((word) => !severities.some((severity) => severity === word));
  if (wrong !== undefined) {
    throw new CaissonError('usage.invalid-argument', `${quote(wrong)} is not a severity`, {
      hint: `use one of ${severities.join(', ')}, or several with commas`,
    });
  }
  if (words.length === 1)
    return words[0] === 'unknown' ? 'severity==unknown' : `severity>=${words.join('')}`;
  return `(${words.map((word) => `severity==${word}`).join(' || ')})`;
}

/** A severity or a tier alone stands for "at least that, unless accepted". */
function failOnOf(text: string): { readonly text: string; readonly predicate: Predicate } {
  const expression = thresholdOf(text) ?? text;
  return { text: expression, predicate: parseExpression(expression) };
}

/** What a severity or tier alone stands for; `undefined` for everything else. */
export function thresholdOf(text: string): string | undefined {
  const tier = tiers.find((word) => word === text.toUpperCase());
  if (tier !== undefined) return `tier<=${tier} && !excepted`;
  const severity = severities.find((word) => word === text.toLowerCase());
  if (severity === undefined) return undefined;
  return `severity${severity === 'unknown' ? '==' : '>='}${severity} && !excepted`;
}
