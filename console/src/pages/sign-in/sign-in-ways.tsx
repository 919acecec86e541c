import type { ReactNode } from 'react';
import { useState } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { call } from '../../api/call.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { type Enter, signInByPassword, useForm } from './enter.ts';
import { askPasskey, hasPasskeys } from './passkey.ts';

/** The ways that this server offers: passkey first, then the organisation's, then a password. */
export function SignInWays(props: {
  readonly ways: AnswerOf<'signInWays'>;
  readonly enter: Enter;
  /** Where to go afterwards. */
  readonly next: string;
  /** Code of what went wrong when signing in elsewhere. */
  readonly failed: string | undefined;
}): ReactNode {
  const { ways } = props;
  const form = useForm(props.enter);
  async function byPasskey(): Promise<AnswerOf<'signInPasskey'>> {
    const asked = await call('passkeyChallenge');
    return call('signInPasskey', {
      body: { challenge: asked.challenge, answer: await askPasskey(asked.options) },
    });
  }
  return (
    <div className="stack wide">
      {props.failed === undefined || form.fault !== undefined ? undefined : (
        <p className="notice" role="alert">
          <span>
            Signing in elsewhere failed (<code>{visible(props.failed)}</code>). Try again, or ask an
            administrator.
          </span>
        </p>
      )}
      {form.fault === undefined ? undefined : (
        <p className="notice" data-tone="critical" role="alert">
          {form.fault}
        </p>
      )}
      {ways.passkey && hasPasskeys() ? (
        <Button kind="first" icon="key" isBusy={form.isBusy} onPress={() => form.send(byPasskey)}>
          Sign in with a passkey
        </Button>
      ) : undefined}
      {ways.oidc === undefined ? undefined : (
        <a className="button" href={addressOf('/auth/oidc/start', { return: props.next })}>
          Continue with <bdi>{ways.oidc.name}</bdi>
        </a>
      )}
      {ways.password ? <PasswordForm form={form} isSecond={ways.passkey} /> : undefined}
      <p className="small">
        <To href="/sign-in?invited=true">I have an invitation</To>
      </p>
    </div>
  );
}

function PasswordForm(props: {
  readonly form: ReturnType<typeof useForm>;
  readonly isSecond: boolean;
}): ReactNode {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        props.form.send(() => signInByPassword(name, password));
      }}
    >
      {props.isSecond ? <p className="or quiet small">or with a password</p> : undefined}
      <TextField label="Name" value={name} onChange={setName} isRequired autoComplete="username" />
      <TextField
        label="Password"
        type="password"
        value={password}
        onChange={setPassword}
        isRequired
        autoComplete="current-password"
      />
      <Button type="submit" isBusy={props.form.isBusy}>
        Sign in
      </Button>
    </form>
  );
}
