import { expect, test } from 'vitest';
import { historySubject, instructionsOfHistory } from './history.ts';

const cases = [
  [
    'classic command',
    '/bin/sh -c #(nop)  CMD ["nginx" "-g" "daemon off;"]',
    'CMD ["nginx","-g","daemon off;"]',
  ],
  [
    'classic copy',
    '/bin/sh -c #(nop) COPY file:5f00ba in /app/run.sh ',
    'COPY file:5f00ba /app/run.sh',
  ],
  ['classic add of the base', '/bin/sh -c #(nop) ADD file:09a83b in / ', 'ADD file:09a83b /'],
  [
    'classic run',
    '/bin/sh -c apt-get update && apt-get install -y curl',
    'RUN apt-get update && apt-get install -y curl',
  ],
  ['classic run with arguments', '|1 VERSION=1.2 /bin/sh -c make install', 'RUN make install'],
  [
    'classic environment',
    '/bin/sh -c #(nop)  ENV GREETING=hello world',
    'ENV GREETING="hello world"',
  ],
  ['classic port', '/bin/sh -c #(nop)  EXPOSE 80/tcp', 'EXPOSE 80/tcp'],
  ['old port', '/bin/sh -c #(nop) EXPOSE map[8080/tcp:{}]', 'EXPOSE 8080/tcp'],
  ['BuildKit run', 'RUN /bin/sh -c apk add curl # buildkit', 'RUN apk add curl'],
  [
    'BuildKit run with arguments',
    'RUN |2 A=b c B=d /bin/sh -c make all # buildkit',
    'RUN make all',
  ],
  [
    'BuildKit run in another shell',
    'RUN /bin/bash -o pipefail -c curl x | sh # buildkit',
    'RUN curl x | sh',
  ],
  ['BuildKit copy', 'COPY /src /app # buildkit', 'COPY /src /app'],
  [
    'BuildKit shell',
    'SHELL [/bin/bash -o pipefail -c]',
    'SHELL ["/bin/bash","-o","pipefail","-c"]',
  ],
  [
    'BuildKit health check',
    'HEALTHCHECK &{["CMD-SHELL" "curl -f x || exit 1"] "30s" "3s" "0s" \'\\x03\'}',
    'HEALTHCHECK CMD curl -f x || exit 1',
  ],
  [
    'a script of Windows is none for a POSIX shell',
    'powershell -Command $x = 1; sudo y',
    'RUN ["powershell","-Command $x = 1; sudo y"]',
  ],
  [
    'Buildah run',
    '/bin/sh -c dnf install -y x|force-mtime=10|inheritLabels=false',
    'RUN dnf install -y x',
  ],
  ['Buildah user', '/bin/sh -c #(nop) USER app|inheritLabels=false', 'USER app'],
] as const;

test.for(cases)('%s', ([, createdBy, wanted]) => {
  const { text, unknown } = instructionsOfHistory({
    history: [{ createdBy, emptyLayer: false }],
    annotations: {},
  });

  expect(text.split('\n')[1]).toBe(wanted);
  expect(unknown).toEqual([]);
});

test('each instruction knows its step, and scripts of several lines stay one', () => {
  const { file, steps } = instructionsOfHistory({
    annotations: {},
    history: [
      { createdBy: 'ADD rootfs.tar / # buildkit', emptyLayer: false },
      { createdBy: 'RUN /bin/sh -c set -e\nmake\n # buildkit', emptyLayer: false },
      { createdBy: 'bazel build ...', emptyLayer: true },
      { createdBy: 'CMD ["/app"]', emptyLayer: true },
    ],
  });

  expect(file.problems).toEqual([]);
  expect(file.instructions.map(({ kind }) => kind)).toEqual(['from', 'add', 'run', 'cmd']);
  expect(steps).toEqual([undefined, 0, 1, 3]);
  expect(historySubject({ text: '', file, steps, unknown: [] }).target?.command?.value).toEqual([
    '/app',
  ]);
});

test('the configuration beats the steps, and the base is left out', () => {
  const { text } = instructionsOfHistory(
    {
      annotations: { 'org.opencontainers.image.base.name': 'alpine:3.22' },
      user: '10001',
      healthcheck: ['NONE'],
      history: [
        { createdBy: 'CMD ["sh"]', emptyLayer: true },
        { createdBy: 'USER root', emptyLayer: true },
      ],
    },
    { baseSteps: 1 },
  );

  expect(text).toBe('FROM alpine:3.22\nUSER root\nUSER 10001\nHEALTHCHECK NONE\n');
});
