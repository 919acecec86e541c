import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { startConsoleApi } from '../test/support/console-api.ts';

/**
 * Takes pictures of console pages with seeded data: `node tools/console-pictures.ts <folder> [path …]`, at 1440 and 390 pixels,
 * light and dark. `CONSOLE` names the built console, `WIDTHS` and `THEMES` limit what is taken.
 */
const [folder = '/tmp/pictures', ...wanted] = process.argv.slice(2);
const paths = wanted.length === 0 ? ['/', '/findings', '/sign-in'] : wanted;
const widths = (process.env['WIDTHS'] ?? '1440,390').split(',').map(Number);
const themes = (process.env['THEMES'] ?? 'light,dark').split(',');
mkdirSync(folder, { recursive: true });
await using api = await startConsoleApi({
  folder: resolve(process.env['CONSOLE'] ?? 'dist/console'),
});
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
for (const path of paths)
  for (const width of widths)
    for (const theme of themes) await take(browser, { path, width, theme });
await browser.close();
for (const fault of api.faults) process.stdout.write(`fault: ${fault}\n`);

async function take(
  of: Browser,
  shot: { readonly path: string; readonly width: number; readonly theme: string },
): Promise<void> {
  const context = await of.newContext({
    viewport: { width: shot.width, height: shot.width < 600 ? 844 : 900 },
    colorScheme: shot.theme === 'dark' ? 'dark' : 'light',
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') process.stdout.write(`${shot.path}: ${message.text()}\n`);
  });
  page.on('pageerror', (error) => process.stdout.write(`${shot.path}: ${String(error)}\n`));
  await page.goto(`${api.url}${shot.path}`, { waitUntil: 'load' });
  await page.waitForTimeout(900);
  const name = `${shot.path.replaceAll(/[^a-z0-9]+/giu, '-').replace(/^-/u, '') || 'today'}-${shot.width}-${shot.theme}.png`;
  await page.screenshot({ path: `${folder}/${name}`, fullPage: process.env['FULL'] === '1' });
  await context.close();
}
