import { useLayoutEffect, useState } from 'react';

interface BoxPlace {
  readonly width: number;
  readonly top: number;
}

/** Width of a grid, and where on the page its rows begin, as they change: measured when it or what is around it changes its size. */
export function useBoxPlace(box: { readonly current: HTMLElement | null }): BoxPlace {
  const [place, setPlace] = useState<BoxPlace>({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    function measure(): void {
      if (element === null) return;
      const next = placeOf(element);
      setPlace((before) =>
        before.width === next.width && before.top === next.top ? before : next,
      );
    }
    measure();
    const watch = new ResizeObserver(measure);
    for (const one of [element, element.closest('.page'), document.body])
      if (one !== null) watch.observe(one);
    return () => watch.disconnect();
  }, [box]);
  return place;
}

function placeOf(element: HTMLElement): BoxPlace {
  const at = element.getBoundingClientRect();
  const head = element.querySelector('.grid-head')?.getBoundingClientRect().height ?? 0;
  return { width: Math.round(at.width), top: Math.round(at.top + scrollY + head) };
}
