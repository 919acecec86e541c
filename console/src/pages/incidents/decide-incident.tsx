import { type ReactNode, useState } from 'react';
import { useAct, useSession } from '../../api/hooks.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { RadioField, TextField } from '../../parts/fields.tsx';
import { tell } from '../../parts/toasts.tsx';
import type { IncidentDetail } from './incident-detail.ts';

/** What somebody wants to decide about an incident. */
export type IncidentWish = 'assign' | 'close' | 'reopen';

const titles = {
  assign: 'Assign the incident',
  close: 'Close the incident',
  reopen: 'Reopen the incident',
} as const;
const outcomes = [
  ['true', 'It was an attack', 'and it is over'],
  ['benign', 'It happened, but is harmless', 'such as a test or maintenance'],
  ['false', 'It was a false alarm', 'the rule was wrong: the incident is dismissed'],
] as const;
type Verdict = (typeof outcomes)[number][0];

/** Assigns, closes or reopens an incident. If somebody else was faster, the server says so and nothing is lost. */
export function DecideIncident(props: {
  readonly incident: IncidentDetail;
  readonly wish: IncidentWish;
  readonly onClose: () => void;
}): ReactNode {
  const { incident, wish } = props;
  const me = useSession()?.user.name ?? '';
  const [assignee, setAssignee] = useState(incident.assignee ?? me);
  const [verdict, setVerdict] = useState<Verdict>('true');
  const [reason, setReason] = useState('');
  const act = useAct('changeIncident', ['readIncident', 'listIncidents', 'readOverview']);
  function send(): void {
    const body = { version: incident.version, ...changeOf(wish, { assignee, verdict, reason }) };
    act.mutate(
      { params: { id: incident.id }, body },
      {
        onSuccess: () => {
          tell(wish === 'assign' ? `Assigned to ${assignee}.` : 'The incident is changed.');
          props.onClose();
        },
      },
    );
  }
  return (
    <FormDialog
      title={titles[wish]}
      problem={act.error}
      onClose={props.onClose}
      onSubmit={send}
      submit={titles[wish].split(' ')[0] ?? 'Send'}
      isBusy={act.isPending}
      isReady={wish === 'assign' ? assignee.trim() !== '' : reason.trim() !== ''}
    >
      {wish === 'assign' ? (
        <TextField
          label="Assignee"
          value={assignee}
          onChange={setAssignee}
          isRequired
          max={200}
          shouldFocus
          help="A person or a team."
        />
      ) : undefined}
      {wish === 'close' ? (
        <RadioField label="What was it?" value={verdict} onChange={setVerdict} choices={outcomes} />
      ) : undefined}
      <TextField
        label={wish === 'assign' ? 'Why (optional)' : 'Why'}
        value={reason}
        onChange={setReason}
        isLong
        max={2000}
        isRequired={wish !== 'assign'}
        help="It stays in the timeline of the incident."
      />
    </FormDialog>
  );
}

function changeOf(
  wish: IncidentWish,
  given: { readonly assignee: string; readonly verdict: Verdict; readonly reason: string },
): Record<string, string> {
  const reason: Record<string, string> = given.reason.trim() === '' ? {} : { reason: given.reason };
  if (wish === 'assign') return { ...reason, assignee: given.assignee.trim() };
  if (wish === 'reopen') return { ...reason, status: 'open' };
  const status = given.verdict === 'false' ? 'dismissed' : 'resolved';
  return { ...reason, status, verdict: given.verdict };
}
