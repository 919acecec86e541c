import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  builtConsole,
  type ConsoleStage,
  hasBrowser,
  startStage,
} from '../support/console-browser.ts';
import { tabTo } from '../support/console-keys.ts';

let stage: ConsoleStage;
beforeAll(async () => {
  if (hasBrowser) stage = await startStage(await builtConsole());
});
afterAll(async () => {
  if (hasBrowser) await stage[Symbol.asyncDispose]();
});

test.skipIf(!hasBrowser)(
  'ten findings are selected and acknowledged by keyboard alone',
  async () => {
    const page = await stage.open('/findings');
    await tabTo(page, '[role=grid]');
    for (let row = 0; row < 10; row += 1) {
      await page.keyboard.press('x');
      await page.keyboard.press('j');
    }
    await page.getByText('10 findings selected').waitFor();
    await tabTo(page, '.bulk button');
    await page.keyboard.press('Enter');
    await page.getByText('This is about').waitFor();
    await tabTo(page, '.dialog button[type=submit]');
    await page.keyboard.press('Enter');

    await page.getByText(/10 findings in \d+ places?: done/u).waitFor();
    expect(stage.api.calls).toContain('decideFindings');
  },
);

test.skipIf(!hasBrowser)(
  'e asks for an exception of the current row, with a count of what it covers',
  async () => {
    const page = await stage.open('/findings');
    await tabTo(page, '[role=grid]');
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await page.getByText(/^Covers/u).waitFor();
    await tabTo(page, '.dialog textarea');
    await page.keyboard.type('never started in these pods');
    await tabTo(page, '.dialog button[type=submit]');
    await page.keyboard.press('Enter');

    await page.getByText('It counts when somebody else approves it').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid');
  },
);

test.skipIf(!hasBrowser)(
  'a panel opens from the row, follows j, and gives the focus back',
  async () => {
    const page = await stage.open('/findings');
    await tabTo(page, '[role=grid]');
    await page.keyboard.press('o');
    await page.getByRole('complementary', { name: 'Finding' }).waitFor();
    const first = new URL(page.url()).searchParams.get('open');
    await page.keyboard.press('j');
    await page.waitForFunction(
      (before) => new URL(location.href).searchParams.get('open') !== before,
      first,
    );
    await page.keyboard.press('Escape');

    await page.getByRole('complementary', { name: 'Finding' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('open')).toBeNull();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('grid');
  },
);

test.skipIf(!hasBrowser)('an exception is approved by keyboard alone', async () => {
  const page = await stage.open('/exceptions');
  await tabTo(page, '[role=grid]');
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Exception' }).waitFor();
  await tabTo(page, '.panel-foot button');
  await page.keyboard.press('Enter');
  await tabTo(page, '.dialog button[type=submit]');
  await page.keyboard.press('Enter');

  await page.getByText('Approve: done').waitFor();
  expect(stage.api.calls).toContain('decideException');
});

test.skipIf(!hasBrowser)('a view is built from facets and saved by keyboard alone', async () => {
  const page = await stage.open('/findings');
  await tabTo(page, '.facets input');
  await page.keyboard.press('Space');
  await page.waitForFunction(() => location.search.includes('exploited=true'));
  await page.getByRole('button', { name: 'Saved views' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.getByLabel('Name').waitFor();
  await page.keyboard.type('What burns');
  await page.keyboard.press('Enter');

  await page.getByText('The view is saved.').waitFor();
  expect(stage.api.calls).toContain('addView');
});

test.skipIf(!hasBrowser)(
  'slash searches everything and Enter goes there; ? tells the keys',
  async () => {
    const page = await stage.open('/');
    await page.keyboard.press('/');
    await page.keyboard.type('nginx');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/images/**');
    await page.keyboard.press('?');

    await page.getByRole('dialog', { name: 'Keys and marks' }).waitFor();
    expect(stage.api.calls).toContain('search');
  },
);

test.skipIf(!hasBrowser)(
  'back keeps the filter, and new rows are told instead of moving the list',
  async () => {
    const page = await stage.open('/findings?tier=P0');
    await page.getByRole('row').nth(1).click();
    await page.getByRole('complementary', { name: 'Finding' }).waitFor();
    await page.goBack();
    expect(new URL(page.url()).search).toBe('?tier=P0');
    stage.api.tell('finding.opened', 'a finding');
    stage.api.tell('finding.opened', 'another');

    await page.getByRole('button', { name: '2 new · show' }).click();
    await page.getByRole('button', { name: '2 new · show' }).waitFor({ state: 'detached' });
    expect(stage.errors).toEqual([]);
  },
);
