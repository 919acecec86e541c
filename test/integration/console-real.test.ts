import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformMigrations } from '#app/platform/migrations.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { freePort, temporary } from '../daemons.ts';
import { hasBrowser } from '../support/console-browser.ts';
import { seedEstate } from '../support/seed-estate.ts';
import { onlyServing, RunningPlatform } from './testing/running-platform.ts';

/** The console in a real browser before the real server, with a made estate in its store. */
let platform: RunningPlatform;
let base = '';
let browser: Browser;
let admin: Page;
let second: Page;
const faults: string[] = [];
const password = 'a long sentence is good';

beforeAll(async () => {
  if (!hasBrowser) return;
  const directory = temporary('console-real');
  await seedStore(join(directory, 'state', 'platform'));
  // Passkeys need a name: browsers give none to an address of numbers.
  const port = await freePort();
  base = `http://localhost:${port}`;
  platform = await RunningPlatform.start({
    directory,
    environment: onlyServing,
    arguments: ['--url', base],
    port,
  });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  admin = await openPage();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await platform?.[Symbol.asyncDispose]();
});

// One story: each step needs what the one before did.
test.skipIf(!hasBrowser)(
  'from the printed link to a decided, excepted and reported estate',
  async () => {
    await signInByLink();
    await comeBackByPasskey();
    await triageTen();
    const invitation = await inviteSecond();
    await acceptInvitation(invitation);
    await exceptionNeedsSomebodyElse();
    await lostRaceIsTold();
    await viewIsKept();
    await reportIsMadeAndLoaded();
    await lookIsKept();
    await pagesAreSound();

    expect(faults).toEqual([]);
  },
  90_000,
);

async function signInByLink(): Promise<void> {
  const link = /http:\S+\/welcome#token=\S+/u.exec(platform.log)?.[0] ?? '';
  await admin.goto(link);
  await virtualAuthenticator(admin);
  await admin.getByLabel('Your name').fill('ada');
  await admin.getByRole('button', { name: 'Begin' }).click();
  await admin.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
  expect(new URL(admin.url()).pathname).toBe('/');
}

async function comeBackByPasskey(): Promise<void> {
  await admin.context().clearCookies();
  await admin.goto(`${base}/sign-in`);
  await admin.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await admin.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
}

async function triageTen(): Promise<void> {
  await show(admin, '/findings?state=open', 'Findings');
  const boxes = admin.locator('[role=row] input[type=checkbox]');
  await boxes.nth(1).waitFor();
  for (let at = 1; at <= 10; at += 1) await boxes.nth(at).check();
  await admin.getByText('10 findings selected').waitFor();
  await admin.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByText('This is about').waitFor();
  await dialog.getByRole('button', { name: 'Acknowledge' }).click();
  await dialog.waitFor({ state: 'detached' });
  await admin.getByText(/10 findings in .*: done\./u).waitFor();
}

