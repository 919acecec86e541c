import { type ReactNode, useState } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useAct, useMay, useRead } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/fields.tsx';
import { visible } from '../../parts/name.tsx';
import { Card, Loaded } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Time, useMinute } from '../../parts/time.tsx';
import { tell } from '../../parts/toasts.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { type Grant, GrantFields, grantText } from './grant-fields.tsx';
import { SecretOnce } from './secret-once.tsx';

type Token = AnswerOf<'listTokens'>['items'][number];

/** Tokens of programs: what each may do, when it was last used, and when it ends. */
export function Tokens(): ReactNode {
  const read = useRead('listTokens');
  const mayWrite = useMay('user.write');
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Token>();
  return (
    <Card
      title="API tokens"
      side={
        mayWrite ? (
          <Button kind="first" icon="plus" onPress={() => setAdding(true)}>
            Make a token
          </Button>
        ) : undefined
      }
    >
      <Loaded of={read}>
        {(answer) =>
          answer.items.length === 0 ? (
            <EmptyState
              reason="nothing-found"
              title="No tokens"
              text="Programs that send scans or read findings need one."
            />
          ) : (
            <TokenTable tokens={answer.items} onRemove={mayWrite ? setLeaving : undefined} />
          )
        }
      </Loaded>
      {isAdding ? <TokenDialog onClose={() => setAdding(false)} /> : undefined}
      {leaving === undefined ? undefined : (
        <RevokeDialog token={leaving} onClose={() => setLeaving(undefined)} />
      )}
    </Card>
  );
}

function TokenTable(props: {
  readonly tokens: readonly Token[];
  readonly onRemove: ((token: Token) => void) | undefined;
}): ReactNode {
  const now = useMinute();
  return (
    <Table
      caption="API tokens"
      heads={['Name', 'Begins with', 'Grants', 'Last used', 'Ends', ['Actions', 'unseen']]}
      overflow="wide"
    >
      {props.tokens.map((token) => (
        <tr key={token.id}>
          <td>
            <bdi className="strong">{visible(token.name)}</bdi>
            <div className="small quiet">
              by <bdi>{visible(token.createdBy)}</bdi>
            </div>
          </td>
          <td>
            <code>{visible(token.prefix)}…</code>
          </td>
          <td>
            {token.grants.map((grant) => (
              <div key={grantText(grant)}>{grantText(grant)}</div>
            ))}
          </td>
          <td>
            <Time at={token.lastUsed} />
          </td>
          <td className={token.expires - now < 7 * 86_400_000 ? 'tone-high strong' : undefined}>
            <Time at={token.expires} />
          </td>
          <td>
            {props.onRemove === undefined ? undefined : (
              <Button kind="danger" onPress={() => props.onRemove?.(token)}>
                Revoke
              </Button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function TokenDialog(props: { readonly onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [grants, setGrants] = useState<readonly Grant[]>([{ role: 'ingest' }]);
  const act = useAct('addToken', ['listTokens']);
  if (act.data !== undefined)
    return (
      <SecretOnce
        title="API token"
        secret={act.data.secret}
        text="Keep it now; it is stored only as a hash and is not shown again."
        onClose={props.onClose}
      />
    );
  const length = Number(days);
  return (
    <FormDialog
      title="Make an API token"
      problem={act.error}
      onClose={props.onClose}
      submit="Make"
      isBusy={act.isPending}
      isReady={
        name.trim() !== '' &&
        grants.length > 0 &&
        Number.isInteger(length) &&
        length >= 1 &&
        length <= 366
      }
      onSubmit={() =>
        act.mutate({ body: { name: name.trim(), grants: [...grants], days: length } })
      }
    >
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        isRequired
        shouldFocus
        max={200}
        help="What uses it."
      />
      <TextField
        label="Days until it ends"
        type="number"
        value={days}
        onChange={setDays}
        isRequired
        min="1"
        help="At most 366."
      />
      <GrantFields grants={grants} onChange={setGrants} />
    </FormDialog>
  );
}

function RevokeDialog(props: { readonly token: Token; readonly onClose: () => void }): ReactNode {
  const act = useAct('removeToken', ['listTokens']);
  return (
    <ConfirmDialog
      title={`Revoke ${visible(props.token.name)}`}
      text="Whatever uses it is refused from now on. This cannot be taken back."
      act="Revoke"
      isBusy={act.isPending}
      problem={act.error}
      onClose={props.onClose}
      onConfirm={() =>
        act.mutate(
          { params: { id: props.token.id } },
          {
            onSuccess: () => {
              tell('The token is revoked.');
              props.onClose();
            },
          },
        )
      }
    />
  );
}
