import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  builtConsole,
  type ConsoleStage,
  hasBrowser,
  startStage,
} from '../support/console-browser.ts';

let folder = '';
let stage: ConsoleStage;
beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await builtConsole();
  stage = await startStage(folder);
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

test.skipIf(!hasBrowser)('hostile names are shown as text and do nothing', async () => {
  for (const path of [
    '/incidents/102',
    '/workloads/w-9',
    '/runtime',
    '/jobs?tab=failed',
    '/coverage',
    '/network',
    '/attack-paths',
  ]) {
    const page = await stage.open(path);
    await page.getByText('<img src=x').first().waitFor({ state: 'attached' });
    expect(await page.locator('main img').count()).toBe(0);
    const shown = await page.locator('main').innerText();
    expect(['\u202e', '\u0007'].filter((sign) => shown.includes(sign))).toEqual([]);
    await page.context().close();
  }
});

test.skipIf(!hasBrowser)('places that are empty say why', async () => {
  function none(): unknown {
    return { items: [] };
  }
  await using empty = await startStage(folder, {
    listIncidents: none,
    listWorkloads: none,
    listAttackPaths: none,
    listDetections: none,
    listEvents: none,
    listHosts: none,
    listImages: none,
    listImageComponents: none,
    listClusters: none,
    listJobs: none,
    listFrameworks: none,
    listProfiles: none,
    readMap: () => ({ nodes: [], edges: [], layout: 'a', hidden: 0 }),
    readCoverage: () => ({ blind: [], ages: [], storage: [], queues: [], lost: 0 }),
  });
  const said = [
    ['/incidents', 'No incident is open'],
    ['/incidents?status=resolved', 'The filter leaves nothing'],
    ['/workloads', 'Nothing is known to run'],
    ['/attack-paths', 'No path is known'],
    ['/runtime', 'Nothing was detected'],
    ['/runtime?tab=events', 'No event has arrived'],
    ['/runtime?tab=profiles', 'No profile is learnt yet'],
    ['/hosts', 'No host is known'],
    ['/clusters', 'No cluster is watched'],
    ['/compliance', 'No framework can be judged yet'],
    ['/coverage', 'No blind spot is known'],
    ['/network', 'Nothing to draw yet'],
    ['/jobs', 'Nothing waits'],
    // An order and an open row leave nothing out; what links of other pages set, does.
    ['/images?sort=name', 'Nothing has been looked at yet'],
    ['/images/img-1?tab=components', 'Nothing has been looked at yet'],
    ['/images/img-1?tab=components&usage=loaded', 'The filter leaves nothing'],
  ] as const;
  for (const [path, text] of said) {
    const page = await empty.open(path);
    await page.getByRole('heading', { name: text }).waitFor();
    await page.context().close();
  }
  expect(empty.api.faults).toEqual([]);
});

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let pressed = 0; pressed < 120; pressed += 1) {
    const focused = page.locator(':focus').and(page.locator(selector));
    if ((await focused.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${selector}`);
}
