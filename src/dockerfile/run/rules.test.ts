import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../parse.ts';
import { subjectOf } from '../subject.ts';
import { aptAsks, aptListsLeft, unpinnedApt } from './apt.ts';
import { brokenPipe, twoDownloaders, usesCd, usesSudo } from './commands.ts';
import { copyRootToRoot } from './copies.ts';
import { secretVariable } from './environment.ts';
import { factsOf } from './facts-of.ts';
import { noHealthcheck, noUser, rootUser } from './final-image.ts';
import { untaggedBase } from './images.ts';
import { pipCache, unpinnedPip } from './language-packages.ts';
import { dnfCache, lonelyUpdate, unpinnedDnf, zypperCache } from './other-packages.ts';
import { secretInRun, writableByAll } from './privilege.ts';
import type { RuleFacts } from './rule-facts.ts';
import { mistakes } from './shell-rules.ts';
import { looksLikeJson, selfReferringEnv, unsafeHeredoc } from './structure.ts';
import { plainDownload, runsDownload, unsignedPackages, unverifiedTransport } from './transport.ts';

function factsIn(text: string, base?: { env: string[]; user: string }): RuleFacts {
  const inputs = base === undefined ? {} : { baseFacts: () => base };
  return factsOf(subjectOf(parseDockerfile(Buffer.from(text)), inputs));
}

const base = 'FROM debian:12\n';

const cases: readonly (readonly [(facts: RuleFacts) => Iterable<unknown>, string, number])[] = [
  [usesSudo, `${base}RUN ["sudo", "make"]\n`, 1],
  [usesSudo, `${base}RUN ["sh", "-c", "a && sudo make"]\n`, 1],
  [usesSudo, `${base}ONBUILD RUN sudo make\n`, 1],
  [usesSudo, `${base}RUN echo sudo\n`, 0],
  [usesSudo, `${base}RUN <<EOF\na\nsudo b\nEOF\n`, 1],
  [usesSudo, `${base}RUN <<EOF bash\nsudo b\nEOF\n`, 1],
  [usesSudo, `${base}RUN <<EOF\n#!/usr/bin/env python3\nsudo = 1\nEOF\n`, 0],
  [usesSudo, `${base}SHELL ["powershell", "-Command"]\nRUN sudo b\n`, 0],
  [usesSudo, `${base}# hadolint shell=cmd\nRUN sudo b\n`, 0],
  [usesCd, `${base}RUN (cd /a && b)\n`, 1],
  [aptAsks, `${base}RUN apt-get -qq install a\n`, 0],
  [aptAsks, `${base}RUN apt-get -q -q install a\n`, 0],
  [aptAsks, `${base}RUN apt-get -q=2 install a\n`, 0],
  [aptAsks, `${base}RUN apt-get -q install a\n`, 1],
  [unpinnedApt, `${base}RUN apt-get install -t stable a=1 b/sid ./c.deb\n`, 0],
  [aptListsLeft, `${base}RUN apt-get update && find /var/lib/apt/lists -delete\n`, 0],
  [aptListsLeft, `${base}RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update\n`, 0],
  [lonelyUpdate, `${base}RUN apk update; apk add a\n`, 0],
  [lonelyUpdate, `${base}RUN yum update\n`, 1],
  [unpinnedPip, `${base}RUN python3 -m pip install a\n`, 1],
  [unpinnedPip, `${base}RUN pip install -c constraints.txt a\n`, 0],
  [pipCache, `${base}ENV PIP_NO_CACHE_DIR=off\nRUN pip install a==1\n`, 1],
  [pipCache, `FROM a:1 AS b\nENV PIP_NO_CACHE_DIR=1\nFROM b\nRUN pip install a==1\n`, 0],
  [unpinnedDnf, `${base}RUN dnf module install -y nodejs:18\n`, 0],
  [unpinnedDnf, `${base}RUN dnf module install -y nodejs\n`, 1],
  [unpinnedDnf, `${base}RUN dnf install -y git-$V\n`, 1],
  [unpinnedDnf, `${base}ARG V=1\nRUN dnf install -y git-$V\n`, 0],
  [dnfCache, `${base}RUN microdnf install -y a-1 && dnf clean all\n`, 1],
  [brokenPipe, `${base}RUN a | b\n`, 1],
  [
    brokenPipe,
    `FROM a:1 AS b\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nFROM b\nRUN a | b\n`,
    0,
  ],
  [brokenPipe, `${base}SHELL ["/bin/sh", "-o", "pipefail", "-c"]\nRUN a | b\n`, 1],
  [untaggedBase, 'ARG R\nFROM $R/debian\n', 1],
  [untaggedBase, 'ARG R\nFROM $R\n', 0],
  [rootUser, `${base}ARG U=root\nUSER $U\n`, 1],
  [rootUser, `FROM a:1 AS b\nUSER root\nFROM b\n`, 1],
  [noUser, base, 1],
  [selfReferringEnv, `${base}ENV A=1 B=\\$A\n`, 0],
  [selfReferringEnv, `${base}ENV A=$A\n`, 0],
  [looksLikeJson, `${base}CMD [[ -f /a ]]\n`, 0],
  [unsafeHeredoc, `${base}RUN <<EOF\na && b\nEOF\n`, 0],
  [runsDownload, `${base}RUN curl https://a | tar x\n`, 0],
  [runsDownload, `${base}RUN curl https://a | tee b | sh\n`, 1],
  [plainDownload, `${base}RUN curl http://localhost:8080/\n`, 0],
  [unverifiedTransport, `${base}RUN curl -fsSLk https://a\n`, 1],
  [secretInRun, `${base}RUN curl -u "a:$TOKEN" https://a\n`, 0],
  [secretInRun, `${base}RUN curl -u a:secret https://a\n`, 1],
  [aptAsks, `${base}RUN apt-get install -s a\n`, 0],
  [unpinnedDnf, `FROM a:1 AS b\nARG V=1\n${base}RUN dnf install -y git-$V\n`, 0],
  [unpinnedDnf, `FROM a:1 AS b\nENV V=1\n${base}RUN dnf install -y git-$V\n`, 1],
  [zypperCache, `${base}RUN zypper clean && zypper -n remove a\n`, 1],
  [zypperCache, `${base}RUN zypper -n remove a && zypper clean\n`, 0],
  [unsignedPackages, `${base}RUN echo 'deb [ trusted=yes ] http://a ./' > /etc/apt/b.list\n`, 1],
  [unsignedPackages, `${base}RUN echo 'deb [ trusted=yes ] file:///a ./' > /etc/apt/b.list\n`, 0],
  [twoDownloaders, `${base}RUN wget a\nRUN curl a\nRUN echo\nRUN wget b\n`, 2],
  [twoDownloaders, `${base}RUN wget a\nRUN wget b\n`, 0],
  [copyRootToRoot, `FROM a:1 AS b\n${base}COPY --from=b "/" "/"\n`, 1],
  [secretVariable, `${base}ENV GOOGLE_APPLICATION_CREDENTIALS=/a/key.json\n`, 0],
  [secretVariable, `${base}COPY a /a/\nENV GOOGLE_APPLICATION_CREDENTIALS="/a/key.json"\n`, 1],
  [secretVariable, `${base}COPY . .\nENV GOOGLE_APPLICATION_CREDENTIALS=./key.json\n`, 1],
  [secretVariable, `${base}ARG CI_PSW\nARG PUBLIC_TOKEN\n`, 1],
  [(facts) => mistakes(facts, 3028), `${base}RUN a $RANDOM\n`, 1],
  [(facts) => mistakes(facts, 3028), `${base}ARG UID=1\nRUN a "$UID" "${'${EUID:-0}'}"\n`, 0],
  [(facts) => mistakes(facts, 2153), `${base}RUN a "$RTTP_PROXY" "$SOME_THING"\n`, 1],
  [writableByAll, `${base}RUN d="$(mktemp -d)" && chmod 777 "$tempDir"\n`, 0],
  [writableByAll, `${base}RUN chmod -R 777 "$HOME" "$TMPDIR"\n`, 1],
  [secretVariable, `${base}ENV SECRETLINTRC=/.secretlintrc.json\n`, 0],
  [secretVariable, `${base}ENV DB_PASS=x BYPASS=1\n`, 1],
  [(facts) => mistakes(facts, 2086), `${base}SHELL ["/bin/bash", "-c"]\nRUN a $RANDOM\n`, 0],
  [(facts) => mistakes(facts, 2154), `${base}ARG v\nRUN a "$v"\n`, 0],
  [(facts) => mistakes(facts, 2154), `${base}RUN a "$v"\n`, 1],
];

