import { liveJson } from '#app/runtime/live-json.ts';
import type { LiveItem, WatchListener } from '#app/runtime/watch.ts';
import type { Terminal } from '../terminal.ts';

/** How a watch is shown. */
export interface LiveView {
  readonly format: 'table' | 'json' | 'falco';
  readonly isQuiet: boolean;
  readonly terminal: Terminal;
  /** The lines of one thing for people. */
  readonly render: (item: LiveItem) => string;
}

/** Writes what a watch tells: lines for people, or one JSON object a line. */
export function liveListener({ format, isQuiet, terminal, render }: LiveView): WatchListener {
  const { out, err } = terminal;
  function show(item: LiveItem): void {
    if (format === 'table') out.write(render(item));
    else {
      const line = liveJson(item, format);
      if (line !== undefined) out.write(`${line}\n`);
    }
  }
  return {
    ready(containers) {
      if (format === 'json') out.write(`${JSON.stringify({ kind: 'ready', containers })}\n`);
      else if (!isQuiet) err.write(readyText(containers));
    },
    detection: (detection) => show({ kind: 'detection', detection }),
    incident: (incident, isNew) => show({ kind: 'incident', incident, isNew }),
    loss: (loss) => show({ kind: 'loss', loss }),
    action: (time, text, isSimulated) => show({ kind: 'action', time, text, isSimulated }),
    note: (time, text) => show({ kind: 'note', time, text }),
    event: (event) => show({ kind: 'event', event }),
  };
}

function readyText(containers: number): string {
  const what = containers === 1 ? '1 container' : `${containers} containers`;
  return `watching ${what} and this host; Ctrl-C ends it\n`;
}
