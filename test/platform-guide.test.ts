import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Definition, definitions } from '../src/app/platform/config/definitions.ts';
import { destinationKinds, recordFormats } from '../src/wire/destination.ts';
import { roles } from '../src/wire/permission.ts';

function rowOf({ key, usual, description, choices, changeable }: Definition): string {
  const words = choices === undefined ? '' : `: ${choices.map((one) => `\`${one}\``).join(', ')}`;
  const value = usual === '' ? '' : `\`${usual}\``;
  return `| \`${key}\`${changeable ? ' ✎' : ''} | ${value} | ${description}${words} |`;
}

test('the guide of the platform lists every setting as it is', () => {
  const text = readFileSync('docs/guide/platform.md', 'utf8');

  const missing = definitions.map(rowOf).filter((row) => !text.includes(`\n${row}\n`));
  expect(missing).toEqual([]);
});

test('the guides name every role, kind of destination and format', () => {
  const platform = readFileSync('docs/guide/platform.md', 'utf8');
  const integrations = readFileSync('docs/guide/integrations.md', 'utf8');

  expect(roles.filter((role) => !platform.includes(`\`${role}\``))).toEqual([]);
  const words = [...destinationKinds, ...recordFormats];
  expect(words.filter((word) => !integrations.includes(`\`${word}\``))).toEqual([]);
});
