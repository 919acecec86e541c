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
}, 120_000);
afterAll(async () => {
  if (hasBrowser) await stage[Symbol.asyncDispose]();
});

test.skipIf(!hasBrowser)(
  'an incident is opened and its workload contained by keyboard alone',
  async () => {
    const earlier = stage.api.calls.length;
    const page = await stage.open('/incidents');
    await tabTo(page, '[role=grid]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/incidents/100');
    await page.getByRole('heading', { level: 1, name: /Shell started/u }).waitFor();

    await tabTo(page, 'button:has-text("Respond")');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, 'input[type=radio][value=quarantine-network]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await tabTo(page, '[role=dialog] input:not([type=radio])');
    await page.keyboard.type('it talks to a mining pool');
    await page.keyboard.press('Enter');

    const dialog = page.getByRole('dialog', { name: 'This is what would happen' });
    await dialog.waitFor();
    expect(await dialog.innerText()).toMatch(/2 of 3 replicas stay ready/u);
    expect(stage.api.calls.slice(earlier)).not.toContain('runAction');
    await tabTo(page, 'button:has-text("Run it now")');
    await page.keyboard.press('Enter');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('.action', { hasText: 'Cut the network' }).getByText('active').waitFor();
    expect(await page.locator('.toast').innerText()).toMatch(/Cut the network: active/u);
    expect(stage.api.calls.slice(earlier)).toContain('runAction');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Respond');

    await tabTo(page, 'button[aria-label="Undo: Cut the network"]');
    await page.keyboard.press('Enter');
    await page.locator('.action', { hasText: 'Cut the network' }).getByText('undone').waitFor();
    await page.context().close();
  },
  60_000,
);

test.skipIf(!hasBrowser)('what disrupts waits for a second person', async () => {
  const page = await stage.open('/incidents/101');
  await page.getByRole('button', { name: 'Respond' }).click();
  await page.getByLabel('Kill the container').check();
  await page.getByLabel('Why').fill('it comes back');
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  await page.getByRole('button', { name: 'Ask for approval' }).click();

  const action = page.locator('.action', { hasText: 'Kill the container' });
  await action.getByText('awaiting approval').waitFor();
  expect(await action.innerText()).toMatch(/Somebody else has to approve/u);
  await page.context().close();
});

test.skipIf(!hasBrowser)('going back from a plan finds everything as it was', async () => {
  const page = await stage.open('/incidents/102');
  await page.getByRole('button', { name: 'Respond' }).click();
  await page.getByLabel('Freeze').check();
  await page.getByLabel('Why').fill('to look at it');
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  await page.getByRole('button', { name: 'Back' }).click();

  expect(await page.getByLabel('Why').inputValue()).toBe('to look at it');
  expect(await page.getByRole('radio', { name: 'Freeze' }).isChecked()).toBe(true);
  await page.context().close();
});

test.skipIf(!hasBrowser)(
  'the network map is walked by arrows, and the table says the same',
  async () => {
    const page = await stage.open('/network');
    await tabTo(page, '.map-box');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Box of the map' });
    await panel.waitFor();
    const selected = new URL(page.url()).searchParams.get('select');
    expect(selected).toMatch(/^workload:/u);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });

    const boxes = await page.locator('.map .map-box').count();
    await page.getByRole('link', { name: 'Table' }).click();
    expect(await page.locator('table').first().locator('tbody tr').count()).toBe(boxes);
    await page.context().close();
  },
);
