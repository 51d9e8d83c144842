/// What the page of a group adds to the style sheet of reports: tables as wide as the screen, and strips.
let groupStyle = """
  .page { max-width: 105rem; }
  main { max-width: none; }
  main p, .verdict, .notes, .masthead > * { max-width: 62rem; }
  .strips { display: grid; grid-template-columns: repeat(auto-fill, minmax(17.5rem, 1fr)); gap: 1.1rem 1.6rem; margin: 1rem 0; }
  .strip { margin: 0; }
  .strip figcaption { margin: 0 0 0.15rem; font-size: 0.9rem; line-height: 1.3; }
  .strip svg { display: block; width: 100%; height: auto; overflow: visible; }
  .strip .ends { display: flex; justify-content: space-between; font-size: 0.8rem; color: var(--quiet); }
  .box { fill: var(--raised); stroke: var(--line); stroke-width: 0.8; }
  .median { stroke: var(--quiet); stroke-width: 1.4; }
  .strip circle { fill: var(--accent); fill-opacity: 0.75; }
  .strip .odd { fill: var(--ground); stroke: var(--fail); stroke-width: 1.4; }
  .strip a:hover circle, .strip a:focus circle { fill: var(--ink); fill-opacity: 1; }
  .sessions th[scope="row"] { position: sticky; left: 0; background: var(--ground); }
  .sessions { max-height: 80vh; overflow: auto; }
  .sessions thead th { position: sticky; top: 0; background: var(--ground); z-index: 1; }
  .sessions td { font-variant-numeric: tabular-nums lining-nums; white-space: nowrap; }
  th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
  th[aria-sort="ascending"] button::after { content: " ▲"; }
  th[aria-sort="descending"] button::after { content: " ▼"; }
  @media print { .sessions { max-height: none; } }
  """

/// Sorts a table by the column whose heading is pressed. Cells without a number come last either way. The page allows this
/// script alone, by its checksum.
let groupScript = """
  for (const button of document.querySelectorAll('th button')) button.addEventListener('click', () => {
    const head = button.closest('th'), body = head.closest('table').tBodies[0];
    const up = head.getAttribute('aria-sort') !== 'ascending', place = head.cellIndex;
    for (const other of head.parentElement.cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
    const key = row => {
      const cell = row.cells[place], value = cell.dataset.v;
      return value === undefined ? cell.textContent.trim() : Number(value);
    };
    const isEmpty = value => value === '' || Number.isNaN(value);
    const rows = [...body.rows].map(row => [key(row), row]);
    rows.sort(([a], [b]) => {
      if (isEmpty(a) || isEmpty(b)) return isEmpty(a) - isEmpty(b);
      const order = typeof a === 'number' && typeof b === 'number' ? a - b
        : String(a).localeCompare(String(b), 'en', { numeric: true });
      return up ? order : -order;
    });
    for (const [, row] of rows) body.append(row);
  });
  """
