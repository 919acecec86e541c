import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { Button } from './button.tsx';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'done' | 'problem';
  readonly undo: (() => void) | undefined;
}

class ToastStore {
  #toasts: readonly Toast[] = [];
  #last = 0;
  readonly #listeners = new Set<() => void>();
  readonly get = (): readonly Toast[] => this.#toasts;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  add(toast: Omit<Toast, 'id'>): void {
    this.#last += 1;
    this.#set([...this.#toasts.slice(-2), { ...toast, id: this.#last }]);
  }
  readonly remove = (id: number): void =>
    this.#set(this.#toasts.filter((toast) => toast.id !== id));
  #set(toasts: readonly Toast[]): void {
    this.#toasts = toasts;
    for (const listener of this.#listeners) listener();
  }
}

const store = new ToastStore();

/** Tells the result of a person's own act, to the eye and to the screen reader; with `undo`, it can be taken back. */
export function tell(text: string, tone: 'done' | 'problem' = 'done', undo?: () => void): void {
  store.add({ text, tone, undo });
}

/** Tells how an act went: what to say when it is done, by its answer, and the words of the server when it is not. */
export function telling<Answer>(done: string | ((answer: Answer) => string)): {
  readonly onSuccess: (answer: Answer) => void;
  readonly onError: (problem: Error) => void;
} {
  return {
    onSuccess: (answer) => tell(typeof done === 'string' ? done : done(answer)),
    onError: (problem) => tell(problem.message, 'problem'),
  };
}

/** Where `tell` is seen and heard. */
export function Toasts(): ReactNode {
  const toasts = useSyncExternalStore(store.subscribe, store.get);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function OneToast({ toast }: { readonly toast: Toast }): ReactNode {
  useEffect(() => {
    // What went wrong stays until it is closed; what can be taken back stays long enough to be read.
    if (toast.tone === 'problem') return undefined;
    const timer = setTimeout(
      () => store.remove(toast.id),
      toast.undo === undefined ? 5000 : 12_000,
    );
    return () => clearTimeout(timer);
  }, [toast]);
  const { undo } = toast;
  return (
    <div className="toast" data-tone={toast.tone}>
      <span className="grow">{toast.text}</span>
      {undo === undefined ? undefined : (
        <Button
          kind="plain"
          onPress={() => {
            undo();
            store.remove(toast.id);
          }}
        >
          Undo
        </Button>
      )}
      <Button
        kind="plain"
        icon="close"
        label="Close the notice"
        onPress={() => store.remove(toast.id)}
      />
    </div>
  );
}
