import { useState } from 'react';
import { call } from '../../api/call.ts';
import type { Session } from '../../api/session.ts';

/** Signs in by what `act` does; gives back what went wrong. */
export type Enter = (act: () => Promise<Session>) => Promise<string | undefined>;

/** One field at a time is enough for most: the state of a form with its busy mark and fault. */
export function useForm(enter: Enter): {
  readonly fault: string | undefined;
  readonly isBusy: boolean;
  readonly send: (act: () => Promise<Session>) => void;
} {
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  async function send(act: () => Promise<Session>): Promise<void> {
    setBusy(true);
    setFault(undefined);
    setFault(await enter(act));
    setBusy(false);
  }
  return { fault, isBusy, send: (act) => void send(act) };
}

/** Signs in with a password. */
export function signInByPassword(name: string, password: string): Promise<Session> {
  return call('signIn', { body: { name, password } });
}
