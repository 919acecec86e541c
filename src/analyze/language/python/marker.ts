import { compareText, compareVersion, type PythonEnvironment } from './marker-comparison.ts';

/** Fixed for what runs in a Linux container (PEP 508, environment markers); what is not listed is unknown. */
const linuxCpython: ReadonlyMap<string, string> = new Map([
  ['os_name', 'posix'],
  ['os.name', 'posix'],
  ['sys_platform', 'linux'],
  ['sys.platform', 'linux'],
  ['platform_system', 'Linux'],
  ['implementation_name', 'cpython'],
  ['platform_python_implementation', 'CPython'],
  ['platform.python_implementation', 'CPython'],
  ['python_implementation', 'CPython'],
]);

const maxMarkerLength = 2000;
const maxNesting = 20;

/**
 * Whether a marker holds on Linux with CPython (PEP 508). Extras are never requested. Comparisons with something that is
 * not known (the machine, an unknown interpreter version) hold, and so does a marker that cannot be read: an edge too
 * many is better than a lost one.
 */
export function markerHolds(marker: string, environment: PythonEnvironment): boolean {
  const tokens = marker.length <= maxMarkerLength ? tokenize(marker) : undefined;
  if (tokens === undefined) return true;
  const reader = new MarkerReader(tokens, environment);
  const result = reader.either(0);
  return result === undefined || !reader.isAtEnd() ? true : result;
}

function tokenize(marker: string): readonly string[] | undefined {
  const pattern = /\s*(?:([()])|("[^"]*"|'[^']*')|([<>=!~]{1,3})|([A-Za-z_][A-Za-z0-9_.]*))/y;
  const tokens: string[] = [];
  const end = marker.trimEnd().length;
  while (pattern.lastIndex < end) {
    const match = pattern.exec(marker);
    if (match === null) return undefined;
    tokens.push(match[0].trimStart());
  }
  return tokens;
}

/** Reads `or` over `and` over comparisons and parentheses. `undefined` means that the text is no marker. */
class MarkerReader {
  readonly #tokens: readonly string[];
  readonly #environment: PythonEnvironment;
  #at = 0;

  constructor(tokens: readonly string[], environment: PythonEnvironment) {
    this.#tokens = tokens;
    this.#environment = environment;
  }

  isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  either(depth: number): boolean | undefined {
    let result = this.#both(depth);
    while (result !== undefined && this.#accept('or')) {
      const right = this.#both(depth);
      result = right === undefined ? undefined : result || right;
    }
    return result;
  }

  #both(depth: number): boolean | undefined {
    let result = this.#comparison(depth);
    while (result !== undefined && this.#accept('and')) {
      const right = this.#comparison(depth);
      result = right === undefined ? undefined : result && right;
    }
    return result;
  }

  #comparison(depth: number): boolean | undefined {
    if (this.#accept('(')) {
      if (depth >= maxNesting) return undefined;
      const result = this.either(depth + 1);
      return this.#accept(')') ? result : undefined;
    }
    const left = this.#next();
    const operator = this.#operator();
    const right = this.#next();
    if (left === undefined || right === undefined || operator === undefined) return undefined;
    return isQuoted(left)
      ? compare(right, mirrored.get(operator) ?? operator, left, this.#environment)
      : compare(left, operator, right, this.#environment);
  }

  #operator(): string | undefined {
    const token = this.#next();
    return token === 'not' && this.#accept('in') ? 'not in' : token;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #next(): string | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }
}

const mirrored: ReadonlyMap<string, string> = new Map([
  ['<', '>'],
  ['>', '<'],
  ['<=', '>='],
  ['>=', '<='],
  ['in', 'contains'],
  ['not in', 'lacks'],
]);

function isQuoted(token: string): boolean {
  return token.startsWith('"') || token.startsWith("'");
}

function compare(
  variable: string,
  operator: string,
  quoted: string,
  environment: PythonEnvironment,
): boolean {
  const value = isQuoted(quoted) ? quoted.slice(1, -1) : quoted;
  if (variable === 'extra') return false;
  if (variable === 'python_version' || variable === 'python_full_version')
    return compareVersion(environment.version, operator, value);
  const actual = linuxCpython.get(variable);
  return actual === undefined ? true : compareText(actual, operator, value);
}
