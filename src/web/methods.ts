import type { Route } from '#wire/route.ts';
import { routes } from '#wire/routes.ts';

/** Methods that the API knows at a path below its prefix; none: there is nothing. */
export function methodsAt(path: string): readonly string[] {
  const parts = path.split('/');
  const found = Object.values<Route>(routes).filter((route) =>
    matches(route.path.split('/'), parts),
  );
  return [...new Set(found.map(({ method }) => method))].sort();
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, at) => part === parts[at] || (part.startsWith('{') && parts[at] !== ''))
  );
}
