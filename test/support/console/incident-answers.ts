import type { AnswerOf } from '#wire/routes.ts';
import { type Answers, ApiFault, foundIn, pageOf } from './answer.ts';

export type Incident = AnswerOf<'readIncident'>;

/** Incidents: status, assignee and notes stay. */
export function incidentAnswers(now: number, incidents: Incident[]): Answers {
  function change(id: string, with_: (before: Incident) => Partial<Incident>): Incident {
    const at = incidents.findIndex((one) => one.id === id);
    const before = foundIn(incidents, id);
    const after = { ...before, ...with_(before), updated: now, version: before.version + 1 };
    incidents[at] = after;
    return after;
  }
  return {
    listIncidents: ({ query }) =>
      pageOf(
        incidents.filter(
          (one) =>
            (query.status?.includes(one.status) ?? true) &&
            (query.severity?.includes(one.severity) ?? true) &&
            one.title.toLowerCase().includes((query.q ?? '').toLowerCase()),
        ),
        query,
      ),
    readIncident: ({ params }) => foundIn(incidents, params.id),
    changeIncident: ({ params, body }) => {
      if (body.version !== undefined && body.version !== foundIn(incidents, params.id).version)
        throw new ApiFault(409, 'state.conflict', 'somebody changed the incident meanwhile');
      return change(params.id, (before) => ({
        ...(body.status === undefined ? {} : { status: body.status }),
        ...(body.assignee === undefined ? {} : { assignee: body.assignee }),
        ...(body.verdict === undefined ? {} : { verdict: body.verdict }),
        timeline: [
          ...before.timeline,
          { time: now, kind: 'status', actor: 'ada', text: body.reason ?? body.assignee ?? '' },
        ],
      }));
    },
    noteIncident: ({ params, body }) =>
      change(params.id, (before) => ({
        timeline: [...before.timeline, { time: now, kind: 'note', actor: 'ada', text: body.text }],
      })),
  };
}
