const prefix = 'nginx.ingress.kubernetes.io/';

/** Annotations of ingress-nginx whose value is written into its configuration as a whole. */
export function isSnippet(key: string): boolean {
  return key.startsWith(prefix) && key.endsWith('-snippet');
}

/**
 * What in the value of an annotation breaks out of the configuration that ingress-nginx makes of it: line ends, braces,
 * semicolons and quotes (CVE-2021-25746, CVE-2021-25748, CVE-2023-5044, CVE-2024-7646, CVE-2025-1097, CVE-2025-1098,
 * CVE-2025-24513, CVE-2025-24514). `undefined` for a value that is what it should be.
 */
export function injectionIn(key: string, value: string): string | undefined {
  if (!key.startsWith(prefix) || isSnippet(key)) return undefined;
  const name = key.slice(prefix.length);
  if (allowed.has(name)) return undefined;
  const index = value.search(name === 'auth-tls-match-cn' ? inPattern : inValue);
  return index < 0 ? undefined : JSON.stringify(value.charAt(index));
}

/** Those that are long texts or expressions by their nature. */
const allowed: ReadonlySet<string> = new Set([
  'configuration-snippet',
  'server-snippet',
  'modsecurity-snippet',
  'proxy-set-headers',
  'custom-headers',
  'denylist-source-range',
  'whitelist-source-range',
  'cors-allow-headers',
  'cors-allow-methods',
  'cors-allow-origin',
  'cors-expose-headers',
  'proxy-cookie-path',
  'proxy-cookie-domain',
  'auth-realm',
  'auth-cache-key',
  'auth-cache-duration',
  'auth-signin',
  'auth-response-headers',
  'canary-by-header-pattern',
  'upstream-hash-by',
  'rewrite-target',
  'app-root',
  'permanent-redirect',
  'temporal-redirect',
]);
const inValue = /[\r\n{};#"'`\\|<>]/;
const inPattern = /[\r\n{};#]/;

/** What in a path of an Ingress is no path but configuration (CVE-2021-25745, CVE-2022-4886). */
export function injectionInPath(path: string): string | undefined {
  const match = /[\r\n;{}#]|\b(?:alias|root|log_format|by_lua|load_module|serviceaccount)\b/.exec(
    path.slice(0, 4096),
  );
  if (match === null) return undefined;
  // braces are repeat counts in paths that are expressions
  return /^[{}]$/.test(match[0]) && /\{\d+(?:,\d*)?\}/.test(path) ? undefined : match[0];
}
