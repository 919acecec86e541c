import { expect, test } from 'vitest';
import { Correlator } from '#incident/correlator.ts';
import type { Profile, ProfileDimension } from '#model/profile.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { workloadKeyOf } from '#model/workload-key.ts';
import { ProfileBook } from '#profile/book.ts';
import { connect, container, event, process } from '#profile/testing.ts';
import { compileRules } from '#rule/engine/compile.ts';
import { loadRules } from '#rule/language/load-rules.ts';
import { RuntimeJudge } from './judge.ts';

const shell = process({ pid: 200, virtualPid: 20, name: 'sh', exePath: '/bin/sh' });
const tool = process({ pid: 201, virtualPid: 21, name: 'nc', exePath: '/usr/bin/nc' });

function judged(text: string, profiles?: ProfileBook) {
  const told: string[] = [];
  const { rules } = loadRules([{ name: 'test.yaml', text }]);
  const judge = new RuntimeJudge({
    rules: compileRules(rules, profiles && { novelty: profiles }),
    ...(profiles !== undefined && { profiles }),
    correlator: new Correlator({ newId: () => `id-${told.length}` }),
    isWanted: () => true,
    host: 'node-1',
    listener: {
      detection: ({ rule, kind }) => kind === 'rule' && told.push(rule),
      incident: () => undefined,
      loss: () => undefined,
    },
  });
  return { judge, told };
}

/** A book that has met the events, and reports in the dimension. */
function learnt(dimension: ProfileDimension, ...events: readonly RuntimeEvent[]): ProfileBook {
  const first = new ProfileBook();
  for (const one of events) first.observe(one);
  first.flush();
  const profile = first.profile(workloadKeyOf(container()));
  const book = new ProfileBook();
  if (profile !== undefined) book.load(promoted(profile, dimension));
  return book;
}

function promoted(profile: Profile, dimension: ProfileDimension): Profile {
  const part = profile.dimensions[dimension];
  const dimensions = { ...profile.dimensions, [dimension]: { ...part, state: 'detecting' } };
  return { ...profile, dimensions };
}

const execRule = `
- {rule: tool, desc: d, condition: evt.type = execve, output: o, priority: NOTICE, unless_learnt: exec}
- {rule: out, desc: d, condition: evt.type = connect, output: o, priority: NOTICE, unless_learnt: exec}
`;

test('a rule that asks the profile fires while nothing is known', () => {
  const { judge, told } = judged(execRule, new ProfileBook());

  judge.event(event({ process: shell }));

  expect(told).toEqual(['tool']);
});

test('it fires without any profile', () => {
  const { judge, told } = judged(execRule);

  judge.event(event({ process: shell }));

  expect(told).toEqual(['tool']);
});

test('it is quiet for what a promoted profile knows, and only for that', () => {
  const { judge, told } = judged(execRule, learnt('exec', event({ process: shell })));

  judge.event(event({ process: shell, time: 1000 }));
  expect(told).toEqual([]);

  judge.event(event({ process: tool, time: 2000 }));
  expect(told).toEqual(['tool']);
});

test('an event that says nothing in the dimension is not known by it', () => {
  const { judge, told } = judged(execRule, learnt('exec', event({ process: shell })));

  judge.event(connect('10.0.0.5', 5432, { process: shell, time: 1000 }));

  expect(told).toEqual(['out']);
});

test('what was met and not promoted is still told', () => {
  const book = new ProfileBook();
  book.observe(event({ process: shell }));
  const { judge, told } = judged(execRule, book);

  judge.event(event({ process: shell, time: 1000 }));

  expect(told).toEqual(['tool']);
});
