import { afterAll, beforeAll, expect, test } from 'vitest';
import { pages } from '../../console/src/pages/pages.ts';
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

const own = pages.map((page) =>
  page.path.replace('$id', page.path === '/images/$id' ? 'img-1' : '100'),
);
/** States of pages: tabs, panels, dialogues (behind `#`: the button that opens them). */
const states = [
  '/findings?open=3',
  '/exceptions?open=1',
  '/images/img-1?tab=components',
  '/images/img-1?tab=changes',
  '/images/img-1?tab=facts',
  '/components?q=ssl',
  '/sign-in?invited=true',
  '/reports?tab=schedules',
  ...['users', 'tokens', 'destinations', 'registries', 'settings', 'audit', 'about'].map(
    (tab) => `/settings?tab=${tab}`,
  ),
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

const looks = [
  { width: 1440, theme: 'light' },
  { width: 1440, theme: 'dark', density: 'compact' },
  { width: 1440, theme: 'contrast' },
  { width: 390, theme: 'light' },
  { width: 320, theme: 'dark' },
] as const;

test.skipIf(!hasBrowser).for([...own, ...states])(
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
      await page.waitForTimeout(150);
      faults.push(...(await axeFaults(page)).map((fault) => `${JSON.stringify(look)} ${fault}`));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) faults.push(`${overflow} px too wide at ${look.width}`);
      await page.context().close();
    }
    expect(faults).toEqual([]);
  },
);

test.skipIf(!hasBrowser)(
  'pages call only what the route table has, break nothing, and violate no policy',
  () => {
    expect(stage.api.faults).toEqual([]);
    expect(stage.errors.filter((error) => !error.includes('401'))).toEqual([]);
  },
);
