import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { wordpressPluginAnalyzer, wordpressThemeAnalyzer } from './wordpress.ts';

const plugins = '/var/www/html/wp-content/plugins';
const plugin = `<?php
/**
 * Plugin Name: Harbour Master
 * Plugin URI:  https://example/harbour
 * Version:     2.4.1
 * Author:      <a href="https://example">The Crew</a>
 * License:     GPL-2.0-or-later
 */
`;

test('a plug-in has the name of its directory', () => {
  expect(
    componentsOf(observe(wordpressPluginAnalyzer, `${plugins}/harbour/main.php`, plugin)),
  ).toMatchObject([
    {
      purl: 'pkg:wordpress-plugin/harbour@2.4.1',
      supplier: 'The Crew',
      licenses: [{ expression: 'GPL-2.0-or-later' }],
      presence: 'installed',
    },
  ]);
});

test.for([
  [`${plugins}/hello.php`, '<?php /* Plugin Name: Hello */ ?>\n/* Version: 1.7 */', 1],
  [`${plugins}/harbour/inc/class.php`, plugin, 0],
  [`${plugins}/harbour/inc.php`, '<?php\n// Version: 3\n', 0],
  ['/srv/plugins/a/a.php', plugin, 0],
  [`${plugins}/late/late.php`, `${' '.repeat(9000)}\n${plugin}`, 0],
] as const)('%s', ([path, text, count]) => {
  expect(observe(wordpressPluginAnalyzer, path, text)).toHaveLength(count);
});

const theme = '/*\nTheme Name: Sails\nVersion: 1.0\n*/\nbody { margin: 0 }\n';

test('a theme', () => {
  expect(
    componentsOf(observe(wordpressThemeAnalyzer, '/w/wp-content/themes/sails/style.css', theme)),
  ).toMatchObject([{ purl: 'pkg:wordpress-theme/sails@1.0', ecosystem: 'generic' }]);
});

test.for([
  [wordpressPluginAnalyzer, `${plugins}/a/a.php`, plugin],
  [wordpressThemeAnalyzer, '/w/wp-content/themes/sails/style.css', theme],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
