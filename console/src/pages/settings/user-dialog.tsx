import { type ReactNode, useState } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useAct } from '../../api/hooks.ts';
import { FormDialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { tell } from '../../parts/toasts.tsx';
import { type Grant, GrantFields } from './grant-fields.tsx';
import { SecretOnce } from './secret-once.tsx';

type User = AnswerOf<'listUsers'>['items'][number];

/** Adds a user (who gets an invitation that works once) or changes grants. */
export function UserDialog(props: {
  readonly user: User | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const { user } = props;
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [grants, setGrants] = useState<readonly Grant[]>(user?.grants ?? [{ role: 'viewer' }]);
  const add = useAct('addUser', ['listUsers']);
  const change = useAct('changeUser', ['listUsers']);
  if (add.data !== undefined)
    return (
      <SecretOnce
        title="Invitation"
        secret={add.data.invitation}
        text="It signs in once, to set a passkey or a password. Hand it over on a way that you trust; it is not shown again."
        onClose={props.onClose}
      />
    );
  function send(): void {
    if (user === undefined)
      add.mutate({
        body: { name: name.trim(), grants: [...grants], ...(email === '' ? {} : { email }) },
      });
    else
      change.mutate(
        { params: { id: user.id }, body: { grants: [...grants] } },
        {
          onSuccess: () => {
            tell('The grants are changed.');
            props.onClose();
          },
        },
      );
  }
  return (
    <FormDialog
      title={user === undefined ? 'Add a user' : `Grants of ${visible(user.name)}`}
      problem={add.error ?? change.error}
      onClose={props.onClose}
      onSubmit={send}
      submit={user === undefined ? 'Add' : 'Change'}
      isBusy={add.isPending || change.isPending}
      isReady={user !== undefined || name.trim() !== ''}
    >
      {user === undefined ? (
        <NewUserFields name={name} email={email} onName={setName} onEmail={setEmail} />
      ) : undefined}
      <GrantFields grants={grants} onChange={setGrants} />
    </FormDialog>
  );
}

function NewUserFields(props: {
  readonly name: string;
  readonly email: string;
  readonly onName: (name: string) => void;
  readonly onEmail: (email: string) => void;
}): ReactNode {
  return (
    <>
      <TextField
        label="Name"
        value={props.name}
        onChange={props.onName}
        isRequired
        shouldFocus
        max={200}
      />
      <TextField
        label="E-mail (optional)"
        type="email"
        value={props.email}
        onChange={props.onEmail}
      />
    </>
  );
}
