import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

/** What part of a picture is shown: its upper left corner and its size, in units of the picture. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Moving and zooming of a picture: drag, wheel with Ctrl or by buttons, arrows and + − 0 by keyboard. */
export interface Movable {
  readonly box: RefObject<SVGSVGElement | null>;
  readonly shown: Viewport;
  readonly zoom: (factor: number) => void;
  readonly whole: () => void;
  readonly move: (dx: number, dy: number) => void;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly wasDragged: () => boolean;
}

/** Keeps what is shown of `whole`; begins with `start`, and anew when `key` changes. */
export function useViewport(whole: Viewport, start: Viewport, key: string): Movable {
  const box = useRef<SVGSVGElement>(null);
  const [state, setState] = useState({ key, shown: start });
  const drag = useRef<{ x: number; y: number; far: number } | undefined>(undefined);
  const far = useRef(0);
  const shown = state.key === key ? state.shown : start;
  function show(next: Viewport): void {
    setState({ key, shown: next });
  }
  function zoom(factor: number): void {
    show(zoomed(shown, whole, factor));
  }
  const zoomRef = useRef(zoom);
  useEffect(() => {
    zoomRef.current = zoom;
  });
  useEffect(() => {
    const element = box.current;
    // React listens passively, and a wheel that zooms must not scroll the page too.
    function onWheel(event: WheelEvent): void {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomRef.current(event.deltaY > 0 ? 1.15 : 1 / 1.15);
    }
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, []);
  return {
    box,
    shown,
    zoom,
    whole: () => show(whole),
    move: (dx, dy) =>
      show({ ...shown, x: shown.x + dx * shown.width, y: shown.y + dy * shown.height }),
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      drag.current = { x: event.clientX, y: event.clientY, far: 0 };
      far.current = 0;
    },
    onPointerMove: (event) => {
      const from = drag.current;
      const element = box.current;
      if (from === undefined || element === null) return;
      const scale = shown.width / Math.max(1, element.getBoundingClientRect().width);
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      far.current += Math.abs(dx) + Math.abs(dy);
      drag.current = { x: event.clientX, y: event.clientY, far: far.current };
      if (far.current > 4) element.setPointerCapture(event.pointerId);
      show({ ...shown, x: shown.x - dx * scale, y: shown.y - dy * scale });
    },
    onPointerUp: () => {
      drag.current = undefined;
    },
    wasDragged: () => far.current > 4,
  };
}

function zoomed(shown: Viewport, whole: Viewport, factor: number): Viewport {
  const width = Math.min(whole.width * 2, Math.max(300, shown.width * factor));
  const height = (width * shown.height) / shown.width;
  return {
    x: shown.x + (shown.width - width) / 2,
    y: shown.y + (shown.height - height) / 2,
    width,
    height,
  };
}
