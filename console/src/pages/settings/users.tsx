import { type ReactNode, useState } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useAct, useMay, useRead, useSession } from '../../api/hooks.ts';
import { Badge } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { Menu } from '../../parts/menu.tsx';
import { visible } from '../../parts/name.tsx';
import { Card, Loaded } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { tell, telling } from '../../parts/toasts.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { grantText } from './grant-fields.tsx';
import { UserDialog } from './user-dialog.tsx';

type User = AnswerOf<'listUsers'>['items'][number];
type Wish = { readonly kind: 'add' } | { readonly kind: 'change' | 'remove'; readonly user: User };

/** People and what they may do. */
export function Users(): ReactNode {
  const read = useRead('listUsers');
  const mayWrite = useMay('user.write');
  const [wish, setWish] = useState<Wish>();
  return (
    <Card
      title="Users"
      side={
        mayWrite ? (
          <Button kind="first" icon="plus" onPress={() => setWish({ kind: 'add' })}>
            Add a user
          </Button>
        ) : undefined
      }
    >
      <Loaded of={read}>
        {(answer) => (
          <Table
            caption="Users"
            heads={['Name', 'Grants', 'Signs in by', 'Last seen', ['Actions', 'unseen']]}
            overflow="wide"
          >
            {answer.items.map((user) => (
              <UserRow key={user.id} user={user} mayWrite={mayWrite} onWish={setWish} />
            ))}
          </Table>
        )}
      </Loaded>
      <Wished wish={wish} onClose={() => setWish(undefined)} />
    </Card>
  );
}

function Wished(props: {
  readonly wish: Wish | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const { wish, onClose } = props;
  const remove = useAct('removeUser', ['listUsers']);
  if (wish === undefined) return undefined;
  if (wish.kind !== 'remove')
    return <UserDialog user={wish.kind === 'change' ? wish.user : undefined} onClose={onClose} />;
  return (
    <ConfirmDialog
      title={`Remove ${visible(wish.user.name)}`}
      text="Sessions and tokens of this user end at once. What the user decided stays, with the name."
      act="Remove"
      isBusy={remove.isPending}
      problem={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(
          { params: { id: wish.user.id } },
          {
            onSuccess: () => {
              tell('The user is removed.');
              onClose();
            },
          },
        )
      }
    />
  );
}

function UserRow(props: {
  readonly user: User;
  readonly mayWrite: boolean;
  readonly onWish: (wish: Wish) => void;
}): ReactNode {
  const { user } = props;
  const change = useAct('changeUser', ['listUsers']);
  const isMe = useSession()?.user.id === user.id;
  function choose(id: string): void {
    if (id === 'change' || id === 'remove') props.onWish({ kind: id, user });
    else
      change.mutate(
        { params: { id: user.id }, body: { disabled: !user.disabled } },
        telling(user.disabled ? 'The user may sign in again.' : 'The user may no longer sign in.'),
      );
  }
  return (
    <tr>
      <td>
        <bdi className="strong">{visible(user.name)}</bdi>{' '}
        {user.disabled ? <Badge tone="negligible">disabled</Badge> : undefined}
        <div className="small quiet">
          <bdi>{visible(user.email ?? '')}</bdi>
        </div>
      </td>
      <td>
        {user.grants.map((grant) => (
          <div key={grantText(grant)}>{grantText(grant)}</div>
        ))}
      </td>
      <td>{waysText(user)}</td>
      <td>
        <Time at={user.lastSeen} />
      </td>
      <td>
        {props.mayWrite && !isMe ? (
          <Menu
            label={`Change ${visible(user.name)}`}
            icon="more"
            choices={[
              ['change', 'Change grants'],
              ['disable', user.disabled ? 'Enable' : 'Disable'],
              ['remove', 'Remove'],
            ]}
            onChoose={choose}
          />
        ) : undefined}
      </td>
    </tr>
  );
}

function waysText(user: User): string {
  const ways = [
    user.origin === 'oidc' ? 'single sign-on' : '',
    user.passkeys > 0 ? 'passkey' : '',
    user.hasPassword ? 'password' : '',
  ].filter((way) => way !== '');
  return ways.length === 0 ? 'an invitation that was not used yet' : ways.join(', ');
}
