import type { PinningPolicy, PipelineSettings } from '../settings.ts';

/** What is demanded of a reference: the most specific pattern that fits it decides; without one a digest. */
export function demandOf(
  { pinning }: Pick<PipelineSettings, 'pinning'>,
  source: string,
  version?: string,
): PinningPolicy['demands'] {
  const fitting = pinning
    .filter(({ pattern }) => fits(pattern, source, version))
    .toSorted((a, b) => specificity(b.pattern) - specificity(a.pattern));
  return fitting[0]?.demands ?? 'digest';
}

/** Whether a pattern (`*`, `owner/*`, `owner/repo/*`, `owner/repo`, `owner/repo/path`, each with `@version`) fits. */
export function fits(pattern: string, source: string, version?: string): boolean {
  const at = pattern.indexOf('@');
  const name = (at < 0 ? pattern : pattern.slice(0, at)).toLowerCase();
  if (at >= 0 && pattern.slice(at + 1) !== version) return false;
  const lower = source.toLowerCase();
  if (name === '*') return true;
  if (!name.endsWith('/*')) return name === lower;
  const stem = name.slice(0, -2);
  return lower.startsWith(`${stem}/`) || (stem.includes('/') && lower === stem);
}

function specificity(pattern: string): number {
  if (pattern === '*') return 0;
  const parts = pattern.replace(/\/\*$/, '').split('/').length;
  return parts * 4 + (pattern.endsWith('*') ? 0 : 2) + (pattern.includes('@') ? 1 : 0);
}
