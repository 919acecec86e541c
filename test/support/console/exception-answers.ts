import { type Answers, ApiFault, countedPageOf, found } from './answer.ts';
import { byTier } from './counts.ts';
import type { Estate } from './estate.ts';

/** Exceptions: what is asked for and decided stays. */
export function exceptionAnswers(estate: Estate, now: number): Answers {
  const exceptions = [...estate.exceptions];
  return {
    listExceptions: ({ query }) =>
      countedPageOf(
        exceptions.filter((one) => query.state?.includes(one.state) ?? true),
        query,
      ),
    readException: ({ params }) => found(exceptions.find((one) => one.id === params.id)),
    previewException: ({ body }) => {
      const of = estate.findings.filter(
        (finding) =>
          finding.rule === body.scope.rule &&
          (body.scope.asset === undefined || finding.asset.id === body.scope.asset),
      );
      return { findings: of.length, assets: of.length, byTier: byTier(of), sample: of.slice(0, 5) };
    },
    requestException: ({ body }) => {
      const made = {
        ...body,
        id: String(exceptions.length + 1),
        requestedBy: 'ada',
        requested: now,
        state: 'requested',
        findings: 4,
        version: 1,
      } as const;
      exceptions.push(made);
      return made;
    },
    decideException: ({ params, body }) => {
      const at = exceptions.findIndex((one) => one.id === params.id);
      const before = found(exceptions[at]);
      if (before.requestedBy === 'root' && body.decision === 'approve')
        throw new ApiFault(403, 'access.forbidden', 'who asks may not approve');
      const state = ({ approve: 'active', reject: 'rejected', end: 'ended' } as const)[
        body.decision
      ];
      exceptions[at] = { ...before, state, version: before.version + 1 };
      return exceptions[at];
    },
  };
}