test.for(cases.map(([rule, text, count]) => [rule.name || 'mistakes', text, count, rule] as const))(
  '%s in %j: %i',
  ([, text, count, rule]) => {
    expect([...rule(factsIn(text))]).toHaveLength(count);
  },
);

test('what is known of the base image counts', () => {
  const facts = factsIn(base, { env: [], user: '1000' });

  expect(noUser(facts)).toEqual([]);
});

test('places are those of the file, in bytes', () => {
  const text = `${base}# größer\nRUN true && \\\n  # ö\n  sudo make\n`;
  const [violation] = usesSudo(factsIn(text));
  const { start = 0, end = 0, line } = violation?.range ?? {};

  expect(Buffer.from(text).subarray(start, end).toString()).toBe('sudo make');
  expect(line).toBe(5);
});

test('no text makes a rule throw', () => {
  const words = `FROM a\n|RUN |apt-get install |-y |&& |\\\n|$x|"|'|<<E\n|E\n|ENV a=|USER |COPY --from=|[|]|# c\n|\n|pip install a|; sh|ONBUILD `;
  const part = fc.constantFrom(...words.split('|'));
  const property = fc.property(fc.array(part), (parts) => {
    const facts = factsIn(parts.join(''));
    for (const [rule] of cases) [...rule(facts)].at(0);
    noHealthcheck(facts);
  });

  expect(() => fc.assert(property)).not.toThrow();
});

test('no report holds a password of a command', () => {
  const text = `${base}RUN curl -k -u a:s3cret https://b:s3cret@c/d | sh && wget --password=s3cret http://b:s3cret@c/e\n`;
  const facts = factsIn(text);
  const all = [runsDownload, plainDownload, unverifiedTransport, secretInRun, brokenPipe].flatMap(
    (rule) => [...rule(facts)],
  );

  expect(all.length).toBeGreaterThan(3);
  expect(JSON.stringify(all)).not.toContain('s3cret');
});
