import type { AnswerOf } from '#wire/routes.ts';
import { type Answers, ApiFault, pageOf } from './answer.ts';
import { rules } from './seed-rules.ts';
import { hour } from './times.ts';

/** Rules, which can be switched, and profiles. */
export function ruleAnswers(now: number): Answers {
  const list = Array.from({ length: 24 }, (_, at) => {
    const [name, , priority] = rules[at % rules.length] ?? rules[0];
    return {
      id: `CSN-RT-00${10 + at}`,
      name: at < rules.length ? name : `${name} (variant ${at})`,
      priority,
      enabled: at % 6 !== 5,
      source: at % 4 === 3 ? '/etc/caisson/rules/shop.yaml' : 'catalogue',
      tags: ['container', 'mitre_execution', 'T1059'],
      description: 'What it watches for, and why somebody should look when it happens.',
      detections: at < rules.length ? 40 - at * 7 : 0,
      ...(at < rules.length ? { last: now - at * hour } : {}),
    };
  });
  function dimensions(state: string): AnswerOf<'listProfiles'>['items'][number]['dimensions'] {
    return ['exec', 'file-write', 'connect', 'listen', 'capability'].map((name, at) => ({
      name,
      state: at === 4 ? 'learning' : state,
      known: 3 + at * 5,
    }));
  }
  return {
    listRules: ({ query }) =>
      pageOf(
        list
          .filter((one) => one.name.toLowerCase().includes((query.q ?? '').toLowerCase()))
          .map((one) => one),
        query,
      ),
    changeRule: ({ params, body }) => {
      const at = list.findIndex((one) => one.name === params.name);
      const before = list[at];
      if (before === undefined) throw new ApiFault(404, 'input.not-found', 'no such rule');
      list[at] = { ...before, enabled: body.enabled };
      return list[at];
    },
    listProfiles: ({ query }) =>
      pageOf(
        ['checkout', 'web', 'ledger', 'gateway', 'postgres'].map((name, at) => ({
          name: `shop/${name}`,
          image: `registry.example/shop/${name}`,
          workload: `shop/Deployment/${name}`,
          state: at === 3 ? 'learning' : 'active',
          version: 3 + at,
          updated: now - at * hour,
          behaviours: 40 + at * 11,
          dimensions: dimensions(at === 3 ? 'learning' : 'active'),
        })),
        query,
      ),
  };
}
