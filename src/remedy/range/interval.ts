import type { Bound, Bounds } from './bound.ts';

/**
 * Intervals of Maven (POM reference, "Dependency version requirement specification") and NuGet (package versioning, "Version
 * ranges"): `[1.0,2.0)`, `[1.0]`, `(,1.0],[1.2,)`. `bare` says what a version alone means: Maven's is a wish that anything
 * may override, NuGet's the lowest allowed one.
 */
export function tryParseIntervals(text: string, bare: 'wish' | 'lowest'): Bounds | undefined {
  const plain = text.replace(/\s/g, '');
  if (!/^[[(]/.test(plain)) return alone(plain, bare);
  const bounds: (readonly Bound[])[] = [];
  let rest = plain;
  while (rest !== '') {
    const end = rest.search(/[\])]/);
    const found = end < 0 ? undefined : interval(rest.slice(0, end + 1));
    if (found === undefined) return undefined;
    bounds.push(found);
    rest = rest.slice(end + 1).replace(/^,/, '');
  }
  return bounds;
}

function alone(text: string, bare: 'wish' | 'lowest'): Bounds | undefined {
  if (text === '' || text.includes('$')) return undefined;
  if (bare === 'wish') return [[]];
  const lowest = text.replace(/\.?\*$/, '');
  return [lowest === '' ? [] : [{ operator: '>=', version: lowest }]];
}

function interval(text: string): readonly Bound[] | undefined {
  const parts = /^([[(])([^,[\]()]*)(,?)([^,[\]()]*)([\])])$/.exec(text);
  if (parts === null) return undefined;
  const [, open, low = '', comma, high = '', close] = parts;
  if (comma === '') return low === '' ? undefined : [{ operator: '=', version: low }];
  const bounds: Bound[] = [];
  if (low !== '') bounds.push({ operator: open === '[' ? '>=' : '>', version: low });
  if (high !== '') bounds.push({ operator: close === ']' ? '<=' : '<', version: high });
  return bounds;
}
