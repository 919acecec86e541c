import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults } from '../support/console-axe.ts';
import {
  builtConsole,
  type ConsoleStage,
  hasBrowser,
  startStage,
} from '../support/console-browser.ts';

let stage: ConsoleStage;
beforeAll(async () => {
  if (hasBrowser) stage = await startStage(await builtConsole());
}, 120_000);
afterAll(async () => {
  if (hasBrowser) await stage[Symbol.asyncDispose]();
});

const looks = [
  { width: 1440, theme: 'light' },
  { width: 1440, theme: 'dark', density: 'compact' },
  { width: 1440, theme: 'contrast' },
  { width: 390, theme: 'light' },
  { width: 320, theme: 'dark' },
] as const;

/** States of pages (`console-pages.test.ts` has the pages as they open): tabs, panels, dialogues (behind `#`: what opens them). */
const states = [
  '/incidents/100?tab=processes',
  '/incidents/100?tab=detections',
  '/incidents/100?tab=findings',
  '/incidents/100#Respond',
  '/incidents/100#Close',
  '/workloads/w-9?tab=findings',
  '/workloads/w-0?tab=detections',
  '/workloads/w-0?tab=behaviour',
  '/workloads/w-0?tab=flows',
  '/workloads/w-0?tab=containers',
  '/runtime?open=d3',
  '/runtime?tab=events&open=e4&live=true',
  '/runtime?tab=profiles',
  '/runtime?tab=rules',
  '/network?select=workload:0',
  '/network?tab=table',
  '/network?tab=flows',
  '/attack-paths/101',
  '/hosts?open=h-2',
  '/jobs?tab=failed',
];

test.skipIf(!hasBrowser).for(states)(
  '%s has no serious fault of accessibility in any look',
  { timeout: 60_000 },
  async (state) => {
    const [path = '', button] = state.split('#');
    const faults: string[] = [];
    for (const look of looks) {
      const page = await stage.open(path, look);
      if (button !== undefined) {
        await page.getByRole('button', { name: button, exact: true }).click();
        await page.getByRole('dialog').waitFor();
      }
      await page.waitForTimeout(100);
      faults.push(
        ...(await axeFaults(page)).map((fault) => `${look.width} ${look.theme} ${fault}`),
      );
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) faults.push(`${over} px too wide at ${look.width}`);
      await page.context().close();
    }

    expect(faults).toEqual([]);
    expect(stage.api.faults).toEqual([]);
    expect(stage.errors).toEqual([]);
  },
);
