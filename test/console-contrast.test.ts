import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync('console/src/styles/tokens.css', 'utf8');
const themes = ['light', 'dark', 'contrast'] as const;
const grounds = ['ground', 'surface', 'raised', 'sunken', 'hover', 'selected'];
const tones = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown', 'good'];

/** Pairs of text and ground that the console shows. */
const texts = [
  ...['text', 'text-quiet', 'text-faint', 'accent'].flatMap((text) =>
    grounds.map((ground) => [text, ground]),
  ),
  ...tones.flatMap((tone) => [
    [tone, `${tone}-soft`],
    [tone, 'surface'],
    [tone, 'ground'],
    [tone, 'hover'],
    [tone, 'selected'],
  ]),
  ['accent-strong', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['surface', 'critical'],
  ['surface', 'text'],
] as const;
const marks = [
  ['line-strong', 'surface'],
  ['line-strong', 'ground'],
  ['focus', 'surface'],
  ['focus', 'ground'],
  ['accent', 'sunken'],
] as const;

test.for(themes)('the %s theme has text of 4.5:1 and marks of 3:1', (theme) => {
  const colours = coloursOf(theme);
  const weak = [
    ...texts.filter(([text = '', ground = '']) => contrast(colours, text, ground) < 4.5),
    ...marks.filter(([mark, ground]) => contrast(colours, mark, ground) < 3),
  ];

  expect(
    weak.map(([a = '', b = '']) => `${a} on ${b}: ${contrast(colours, a, b).toFixed(2)}`),
  ).toEqual([]);
});

function coloursOf(theme: (typeof themes)[number]): ReadonlyMap<string, string> {
  const selector = theme === 'light' ? ':root {' : `:root[data-theme="${theme}"] {`;
  const block = css.slice(css.indexOf(selector)).split('}')[0] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/gu)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );
}

/** WCAG 2.2, contrast ratio of relative luminances. */
function contrast(colours: ReadonlyMap<string, string>, a: string, b: string): number {
  const [light = 0, dark = 0] = [
    luminance(colours.get(a) ?? '#000000'),
    luminance(colours.get(b) ?? '#000000'),
  ].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
