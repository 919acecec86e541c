import type { Request } from './request.ts';
import { matchesWildcard } from './wildcard.ts';

/** What a rule of Kyverno calls a kind, with wildcards. */
export interface KindSelector {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly subresource: string;
}

const version = /^(?:v\d+(?:(?:alpha|beta)\d+)?|\*)$/;

/** Reads `Pod`, `v1/Pod`, `apps/v1/Deployment`, `Pod/exec`, `Pod.exec`, `apps/v1/Deployment/scale`, `*`, `*`/`*`. */
export function readKind(text: string): KindSelector {
  const all = partsOf(text);
  const [a = '', b = '', c = ''] = all;
  const any = { group: '*', version: '*', kind: a, subresource: '' };
  if (all.length === 1) return any;
  if (all.length === 2)
    return isVersion(a, b) ? { ...any, version: a, kind: b } : { ...any, subresource: b };
  if (all.length > 3) return { group: a, version: b, kind: c, subresource: all[3] ?? '' };
  return version.test(a)
    ? { group: '*', version: a, kind: b, subresource: c }
    : { group: a, version: b, kind: c, subresource: '' };
}

/** `*` before a word in small letters is a kind: `*` with a subresource. */
function isVersion(first: string, second: string): boolean {
  return version.test(first) && !(first === '*' && second.toLowerCase() === second);
}

function partsOf(text: string): readonly string[] {
  const parts = text.split('/');
  const last = parts.pop() ?? '';
  const dot = last.indexOf('.');
  return dot < 0 ? [...parts, last] : [...parts, last.slice(0, dot), last.slice(dot + 1)];
}

/** Ephemeral containers of a pod are judged by rules for pods. */
export function matchesKind(
  { group, version: wanted, kind, subresource }: KindSelector,
  request: Request,
): boolean {
  if (!matchesWildcard(group, request.group) || !matchesWildcard(wanted, request.version))
    return false;
  if (!matchesWildcard(kind, request.kind)) return false;
  if (matchesWildcard(subresource, request.subresource)) return true;
  return request.subresource === 'ephemeralcontainers' && kind === 'Pod';
}
