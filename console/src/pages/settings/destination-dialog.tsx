import { type ReactNode, useState } from 'react';
import { useAct } from '../../api/hooks.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { CheckField, SelectField, TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { tell } from '../../parts/toasts.tsx';
import {
  bodyOf,
  type Destination,
  type DestinationDraft,
  draftOf,
  formats,
  kinds,
  severities,
} from './destination-draft.ts';

/** Adds or changes a destination. Secrets are written and never read back: an empty field keeps what is there. */
export function DestinationDialog(props: {
  readonly destination: Destination | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const { destination } = props;
  const [draft, setDraft] = useState(() => draftOf(destination));
  const add = useAct('addDestination', ['listDestinations']);
  const change = useAct('changeDestination', ['listDestinations']);
  const options = {
    onSuccess: () => {
      tell('Kept. Send a test to see whether it arrives.');
      props.onClose();
    },
  };
  function send(): void {
    if (destination === undefined) add.mutate({ body: bodyOf(draft) }, options);
    else {
      const { from: _from, ...body } = bodyOf(draft);
      change.mutate(
        { params: { id: destination.id }, body: { ...body, version: destination.version } },
        options,
      );
    }
  }
  const problem = add.error ?? change.error;
  return (
    <FormDialog
      title={
        destination === undefined ? 'Add a destination' : `Change ${visible(destination.name)}`
      }
      problem={problem}
      onClose={props.onClose}
      onSubmit={send}
      submit="Keep"
      isBusy={add.isPending || change.isPending}
      isReady={draft.name.trim() !== '' && draft.address.trim() !== ''}
    >
      <Fields
        draft={draft}
        change={(part) => setDraft({ ...draft, ...part })}
        isNew={destination === undefined}
      />
    </FormDialog>
  );
}

function Fields(props: {
  readonly draft: DestinationDraft;
  readonly change: (part: Partial<DestinationDraft>) => void;
  readonly isNew: boolean;
}): ReactNode {
  const { draft, change } = props;
  return (
    <>
      <TextField
        label="Name"
        value={draft.name}
        onChange={(name) => change({ name })}
        isRequired
        shouldFocus
        max={200}
      />
      <SelectField
        label="Kind"
        value={draft.kind}
        onChange={(kind) => change({ kind })}
        choices={kinds}
      />
      <TextField
        label="Address"
        value={draft.address}
        onChange={(address) => change({ address })}
        isRequired
        max={1000}
        help={kinds.find(([kind]) => kind === draft.kind)?.[2] ?? ''}
      />
      <SelectField
        label="Format"
        value={draft.format}
        onChange={(format) => change({ format })}
        choices={formats}
      />
      <SelectField
        label="From severity"
        value={draft.minimumSeverity}
        onChange={(minimumSeverity) => change({ minimumSeverity })}
        choices={severities}
      />
      <TextField
        label="Kinds of changes"
        value={draft.kinds}
        onChange={(value) => change({ kinds: value })}
        placeholder="all"
        help="Separated by commas, such as finding.opened, incident.opened."
        max={2000}
      />
      <TextField
        label="Settings"
        value={draft.settings}
        onChange={(settings) => change({ settings })}
        isLong
        max={4000}
        help="One a line: name=value."
      />
      <TextField
        label="Secrets"
        value={draft.secrets}
        onChange={(secrets) => change({ secrets })}
        isLong
        max={8000}
        help="One a line: name=value. They are stored encrypted and never shown; leave empty to keep those that are there."
      />
      <CheckField
        label="May lead to a private address"
        help="refused otherwise"
        isOn={draft.allowPrivate}
        onChange={(allowPrivate) => change({ allowPrivate })}
      />
      <CheckField
        label="Switched on"
        isOn={draft.enabled}
        onChange={(enabled) => change({ enabled })}
      />
      {props.isNew ? (
        <CheckField
          label="Also send the changes of the last week"
          isOn={draft.isFromWeek}
          onChange={(isFromWeek) => change({ isFromWeek })}
        />
      ) : undefined}
    </>
  );
}
