import { type ReactNode, useState } from 'react';
import { call } from '../../api/call.ts';
import { useAct, useSession } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { Card, Facts } from '../../parts/page.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { tell } from '../../parts/toasts.tsx';
import { hasPasskeys, makePasskey } from '../sign-in/passkey.ts';
import { grantText } from './grant-fields.tsx';

/** One's own name, grants and ways to sign in. */
export function Account(): ReactNode {
  const session = useSession();
  if (session === undefined) return undefined;
  return (
    <div className="columns">
      <Card title="Who you are">
        <Facts
          facts={[
            ['Name', <bdi key="n">{visible(session.user.name)}</bdi>],
            ['Signed in by', session.user.kind],
            ['Until', <Time key="u" at={session.expires} none="the browser closes" />],
            [
              'Grants',
              session.grants.map((grant) => <div key={grantText(grant)}>{grantText(grant)}</div>),
            ],
          ]}
        />
      </Card>
      {session.user.kind === 'user' ? (
        <>
          <PasswordCard />
          <PasskeyCard />
        </>
      ) : undefined}
    </div>
  );
}

function PasswordCard(): ReactNode {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const act = useAct('changePassword');
  return (
    <Card title="Password">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate(
            { body: { next, ...(current === '' ? {} : { current }) } },
            {
              onSuccess: () => {
                tell('The password is changed.');
                setCurrent('');
                setNext('');
              },
            },
          );
        }}
      >
        <TextField
          label="Present password"
          type="password"
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          help="Empty where you have none yet."
        />
        <TextField
          label="New password"
          type="password"
          value={next}
          onChange={setNext}
          isRequired
          minLength={12}
          autoComplete="new-password"
          help="At least 12 characters."
        />
        {act.error === null ? undefined : <ErrorState problem={act.error} />}
        <div>
          <Button type="submit" isBusy={act.isPending}>
            Change the password
          </Button>
        </div>
      </form>
    </Card>
  );
}

function PasskeyCard(): ReactNode {
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);
  async function add(): Promise<void> {
    setBusy(true);
    try {
      const asked = await call('addPasskeyChallenge');
      const answer = await makePasskey(asked.options);
      await call('addPasskey', { body: { challenge: asked.challenge, answer, name: name.trim() } });
      tell('The passkey is added.');
      setName('');
    } catch (error) {
      tell(error instanceof Error ? error.message : 'The browser gave no passkey.', 'problem');
    }
    setBusy(false);
  }
  return (
    <Card title="Passkeys">
      <p className="quiet">
        A passkey signs you in with your fingerprint, face or security key, and cannot be phished.
      </p>
      {hasPasskeys() ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <TextField
            label="Name of the new passkey"
            value={name}
            onChange={setName}
            isRequired
            placeholder="Laptop"
            max={200}
          />
          <div>
            <Button type="submit" icon="key" isBusy={isBusy}>
              Add a passkey
            </Button>
          </div>
        </form>
      ) : (
        <p>This browser offers passkeys only over HTTPS or on this machine itself.</p>
      )}
    </Card>
  );
}
