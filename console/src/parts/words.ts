/** How values of the API are said to people. What is not listed is shown as it is. */
const words: Readonly<Record<string, string>> = {
  'not-loaded': 'not loaded',
  loaded: 'loaded',
  unknown: 'unknown',
  internet: 'internet',
  cluster: 'cluster only',
  isolated: 'isolated',
  vulnerability: 'Vulnerability',
  lifecycle: 'End of life',
  license: 'License',
  secret: 'Secret',
  misconfiguration: 'Misconfiguration',
  credential: 'Credential',
  malware: 'Malware',
  component_not_present: 'Component is not there',
  vulnerable_code_not_present: 'Vulnerable code is not there',
  vulnerable_code_not_in_execute_path: 'Vulnerable code is never executed',
  vulnerable_code_cannot_be_controlled_by_adversary: 'Attacker cannot control it',
  inline_mitigations_already_exist: 'Already mitigated',
  risk_accepted: 'Risk is accepted',
  false_positive: 'False positive',
  date: 'on a date',
  fixed: 'when a fix is there',
  exploited: 'when it is exploited',
  'image-changed': 'when the image changes',
};

/** Says a value of the API to people. */
export function wordOf(value: string): string {
  return Object.hasOwn(words, value) ? (words[value] ?? value) : value;
}

/** A word with a capital at its start. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const plain = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,345`. */
export function numberText(value: number): string {
  return plain.format(value);
}

/** `12.3K`, for places with little room. */
export function shortNumber(value: number): string {
  return value < 10_000 ? plain.format(value) : short.format(value);
}

/** `1 finding`, `3 findings`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** `12.4 MB`; decimal units. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? 'B'}`;
}

/** `71 %`, of a share between 0 and 1. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}
