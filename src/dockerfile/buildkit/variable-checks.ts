import type { Violation } from '#contract/check.ts';
import { expandedWords } from '../build-error.ts';
import { proxyArgs } from '../predefined.ts';
import type { ExpandedPair, ResolvedStage, Step, UnsetVariable } from '../resolved.ts';
import { isSecretName as isPlainSecretName } from '../run/environment.ts';
import type { DockerfileSubject } from '../subject.ts';
import { isSecretName } from './step-rules.ts';

/**
 * A variable that nothing sets. Silent where the author says what then holds (`${name:-x}`), and where the base image may
 * well set it: unless another name that is set looks very much like it.
 */
export function undefinedVariable(subject: DockerfileSubject): readonly Violation[] {
  return subject.steps.flatMap((step) => {
    const stage = subject.stages[step.stage];
    if (stage === undefined || step.instruction.kind === 'expose') return [];
    return [...expandedWords(step)].flatMap((word) =>
      word.unset
        .filter((variable) => isSurelyUnset(variable, stage, step))
        .map(({ name, similar }) => ({
          message: `nothing sets "${name}"${similar === undefined ? '' : `; "${similar}" is set`}`,
          range: subject.rangeOf(word.word.span),
          subject: stage.label,
        })),
    );
  });
}

function isSurelyUnset(
  { name, guarded, similar }: UnsetVariable,
  { root }: ResolvedStage,
  { pairs }: Step,
): boolean {
  if (guarded || proxyArgs.has(name) || name.startsWith('BUILDKIT_')) return false;
  // `ENV LD_LIBRARY_PATH=/x:$LD_LIBRARY_PATH` appends to what may be there.
  if (pairs.some(({ key }) => key.text === name)) return false;
  if (similar !== undefined) return true;
  if (root.kind !== 'image') return root.kind === 'scratch';
  return root.facts !== undefined || (isPlainImage(root.image.text) && name !== 'PATH');
}

/** Images whose publishers set nothing but PATH. */
function isPlainImage(image: string): boolean {
  return /^(?:docker\.io\/)?(?:library\/)?(?:alpine|debian|ubuntu|busybox|almalinux|amazonlinux)(?:[:@]|$)/.test(
    image,
  );
}

/** Names that speak of a secret and hold none. */
const harmlessNames = new Set(['SSH_AUTH_SOCK', 'SSH_KEY_DIR', 'GPG_KEY', 'KEY_ID', 'AUTH_TYPE']);

/**
 * A variable whose name BuildKit takes for that of a secret, where it is not so plain that `secretVariable` speaks already.
 * Values that are no secrets are left alone: empty ones, switches, paths.
 */
export function secretInVariable(subject: DockerfileSubject): readonly Violation[] {
  return [...subject.resolved.globals, ...subject.steps].flatMap((step) => {
    const { kind } = step.instruction;
    if (kind !== 'env' && kind !== 'arg') return [];
    return step.pairs
      .filter(({ key }) => isSecretName(key.text) && !isPlainSecretName(key.text))
      .filter((pair) => !isHarmless(pair, kind))
      .map((pair) => secretAt(subject, step, pair));
  });
}

function secretAt(
  subject: DockerfileSubject,
  step: Step,
  { key, value, span }: ExpandedPair,
): Violation {
  const isArg = step.instruction.kind === 'arg';
  return {
    message: `"${key.text}" stays in the ${isArg ? 'history' : 'configuration'} of the image`,
    range: subject.rangeOf(span),
    subject: subject.stages[step.stage]?.label ?? 'global arguments',
    identity: `${step.instruction.kind} ${key.text}`,
    ...(isArg && value === undefined && { severity: 'low' }),
  };
}

/** The fingerprint of a key is as public as the key. */
function isFingerprint(name: string, value: string | undefined): boolean {
  return /GPG|PGP|FINGERPRINT/i.test(name) && /^(?:0x)?[0-9A-F]{8,64}$/i.test((value ?? '').trim());
}

function isHarmless({ key, value, text }: ExpandedPair, kind: 'env' | 'arg'): boolean {
  if (harmlessNames.has(key.text.toUpperCase())) return true;
  if (isFingerprint(key.text, text)) return true;
  if (value === undefined) return kind === 'env';
  const plain = (text ?? '').trim();
  if (plain === '') return kind === 'env';
  if (/^(?:true|false|yes|no|on|off|none|null|\d{1,3})$/i.test(plain)) return true;
  return /^(?:\/|\.{1,2}\/|~\/|[A-Za-z]:\\)[\w./\\-]*$/.test(plain);
}
