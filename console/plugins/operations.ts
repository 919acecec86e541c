import type { Plugin } from 'vite';
import { routes } from '../../src/wire/routes.ts';

const name = 'virtual:operations';

/**
 * Gives the console the table of operations: id → method and path. It is taken from the routes of the wire when the console
 * is built, so that no schema (and no schema library) reaches the browser.
 */
export function operations(): Plugin {
  return {
    name: 'caisson-operations',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export const operations = ${tableText()};` : undefined),
  };
}

function tableText(): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(routes).map(([id, route]) => [id, `${route.method} ${route.path}`]),
    ),
  );
}
