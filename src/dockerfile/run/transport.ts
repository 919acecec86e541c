import type { Violation } from '#contract/check.ts';
import { hasFlag } from '#shell/flags.ts';
import type { ShellCommand, ShellWord } from '#shell/script.ts';
import { commandIdentity, valuesOf } from './commands.ts';
import { commandsOf, inRun, packagesOf, type RuleFacts } from './rule-facts.ts';

/** A download is executed unseen. */
export function runsDownload(facts: RuleFacts): readonly Violation[] {
  return facts.runs.flatMap((run) =>
    run.downloads.flatMap(({ interpreter, command, tool }) =>
      interpreter === undefined
        ? []
        : [
            inRun(facts, run, command, {
              message: `what ${tool} fetches is run by ${interpreter} unseen`,
              identity: commandIdentity(command),
            }),
          ],
    ),
  );
}

/** Something comes over an unencrypted connection and nothing verifies it. */
export function plainDownload(facts: RuleFacts): readonly Violation[] {
  const direct = facts.runs.flatMap((run) =>
    run.downloads.flatMap(({ urls, verified }) =>
      urls
        .filter(({ value }) => !verified && isPlain(value))
        .map((word) =>
          inRun(facts, run, word, {
            message: `"${withoutLogin(word.value)}" is fetched without encryption`,
            identity: withoutLogin(word.value),
          }),
        ),
    ),
  );
  const cloned = commandsOf(facts).flatMap(({ run, command }) =>
    (command.name === 'git' &&
      /^(clone|fetch|pull|submodule|remote)$/.test(command.argv[1]?.value ?? '')) ||
    isPackageSource(command)
      ? command.argv
          .filter(({ value }) => isPlain(value.replace(/^--[\w-]+=/, '')))
          .map((word) =>
            inRun(facts, run, word, {
              message: `"${withoutLogin(word.value)}" is fetched without encryption`,
              identity: withoutLogin(word.value),
            }),
          )
      : [],
  );
  return [...direct, ...cloned];
}

function isPackageSource({ name }: ShellCommand): boolean {
  return /^(pip\d*(\.\d+)?|npm|yarn|pnpm|gem|apk|add-apt-repository|yum-config-manager|rpm|zypper|yum|dnf)$/.test(
    name,
  );
}

function isPlain(value: string): boolean {
  return (
    /^(http|ftp|git):\/\//i.test(value) &&
    !/^\w+:\/\/(localhost|127\.|\[::1\]|0\.0\.0\.0)/i.test(value)
  );
}

function withoutLogin(value: string): string {
  return value.replace(/\/\/[^/@]*@/, '//').slice(0, 160);
}

/** A command is told not to verify the other side's certificate. */
export function unverifiedTransport(facts: RuleFacts): readonly Violation[] {
  const fetched = facts.runs.flatMap((run) =>
    run.downloads.flatMap(({ insecure }) =>
      insecure.map((word) =>
        inRun(facts, run, word, {
          message: `${word.value} accepts any certificate`,
          identity: word.value,
        }),
      ),
    ),
  );
  const others = commandsOf(facts).flatMap(({ run, command }) =>
    insecureWords(command).map((word) =>
      inRun(facts, run, word, {
        message: `${command.name} with ${word.value} accepts any certificate`,
        identity: `${command.name} ${word.value}`,
      }),
    ),
  );
  return [...fetched, ...others];
}

