/**
 * Sorting and filtering of the findings. The page is complete without it: controls stay hidden until it runs. It reads only
 * `data-` attributes and text and never writes HTML.
 */
export const script = `
(() => {
  const table = document.getElementById('findings-table');
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const filters = document.getElementById('filters');
  const count = document.getElementById('count');
  const [search, tier, severity, kind, part, fixable, added, accepted] = ['search', 'tier', 'severity', 'kind', 'part', 'fixable', 'added', 'accepted'].map((id) => document.getElementById(id));
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const least = Number(severity.value);
    let shown = 0;
    rows.forEach((row, index) => {
      const data = row.dataset;
      const keep = Number(data.severity) >= least && Number(data.tier) <= Number(tier.value) &&
        (!fixable.checked || data.fixable === '1') && (!part || part.value === '' || data.part === part.value) &&
        (!kind || kind.value === '' || data.kind === kind.value) &&
        (!added || !added.checked || data.new === '1') &&
        (accepted.checked || data.accepted !== '1') && words.every((word) => texts[index].includes(word));
      row.hidden = !keep;
      if (keep) shown += 1;
    });
    count.textContent = shown + ' of ' + rows.length + ' findings shown';
  };
  const collator = new Intl.Collator('en', { numeric: true });
  const sort = (header, column) => {
    const down = header.getAttribute('aria-sort') !== 'descending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const keys = new Map(rows.map((row) => [row, row.cells[column].dataset.key ?? row.cells[column].textContent.trim()]));
    const sorted = rows.toSorted((a, b) => collator.compare(keys.get(a), keys.get(b)) * (down ? -1 : 1));
    body.append(...sorted);
  };
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = header.textContent;
    button.addEventListener('click', () => sort(header, column));
    header.replaceChildren(button);
  });
  for (const control of [search, tier, severity, kind, part, fixable, added, accepted]) if (control) control.addEventListener('input', apply);
  filters.hidden = false;
  apply();
})();
`;
