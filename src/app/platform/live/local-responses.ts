import type { Scope } from '#contract/scope.ts';
import { CaissonError, familyOf, isCaissonError } from '#kit/error.ts';
import { newUlid } from '#kit/ulid.ts';
import type { ActionPlan, ActionRecord, Impact } from '#model/response.ts';
import { actions } from '#respond/action/catalogue.ts';
import {
  type ActingPlaces,
  approveAction,
  planWanted,
  runPlanned,
  undoAction,
  type WantedAction,
} from '../../runtime/respond.ts';

/** What a person wants done; `container` is an id. */
export type WantedResponse = WantedAction;

/** Actions on this machine, through the daemon that contains for the watch. */
export class LocalResponses {
  readonly node: string;
  readonly #places: ActingPlaces;
  readonly #scope: Scope;

  constructor(node: string, places: ActingPlaces, scope: Scope) {
    this.node = node;
    this.#places = places;
    this.#scope = scope;
  }

  /** Where nothing can act, the plan says so: it is refused with the reason. */
  async plan(wanted: WantedResponse): Promise<ActionPlan> {
    try {
      return await planWanted(wanted, this.#places, this.#scope);
    } catch (error) {
      if (!isCaissonError(error) || familyOf(error.code) !== 'host') throw error;
      return this.#refused(wanted, error);
    }
  }

  run(plan: ActionPlan, person: string): Promise<ActionRecord> {
    return runPlanned(plan, person, this.#places, this.#scope);
  }

  approve(id: string, person: string): Promise<ActionRecord> {
    return approveAction(id, person, this.#places, this.#scope);
  }

  undo(id: string, person: string): Promise<ActionRecord> {
    return undoAction(id, person, this.#places, this.#scope);
  }

  #refused(wanted: WantedResponse, { message, hint }: CaissonError): ActionPlan {
    const { kind, options, reason, person, incident } = wanted;
    return {
      id: newUlid(this.#scope.clock().getTime()),
      request: {
        kind,
        target: {},
        options,
        reason,
        requestedBy: person,
        ...(incident !== undefined && { incident }),
      },
      impact: impactOf(kind),
      steps: [],
      blastRadius: [],
      undo: undefined,
      refusals: [hint === undefined ? message : `${message} (${hint})`],
    };
  }
}

function impactOf(kind: WantedAction['kind']): Impact {
  return actions[kind].impact;
}
