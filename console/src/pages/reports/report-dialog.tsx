import { type ReactNode, useState } from 'react';
import { useAct } from '../../api/hooks.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { SelectField, TextField } from '../../parts/fields.tsx';
import { tell } from '../../parts/toasts.tsx';
import { bodyOf, emptyWish, formats, kinds, tiers, type WishDraft } from './report-draft.ts';

/** What a report shall hold, and for a schedule when it is made and who gets it. */
export function ReportDialog(props: {
  readonly isSchedule: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const [draft, setDraft] = useState(emptyWish);
  const make = useAct('addReport', ['listReports']);
  const plan = useAct('addSchedule', ['listSchedules']);
  function change(part: Partial<WishDraft>): void {
    setDraft({ ...draft, ...part });
  }
  function send(): void {
    const options = {
      onSuccess: () => {
        tell(props.isSchedule ? 'The schedule is kept.' : 'The report is being made.');
        props.onClose();
      },
    };
    if (props.isSchedule)
      plan.mutate(
        {
          body: {
            wish: bodyOf(draft),
            cron: draft.cron,
            timeZone: draft.timeZone,
            mailTo: draft.mailTo.split(/[\s,;]+/u).filter((one) => one !== ''),
          },
        },
        options,
      );
    else make.mutate({ body: bodyOf(draft) }, options);
  }
  const problem = make.error ?? plan.error;
  return (
    <FormDialog
      title={props.isSchedule ? 'New schedule' : 'Make a report'}
      problem={problem}
      onClose={props.onClose}
      onSubmit={send}
      submit={props.isSchedule ? 'Keep' : 'Make'}
      isBusy={make.isPending || plan.isPending}
      isReady={draft.name.trim() !== ''}
    >
      <TextField
        label="Name"
        value={draft.name}
        onChange={(name) => change({ name })}
        isRequired
        shouldFocus
        max={200}
      />
      <SelectField
        label="About"
        value={draft.kind}
        onChange={(kind) => change({ kind })}
        choices={kinds}
      />
      <SelectField
        label="Format"
        value={draft.format}
        onChange={(format) => change({ format })}
        choices={formats}
      />
      <SelectField
        label="How urgent"
        value={draft.tiers}
        onChange={(value) => change({ tiers: value })}
        choices={tiers}
      />
      <TextField
        label="Only repository (optional)"
        value={draft.repository}
        onChange={(repository) => change({ repository })}
        max={300}
        placeholder="registry.example/team"
      />
      <TextField
        label="Only namespace (optional)"
        value={draft.namespace}
        onChange={(namespace) => change({ namespace })}
        max={200}
      />
      {draft.kind === 'image' || draft.kind === 'compliance' ? (
        <TextField
          label={draft.kind === 'image' ? 'Id of the image' : 'Framework'}
          value={draft.subject}
          onChange={(subject) => change({ subject })}
          max={200}
        />
      ) : undefined}
      {props.isSchedule ? <WhenFields draft={draft} change={change} /> : undefined}
    </FormDialog>
  );
}

function WhenFields(props: {
  readonly draft: WishDraft;
  readonly change: (part: Partial<WishDraft>) => void;
}): ReactNode {
  const { draft, change } = props;
  return (
    <>
      <TextField
        label="When"
        value={draft.cron}
        onChange={(cron) => change({ cron })}
        isRequired
        max={100}
        help="Minute, hour, day of month, month, weekday: 0 7 * * 1 is Monday at 7."
      />
      <TextField
        label="Time zone"
        value={draft.timeZone}
        onChange={(timeZone) => change({ timeZone })}
        isRequired
        max={60}
      />
      <TextField
        label="Mail to"
        value={draft.mailTo}
        onChange={(mailTo) => change({ mailTo })}
        help="Addresses, separated by commas."
      />
    </>
  );
}
