import type { Violation } from '#contract/check.ts';
import { at, instructionsOf, type RuleFacts, subjectOf } from './rule-facts.ts';

const sensitive =
  /(^|\/)(\.env(\.\w+)?|\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.dockercfg|\.dockerconfigjson|\.docker\/config\.json|\.aws(\/.*)?|\.ssh(\/.*)?|\.kube(\/.*)?|\.gnupg(\/.*)?|id_(rsa|dsa|ecdsa|ed25519)|.*\.(pem|p12|pfx|jks|keystore|kdbx|ovpn)|.*[-_.]key|kubeconfig|credentials(\.json)?|service[-_]?account.*\.json|terraform\.tfstate(\.backup)?|\.git)\/?$/i;

/** A file that holds credentials is copied into the image. */
export function copiesSecretFile(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'copy', 'add').flatMap(({ instruction, fact }) => {
    if (instruction.flags.some(({ name }) => name === 'from')) return [];
    return instruction.sources
      .filter(
        ({ text }) =>
          sensitive.test(text) &&
          !/\.(example|sample|template|dist)$|(^|[-_.])pub(lic)?[-_.]|(^|\/)(ca|chain|fullchain|cert|root)[^/]*\.pem$/i.test(
            text,
          ),
      )
      .map(({ text, span }) =>
        at(facts, span, {
          ...subjectOf(fact),
          message: `"${text}" holds credentials as a rule`,
          identity: text,
        }),
      );
  });
}

/** COPY of everything, where nothing keeps `.git` and local files out. */
export function copiesContext(facts: RuleFacts): readonly Violation[] {
  const { ignore } = facts;
  return instructionsOf(facts, 'copy', 'add').flatMap(({ instruction, fact }) => {
    const isLocal = !instruction.flags.some(({ name }) => name === 'from');
    const all = instruction.sources.find(({ text }) => /^(\.\/?|\.\/\*|\*|\/)$/.test(text));
    if (!isLocal || all === undefined) return [];
    const entering = ['.git', '.env'].filter((path) => ignore?.excludes(path) !== true);
    if (entering.length === 0) return [];
    return [
      at(facts, all.span, {
        ...subjectOf(fact),
        message:
          ignore === undefined
            ? 'no .dockerignore keeps anything out'
            : `.dockerignore lets ${entering.join(' and ')} in`,
        identity: 'context',
      }),
    ];
  });
}

/** A comment accepts what hadolint reports. */
export function usesIgnorePragma(facts: RuleFacts): readonly Violation[] {
  return facts.file.comments
    .filter(({ text }) => /^hadolint\s+(global\s+|stage\s+)?ignore\s*=/.test(text))
    .map(({ text, span }) => at(facts, span, { identity: text.slice(0, 160) }));
}
