import { type FormEvent, type ReactNode, useState } from 'react';
import { useAct, useMay } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/fields.tsx';
import { Card } from '../../parts/page.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { TimelineList } from '../../parts/timeline.tsx';
import { tell } from '../../parts/toasts.tsx';
import type { IncidentDetail } from './incident-detail.ts';

/** What happened and what people did about it, newest first, with a place for notes. */
export function IncidentStory({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const items = incident.timeline
    .map((entry) => ({ time: entry.time, kind: entry.kind, text: entry.text, by: entry.actor }))
    .toSorted((a, b) => b.time - a.time);
  return (
    <div className="stack">
      <Card>
        <NoteField id={incident.id} />
        <TimelineList items={items} />
        {items.length === 0 ? <p className="quiet">Nothing is written down yet.</p> : undefined}
      </Card>
    </div>
  );
}

function NoteField(props: { readonly id: string }): ReactNode {
  const [text, setText] = useState('');
  const act = useAct('noteIncident', ['readIncident']);
  if (!useMay('incident.write')) return undefined;
  function send(event: FormEvent): void {
    event.preventDefault();
    act.mutate(
      { params: { id: props.id }, body: { text } },
      {
        onSuccess: () => {
          setText('');
          tell('The note is kept.');
        },
      },
    );
  }
  return (
    <form className="stack" onSubmit={send}>
      <TextField
        label="Note"
        value={text}
        onChange={setText}
        isLong
        max={2000}
        placeholder="What you found, what you did, what comes next"
      />
      {act.error === null ? undefined : <ErrorState problem={act.error} />}
      <div>
        <Button type="submit" isBusy={act.isPending} isDisabled={text.trim() === ''}>
          Add note
        </Button>
      </div>
    </form>
  );
}
