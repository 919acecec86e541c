import { eventTeller } from '#app/runtime/event-facts.ts';
import { liveJson } from '#app/runtime/live-json.ts';
import type { LiveItem, WatchListener } from '#app/runtime/watch.ts';
import type { Terminal } from '../terminal.ts';
import { foldedActions } from './folded-actions.ts';
import { foldedLosses } from './folded-losses.ts';

/** How a watch is shown. */
export interface LiveView {
  readonly format: 'table' | 'json' | 'falco';
  readonly isQuiet: boolean;
  /** Whether anything of this machine itself is told. */
  readonly withHost: boolean;
  readonly rules: number;
  readonly terminal: Terminal;
  /** The lines of one thing for people. */
  readonly render: (item: LiveItem) => string;
}

/** A listener with something left to say at the end. */
export interface LiveListener extends WatchListener {
  /** Writes what still waits to be folded. */
  end(): void;
}

/** Incidents that were told; beyond it one may be called new again. */
const maxKnown = 10_000;

/** Writes what a watch tells: lines for people, or one JSON object a line. */
export function liveListener(view: LiveView): LiveListener {
  const { format, isQuiet, terminal, render } = view;
  const { out, err } = terminal;
  const known = new Set<string>();
  const words = eventTeller();
  function write(item: LiveItem): void {
    if (format === 'table') out.write(render(item));
    else {
      const line = liveJson(item, format);
      if (line !== undefined) out.write(`${line}\n`);
    }
  }
  const actions = foldedActions(write);
  const losses = foldedLosses((loss) => write({ kind: 'loss', loss }));
  function show(item: LiveItem): void {
    actions.flush();
    write(item);
  }
  return {
    ready(containers) {
      if (format === 'json') out.write(`${JSON.stringify({ kind: 'ready', containers })}\n`);
      else if (!isQuiet) err.write(readyText(containers, view));
    },
    detection: (detection) => show({ kind: 'detection', detection }),
    incident(incident) {
      const isNew = !known.has(incident.id);
      if (known.size >= maxKnown) known.clear();
      known.add(incident.id);
      show({ kind: 'incident', incident, isNew });
    },
    loss(loss) {
      if (format === 'table') losses.add(loss);
      else show({ kind: 'loss', loss });
    },
    action(time, text, isSimulated) {
      const item = { kind: 'action', time, text, isSimulated } as const;
      if (format === 'table' && isSimulated) actions.add(item);
      else show(item);
    },
    note: (time, text) => show({ kind: 'note', time, text }),
    event: (event) =>
      show({ kind: 'event', event, ...(format === 'table' && { words: words(event) }) }),
    end() {
      actions.flush();
      losses.flush();
    },
  };
}

/** A watch that says nothing must not look like one that does not work. */
function readyText(containers: number, { withHost, rules }: LiveView): string {
  const what = containers === 1 ? '1 container' : `${containers} containers`;
  const host = withHost ? ' and this host' : '';
  return `watching ${what}${host} by ${rules} rules; Ctrl-C ends it\n`;
}