async function inviteSecond(): Promise<string> {
  await show(admin, '/settings?tab=users', 'Settings');
  await admin.getByRole('button', { name: /Add a user/u }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('bob');
  await dialog.getByLabel('Role').selectOption('administrator');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await admin.getByRole('heading', { name: 'Invitation' }).waitFor();
  return /csf_\S+|[\w-]{30,}/u.exec(await admin.getByRole('dialog').innerText())?.[0] ?? '';
}

async function acceptInvitation(invitation: string): Promise<void> {
  second = await openPage();
  await second.goto(`${base}/sign-in?invited=true`);
  await second.getByLabel('Invitation').fill(invitation);
  await second.getByLabel('Your name').fill('bob');
  await second.getByRole('button', { name: 'Password', exact: true }).click();
  await second.locator('input[type=password]').fill(password);
  await second.getByRole('button', { name: 'Begin' }).click();
  await second.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
}

async function exceptionNeedsSomebodyElse(): Promise<void> {
  await show(admin, '/findings?state=open', 'Findings');
  const boxes = admin.locator('[role=row] input[type=checkbox]');
  await boxes.nth(1).waitFor();
  await boxes.nth(1).check();
  await admin.getByRole('button', { name: 'Exception', exact: true }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByText('Covers').waitFor();
  await dialog.getByLabel('In your words').fill('the function is never called');
  await dialog.getByRole('button', { name: 'Ask for the exception' }).click();
  await dialog.waitFor({ state: 'detached' });

  await show(second, '/exceptions', 'Exceptions');
  await second
    .getByText('the function is never called')
    .or(second.locator('[role=row]').nth(1))
    .first()
    .click();
  await second.getByRole('button', { name: 'Approve' }).click();
  const decision = second.getByRole('dialog', { name: /Approve/u });
  await decision.getByRole('button', { name: 'Approve' }).click();
  await decision.waitFor({ state: 'detached' });
  await show(second, '/findings?state=excepted', 'Findings');
  await second.locator('[role=row]').nth(1).waitFor();
}

/** Both read the same finding; the second decision is told that it is late. */
async function lostRaceIsTold(): Promise<void> {
  for (const page of [admin, second]) {
    await show(page, '/findings?state=open', 'Findings');
    await page.locator('[role=row]').nth(1).click();
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).last().click();
    await page.getByRole('dialog').getByText('This is about').waitFor();
  }
  const send = { name: 'Acknowledge', exact: true } as const;
  await admin.getByRole('dialog').last().getByRole('button', send).last().click();
  await admin.getByText('1 finding in 1 place: done.').waitFor();
  await second.getByRole('dialog').last().getByRole('button', send).last().click();
  await second.getByRole('alert').first().waitFor();
  faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('409')));
}

async function viewIsKept(): Promise<void> {
  await show(admin, '/findings?tier=P0', 'Findings');
  await admin.getByRole('button', { name: /Views|Saved views/u }).click();
  await admin.getByRole('menuitem', { name: /Save/u }).click();
  await admin
    .getByRole('dialog')
    .getByRole('textbox', { name: 'Name', exact: true })
    .fill('only P0');
  await admin.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await admin.getByText('The view is saved.').waitFor();
}

async function reportIsMadeAndLoaded(): Promise<void> {
  await show(admin, '/reports', 'Reports');
  await admin.getByRole('button', { name: 'Make a report' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('first');
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
  const get = admin.getByRole('link', { name: 'Get' });
  await get.waitFor({ timeout: 30_000 });
  const [download] = await Promise.all([admin.waitForEvent('download'), get.click()]);
  expect(readFileSync(await download.path()).length).toBeGreaterThan(500);
}

async function lookIsKept(): Promise<void> {
  await admin.evaluate(() => localStorage.setItem('caisson.look', 'dark comfortable utc'));
  await show(admin, '/', 'Today');
  const background = await admin.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [red = 255] = (/\d+/u.exec(background) ?? []).map(Number);
  expect(red).toBeLessThan(60);
}

const paths = ['/', '/findings', '/vulnerabilities', '/exceptions', '/images', '/components'];

async function pagesAreSound(): Promise<void> {
  for (const path of [...paths, '/reports', '/settings?tab=destinations']) {
    await show(admin, path);
    await admin.evaluate(axe.source);
    const found = (await admin.evaluate('axe.run({ resultTypes: ["violations"] })')) as {
      readonly violations: readonly { readonly id: string; readonly impact: string }[];
    };
    for (const { id, impact } of found.violations)
      if (impact === 'serious' || impact === 'critical') faults.push(`${path}: ${id}`);
  }
}

async function show(page: Page, path: string, title?: string): Promise<void> {
  await page.goto(`${base}${path}`);
  const heading = title === undefined ? {} : { name: title };
  await page
    .getByRole('heading', { level: 1, ...heading })
    .first()
    .waitFor();
}

/** A page of somebody new. What breaks, leaves this server or offends against its policy is put into `faults`. */
async function openPage(): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    const isExpected = message.text().includes('401');
    if (message.type() === 'error' && !isExpected) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) faults.push(`leaves: ${request.url()}`);
  });
  return page;
}

/** A security key that lives in the browser (WebAuthn level 3, section 11: user agent automation). */
async function virtualAuthenticator(page: Page): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  await debug.send('WebAuthn.enable');
  await debug.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function seedStore(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = await openSqlite(join(folder, 'caisson.sqlite'));
  await migrate(database, platformMigrations);
  await seedEstate(database, 'S');
  await database[Symbol.asyncDispose]();
}
