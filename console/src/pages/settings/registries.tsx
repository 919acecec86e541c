import { type ReactNode, useState } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useAct, useMay, useRead } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/fields.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { Card, Loaded } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { tell, telling } from '../../parts/toasts.tsx';
import { countOf, numberText } from '../../parts/words.ts';

type Registry = AnswerOf<'listRegistries'>['items'][number];

/** Registries that are watched: new images of theirs are scanned by themselves. */
export function Registries(): ReactNode {
  const read = useRead('listRegistries');
  const mayWrite = useMay('settings.write');
  const [isAdding, setAdding] = useState(false);
  return (
    <Card
      title="Watched registries"
      side={
        mayWrite ? (
          <Button kind="first" icon="plus" onPress={() => setAdding(true)}>
            Watch a registry
          </Button>
        ) : undefined
      }
    >
      <Loaded of={read}>
        {(answer) =>
          answer.items.length === 0 ? (
            <EmptyState
              reason="nothing-found"
              title="No registry is watched"
              text="Images that run are scanned anyway. A watched registry is scanned before anything of it runs."
            />
          ) : (
            <ul className="stack">
              {answer.items.map((registry) => (
                <OneRegistry key={registry.id} registry={registry} mayWrite={mayWrite} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {isAdding ? <WatchDialog onClose={() => setAdding(false)} /> : undefined}
    </Card>
  );
}

function OneRegistry(props: {
  readonly registry: Registry;
  readonly mayWrite: boolean;
}): ReactNode {
  const { registry } = props;
  const remove = useAct('removeRegistry', ['listRegistries']);
  return (
    <li className="card row spread">
      <div className="grow">
        <div className="strong">
          <Name text={registry.name} />
        </div>
        <div className="small quiet">
          {registry.tags === undefined ? (
            'all tags'
          ) : (
            <>
              tags <code>{visible(registry.tags)}</code>
            </>
          )}
          , every {countOf(registry.everyMinutes, 'minute')}; {numberText(registry.images)} images;
          looked at <Time at={registry.checked} />
        </div>
        {registry.error === undefined ? undefined : (
          <p className="tone-critical">
            <bdi>{visible(registry.error)}</bdi>
          </p>
        )}
      </div>
      {props.mayWrite ? (
        <Button
          isBusy={remove.isPending}
          onPress={() =>
            remove.mutate(
              { params: { id: registry.id } },
              telling('It is no longer watched; what is known stays.'),
            )
          }
        >
          Stop watching
        </Button>
      ) : undefined}
    </li>
  );
}

function WatchDialog(props: { readonly onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [tags, setTags] = useState('');
  const [minutes, setMinutes] = useState('60');
  const act = useAct('addRegistry', ['listRegistries']);
  return (
    <FormDialog
      title="Watch a registry"
      problem={act.error}
      onClose={props.onClose}
      submit="Watch"
      isBusy={act.isPending}
      isReady={name.trim() !== '' && Number(minutes) >= 1}
      onSubmit={() =>
        act.mutate(
          {
            body: {
              name: name.trim(),
              everyMinutes: Number(minutes),
              ...(tags.trim() === '' ? {} : { tags: tags.trim() }),
            },
          },
          {
            onSuccess: () => {
              tell('It is watched.');
              props.onClose();
            },
          },
        )
      }
    >
      <TextField
        label="Registry or repository"
        value={name}
        onChange={setName}
        isRequired
        shouldFocus
        max={300}
        placeholder="registry.example/team"
      />
      <TextField
        label="Tags (optional)"
        value={tags}
        onChange={setTags}
        max={200}
        placeholder="v*"
        help="Stars stand for anything."
      />
      <TextField
        label="Minutes between two looks"
        type="number"
        value={minutes}
        onChange={setMinutes}
        min="1"
      />
    </FormDialog>
  );
}
