import type { Call, ChangeLog } from '#contract/platform.ts';

const most = 200;

interface Entry<Answer> {
  readonly seq: number;
  readonly answer: Promise<Answer>;
}

/**
 * An operation that reads much and changes seldom: the same question by callers of the same reach is answered once as long as nothing
 * changed, also while the answer is being made. Whatever it reads must tell of its changes in the log.
 */
export function remembered<Input, Answer>(
  changes: Pick<ChangeLog, 'latest'>,
  operation: (call: Call, input: Input) => Promise<Answer>,
): (call: Call, input: Input) => Promise<Answer> {
  const entries = new Map<string, Entry<Answer>>();
  return async (call, input) => {
    const seq = await changes.latest();
    const key = JSON.stringify([call.reach, input]);
    const known = entries.get(key);
    if (known?.seq === seq) return known.answer;
    // The signal of one caller must not end what others wait for.
    const answer = operation({ ...call, signal: new AbortController().signal }, input);
    entries.delete(key);
    entries.set(key, { seq, answer });
    for (const oldest of entries.keys()) if (entries.size > most) entries.delete(oldest);
    answer.catch(() => {
      if (entries.get(key)?.answer === answer) entries.delete(key);
    });
    return answer;
  };
}
