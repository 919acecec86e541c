/** What is known of the interpreter: `[3, 11]`, or nothing when no path tells. */
export interface PythonEnvironment {
  readonly version?: readonly [number, number];
}

/** Whether a known text compares to `value` as `operator` says; `contains` and `lacks` are `in` with the sides swapped. */
export function compareText(actual: string, operator: string, value: string): boolean {
  switch (operator) {
    case '==':
    case '===':
      return actual === value;
    case '!=':
      return actual !== value;
    case 'in':
      return value.includes(actual);
    case 'not in':
      return !value.includes(actual);
    case 'contains':
      return actual.includes(value);
    case 'lacks':
      return !actual.includes(value);
    default:
      return true;
  }
}

/**
 * Whether the interpreter's version compares to `value` as `operator` says. Only major and minor are known: when those are
 * equal and `value` goes deeper, the answer is yes, and so it is when nothing is known.
 */
export function compareVersion(
  version: readonly [number, number] | undefined,
  operator: string,
  value: string,
): boolean {
  if (version === undefined) return true;
  if (operator === 'in') return lists(value, version);
  if (operator === 'not in') return !lists(value, version);
  return compareNumbers(version, operator, value.split('.'));
}

function compareNumbers(
  version: readonly [number, number],
  operator: string,
  [majorText, minorText = '0', patch = '*']: readonly string[],
): boolean {
  const major = numberOf(majorText);
  if (major === undefined) return true;
  const minor = numberOf(minorText) ?? version[1];
  const difference = version[0] - major || version[1] - minor;
  if (difference === 0 && patch !== '*') return true;
  return versionSatisfies(difference, operator, version[0] === major);
}

function lists(value: string, version: readonly [number, number]): boolean {
  return value.split(/[\s,]+/).includes(version.join('.'));
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

function versionSatisfies(difference: number, operator: string, isSameMajor: boolean): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '==':
    case '===':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '~=':
      return difference >= 0 && isSameMajor;
    default:
      return true;
  }
}
