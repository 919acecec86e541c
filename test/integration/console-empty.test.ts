import { expect, test } from 'vitest';
import { builtConsole, hasBrowser, startStage } from '../support/console-browser.ts';

test.skipIf(!hasBrowser)('places that are empty say why', async () => {
  function none(): unknown {
    return { items: [] };
  }
  await using empty = await startStage(await builtConsole(), {
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