function insecureWords({ name, argv }: ShellCommand): readonly ShellWord[] {
  const words = argv.slice(1);
  if (/^(pip\d*(\.\d+)?|python\d*(\.\d+)?|uv)$/.test(name))
    return words.filter(({ value }) => /^--(trusted-host|allow-insecure-host)(=|$)/.test(value));
  if (name === 'git')
    return words.filter(
      ({ value }, at) =>
        /http\.sslverify(=|$)/i.test(value) &&
        (/=(false|0)$/i.test(value) || /^(false|0)$/i.test(words[at + 1]?.value ?? '')),
    );
  if (/^(npm|yarn|pnpm|bower)$/.test(name))
    return words.filter(
      ({ value }, at) =>
        /^(--)?strict-ssl=?(false)?$/.test(value) &&
        (value.endsWith('false') || words[at + 1]?.value === 'false'),
    );
  if (name === 'ssh' || name === 'scp' || name === 'sftp')
    return words.filter(({ value }) => /StrictHostKeyChecking=?\s*no/i.test(value));
  if (/^(helm|kubectl|oc|skopeo|podman|buildah|aws|az|vault|gem|conda)$/.test(name))
    return words.filter(({ value }) =>
      /^--(insecure-skip-tls-verify|no-verify-ssl|tls-verify=false|src-tls-verify=false|dest-tls-verify=false|tls-skip-verify|insecure)/.test(
        value,
      ),
    );
  return [];
}

const unsigned: ReadonlyMap<string, RegExp> = new Map([
  [
    'apt-get',
    /^--(allow-unauthenticated|force-yes|allow-insecure-repositories|allow-downgrade-to-insecure-repositories|no-allow-insecure-repositories=false)$/,
  ],
  ['apt', /^--(allow-unauthenticated|force-yes|allow-insecure-repositories)$/],
  ['aptitude', /^--allow-untrusted$/],
  ['apk', /^--allow-untrusted$/],
  ['yum', /^--nogpgcheck$|^--setopt=\*?\.?gpgcheck=(0|false)$/],
  ['dnf', /^--(nogpgcheck|no-gpgchecks)$|^--setopt=\*?\.?gpgcheck=(0|false)$/],
  ['microdnf', /^--(nogpgcheck|no-gpgchecks)$/],
  ['zypper', /^--(no-gpg-checks|allow-unsigned-rpm|gpg-auto-import-keys)$/],
]);

/** Packages are installed although nobody vouches for them. */
export function unsignedPackages(facts: RuleFacts): readonly Violation[] {
  const flagged = packagesOf(facts).flatMap(({ run, call }) => {
    const wrong = unsigned.get(call.tool);
    return call.given.flags
      .filter(
        ({ name, value, word }) =>
          wrong?.test(word.value) === true ||
          wrong?.test(name) === true ||
          isUnsignedOption(value ?? ''),
      )
      .map(({ word, value }) =>
        inRun(facts, run, word, {
          message: `${call.tool} takes unsigned packages by ${isUnsignedOption(value ?? '') ? value : word.value}`,
          identity: `${call.tool} ${word.value}`,
        }),
      );
  });
  const written = facts.runs.flatMap((run) =>
    run.run.script.commands
      .filter(({ words, redirects }) =>
        [...words.map(({ value }) => value), ...redirects.map(({ body = '' }) => body)].some(
          (text) => unsignedSource.test(text),
        ),
      )
      .map((command) =>
        inRun(facts, run, command, {
          message: 'a package source is written whose packages need no signature',
          identity: commandIdentity(command),
        }),
      ),
  );
  const rpm = commandsOf(facts)
    .filter(
      ({ command }) =>
        command.name === 'rpm' &&
        valuesOf(command).some((word) => /^--(nosignature|nodigest|nocrypto|nogpg)$/.test(word)),
    )
    .map(({ run, command }) => inRun(facts, run, command, { identity: commandIdentity(command) }));
  return [...flagged, ...written, ...rpm];
}

/** A line of a package source; one that lies in the image itself needs no signature. */
const unsignedSource =
  /\[[^\]\n]{0,200}trusted=(?:yes|true)[^\]\n]{0,200}\](?! {0,8}(?:file|copy|cdrom):)|^ {0,20}gpgcheck {0,20}= {0,20}0/im;

function isUnsignedOption(value: string): boolean {
  return /(AllowUnauthenticated|AllowInsecureRepositories)\s*=\s*["']?(true|1|yes)|^trusted=yes$|^\*?\.?gpgcheck=(0|false)$/i.test(
    value,
  );
}

