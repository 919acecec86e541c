import { type ReactNode, useRef, useState } from 'react';
import { type RowOf, useAct, useSession } from '../../api/hooks.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { CheckField, RadioField, SelectField, TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { tell } from '../../parts/toasts.tsx';
import { countOf, wordOf } from '../../parts/words.ts';
import {
  type Body,
  type Draft,
  type End,
  emptyDraft,
  endKinds,
  isComplete,
  justifications,
  maxScopes,
  requestOf,
  scopesOf,
  widthsOf,
} from './exception-draft.ts';
import { Reach } from './exception-reach.tsx';

type Finding = RowOf<'listFindings'>;

/** Asks for an exception: how far it reaches (counted while one chooses), why, and when it must end. */
export function ExceptionDialog(props: {
  readonly findings: readonly Finding[];
  readonly onClose: () => void;
}): ReactNode {
  const { findings } = props;
  const me = useSession()?.user.name ?? '';
  const [draft, setDraft] = useState(() => emptyDraft(me, Date.now()));
  const ask = useAsk(props.onClose);
  const scopes = scopesOf(findings, draft.width);
  function change(part: Partial<Draft>): void {
    setDraft({ ...draft, ...part });
  }
  return (
    <FormDialog
      title={titleOf(findings)}
      isWide
      problem={ask.problem}
      onClose={props.onClose}
      onSubmit={() => ask.send(scopes.map((scope) => requestOf(draft, scope)))}
      submit={scopes.length === 1 ? 'Ask for the exception' : `Ask for ${scopes.length} exceptions`}
      isBusy={ask.isBusy}
      isReady={isComplete(draft) && scopes.length <= maxScopes}
    >
      <Fields findings={findings} draft={draft} change={change} />
    </FormDialog>
  );
}

/** Asks for one after the other; what was granted before a fault is not asked for again. */
function useAsk(onDone: () => void): {
  readonly send: (bodies: readonly Body[]) => void;
  readonly isBusy: boolean;
  readonly problem: ApiProblem | null;
} {
  const act = useAct('requestException', ['listExceptions', 'listFindings', 'readFinding']);
  const asked = useRef(new Set<string>());
  const [isBusy, setBusy] = useState(false);
  async function sendAll(bodies: readonly Body[]): Promise<void> {
    setBusy(true);
    let active = 0;
    try {
      for (const body of bodies) {
        const scope = JSON.stringify(body.scope);
        if (asked.current.has(scope)) continue;
        if ((await act.mutateAsync({ body })).state === 'active') active += 1;
        asked.current.add(scope);
      }
    } catch {
      return; // The fault stands in `act.error`, and the dialog shows it.
    } finally {
      setBusy(false);
    }
    tell(doneText(bodies.length, active));
    onDone();
  }
  return { send: (bodies) => void sendAll(bodies), isBusy, problem: act.error };
}

function doneText(count: number, active: number): string {
  if (active === count) return count === 1 ? 'The exception holds.' : `${count} exceptions hold.`;
  return count === 1
    ? 'Asked. It counts when somebody else approves it.'
    : `Asked for ${count}. They count when somebody else approves them.`;
}

function titleOf(findings: readonly Finding[]): string {
  const [first] = findings;
  return findings.length === 1 && first !== undefined
    ? `Exception for ${visible(first.rule)}`
    : `Exception for ${countOf(findings.length, 'finding')}`;
}

function Fields(props: {
  readonly findings: readonly Finding[];
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}): ReactNode {
  const { findings, draft, change } = props;
  return (
    <>
      <RadioField
        label="How far it reaches"
        value={draft.width}
        onChange={(width) => change({ width })}
        choices={widthsOf(findings)}
      />
      <Reach scopes={scopesOf(findings, draft.width)} />
      <SelectField
        label="Reason"
        value={draft.justification}
        onChange={(justification) => change({ justification })}
        choices={justifications.map((one) => [one, wordOf(one)] as const)}
        help="In the words of VEX, so that others can use it too."
      />
      <TextField
        label="In your words"
        value={draft.reason}
        onChange={(reason) => change({ reason })}
        isLong
        isRequired
        max={2000}
      />
      <TextField
        label="Evidence (optional)"
        value={draft.evidence}
        onChange={(evidence) => change({ evidence })}
        max={4000}
        help="A ticket, a measurement, a link."
      />
      <Ends draft={draft} change={change} />
      <TextField
        label="Owner"
        value={draft.owner}
        onChange={(owner) => change({ owner })}
        isRequired
        max={200}
      />
    </>
  );
}

function Ends(props: {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}): ReactNode {
  const { draft, change } = props;
  function toggle(end: End, isOn: boolean): void {
    const others = draft.ends.filter((one) => one !== end);
    change({ ends: isOn ? [...others, end] : others });
  }
  return (
    <fieldset className="facet stack">
      <legend>It ends (at least one)</legend>
      {endKinds.map((end) => (
        <CheckField
          key={end}
          label={wordOf(end)}
          isOn={draft.ends.includes(end)}
          onChange={(isOn) => toggle(end, isOn)}
        />
      ))}
      {draft.ends.includes('date') ? (
        <TextField
          label="Last day"
          type="date"
          value={draft.lastDay}
          onChange={(lastDay) => change({ lastDay })}
          isRequired
        />
      ) : undefined}
    </fieldset>
  );
}
