import { type ReactNode, useState } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useAct, useMay, useRead } from '../../api/hooks.ts';
import { Badge } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { Card, Loaded } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { tell } from '../../parts/toasts.tsx';

type Setting = AnswerOf<'listSettings'>['items'][number];

/** Settings with where each comes from: what a file, the environment or a flag says cannot be changed here. */
export function SettingList(): ReactNode {
  const read = useRead('listSettings');
  const mayWrite = useMay('settings.write');
  const [changing, setChanging] = useState<Setting>();
  return (
    <Card title="Settings">
      <Loaded of={read}>
        {(answer) => (
          <Table
            caption="Settings"
            heads={['Setting', 'Value', 'From', ['Actions', 'unseen']]}
            overflow="wide"
          >
            {answer.items.map((setting) => (
              <tr key={setting.key}>
                <td>
                  <code>{visible(setting.key)}</code>
                  <div className="quiet small">{visible(setting.description)}</div>
                </td>
                <td>
                  <bdi className="mono">{visible(setting.value)}</bdi>
                </td>
                <td>
                  <Badge tone={setting.origin === 'default' ? 'negligible' : 'accent'}>
                    {setting.origin}
                  </Badge>
                </td>
                <td>
                  {setting.changeable && mayWrite ? (
                    <Button onPress={() => setChanging(setting)}>Change</Button>
                  ) : undefined}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      {changing === undefined ? undefined : (
        <ChangeDialog setting={changing} onClose={() => setChanging(undefined)} />
      )}
    </Card>
  );
}

function ChangeDialog(props: {
  readonly setting: Setting;
  readonly onClose: () => void;
}): ReactNode {
  const [value, setValue] = useState(props.setting.value);
  const act = useAct('changeSetting', ['listSettings']);
  return (
    <FormDialog
      title={`Change ${visible(props.setting.key)}`}
      problem={act.error}
      onClose={props.onClose}
      submit="Change"
      isBusy={act.isPending}
      onSubmit={() =>
        act.mutate(
          { params: { key: props.setting.key }, body: { value } },
          {
            onSuccess: () => {
              tell('The setting is changed.');
              props.onClose();
            },
          },
        )
      }
    >
      <p className="quiet">{visible(props.setting.description)}</p>
      <TextField label="Value" value={value} onChange={setValue} shouldFocus max={2000} />
    </FormDialog>
  );
}
