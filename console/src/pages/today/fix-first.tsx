import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useRead } from '../../api/hooks.ts';
import { Badge, Tier } from '../../parts/badges.tsx';
import { Copy, Name, visible } from '../../parts/name.tsx';
import { Loaded } from '../../parts/page.tsx';
import { assetHref } from '../../parts/places.ts';
import { EmptyState } from '../../parts/states.tsx';
import { To } from '../../parts/to.tsx';
import { capital, countOf, numberText } from '../../parts/words.ts';

type Action = AnswerOf<'readFixFirst'>['items'][number];

/** What to do first, and what each thing closes: orders, not counts. */
export function FixFirst(): ReactNode {
  const read = useRead('readFixFirst', { query: { limit: 8 } });
  return (
    <section className="stack" aria-labelledby="fix-first">
      <Loaded of={read} lines={10}>
        {(answer) => (
          <>
            <div className="row spread">
              <h2 id="fix-first">Fix this first</h2>
              {answer.items.length === 0 ? undefined : (
                <span className="quiet small">
                  {countOf(answer.before, 'open finding')} now, {numberText(answer.after)} after
                  these
                </span>
              )}
            </div>
            {answer.items.length === 0 ? (
              <div className="card">
                <EmptyState
                  reason="nothing-found"
                  title="Nothing urgent to do"
                  text="No finding that is open can be closed by an action that is known, or nothing was scanned yet."
                />
              </div>
            ) : (
              <ol className="orders">
                {answer.items.map((action, at) => (
                  <Order key={`${at} ${action.title}`} action={action} number={at + 1} />
                ))}
              </ol>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Order(props: { readonly action: Action; readonly number: number }): ReactNode {
  const { action } = props;
  return (
    <li className="order card">
      <span className="order-number" aria-hidden="true">
        {props.number}
      </span>
      <div className="stack">
        <div className="order-head">
          <h3 className="order-title">
            <bdi>{capital(visible(action.title))}</bdi>
          </h3>
          <span className="order-closes">
            closes <b>{numberText(action.closes)}</b> {action.closes === 1 ? 'finding' : 'findings'}
          </span>
        </div>
        <div className="row">
          {byUrgency(action.byTier).map(([tier, count]) =>
            count === 0 ? undefined : (
              <span key={tier} className="row tight">
                <Tier tier={tier} />
                <span>{numberText(count)}</span>
              </span>
            ),
          )}
          {action.exploited === 0 ? undefined : (
            <Badge tone="critical">{numberText(action.exploited)} known exploited</Badge>
          )}
          <span className="quiet small">{effortText(action.effort)}</span>
        </div>
        <OrderDetail action={action} />
      </div>
    </li>
  );
}

function OrderDetail({ action }: { readonly action: Action }): ReactNode {
  return (
    <details>
      <summary>How, and in {countOf(action.assetCount, 'place')}</summary>
      <div className="stack">
        {action.commands.map((command) => (
          <div className="row tight" key={command}>
            <pre className="command grow">{visible(command)}</pre>
            <Copy text={command} what="command" />
          </div>
        ))}
        <ul className="stack">
          {action.assets.map((asset) => (
            <li key={asset.id}>
              <To href={assetHref(asset.kind, asset.id)}>
                <Name text={asset.name} />
              </To>
            </li>
          ))}
          {action.assetCount > action.assets.length ? (
            <li className="quiet">
              and {numberText(action.assetCount - action.assets.length)} more
            </li>
          ) : undefined}
        </ul>
      </div>
    </details>
  );
}

function byUrgency(byTier: Action['byTier']): readonly (readonly [string, number])[] {
  return Object.entries(byTier).toSorted(([a], [b]) => a.localeCompare(b));
}

function effortText(effort: number): string {
  if (effort <= 1) return 'little effort';
  return effort <= 3 ? 'some effort' : 'much effort';
}
