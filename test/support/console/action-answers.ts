import type { AnswerOf } from '#wire/routes.ts';
import { type Answers, foundIn, pageOf } from './answer.ts';
import type { Incident } from './incident-answers.ts';
import { hour, minute } from './times.ts';

type Action = AnswerOf<'readAction'>;

/** Actions: planned, run, approved and undone, each with its history; an incident shows what becomes of its own. */
export function actionAnswers(now: number, incidents: Incident[], actions: Action[]): Answers {
  function put(action: Action): Action {
    const at = actions.findIndex((one) => one.id === action.id);
    if (at < 0) actions.unshift(action);
    else actions[at] = action;
    const of = incidents.findIndex((one) => one.id === action.incident);
    const incident = incidents[of];
    if (incident !== undefined)
      incidents[of] = {
        ...incident,
        actions: actions.filter((one) => one.incident === incident.id),
      };
    return action;
  }
  function become(id: string, state: string): Action {
    const before = foundIn(actions, id);
    return put({
      ...before,
      state,
      history: [...before.history, { time: now, state, by: 'ada' }],
    });
  }
  return {
    listActions: ({ query }) =>
      pageOf(
        actions.filter((one) => query.incident === undefined || one.incident === query.incident),
        query,
      ),
    readAction: ({ params }) => foundIn(actions, params.id),
    planAction: ({ body }) => {
      const isHard = /kill|stop|restart|delete|cordon/u.test(body.kind);
      return put({
        ...makeAction(now, `a${actions.length + 1}`, body.kind, 'planned'),
        impact: isHard ? 'disrupt' : /snapshot|capture/u.test(body.kind) ? 'observe' : 'contain',
        container: body.container,
        reason: body.reason,
        requestedBy: 'ada',
        ...(body.incident === undefined ? {} : { incident: body.incident }),
        ...(body.minutes === undefined ? {} : { expires: now + body.minutes * minute }),
      });
    },
    runAction: ({ params }) =>
      become(
        params.id,
        foundIn(actions, params.id).impact === 'disrupt' ? 'awaiting-approval' : 'active',
      ),
    approveAction: ({ params }) => become(params.id, 'done'),
    undoAction: ({ params }) => become(params.id, 'undone'),
  };
}

/** An action as its plan made it. */
export function makeAction(now: number, id: string, kind: string, state: string): Action {
  return {
    id,
    kind,
    impact: 'contain',
    state,
    container: `${'3f'.repeat(31)}10`,
    reason: 'the shell talks to a mining pool',
    requestedBy: 'playbook/contain-drift',
    steps: [
      'attach the filter to the cgroup of the container',
      'drop all but DNS and the collector',
    ],
    blastRadius: [
      { label: 'processes', text: '7, one of them the main process' },
      { label: 'connections', text: '3 open connections stall and resume after the undo' },
      { label: 'replicas', text: '2 of 3 replicas stay ready' },
    ],
    undo: 'detach the filter; connections resume',
    refusals: [],
    history: [
      { time: now - 2 * hour, state: 'planned', by: 'playbook/contain-drift' },
      { time: now - 2 * hour, state, by: 'caisson' },
    ],
  };
}
