import { type ReactNode, useState } from 'react';
import { call } from '../../api/call.ts';
import { type Session, sessionStore } from '../../api/session.ts';
import { Button, Choices } from '../../parts/button.tsx';
import { TextField } from '../../parts/fields.tsx';
import { tell } from '../../parts/toasts.tsx';
import { type Enter, useForm } from './enter.ts';
import { hasPasskeys, makePasskey } from './passkey.ts';

/** The first run: the token that the program printed proves who may become the first administrator. */
export function FirstRun(props: {
  readonly enter: Enter;
  readonly isInvited: boolean;
  /** From the link; empty where it has to be typed. */
  readonly token: string;
  /** Whether this server takes passkeys: at an address of numbers, browsers give none. */
  readonly takesPasskeys: boolean;
}): ReactNode {
  const form = useForm(props.enter);
  const [token, setToken] = useState(props.token);
  const canPasskey = props.takesPasskeys && hasPasskeys();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [way, setWay] = useState<'passkey' | 'password'>(canPasskey ? 'passkey' : 'password');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        form.send(() =>
          begin({ token: token.trim(), name, ...(way === 'password' ? { password } : {}) }),
        );
      }}
    >
      <Intro isInvited={props.isInvited} isLinked={props.token !== ''} />
      {form.fault === undefined ? undefined : (
        <p className="notice" data-tone="critical" role="alert">
          {form.fault}
        </p>
      )}
      {props.token === '' ? (
        <TextField
          label={props.isInvited ? 'Invitation' : 'Token'}
          value={token}
          onChange={setToken}
          isRequired
          help={
            props.isInvited
              ? 'As you were given it.'
              : 'On the terminal, and in the log of the service.'
          }
        />
      ) : undefined}
      <TextField
        label="Your name"
        value={name}
        onChange={setName}
        isRequired
        autoComplete="username"
        max={200}
      />
      {canPasskey ? (
        <Choices
          label="How you will sign in"
          value={way}
          choices={[
            ['passkey', 'Passkey'],
            ['password', 'Password'],
          ]}
          onChange={setWay}
        />
      ) : undefined}
      <Secret way={way} password={password} onChange={setPassword} />
      <Button type="submit" kind="first" isBusy={form.isBusy}>
        Begin
      </Button>
    </form>
  );
}

function Intro(props: { readonly isInvited: boolean; readonly isLinked: boolean }): ReactNode {
  if (props.isInvited)
    return (
      <div>
        <h2>You were invited</h2>
        <p className="quiet">The invitation works once, for the name that it was made for.</p>
      </div>
    );
  return (
    <div>
      <h2>Make the first administrator</h2>
      <p className="quiet">
        {props.isLinked ? (
          'There is no standard password. Your link makes one account, once; say who you are.'
        ) : (
          <>
            There is no standard password. <code>caisson up</code> printed a link with a token when
            it started; it works once.
          </>
        )}
      </p>
    </div>
  );
}

function Secret(props: {
  readonly way: 'passkey' | 'password';
  readonly password: string;
  readonly onChange: (password: string) => void;
}): ReactNode {
  if (props.way === 'passkey')
    return (
      <p className="small quiet">
        The browser will ask for your fingerprint, face, or security key.
      </p>
    );
  return (
    <TextField
      label="Password"
      type="password"
      value={props.password}
      onChange={props.onChange}
      isRequired
      minLength={12}
      autoComplete="new-password"
      help="At least 12 characters; a sentence is good."
    />
  );
}

async function begin(body: {
  readonly token: string;
  readonly name: string;
  readonly password?: string;
}): Promise<Session> {
  const session = await call('signInFirst', { body });
  if (body.password !== undefined) return session;
  // The session is there already; its CSRF token is needed to add the passkey.
  sessionStore.set(session);
  try {
    const asked = await call('addPasskeyChallenge');
    const answer = await makePasskey(asked.options);
    const name = 'First passkey';
    await call('addPasskey', { body: { challenge: asked.challenge, answer, name } });
  } catch {
    // The token is used up: without the console, nobody could give this person a way in.
    tell(
      'You are in, but have no way to come back: add a passkey or a password under Settings now.',
      'problem',
    );
  }
  return session;
}
