import { type KeyboardEvent, type ReactNode, useMemo } from 'react';
import { Button } from '../../parts/button.tsx';
import { useView } from '../../parts/view.ts';
import { countOf } from '../../parts/words.ts';
import { Legend } from './legend.tsx';
import { MapBox, MapLine } from './map-shapes.tsx';
import { nextNode, type Size, startOf, wholeOf } from './map-space.ts';
import type { MapNode, NetworkMap } from './map-words.ts';
import { useViewport } from './viewport.ts';

/**
 * The map as a picture of at most 300 boxes where the server put them. Boxes are buttons: Tab enters, arrows go from box to box,
 * Enter selects. Nothing needs a graphics card, and nothing is told by colour alone.
 */
export function MapPicture(props: {
  readonly map: NetworkMap;
  readonly selected: MapNode | undefined;
}): ReactNode {
  const { map, selected } = props;
  const view = useView();
  const whole = useMemo(() => wholeOf(map.nodes), [map.nodes]);
  const port = useViewport(whole, startOf(map.nodes, whole, roomHere()), map.layout);
  const nodes = useMemo(() => new Map(map.nodes.map((node) => [node.id, node])), [map.nodes]);
  const near = useMemo(() => neighbours(map, selected), [map, selected]);
  const [first] = map.nodes;
  function select(id: string): void {
    view.change({ select: id }, selected === undefined ? 'push' : 'replace');
  }
  function onKey(event: KeyboardEvent, node: MapNode): void {
    if (event.key === 'Enter' || event.key === ' ') select(node.id);
    else if (event.key === '+' || event.key === '=') port.zoom(1 / 1.25);
    else if (event.key === '-') port.zoom(1.25);
    else if (event.key === '0') port.whole();
    else {
      const next = nextNode(map.nodes, node, event.key);
      if (next === undefined) return;
      focusBox(port.box.current, next.id);
    }
    event.preventDefault();
  }
  return (
    <div className="card map-card">
      <div className="row spread">
        <p className="small quiet">
          {countOf(map.nodes.length, 'box', 'boxes')}, {countOf(map.edges.length, 'line')}. Drag to
          move, Ctrl and wheel to zoom; arrows go from box to box.
        </p>
        <div className="row">
          <Button icon="plus" label="Closer" onPress={() => port.zoom(1 / 1.25)} />
          <Button label="Farther" onPress={() => port.zoom(1.25)}>
            −
          </Button>
          <Button onPress={port.whole}>Whole</Button>
        </div>
      </div>
      <svg
        ref={port.box}
        className="map"
        viewBox={`${port.shown.x} ${port.shown.y} ${port.shown.width} ${port.shown.height}`}
        role="group"
        aria-label={`Network map with ${countOf(map.nodes.length, 'box', 'boxes')}; the tab “Table” has the same`}
        onPointerDown={port.onPointerDown}
        onPointerMove={port.onPointerMove}
        onPointerUp={port.onPointerUp}
        onPointerCancel={port.onPointerUp}
      >
        {map.edges.map((edge) => (
          <MapLine
            key={`${edge.from}→${edge.to}`}
            edge={edge}
            from={nodes.get(edge.from)}
            to={nodes.get(edge.to)}
            isLit={
              selected === undefined
                ? undefined
                : edge.from === selected.id || edge.to === selected.id
            }
          />
        ))}
        {map.nodes.map((node) => (
          <MapBox
            key={node.id}
            node={node}
            isSelected={node.id === selected?.id}
            isLit={near === undefined ? undefined : near.has(node.id)}
            isTabStop={(selected ?? first)?.id === node.id}
            onKey={(event) => onKey(event, node)}
            onPress={() => {
              if (!port.wasDragged()) select(node.id);
            }}
          />
        ))}
      </svg>
      <Legend />
    </div>
  );
}

/** About how much room the picture has; the navigation takes the rest. */
function roomHere(): Size {
  const aside = innerWidth > 760 ? 320 : 60;
  return { width: Math.max(240, innerWidth - aside), height: Math.max(350, innerHeight * 0.62) };
}

function neighbours(map: NetworkMap, of: MapNode | undefined): ReadonlySet<string> | undefined {
  if (of === undefined) return undefined;
  return new Set(
    map.edges
      .filter((edge) => edge.from === of.id || edge.to === of.id)
      .flatMap((edge) => [edge.from, edge.to])
      .concat(of.id),
  );
}

function focusBox(svg: SVGSVGElement | null, id: string): void {
  for (const box of svg?.querySelectorAll<SVGGElement>('.map-box') ?? [])
    if (box.dataset['id'] === id) box.focus();
}
