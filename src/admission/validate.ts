import { CelError, type Result } from '#cel/value.ts';
import type { PolicyFailure } from '#model/policy-result.ts';
import type { CompiledPolicy, CompiledValidation } from './compiled.ts';
import type { Judge } from './judge.ts';
import { passed, type Verdict } from './verdict.ts';

/** Longest message that an expression may make, in bytes (Kubernetes: 5 KiB). */
const maxMessageBytes = 5 * 1024;

/** Evaluates the validations and audit annotations of a policy whose conditions hold. */
export function judgeValidations(judge: Judge, compiled: CompiledPolicy): Verdict {
  return compiled.policy.flavour === 'kyverno'
    ? judgeInTurn(judge, compiled)
    : judgeAll(judge, compiled);
}

/** Kubernetes evaluates all validations; the first that fails decides what the outcome is called. */
function judgeAll(judge: Judge, compiled: CompiledPolicy): Verdict {
  const failures = compiled.validations.flatMap((validation, index) => {
    const failure = judgeOne(judge, validation, index);
    return failure === undefined ? [] : [failure];
  });
  const { annotations, failure } = annotate(judge, compiled);
  const all = failure === undefined ? failures : [...failures, failure];
  return verdictOf(compiled, all, annotations);
}

/** Kyverno stops at the first that fails. */
function judgeInTurn(judge: Judge, compiled: CompiledPolicy): Verdict {
  for (const [index, validation] of compiled.validations.entries()) {
    const failure = judgeOne(judge, validation, index);
    if (failure === undefined) continue;
    const { annotations } = annotate(judge, compiled);
    return verdictOf(compiled, [failure], annotations);
  }
  const { annotations, failure } = annotate(judge, compiled);
  return verdictOf(compiled, failure === undefined ? [] : [failure], annotations);
}

function verdictOf(
  compiled: CompiledPolicy,
  failures: readonly PolicyFailure[],
  annotations: ReadonlyMap<string, string>,
): Verdict {
  const auditAnnotations = annotations.size > 0 && {
    auditAnnotations: Object.fromEntries(annotations),
  };
  const [first] = failures;
  if (first === undefined) return { ...passed, ...auditAnnotations };
  const { index, error, message } = first;
  const reason = index === undefined ? undefined : compiled.validations[index]?.validation.reason;
  // A rule of Kyverno counts what cannot be evaluated as failed; its CEL policies and Kubernetes' tell the two apart.
  const isError = error !== undefined && compiled.policy.flavour !== 'rule';
  return {
    outcome: isError ? 'error' : 'fail',
    message,
    ...(reason !== undefined && { reason }),
    failures,
    ...auditAnnotations,
  };
}

function judgeOne(
  judge: Judge,
  compiled: CompiledValidation,
  index: number,
): PolicyFailure | undefined {
  const { expression, validation } = compiled;
  const result = judge.run(expression);
  if (result === true) return undefined;
  const { source } = expression;
  if (result instanceof CelError)
    return judge.failure(
      source,
      `expression ${shorten(source.text)} resulted in error: ${result.message}`,
      {
        index,
        error: result,
      },
    );
  if (result !== false && judge.flavour === 'kyverno') {
    const error = new CelError('the expression is neither true nor false');
    return judge.failure(source, error.message, { index, error });
  }
  const failure = judge.failure(source, '', { index });
  return { ...failure, message: messageOf(judge, compiled, index) || validation.message };
}

/** The message for a validation that failed (Kubernetes: expression, text, else the expression itself). */
function messageOf(judge: Judge, compiled: CompiledValidation, index: number): string {
  const { validation, expression, messageExpression } = compiled;
  const isKyverno = judge.flavour === 'kyverno';
  if (messageExpression !== undefined) {
    const made = judge.run(messageExpression);
    if (isKyverno) {
      const message = kyvernoMessage(made);
      if (message !== '') return message;
    } else {
      const message = madeMessage(made);
      if (message !== undefined) return message;
    }
  }
  if (validation.message !== '' && !(isKyverno && messageExpression !== undefined))
    return validation.message.trim();
  return isKyverno
    ? `CEL expression validation failed at index ${index}`
    : `failed expression: ${expression.source.text.trim()}`;
}

/** Dropped when it is an error, no text, empty, too long, or has line breaks. */
function madeMessage(made: Result): string | undefined {
  if (typeof made !== 'string') return undefined;
  const text = made.trim();
  if (text === '' || text.includes('\n')) return undefined;
  return Buffer.byteLength(made) > maxMessageBytes ? undefined : text;
}

function kyvernoMessage(made: Result): string {
  if (typeof made === 'string') return made;
  return made instanceof CelError
    ? `failed to evaluate message expression: ${made.message}`
    : 'failed to convert message expression to string';
}

interface Annotations {
  readonly annotations: ReadonlyMap<string, string>;
  readonly failure?: PolicyFailure;
}

/** Audit annotations: texts are published, empty ones and null are not, anything else is an error. */
function annotate(judge: Judge, { auditAnnotations }: CompiledPolicy): Annotations {
  const annotations = new Map<string, string>();
  let failure: PolicyFailure | undefined;
  for (const { name, expression } of auditAnnotations) {
    const result = judge.run(expression);
    if (typeof result === 'string') {
      if (result.trim() !== '') annotations.set(name, result.trim());
    } else if (result !== null) {
      const error = result instanceof CelError ? result : new CelError('the value is no text');
      failure ??= judge.failure(expression.source, `audit annotation "${name}": ${error.message}`, {
        error,
      });
    }
  }
  return { annotations, ...(failure !== undefined && { failure }) };
}

function shorten(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return JSON.stringify(line.length > 200 ? `${line.slice(0, 200)}…` : line);
}
