/** What went wrong with a call, as the problem document (RFC 9457) of the server tells it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  /** Dotted code: `access.forbidden`, `state.conflict`, … */
  readonly code: string;
  readonly hint: string | undefined;
  /** Id of the request, as it stands in the log of the server. */
  readonly instance: string | undefined;

  constructor(facts: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly hint?: string | undefined;
    readonly instance?: string | undefined;
  }) {
    super(facts.message);
    this.status = facts.status;
    this.code = facts.code;
    this.hint = facts.hint;
    this.instance = facts.instance;
  }
}

/** Reads the problem of an answer that failed, also where it is no problem document. */
export async function problemOf(answer: Response): Promise<ApiProblem> {
  const body: unknown = await answer.json().catch(() => undefined);
  function text(member: string): string | undefined {
    if (typeof body !== 'object' || body === null) return undefined;
    const value: unknown = Reflect.get(body, member);
    return typeof value === 'string' ? value : undefined;
  }
  return new ApiProblem({
    status: answer.status,
    code: text('code') ?? `http.${answer.status}`,
    message: text('detail') ?? text('title') ?? `the server answered ${answer.status}`,
    hint: text('hint'),
    instance: text('instance'),
  });
}

/** The problem of a server that does not answer at all. */
export function unreachable(cause: unknown): ApiProblem {
  const problem = new ApiProblem({
    status: 0,
    code: 'source.unavailable',
    message: 'the server does not answer',
    hint: 'check that `caisson up` runs; the page tries again by itself when it is back',
  });
  problem.cause = cause;
  return problem;
}
