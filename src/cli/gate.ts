import { type Policy, type Predicate, parseExpression } from '#app/policy.ts';
import { type PolicyFiles, readExceptions } from '#app/policy-files.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { tiers } from '#model/risk.ts';
import { severities } from '#model/severity.ts';

/** The options that say what is accepted, shown and denied. */
export interface GateOptions {
  readonly severity?: string;
  readonly onlyFixed?: boolean;
  readonly show?: string;
  readonly failOn?: string;
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
    exceptions: await readExceptions(files),
    ...(show !== undefined && { show }),
    ...(failOn !== undefined && { failOn }),
    rejectGaps: rejectGapsOf(options),
    rejectStale: options.dbMaxAge !== undefined,
  };
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

function thresholdOf(text: string): string | undefined {
  const tier = tiers.find((word) => word === text.toUpperCase());
  if (tier !== undefined) return `tier<=${tier} && !excepted`;
  const severity = severities.find((word) => word === text.toLowerCase());
  if (severity === undefined) return undefined;
  return `severity${severity === 'unknown' ? '==' : '>='}${severity} && !excepted`;
}
