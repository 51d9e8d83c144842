/// The style sheet of the page: light or dark as the reader's system is, or as the button says. Every text has a contrast of at
/// least 4.5 with its ground.
let viewerStyle = """
  :root {
    color-scheme: light;
    --ground: #ffffff; --raised: #f3f5f7; --line: #ccd3da; --ink: #1a2026; --quiet: #55606b; --accent: #00609c;
    --missing: #c8c8c8; --mark: #d55e00; --second: #0072b2; --warn: #7d4e00;
  }
  :root.dark {
    color-scheme: dark;
    --ground: #14191e; --raised: #1d242b; --line: #38424c; --ink: #e6ebef; --quiet: #a3b0bb; --accent: #7cc4f5;
    --missing: #4a4f55; --mark: #ff9d4d; --second: #56b4e9; --warn: #f2c063;
  }
  * { box-sizing: border-box; }
  html, body { height: 100%; }
  body {
    margin: 0; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
    font: 15px/1.4 -apple-system, "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
    font-variant-numeric: tabular-nums lining-nums;
  }
  header, footer { display: flex; align-items: center; gap: 0.75rem; padding: 0.5rem 1rem; background: var(--raised); }
  header { border-bottom: 1px solid var(--line); flex-wrap: wrap; }
  footer { border-top: 1px solid var(--line); }
  h1 { font-size: 1.05rem; margin: 0 1rem 0 0; overflow-wrap: anywhere; }
  h2 { font-size: 1rem; margin: 0; }
  h3 { font-size: 0.95rem; margin: 1.2rem 0 0.3rem; }
  [role=tablist] { display: flex; gap: 0.25rem; flex: 1; }
  button, select, input { font: inherit; color: inherit; }
  button, select, input[type=search] {
    background: var(--ground); border: 1px solid var(--line); border-radius: 5px; padding: 0.25rem 0.6rem;
  }
  button { cursor: pointer; }
  button:disabled { color: var(--quiet); cursor: default; }
  [role=tab][aria-selected=true], [aria-pressed=true] { border-color: var(--accent); box-shadow: inset 0 -3px var(--accent); }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
  a { color: var(--accent); }
  #now { flex: 1; accent-color: var(--accent); }
  #clock { min-width: 9.5rem; text-align: right; }
  #status { margin: 0; padding: 0 1rem; color: var(--warn); }
  #status:not(:empty) { padding: 0.4rem 1rem; }
  #keys { padding: 0.6rem 1rem; border-bottom: 1px solid var(--line); columns: 22rem; }
  #keys p { margin: 0 0 0.2rem; break-inside: avoid; }
  kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 0.35rem; background: var(--raised); font: inherit; }
  main { flex: 1; min-height: 0; display: flex; overflow: hidden; outline: none; }
  .pane { flex: 1; min-width: 0; display: flex; flex-direction: column; min-height: 0; }
  .pane + .pane { border-left: 1px solid var(--line); }
  .bar { display: flex; flex-wrap: wrap; gap: 0.4rem 0.9rem; align-items: center; padding: 0.45rem 0.9rem; }
  .bar label { color: var(--quiet); }
  .bar label select, .bar label input { color: var(--ink); max-width: 17rem; }
  .fill { position: relative; flex: 1; min-height: 0; }
  .fill canvas { position: absolute; inset: 0; width: 100%; height: 100%; touch-action: none; }
  .legend { position: absolute; right: 0.8rem; bottom: 0.8rem; text-align: right; color: var(--quiet); pointer-events: none; }
  .legend canvas { position: static; width: auto; height: auto; }
  .quiet { color: var(--quiet); }
  .empty { padding: 1.5rem; color: var(--quiet); }
  .panels { flex: 1; min-height: 0; display: grid; grid-template-columns: 1fr 1fr; \
  grid-template-rows: minmax(0, 11fr) minmax(0, 10fr); }
  .panels .wide { grid-column: 1 / -1; }
  .panel { position: relative; min-height: 0; min-width: 0; border-top: 1px solid var(--line); }
  .panel + .panel:not(.wide) { border-left: 1px solid var(--line); }
  .panel > p { position: absolute; left: 0.8rem; top: 0.2rem; margin: 0; z-index: 1; color: var(--quiet); \
  pointer-events: none; font-size: 0.87rem; }
  .panel canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
  .scroll { flex: 1; min-height: 0; overflow: auto; padding: 0 0.9rem 1rem; }
  .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.2rem, 1fr)); gap: 0.5rem; padding: 0.2rem 0; }
  .card { padding: 0.25rem; text-align: left; background: none; border-color: transparent; position: relative; }
  .card canvas { width: 100%; display: block; }
  .card[aria-current=true] { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
  .card.dropped { opacity: 0.45; }
  .card.dropped span:first-of-type { text-decoration: line-through; }
  .card span { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-size: 0.85rem; }
  .detail { display: flex; flex-wrap: wrap; gap: 0.6rem; padding: 0.4rem 0; border-bottom: 1px solid var(--line); }
  .detail figure { margin: 0; width: 9rem; }
  .detail figure canvas { width: 100%; display: block; }
  figcaption { font-size: 0.85rem; color: var(--quiet); }
  table { border-collapse: collapse; font-size: 0.88rem; }
  th, td { text-align: right; padding: 0.2rem 0.7rem 0.2rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
  th:first-child, td:first-child { text-align: left; }
  thead th { position: sticky; top: 0; background: var(--ground); vertical-align: bottom; }
  thead button { border: 0; padding: 0; background: none; text-align: right; font-weight: 600; }
  tr[aria-current=true] { background: var(--raised); }
  .differs { font-weight: 700; }
  .results figure { margin: 1rem 0; max-width: 46rem; }
  .results img { max-width: 100%; background: #ffffff; border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem; }
  @media (max-width: 60rem) { .panels { grid-template-columns: 1fr; grid-auto-rows: 16rem; grid-template-rows: none; \
  overflow: auto; } .panels .wide { grid-column: auto; } }
  """
