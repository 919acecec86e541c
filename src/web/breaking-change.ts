import { isRecord } from '#kit/json.ts';

/**
 * What callers of an older description could rely on and no longer can: each as the path of the member. Operations, members,
 * words of a list and types may be added, not taken away; nothing that could be left out may be demanded; bounds may only widen.
 */
export function breakingChanges(before: unknown, after: unknown, path = ''): readonly string[] {
  if (Array.isArray(before)) return ofLists(before, after, path);
  if (!isRecord(before))
    return before === after || isProse(path) || isWider(path, before, after) ? [] : [path];
  if (!isRecord(after)) return [path];
  return Object.entries(before).flatMap(([name, part]) => {
    const at = `${path}/${name}`;
    if (Object.hasOwn(after, name)) return breakingChanges(part, after[name], at);
    return isProse(at) || isBound(at) ? [] : [at];
  });
}

function ofLists(before: readonly unknown[], after: unknown, path: string): readonly string[] {
  if (!Array.isArray(after)) return [path];
  const given: readonly unknown[] = after;
  if (path.endsWith('/required'))
    return given.filter((name) => !before.includes(name)).map((name) => `${path}/${String(name)}`);
  if (path.endsWith('/parameters')) return ofParameters(before, given, path);
  if (path.endsWith('/enum'))
    return before.filter((word) => !given.includes(word)).map((word) => `${path}/${String(word)}`);
  return before.flatMap((part, index) => breakingChanges(part, given[index], `${path}/${index}`));
}

function ofParameters(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
): readonly string[] {
  const gone = before.flatMap((one) => {
    const same = after.find((other) => keyOf(other) === keyOf(one));
    return same === undefined
      ? [`${path}/${keyOf(one)}`]
      : breakingChanges(one, same, `${path}/${keyOf(one)}`);
  });
  const known = new Set(before.map(keyOf));
  const demanded = after.filter(
    (one) => isRecord(one) && one['required'] === true && !known.has(keyOf(one)),
  );
  return [...gone, ...demanded.map((one) => `${path}/${keyOf(one)}`)];
}

function keyOf(parameter: unknown): string {
  return isRecord(parameter) ? `${String(parameter['in'])} ${String(parameter['name'])}` : '';
}

/** Text for people may change. Behind `properties` it is the name of a member. */
function isProse(path: string): boolean {
  return /(?<!\/properties)\/(?:summary|description|title|default|x-permission|tags(?:\/\d+)?(?:\/name)?)$/u.test(
    path,
  );
}

/** A bound that is gone lets more through. */
function isBound(path: string): boolean {
  return /(?<!\/properties)\/(?:max\w+|min\w+|pattern|format|additionalProperties)$/u.test(path);
}

function isWider(path: string, before: unknown, after: unknown): boolean {
  if (!isBound(path) || typeof before !== 'number' || typeof after !== 'number') return false;
  return /\/max\w+$/u.test(path) ? after > before : after < before;
}
