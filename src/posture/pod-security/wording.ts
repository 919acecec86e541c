import type { PodSecurityPlace } from '#model/pod-security.ts';

/** Who has such fields: `the pod and containers "a", "b"`. */
export function owners(places: readonly PodSecurityPlace[]): string {
  const names = [...new Set(places.flatMap(({ container }) => container ?? []))];
  const containers = names.length === 0 ? [] : [counted('container', names)];
  const isPod = places.some(({ container }) => container === undefined);
  return [...(isPod ? ['the pod'] : []), ...containers].join(' and ');
}

/** `volume "a"`, `volumes "a", "b"`. */
export function counted(noun: string, names: readonly string[]): string {
  return `${noun}${names.length === 1 ? '' : 's'} ${quoted(names)}`;
}

/** What the fields say, each once, sorted. */
export function valuesOf(places: readonly PodSecurityPlace[]): readonly string[] {
  return [...new Set(places.flatMap(({ value }) => value ?? []))].sort();
}

/** Names in quotes; of very many only the first. */
export function quoted(names: readonly string[]): string {
  return listed(
    names.slice(0, most).map((name) => JSON.stringify(name.slice(0, 253))),
    names.length,
  );
}

/** Values one after the other; of very many only the first. */
export function listed(values: readonly string[], count = values.length): string {
  const shown = values.slice(0, most).map((value) => value.slice(0, 255));
  const more = count - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

const most = 20;
