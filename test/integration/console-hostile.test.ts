import { expect, test } from 'vitest';
import { makeEstate } from '../support/console/estate.ts';
import { builtConsole, hasBrowser, startStage } from '../support/console-browser.ts';

/** Names as an attacker would choose them: of images, packages, files, people. */
const hostile = [
  '<img src=x onerror=alert(1)>',
  '"><script>globalThis.broken=1</script>',
  "javascript:globalThis.broken=1//'",
  '\u202egpj.exe\u202c \u2066mirror\u2069',
  'x'.repeat(255),
  '__proto__',
  'constructor',
  'a\u0000b\u001b[31mred\u001b[0m\r\n',
  '👩‍👩‍👧‍👦é́́́'.repeat(12),
  '=HYPERLINK("http://evil","x")',
  '{{7*7}} ${7*7} %s %n',
] as const;

test.skipIf(!hasBrowser)('hostile names are shown as text on every list and detail', async () => {
  const estate = makeEstate(Date.now());
  const findings = estate.findings.slice(0, hostile.length).map((finding, at) => {
    const text = hostile[at] ?? '';
    return {
      ...finding,
      rule: text.slice(0, 200),
      title: text,
      sentence: text,
      asset: { ...finding.asset, name: text },
      component: { name: text, version: text, purl: text },
      owner: text,
      fix: [text],
      links: [
        'javascript:globalThis.broken=1',
        'data:text/html,x',
        `https://ok.example/${encodeURIComponent(text)}`,
      ],
      evidence: [{ label: text, text }],
      locations: [{ path: text }],
      aliases: [text],
      history: [{ time: 0, by: text, text }],
    };
  });
  const image = estate.images[0];
  const images = hostile.map((text, at) => ({
    ...image,
    id: `img-${at}`,
    name: text,
    names: [text],
    os: text,
    base: text,
    scanError: text,
    configuration: {
      user: text,
      entrypoint: [text],
      command: [text],
      ports: [text],
      labels: { constructor: text, [`l ${text}`]: text },
    },
    gaps: 1,
    gapList: [{ reason: text, path: text, detail: text }],
  }));
  await using stage = await startStage(await builtConsole(), {
    listFindings: () => ({ items: findings, total: findings.length }),
    readFinding: () => findings[0],
    listImages: () => ({ items: images }),
    readImage: () => images[1],
    search: () => ({
      items: hostile.map((title, at) => ({
        kind: 'page',
        id: at % 2 === 0 ? '//evil.example' : 'javascript:globalThis.broken=1',
        title,
      })),
    }),
  });

  for (const path of [
    '/findings',
    '/findings?open=1',
    '/images',
    '/images/img-1',
    '/images/img-1?tab=facts',
    '/?q=__proto__&__proto__=1&constructor=2',
  ])
    for (const width of [1440, 390]) {
      const page = await stage.open(path, { width });
      const state = await page.evaluate(() => ({
        broken: 'broken' in globalThis,
        images: document.querySelectorAll('main img, aside img').length,
        links: [...document.querySelectorAll('a')]
          .map((link) => link.protocol)
          .filter((protocol) => !/^https?:$/u.test(protocol)),
        wide: document.documentElement.scrollWidth - innerWidth,
        bare: /[\u202a-\u202e\u2066-\u2069]|(?![\n\t\r])\p{Cc}/u.test(
          document.querySelector('main')?.innerText ?? '',
        ),
      }));
      expect(state, `${path} at ${width}`).toEqual({
        broken: false,
        images: 0,
        links: [],
        wide: 0,
        bare: false,
      });
      await page.context().close();
    }
  const page = await stage.open('/');
  await page.keyboard.press('/');
  await page.keyboard.type('evil');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).origin).toBe(stage.api.url);
  expect(stage.errors).toEqual([]);
});

test.skipIf(!hasBrowser)(
  'names of the seeds that try to be more are shown as text and do nothing',
  async () => {
    await using stage = await startStage(await builtConsole());
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
  },
);

test.skipIf(!hasBrowser)(
  'a problem of the server is told in its words, with the hint and the request',
  async () => {
    await using stage = await startStage(await builtConsole(), {
      listFindings: () => {
        throw new Error('disk is full');
      },
    });
    const page = await stage.open('/findings');

    await page.getByRole('alert').waitFor();
    const text = await page.getByRole('alert').innerText();
    expect(text).toContain('ask an administrator');
    expect(text).toContain('r-1');
  },
);

test.skipIf(!hasBrowser)(
  'after signing in one is back where one was, and never elsewhere',
  async () => {
    await using stage = await startStage(await builtConsole());
    for (const [next, wanted] of [
      ['/findings?tier=P0', '/findings?tier=P0'],
      ['//evil.example/', '/'],
      ['/\\evil.example', '/'],
      ['https://evil.example', '/'],
    ] as const) {
      const page = await stage.open(`/sign-in?next=${encodeURIComponent(next)}`);
      await page.getByLabel('Name').fill('ada');
      await page.getByLabel('Password').fill('a long enough password');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('navigation', { name: 'Main' }).waitFor({ state: 'attached' });
      const { origin, pathname, search } = new URL(page.url());
      expect(`${origin}${pathname}${search}`).toBe(`${stage.api.url}${wanted}`);
      await page.context().close();
    }
  },
);
