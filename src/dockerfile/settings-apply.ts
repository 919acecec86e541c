import type { Marker } from '#check/markers.ts';
import type { Fault } from '#model/fault.ts';
import type { DockerfileSettings } from './settings.ts';

/** The checks that configuration files switch off, as if a comment on the first line accepted them for the whole file. */
export function markersOfSettings(
  { ignored }: Pick<DockerfileSettings, 'ignored'>,
  path: string,
): readonly Marker[] {
  return ignored
    .filter(({ paths }) => paths === undefined || paths.some((pattern) => matches(pattern, path)))
    .map(({ id, until, reason }) => ({
      marker: `configuration: ${id}`,
      line: 1,
      ids: [id],
      from: 1,
      to: Number.MAX_SAFE_INTEGER,
      ...(until !== undefined && { until }),
      ...(reason !== undefined && { reason }),
    }));
}

/** Faults with the severities that the project gives them. */
export function withSeverities(
  faults: readonly Fault[],
  { severities }: Pick<DockerfileSettings, 'severities'>,
): readonly Fault[] {
  if (severities.size === 0) return faults;
  return faults.map((fault) => {
    const alias = fault.aliases.find((each) => severities.has(each));
    const severity = alias === undefined ? undefined : severities.get(alias);
    return severity === undefined ? fault : { ...fault, severity };
  });
}

/** Whether a path is the one of a pattern: whole, or its end, with `*` for what a name may hold. */
function matches(pattern: string, path: string): boolean {
  if (pattern === path || path.endsWith(`/${pattern}`)) return true;
  const parts = pattern.split('/');
  const names = path.split('/').slice(-parts.length);
  if (pattern.startsWith('**/')) return matches(pattern.slice(3), path);
  return (
    names.length === parts.length && parts.every((part, at) => matchesName(part, names[at] ?? ''))
  );
}

function matchesName(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.at(-1);
  if (last === undefined) return pattern === name;
  return name.startsWith(first) && name.endsWith(last) && name.length >= first.length + last.length;
}
