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
    const path = (x1, y1, c1, d1, c2, d2, x2, y2) => 'M' + [x1, y1].map(round).join(' ') + 'C' + [c1, d1, c2, d2, x2, y2].map(round).join(' ');
    if (Math.abs(bx - ax) < 4 && Math.abs(by - ay) < (a[3] + b[3]) * 3) {
      const [x1, x2, bow] = by > ay ? [a[0] + a[2], b[0] + b[2], 22] : [a[0], b[0], -22];
      return path(x1, ay, x1 + bow, ay, x2 + bow, by, x2, by);
    }
    if (Math.max(b[0] - a[0] - a[2], a[0] - b[0] - b[2]) >= 40 || Math.abs(bx - ax) * 0.6 > Math.abs(by - ay)) {
      const [x1, x2] = bx > ax ? [a[0] + a[2], b[0]] : [a[0], b[0] + b[2]];
      const m = (x1 + x2) / 2;
      return path(x1, ay, m, ay, m, by, x2, by);
    }
    const [y1, y2] = by > ay ? [a[1] + a[3], b[1]] : [a[1], b[1] + b[3]];
    const m = (y1 + y2) / 2;
    return path(ax, y1, ax, m, bx, m, bx, y2);
  };
  const draw = (from, to, name, width) => {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', curve(from, to));
    path.setAttribute('class', name);
    path.setAttribute('stroke-width', width);
    path.setAttribute('marker-end', 'url(#tip)');
    focus.append(path);
  };
  const drawAll = (links) => {
    if (links.length <= 60) {
      for (const [from, to, name] of links) draw(place(from), place(to), name, 2);
      return;
    }
    const bundles = new Map();
    for (const [from, to, name] of links) {
      const other = name === 'out' ? to : from;
      const key = name + data.group[other];
      const known = bundles.get(key) ?? { name, group: data.group[other], count: 0 };
      known.count += 1;
      bundles.set(key, known);
    }
    for (const { name, group, count } of bundles.values()) {
      if (group === data.group[chosen]) continue;
      const ends = name === 'out' ? [place(chosen), data.groups[group]] : [data.groups[group], place(chosen)];
      draw(ends[0], ends[1], name, Math.min(8, 2 + Math.log2(count)));
    }
  };
  const item = (list, at, ports) => {
    const line = document.createElement('li');
    line.textContent = data.names[at] + '  ' + data.ports[ports];
    list.append(line);
  };
  let chosen = -1;
  let moved = false;
  const choose = (at) => {
    if (area >= 0) chooseGroup(area);
    chosen = at === chosen ? -1 : at;
    focus.replaceChildren();
    incoming.replaceChildren();
    outgoing.replaceChildren();
    svg.classList.toggle('has-focus', chosen >= 0);
    panel.hidden = chosen < 0;
    const near = new Set([chosen]);
    if (chosen >= 0) {
      const links = [];
      title.textContent = data.names[chosen];
      data.edges.forEach((list, from) => {
        for (let i = 0; i < list.length; i += 2) {
          const to = list[i];
          if (from === chosen) { links.push([from, to, 'out']); near.add(to); item(outgoing, to, list[i + 1]); }
          else if (to === chosen) { links.push([from, to, 'in']); near.add(from); item(incoming, from, list[i + 1]); }
        }
      });
      drawAll(links);
      for (const [list, words] of [[incoming, 'nobody'], [outgoing, 'nobody']])
        if (list.children.length === 0) { const line = document.createElement('li'); line.textContent = words; list.append(line); }
    }
    boxes.forEach((box, index) => {
      box.classList.toggle('chosen', index === chosen);
      box.classList.toggle('dim', chosen >= 0 && !near.has(index));
      box.setAttribute('aria-pressed', String(index === chosen));
    });
    history.replaceState(null, '', chosen < 0 ? '#map' : '#' + encodeURIComponent(data.names[chosen]));
  };
  const groups = [...svg.querySelectorAll('.group')];
  let area = -1;
  const chooseGroup = (at) => {
    if (chosen >= 0) choose(chosen);
    area = at === area ? -1 : at;
    focus.replaceChildren();
    incoming.replaceChildren();
    outgoing.replaceChildren();
    svg.classList.toggle('has-focus', area >= 0);
    panel.hidden = area < 0;
    const [from, to] = [new Map(), new Map()];
    if (area >= 0) {
      title.textContent = data.areas[area];
      data.edges.forEach((list, source) => {
        for (let i = 0; i < list.length; i += 2) {
          const [a, b] = [data.group[source], data.group[list[i]]];
          if (a === b) continue;
          if (a === area) to.set(b, (to.get(b) ?? 0) + 1);
          else if (b === area) from.set(a, (from.get(a) ?? 0) + 1);
        }
      });
      for (const [names, list, name] of [[from, incoming, 'in'], [to, outgoing, 'out']]) {
        for (const [group, total] of names) {
          const ends = name === 'out' ? [data.groups[area], data.groups[group]] : [data.groups[group], data.groups[area]];
          draw(ends[0], ends[1], name, Math.min(9, 2 + Math.log2(total)));
          const line = document.createElement('li');
          line.textContent = data.areas[group] + '  ' + total + (total === 1 ? ' connection' : ' connections');
          list.append(line);
        }
        if (names.size === 0) { const line = document.createElement('li'); line.textContent = 'nobody'; list.append(line); }
      }
    }
    groups.forEach((group, index) => {
      group.classList.toggle('chosen', index === area);
      group.classList.toggle('dim', area >= 0 && index !== area && !from.has(index) && !to.has(index));
      group.setAttribute('aria-pressed', String(index === area));
    });
  };
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const makeButtons = (list, act) => list.forEach((one, at) => {
    one.setAttribute('role', 'button');
    one.setAttribute('aria-pressed', 'false');
    one.setAttribute('tabindex', at === 0 ? '0' : '-1');
    const go = (to) => {
      one.setAttribute('tabindex', '-1');
      list[to].setAttribute('tabindex', '0');
      list[to].focus();
    };
    one.addEventListener('click', () => { if (!moved) act(at); });
    one.addEventListener('keydown', (event) => {
      const { key } = event;
      if (key === 'Enter' || key === ' ') act(at);
      else if (key in steps) go((at + steps[key] + list.length) % list.length);
      else if (key === 'Home') go(0);
      else if (key === 'End') go(list.length - 1);
      else return;
      event.preventDefault();
    });
  });
  makeButtons(groups, chooseGroup);
  makeButtons(boxes, choose);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && chosen >= 0) choose(chosen);
    if (event.key === 'Escape' && area >= 0) chooseGroup(area);
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && document.activeElement !== search) { event.preventDefault(); search.focus(); }
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
  svg.addEventListener('wheel', (event) => { if (!event.ctrlKey && !event.metaKey) return; event.preventDefault(); zoom(event.deltaY > 0 ? 1.15 : 0.87, ...at(event)); }, { passive: false });
  let from;
  svg.addEventListener('pointerdown', (event) => { if (event.pointerType === 'touch' && matchMedia('(max-width: 44rem)').matches) { moved = false; return; } from = [event.clientX, event.clientY, ...view]; moved = false; });
  window.addEventListener('pointermove', (event) => {
    if (!from) return;
    const scale = view[2] / svg.clientWidth;
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    if (Math.abs(dx) + Math.abs(dy) > 4) { moved = true; svg.classList.add('dragging'); }
    if (moved) { view = [from[2] - dx * scale, from[3] - dy * scale, view[2], view[3]]; show(); }
  });
  for (const name of ['pointerup', 'pointercancel']) window.addEventListener(name, () => { from = undefined; svg.classList.remove('dragging'); });
  document.getElementById('nearer').addEventListener('click', () => zoom(0.75));
  document.getElementById('farther').addEventListener('click', () => zoom(1.33));
  document.getElementById('whole').addEventListener('click', () => { view = [...whole]; show(); });
  document.getElementById('tools').hidden = false;
  document.getElementById('zoom').hidden = false;
  const named = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return ''; } };
  const index = data.names.indexOf(named());
  if (index >= 0) choose(index);
})();
`;
