import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Check, Violation } from '#contract/check.ts';
import type { ImageFacts } from '#model/artifact.ts';
import { parseDigest } from '#model/digest.ts';
import { createHistoryChecker } from './history-checks.ts';
import { usesSudo } from './run/commands.ts';
import { needlessAdd } from './run/copies.ts';
import { factsOf } from './run/facts-of.ts';
import { noUser } from './run/final-image.ts';
import type { RuleFacts } from './run/rule-facts.ts';
import type { DockerfileSubject } from './subject.ts';

const checks: readonly Check<DockerfileSubject>[] = [
  check('CSN-DF-0040', usesSudo),
  check('CSN-DF-0043', noUser),
  check('CSN-DF-0058', needlessAdd),
];

function check(
  id: string,
  rule: (facts: RuleFacts) => readonly Violation[],
): Check<DockerfileSubject> {
  return {
    evaluate: (subject) => rule(factsOf(subject)),
    meta: {
      id,
      slug: id.toLowerCase(),
      family: 'dockerfile',
      kind: 'misconfiguration',
      revision: 1,
      title: id,
      severity: 'low',
      rationale: '',
      remediation: '',
      references: [],
      aliases: [],
      controls: [],
      since: '0.1.0',
      status: 'stable',
      enabled: true,
    },
  };
}

function image(steps: readonly string[]): ImageFacts {
  return {
    id: parseDigest(`sha256:${'0'.repeat(64)}`),
    names: [],
    platform: { os: 'linux', architecture: 'amd64' },
    env: [],
    entrypoint: [],
    command: [],
    exposedPorts: [],
    volumes: [],
    labels: {},
    annotations: {},
    history: steps.map((createdBy) => ({ createdBy, emptyLayer: false })),
  };
}

const ofHistory = createHistoryChecker(checks);

function found(steps: readonly string[], baseSteps = 0): readonly string[] {
  return ofHistory(image(steps), baseSteps).map(
    ({ rule, locations }) => `${rule} ${locations[0].path}`,
  );
}

const tree = 'ADD file:09675d11695f65c55efdc393ff0cd32f30194cb7d0fbef4631eebfed4414ac97 in / ';

const cases = [
  [
    'the tree of the base comes in by ADD',
    [`/bin/sh -c #(nop) ${tree}`, '/bin/sh -c #(nop)  CMD ["bash"]'],
    0,
    [],
  ],
  [
    'a later ADD of the classic builder',
    [`/bin/sh -c #(nop) ${tree}`, '/bin/sh -c #(nop) ADD file:1b2c in /app/run.sh '],
    0,
    ['CSN-DF-0058 history[1]'],
  ],
  [
    'arguments and labels stand before the tree of the base',
    ['/bin/sh -c #(nop)  ARG RELEASE', '/bin/sh -c #(nop)  LABEL a=b', `/bin/sh -c #(nop) ${tree}`],
    0,
    [],
  ],
  [
    'a first ADD of a file by its name',
    ['/bin/sh -c #(nop) ADD a.txt /'],
    0,
    ['CSN-DF-0058 history[0]'],
  ],
  [
    'an ADD of BuildKit that unpacks',
    ['ADD rootfs.tar.xz / # buildkit', 'ADD app.tgz /opt # buildkit'],
    0,
    [],
  ],
  [
    'an ADD of BuildKit that only copies',
    ['ADD rootfs.tar.xz / # buildkit', 'CMD ["bash"]', 'ADD . /app # buildkit'],
    0,
    ['CSN-DF-0058 history[2]'],
  ],
  [
    'sudo in BuildKit',
    ['RUN |1 A=b /bin/sh -c apk add x && sudo make # buildkit'],
    0,
    ['CSN-DF-0040 history[0]'],
  ],
  [
    'sudo in Buildah',
    ['/bin/sh -c sudo dnf install -y x|force-mtime=10|inheritLabels=false'],
    0,
    ['CSN-DF-0040 history[0]'],
  ],
  [
    'sudo in the second line of a step',
    ['CMD ["sh"]', 'RUN /bin/sh -c set -e\n  sudo make\n # buildkit', 'USER app'],
    0,
    ['CSN-DF-0040 history[1]'],
  ],
  [
    'what stands in the base is not the fault of the image',
    ['ADD . /app # buildkit', 'RUN /bin/sh -c sudo make # buildkit', 'RUN /bin/sh -c sudo true'],
    2,
    ['CSN-DF-0040 history[2]'],
  ],
  ['texts of no known builder', ['bazel build //app', 'kaniko', ''], 0, []],
] as const;

test.for(cases)('%s', ([, steps, baseSteps, wanted]) => {
  expect(found(steps, baseSteps)).toEqual(wanted);
});

test('what only means something in the rebuilt text is left out', () => {
  const [fault] = ofHistory(image(['CMD ["sh"]', 'ADD a /b # buildkit']), 0);

  expect(fault?.fixes).toBeUndefined();
  expect(fault?.locations).toEqual([{ path: 'history[1]' }]);
});

test('a history of thousands of bad steps gives a bounded number of faults', () => {
  const steps = Array.from({ length: 3000 }, () => 'RUN /bin/sh -c sudo a # buildkit');

  expect(found(steps)).toHaveLength(1000);
});

test('no text of a step makes it throw', () => {
  const words = fc.constantFrom(
    ...'/bin/sh -c |#(nop) |RUN |ADD |COPY |sudo |file:ab in / |# buildkit||1 A=b |&{["CMD" "a"]} |[a |HEALTHCHECK |powershell -c |<<E|\n|"|ENV A=|force-mtime=1'.split(
      '|',
    ),
  );
  const step = fc
    .array(fc.oneof(words, fc.string({ maxLength: 4 })))
    .map((parts) => parts.join(''));

  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), fc.nat(8), (steps, baseSteps) => {
      for (const place of found(steps, baseSteps)) expect(place).toMatch(/ history\[\d+\]$/);
    }),
  );
});
