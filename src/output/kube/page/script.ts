/**
 * Choosing, searching and moving about in the picture. It reads the data block and `data-` attributes and writes text and SVG
 * attributes, never HTML. Without it the page still shows the picture, the table of namespaces and the list.
 */
export const networkScript = `
(() => {
  const svg = document.getElementById('picture');
  if (!svg) return;
  const data = JSON.parse(document.getElementById('data').textContent);
  const boxes = [...svg.querySelectorAll('.box')];
  const focus = svg.querySelector('.focus');
  const panel = document.getElementById('panel');
  const title = document.getElementById('chosen');
  const [incoming, outgoing] = [document.getElementById('incoming'), document.getElementById('outgoing')];
  const search = document.getElementById('search');
  const count = document.getElementById('count');
  const place = (at) => data.boxes[at];
  const round = Math.round;
  const curve = (a, b) => {
    const [ax, ay, bx, by] = [a[0] + a[2] / 2, a[1] + a[3] / 2, b[0] + b[2] / 2, b[1] + b[3] / 2];
    if (Math.abs(bx - ax) * 0.6 > Math.abs(by - ay)) {
      const [x1, x2] = bx > ax ? [a[0] + a[2], b[0]] : [a[0], b[0] + b[2]];
      const m = (x1 + x2) / 2;
      return 'M' + [x1, ay].map(round).join(' ') + 'C' + [m, ay, m, by, x2, by].map(round).join(' ');
    }
    const [y1, y2] = by > ay ? [a[1] + a[3], b[1]] : [a[1], b[1] + b[3]];
    const m = (y1 + y2) / 2;
    return 'M' + [ax, y1].map(round).join(' ') + 'C' + [ax, m, bx, m, bx, y2].map(round).join(' ');
  };
  const edge = (from, to, name) => {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', curve(place(from), place(to)));
    path.setAttribute('class', name);
    path.setAttribute('marker-end', 'url(#tip)');
    focus.append(path);
  };
  const item = (list, at, ports) => {
    const line = document.createElement('li');
    line.textContent = data.names[at] + '  ' + data.ports[ports];
    list.append(line);
  };
  let chosen = -1;
  const choose = (at) => {
    chosen = at === chosen ? -1 : at;
    focus.replaceChildren();
    incoming.replaceChildren();
    outgoing.replaceChildren();
    svg.classList.toggle('has-focus', chosen >= 0);
    panel.hidden = chosen < 0;
    const near = new Set([chosen]);
    if (chosen >= 0) {
      title.textContent = data.names[chosen];
      data.edges.forEach((list, from) => {
        for (let i = 0; i < list.length; i += 2) {
          const to = list[i];
          if (from === chosen) { edge(from, to, 'out'); near.add(to); item(outgoing, to, list[i + 1]); }
          else if (to === chosen) { edge(from, to, 'in'); near.add(from); item(incoming, from, list[i + 1]); }
        }
      });
      for (const [list, words] of [[incoming, 'nobody'], [outgoing, 'nobody']])
        if (list.children.length === 0) { const line = document.createElement('li'); line.textContent = words; list.append(line); }
    }
    boxes.forEach((box, index) => {
      box.classList.toggle('chosen', index === chosen);
      box.classList.toggle('dim', chosen >= 0 && !near.has(index));
      box.setAttribute('aria-pressed', String(index === chosen));
    });
    location.replace(chosen < 0 ? '#map' : '#' + encodeURIComponent(data.names[chosen]));
  };
  boxes.forEach((box, at) => {
    box.addEventListener('click', () => { if (!moved) choose(at); });
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(at); }
    });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && chosen >= 0) choose(chosen);
    if (event.key === '/' && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  });
  search.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let hits = 0;
    boxes.forEach((box, at) => {
      const hit = words.every((word) => data.names[at].toLowerCase().includes(word));
      if (hit) hits += 1;
      box.classList.toggle('dim', !hit);
    });
    count.textContent = words.length === 0 ? '' : hits + ' found';
  });
  let view = svg.getAttribute('viewBox').split(' ').map(Number);
  const whole = [...view];
  const show = () => svg.setAttribute('viewBox', view.join(' '));
  const zoom = (factor, x = view[0] + view[2] / 2, y = view[1] + view[3] / 2) => {
    const width = Math.min(whole[2] * 2, Math.max(200, view[2] * factor));
    const ratio = width / view[2];
    view = [x - (x - view[0]) * ratio, y - (y - view[1]) * ratio, width, view[3] * ratio];
    show();
  };
  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [point.x, point.y];
  };
  svg.addEventListener('wheel', (event) => { event.preventDefault(); zoom(event.deltaY > 0 ? 1.15 : 0.87, ...at(event)); }, { passive: false });
  let from;
  let moved = false;
  svg.addEventListener('pointerdown', (event) => { from = [event.clientX, event.clientY, ...view]; moved = false; });
  window.addEventListener('pointermove', (event) => {
    if (!from) return;
    const scale = view[2] / svg.clientWidth;
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    if (Math.abs(dx) + Math.abs(dy) > 4) { moved = true; svg.classList.add('dragging'); }
    if (moved) { view = [from[2] - dx * scale, from[3] - dy * scale, view[2], view[3]]; show(); }
  });
  window.addEventListener('pointerup', () => { from = undefined; svg.classList.remove('dragging'); });
  document.getElementById('nearer').addEventListener('click', () => zoom(0.75));
  document.getElementById('farther').addEventListener('click', () => zoom(1.33));
  document.getElementById('whole').addEventListener('click', () => { view = [...whole]; show(); });
  document.getElementById('tools').hidden = false;
  document.getElementById('zoom').hidden = false;
  const wanted = decodeURIComponent(location.hash.slice(1));
  const index = data.names.indexOf(wanted);
  if (index >= 0) choose(index);
})();
`;
