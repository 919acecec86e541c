import type { Violation } from '#contract/check.ts';
import { variablesOf } from './environment.ts';
import { at, instructionsOf, type RuleFacts, subjectOf } from './rule-facts.ts';
import { resolveText } from './stage-facts.ts';

const sensitive =
  /(^|\/)(\.env(\.\w+)?|\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.dockercfg|\.dockerconfigjson|\.docker\/config\.json|\.aws(\/.*)?|\.ssh(\/.*)?|\.kube(\/.*)?|\.gnupg(\/.*)?|id_(rsa|dsa|ecdsa|ed25519)|.*\.(pem|p12|pfx|jks|keystore|kdbx|ovpn)|.*[-_.]key|kubeconfig|credentials(\.json)?|service[-_]?account.*\.json|terraform\.tfstate(\.backup)?|\.git)\/?$/i;

/** A file that holds credentials is copied into the image. */
export function copiesSecretFile(facts: RuleFacts): readonly Violation[] {
  const named = instructionsOf(facts, 'copy', 'add').flatMap(({ instruction, fact }) => {
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
  return [...named, ...copiesToCredentials(facts)];
}

const credentialFiles =
  /^(AWS_CONFIG_FILE|AWS_SHARED_CREDENTIALS_FILE|GOOGLE_APPLICATION_CREDENTIALS|CLOUDSDK_CONFIG|KUBECONFIG|AZURE_CONFIG_DIR|DOCKER_CONFIG|NPM_CONFIG_USERCONFIG|NETRC|BOTO_CONFIG|HELM_REGISTRY_CONFIG|OCI_CLI_CONFIG_FILE)$/;

/** A file is copied to where a variable says that credentials are. */
function copiesToCredentials(facts: RuleFacts): readonly Violation[] {
  const places = new Set(
    variablesOf(facts).flatMap(({ name, value, kind }) =>
      kind === 'env' && value !== undefined && credentialFiles.test(name) ? [value] : [],
    ),
  );
  return instructionsOf(facts, 'copy', 'add').flatMap(({ instruction, outer, fact }) => {
    const { destination } = instruction;
    if (destination === undefined || instruction.flags.some(({ name }) => name === 'from'))
      return [];
    const named = /\$\{?(\w+)/.exec(destination.text)?.[1] ?? '';
    const target = resolveText(facts.file, fact, { text: destination, index: outer.index }).text;
    if (!credentialFiles.test(named) && !places.has(target)) return [];
    const message = `credentials are copied to "${target}"`;
    return [at(facts, destination.span, { ...subjectOf(fact), message, identity: target })];
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
