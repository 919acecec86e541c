import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildConsole } from '../../tools/build-console.ts';
import { type ConsoleApi, type Overrides, startConsoleApi } from './console-api.ts';

const program = '/usr/bin/chromium';

/** Whether these tests can run here. */
export const hasBrowser = existsSync(program);

/** A browser in front of the built console and its seeded server. */
export interface ConsoleStage extends AsyncDisposable {
  readonly api: ConsoleApi;
  /** Opens a page; what it logs as an error, and what breaks, is put into `errors`. */
  open(path: string, look?: Look): Promise<Page>;
  readonly errors: string[];
}

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly theme?: 'light' | 'dark' | 'contrast';
  readonly density?: 'comfortable' | 'compact';
}

/** Builds the console into a directory of its own. */
export async function builtConsole(): Promise<string> {
  const folder = join(mkdtempSync(join(tmpdir(), 'caisson-console-')), 'console');
  await buildConsole(folder, 'dist/console');
  return folder;
}

/** Starts server and browser. */
export async function startStage(folder: string, overrides?: Overrides): Promise<ConsoleStage> {
  const api = await startConsoleApi({ folder, ...(overrides === undefined ? {} : { overrides }) });
  const browser = await launch();
  const errors: string[] = [];
  return {
    api,
    errors,
    open: (path, look = {}) => openPage({ browser, url: `${api.url}${path}`, look, errors }),
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await api[Symbol.asyncDispose]();
    },
  };
}

function launch(): Promise<Browser> {
  const quiet = ['disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking'];
  const args = [...quiet, 'disable-component-update', 'disable-sync', 'no-sandbox'];
  return chromium.launch({ executablePath: program, args: args.map((one) => `--${one}`) });
}

async function openPage(given: {
  readonly browser: Browser;
  readonly url: string;
  readonly look: Look;
  readonly errors: string[];
}): Promise<Page> {
  const { look, errors } = given;
  const context = await given.browser.newContext({
    viewport: { width: look.width ?? 1440, height: (look.width ?? 1440) < 600 ? 844 : 900 },
    reducedMotion: 'reduce',
  });
  const stored = `${look.theme ?? 'light'} ${look.density ?? 'comfortable'} utc`;
  await context.addInitScript((text) => localStorage.setItem('caisson.look', text), stored);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${given.url}: ${message.text()}`);
  });
  page.on('pageerror', (error) => errors.push(`${given.url}: ${String(error)}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(given.url).origin))
      errors.push(`leaves: ${request.url()}`);
  });
  await page.goto(given.url, { waitUntil: 'load' });
  await page.locator('h1').first().waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  return page;
}
