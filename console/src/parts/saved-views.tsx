import { type ReactNode, useState } from 'react';
import { useAct, useRead } from '../api/hooks.ts';
import { FormDialog } from './dialog.tsx';
import { CheckField, TextField } from './fields.tsx';
import { Menu } from './menu.tsx';
import { visible } from './name.tsx';
import { tell, telling } from './toasts.tsx';
import { useGo, useView } from './view.ts';

/** Saved views of a page: the state in the URL under a name, for oneself or for all. */
export function SavedViews(props: { readonly page: string }): ReactNode {
  const read = useRead('listViews');
  const remove = useAct('removeView', ['listViews']);
  const [isOpen, setOpen] = useState(false);
  const go = useGo();
  const view = useView();
  const views = (read.data?.items ?? []).filter((one) => one.page === props.page);
  const current = views.find((one) => one.search === stateText(view.text));
  function choose(id: string): void {
    const chosen = views.find((one) => one.id === id);
    if (id === 'save:') setOpen(true);
    else if (id === 'remove:' && current !== undefined)
      remove.mutate({ params: { id: current.id } }, telling('The view is removed.'));
    else if (chosen !== undefined) go(`/${props.page}?${chosen.search}`);
  }
  return (
    <>
      <Menu
        label="Saved views"
        icon="filter"
        word={current === undefined ? 'Views' : visible(current.name)}
        choices={[
          ...views.map(
            (one) =>
              [
                one.id,
                <ViewLine
                  key={one.id}
                  name={one.name}
                  note={one.shared ? `shared by ${one.owner}` : ''}
                />,
              ] as const,
          ),
          ['save:', 'Save this view …'],
          ...(current === undefined ? [] : ([['remove:', 'Remove this view']] as const)),
        ]}
        onChoose={choose}
      />
      {isOpen ? (
        <SaveDialog
          page={props.page}
          search={stateText(view.text)}
          onClose={() => setOpen(false)}
        />
      ) : undefined}
    </>
  );
}

function ViewLine(props: { readonly name: string; readonly note: string }): ReactNode {
  return (
    <span>
      <bdi>{visible(props.name)}</bdi> <bdi className="quiet small">{visible(props.note)}</bdi>
    </span>
  );
}

function SaveDialog(props: {
  readonly page: string;
  readonly search: string;
  readonly onClose: () => void;
}): ReactNode {
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const act = useAct('addView', ['listViews']);
  return (
    <FormDialog
      title="Save this view"
      problem={act.error}
      onClose={props.onClose}
      submit="Save"
      isBusy={act.isPending}
      isReady={name.trim() !== ''}
      onSubmit={() =>
        act.mutate(
          {
            body: {
              name: name.trim(),
              page: props.page,
              search: props.search.slice(0, 2000),
              shared: isShared,
            },
          },
          {
            onSuccess: () => {
              tell('The view is saved.');
              props.onClose();
            },
          },
        )
      }
    >
      <TextField label="Name" value={name} onChange={setName} isRequired shouldFocus max={200} />
      <CheckField label="For everybody" isOn={isShared} onChange={setShared} />
    </FormDialog>
  );
}

/** The state without the row that happens to be open. */
function stateText(text: string): string {
  const search = new URLSearchParams(text);
  search.delete('open');
  return search.toString();
}
