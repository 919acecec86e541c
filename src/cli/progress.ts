import type { Progress, ProgressTask } from '#contract/scope.ts';
import { formatBytes, printable } from '#kit/text.ts';
import type { Stream } from './terminal.ts';

const frameMs = 80;
const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const barCells = 20;
const erase = '\r\u001b[2K';

interface Task {
  readonly label: string;
  readonly total: number | undefined;
  readonly unit: 'bytes' | 'items';
  done: number;
}

/** Progress that shares its stream with other lines; disposing removes it without a trace. */
export interface ProgressLine extends Progress, Disposable {
  /** Takes the line away while `write` writes other lines to the same stream. */
  above(write: () => void): void;
}

/** Progress that nobody sees: no terminal, `--quiet`, CI. */
export const silentProgress: ProgressLine = {
  begin: () => ({ advance() {}, [Symbol.dispose]() {} }),
  above: (write) => write(),
  [Symbol.dispose]() {},
};

/**
 * One line on the terminal that is drawn over and over: the newest task with its bar, and how many others are under way.
 * Disposing removes it without a trace. Drawing happens on `advance` as well, since parsing keeps the event loop busy.
 */
export function drawnProgress(stream: Stream, now: () => number): ProgressLine {
  const tasks = new Set<Task>();
  let drawnAt = 0;
  let frame = 0;
  function draw(): void {
    const time = now();
    if (time - drawnAt < frameMs) return;
    drawnAt = time;
    frame = (frame + 1) % frames.length;
    const task = [...tasks].at(-1);
    if (task !== undefined) stream.write(`${erase}${line(task, tasks.size, frames[frame] ?? '')}`);
  }
  const timer = setInterval(draw, frameMs);
  timer.unref();
  return {
    begin(label, total, unit = 'bytes') {
      const task: Task = { label, total, unit, done: 0 };
      tasks.add(task);
      draw();
      return taskHandle(task, tasks, draw);
    },
    above(write) {
      stream.write(erase);
      write();
      drawnAt = 0;
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      stream.write(erase);
    },
  };

  function line(task: Task, count: number, spinner: string): string {
    const others = count > 1 ? ` (+${count - 1} more)` : '';
    const text = `${spinner} ${printable(task.label)}${amountOf(task)}${others}`;
    return text.slice(0, Math.max(10, stream.columns - 1));
  }
}

function taskHandle(task: Task, tasks: Set<Task>, draw: () => void): ProgressTask {
  return {
    advance(by) {
      task.done += by;
      draw();
    },
    [Symbol.dispose]() {
      tasks.delete(task);
    },
  };
}

function amountOf({ done, total, unit }: Task): string {
  const format = unit === 'bytes' ? formatBytes : String;
  if (total === undefined || total <= 0) return done > 0 ? ` ${format(done)}` : '';
  const part = Math.min(1, done / total);
  const filled = Math.round(part * barCells);
  const bar = '█'.repeat(filled) + '░'.repeat(barCells - filled);
  return ` ${bar} ${format(done)} of ${format(total)}`;
}