/** `apt-key` trusts a key for every repository there is. */
export function usesAptKey(facts: RuleFacts): readonly Violation[] {
  return commandsOf(facts)
    .filter(
      ({ command }) =>
        command.name === 'apt-key' &&
        !/^(list|finger|fingerprint|del|export)$/.test(
          command.argv.find(({ value }, at) => at > 0 && !value.startsWith('-'))?.value ?? '',
        ),
    )
    .map(({ run, command }) => inRun(facts, run, command, { identity: commandIdentity(command) }));
}

/** A signing key is fetched and trusted without a look at its fingerprint. */
export function uncheckedKey(facts: RuleFacts): readonly Violation[] {
  return facts.runs.flatMap((run) => {
    const { commands } = run.run.script;
    const checked = commands.some(
      ({ name, argv }) =>
        /^(gpgv?2?|sha256sum|sha512sum|shasum)$/.test(name) &&
        argv.some(
          ({ value }) =>
            /^(--verify|--fingerprint|--with-fingerprint|-c|--check|--status)$/.test(value) ||
            /^[0-9A-F]{16,40}$/i.test(value.replaceAll(' ', '')),
        ),
    );
    if (checked) return [];
    return run.downloads.flatMap(({ urls, command }) => {
      const key = urls.find(({ value }) =>
        /\.(asc|gpg|key|pub)([?#]|$)|\/gpg([?#]|$)|(^|\/)(KEY|KEYS|gpgkey)([?#]|$)/.test(value),
      );
      if (key === undefined || !isTrusted(commands, command)) return [];
      return [
        inRun(facts, run, key, {
          message: `the key "${withoutLogin(key.value)}" is trusted as it comes`,
          identity: withoutLogin(key.value),
        }),
      ];
    });
  });
}

function isKeyring(text: string): boolean {
  return /keyrings?|trusted\.gpg|\/etc\/apk\/keys|rpm-gpg/.test(text);
}

/** Whether a script makes keys trusted: writes keyrings, imports, or adds them. */
function isTrusted(commands: readonly ShellCommand[], download: ShellCommand): boolean {
  const own = [
    ...download.argv.map(({ value }) => value),
    ...download.redirects.map(({ target }) => target?.value ?? ''),
  ];
  if (own.some(isKeyring)) return true;
  return commands.some(({ name, argv, redirects }) => {
    const words = argv.map(({ value }) => value);
    if (name === 'apt-key') return true;
    if (/^gpg2?$/.test(name)) return words.some((word) => /^--(import|dearmor)$/.test(word));
    if (name === 'rpm' || name === 'rpmkeys') return words.includes('--import');
    return (
      (name === 'tee' && words.some(isKeyring)) ||
      redirects.some(({ target }) => isKeyring(target?.value ?? ''))
    );
  });
}

const unstable =
  /(^|[\s/"'])(edge\/(testing|main|community)|debian[^\n]{0,60}\s(sid|unstable|experimental|testing)\b|rawhide|alpine\/edge)/;

/** Packages come from a repository that its makers call unfinished. */
export function unstableRepository(facts: RuleFacts): readonly Violation[] {
  return commandsOf(facts)
    .filter(({ command }) => isUnstable(command))
    .map(({ run, command }) => inRun(facts, run, command, { identity: commandIdentity(command) }));
}

function isUnstable({ name, argv, redirects }: ShellCommand): boolean {
  const words = argv.slice(1).map(({ value }) => value);
  const texts = [...words, ...redirects.map(({ body = '' }) => body)];
  if (texts.some((text) => unstable.test(text))) return true;
  if (!/^(apt-get|apt|aptitude)$/.test(name)) return false;
  return words.some(
    (word, at) =>
      (/^(-t|--target-release|--default-release)$/.test(words[at - 1] ?? '') ||
        /^--(target|default)-release=/.test(word)) &&
      /(sid|unstable|testing|experimental)$/.test(word),
  );
}

/** An index of packages is added beside the official one, so that either may answer for a name. */
export function extraIndex(facts: RuleFacts): readonly Violation[] {
  return packagesOf(facts)
    .filter(
      ({ call }) =>
        (call.tool === 'pip' || call.tool === 'uv') && hasFlag(call.given, '--extra-index-url'),
    )
    .map(({ run, call }) => inRun(facts, run, call.command, { identity: 'extra-index-url' }));
}
