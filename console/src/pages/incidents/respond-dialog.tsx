import { type FormEvent, type ReactNode, useState } from 'react';
import { useAct } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { SelectField, TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { shortId } from '../../parts/places.ts';
import { ErrorState } from '../../parts/states.tsx';
import { actionWords } from './action-words.ts';
import type { IncidentDetail, ResponseAction } from './incident-detail.ts';
import { Ladder } from './ladder.tsx';
import { PlannedAction } from './planned-action.tsx';

const times = [
  ['10', '10 minutes'],
  ['60', '1 hour'],
  ['240', '4 hours'],
  ['1440', '1 day'],
] as const;

/** From a wish to an act in two steps: choose and say why; then see what it would do, and run it or leave it. */
export function RespondDialog(props: {
  readonly incident: IncidentDetail;
  readonly onClose: () => void;
}): ReactNode {
  const [planned, setPlanned] = useState<ResponseAction>();
  return (
    <Dialog
      title={planned === undefined ? 'Respond' : 'This is what would happen'}
      isOpen
      isWide
      onClose={props.onClose}
    >
      {/* Kept while the plan is shown, so that “back” finds everything as it was. */}
      <div hidden={planned !== undefined}>
        <Choose {...props} onPlanned={setPlanned} />
      </div>
      {planned === undefined ? undefined : (
        <PlannedAction
          action={planned}
          onClose={props.onClose}
          onBack={() => setPlanned(undefined)}
        />
      )}
    </Dialog>
  );
}

function Choose(props: {
  readonly incident: IncidentDetail;
  readonly onClose: () => void;
  readonly onPlanned: (action: ResponseAction) => void;
}): ReactNode {
  const { incident } = props;
  const containers = containersOf(incident);
  const [kind, setKind] = useState('quarantine-network');
  const [container, setContainer] = useState(containers[0]?.[0] ?? '');
  const [pid, setPid] = useState(suspectOf(incident));
  const [minutes, setMinutes] = useState('60');
  const [reason, setReason] = useState('');
  const act = useAct('planAction', ['readIncident', 'listActions']);
  const word = actionWords.find((one) => one.kind === kind);
  function send(event: FormEvent): void {
    event.preventDefault();
    const body = {
      kind,
      container,
      options: {},
      reason: reason.trim(),
      incident: incident.id,
      ...(word?.ends === true ? { minutes: Number(minutes) } : {}),
      ...(word?.needsPid === true && pid !== '' ? { pid: Number(pid) } : {}),
    };
    act.mutate({ body }, { onSuccess: props.onPlanned });
  }
  return (
    <form className="stack wide" onSubmit={send}>
      <Ladder value={kind} onChange={setKind} />
      <div className="columns">
        <SelectField
          label="Container"
          value={container}
          onChange={setContainer}
          choices={containers}
        />
        {word?.needsPid === true ? (
          <SelectField label="Process" value={pid} onChange={setPid} choices={pidsOf(incident)} />
        ) : undefined}
        {word?.ends === true ? (
          <SelectField
            label="Ends by itself after"
            value={minutes}
            onChange={setMinutes}
            choices={times}
          />
        ) : undefined}
      </div>
      <TextField
        label="Why"
        value={reason}
        onChange={setReason}
        isRequired
        max={2000}
        help="It is kept with the action and in the audit log."
      />
      {act.error === null ? undefined : <ErrorState problem={act.error} />}
      <div className="dialog-foot">
        <Button onPress={props.onClose}>Cancel</Button>
        <Button
          type="submit"
          kind="first"
          isBusy={act.isPending}
          isDisabled={reason.trim() === '' || container === ''}
        >
          Show what it would do
        </Button>
      </div>
    </form>
  );
}

/** The container of the incident first, then others that its detections name. */
function containersOf(incident: IncidentDetail): readonly (readonly [string, string])[] {
  const ids = new Set(
    [incident.container, ...incident.detectionList.map((one) => one.container)].filter(
      (id) => id !== undefined,
    ),
  );
  return [...ids].map(
    (id) =>
      [
        id,
        `${visible(shortId(id))}${id === incident.container ? ' (of the incident)' : ''}`,
      ] as const,
  );
}

function pidsOf(incident: IncidentDetail): readonly (readonly [string, string])[] {
  return incident.processes.map(
    (one) => [String(one.pid), `${one.pid} ${visible(one.name).slice(0, 40)}`] as const,
  );
}

/** The last process that a rule was about. */
function suspectOf(incident: IncidentDetail): string {
  const suspect = incident.processes.findLast((one) => one.rules.length > 0);
  return String((suspect ?? incident.processes.at(-1))?.pid ?? '');
}
