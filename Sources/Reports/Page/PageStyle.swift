/// The style sheet of the report: one column of text of comfortable length, contents beside it on wide screens, dark when
/// the reader's system is, and a plain layout in print. Every text has a contrast of at least 4.5 with its ground.
let pageStyle = """
  :root {
    color-scheme: light dark;
    --ground: #ffffff; --raised: #f5f7f9; --line: #d5dbe1; --ink: #1a2026; --quiet: #55606b; --accent: #00609c;
    --pass: #00654b; --warn: #7d4e00; --fail: #a8330a;
    --pass-ground: #e3f4ee; --warn-ground: #fdf1d9; --fail-ground: #fce8e0;
    --text: -apple-system, "Segoe UI", "Source Sans 3", "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
    --code: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ground: #14191e; --raised: #1d242b; --line: #38424c; --ink: #e6ebef; --quiet: #a3b0bb; --accent: #7cc4f5;
      --pass: #62d6ae; --warn: #f2c063; --fail: #ff9d77;
      --pass-ground: #12332a; --warn-ground: #38290c; --fail-ground: #40200f;
    }
  }
  * { box-sizing: border-box; }
  html { scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
  body {
    margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.58 var(--text);
    font-variant-numeric: lining-nums;
  }
  a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 0.06em; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
  .skip { position: absolute; left: -100rem; }
  .skip:focus { left: 1rem; top: 1rem; padding: 0.5rem 1rem; background: var(--ground); z-index: 1; }

  .findings { margin-bottom: 1.1rem; }

  .page { max-width: 82rem; margin: 0 auto; padding: 0 1.25rem 4rem; }
  main, .masthead > * { max-width: 47rem; }
  .masthead { padding: 2.5rem 0 1.75rem; }
  .masthead p { margin: 0; }
  .kind { color: var(--quiet); }
  h1 { font-size: clamp(1.7rem, 5vw, 2.3rem); line-height: 1.15; margin: 0.1rem 0 0.3rem; letter-spacing: -0.015em; \
  overflow-wrap: anywhere; }
  h2 { font-size: 1.5rem; line-height: 1.25; margin: 3.25rem 0 0.75rem; padding-top: 1.1rem; \
  border-top: 1px solid var(--line); letter-spacing: -0.01em; }
  h3 { font-size: 1.08rem; margin: 1.9rem 0 0.5rem; }
  p { margin: 0 0 1rem; }
  .lead { font-size: 1.16rem; line-height: 1.5; }
  .quiet { color: var(--quiet); }

  nav { font-size: 0.95rem; margin-bottom: 1.75rem; }
  nav h2 { font-size: 0.95rem; margin: 0 0 0.4rem; padding: 0; border: 0; color: var(--quiet); font-weight: 600; \
  letter-spacing: 0; }
  nav ul { list-style: none; margin: 0; padding: 0; columns: 2; column-gap: 1.5rem; }
  nav li { break-inside: avoid; }
  nav a { display: block; padding: 0.22rem 0; text-decoration: none; }
  nav a:hover { text-decoration: underline; }
  @media (min-width: 70rem) {
    .masthead, .columns { padding-left: 17rem; }
    .columns { position: relative; }
    nav { position: absolute; left: 0; top: 0; bottom: 0; width: 13.5rem; }
    nav > div { position: sticky; top: 1.5rem; max-height: calc(100vh - 3rem); overflow-y: auto; padding: 0.1rem 0 1rem; }
    nav ul { columns: 1; border-left: 2px solid var(--line); padding-left: 0.9rem; }
  }

  .verdict { background: var(--raised); border: 1px solid var(--line); border-radius: 10px; padding: 1.4rem 1.6rem 0.7rem; }
  .verdict h2 { border: 0; padding: 0; margin: 0 0 0.4rem; font-size: 1.95rem; letter-spacing: -0.02em; }
  .verdict h3 { margin-top: 1.1rem; }
  .verdict ul { margin: 0.3rem 0 1rem; padding-left: 1.2rem; }
  .verdict .evidence { float: right; width: 46%; margin: 0.2rem 0 1rem 1.5rem; padding: 0.6rem; background: #ffffff; \
  border: 1px solid var(--line); border-radius: 8px; text-align: center; text-decoration: none; font-size: 0.85rem; }
  .verdict .evidence img { max-width: 100%; height: auto; }
  .verdict .tally { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; padding: 0; margin: 0 0 1rem; }
  .notes { border-left: 4px solid var(--warn); background: var(--warn-ground); padding: 0.8rem 1.1rem; margin: 1.25rem 0; \
  border-radius: 0 6px 6px 0; }
  .notes h2 { font-size: 1rem; border: 0; padding: 0; margin: 0 0 0.25rem; letter-spacing: 0; }
  .notes p { margin: 0 0 0.3rem; }

  .light { display: inline-block; white-space: nowrap; font-weight: 650; font-size: 0.9rem; line-height: 1.3; \
  padding: 0.17rem 0.6rem 0.17rem 0.5rem; border-radius: 1rem; }
  .pass { color: var(--pass); background: var(--pass-ground); }
  .warn { color: var(--warn); background: var(--warn-ground); }
  .fail { color: var(--fail); background: var(--fail-ground); }

  .table { overflow-x: auto; margin: 0 0 1.25rem; }
  table { border-collapse: collapse; width: 100%; font-size: 0.95rem; line-height: 1.4; \
  font-variant-numeric: tabular-nums lining-nums; }
  caption { text-align: left; font-weight: 650; padding: 0 0 0.4rem; }
  th, td { text-align: left; vertical-align: top; padding: 0.38rem 1rem 0.38rem 0; border-bottom: 1px solid var(--line); }
  th:last-child, td:last-child { padding-right: 0; }
  thead th { color: var(--quiet); font-weight: 600; border-bottom-width: 2px; white-space: nowrap; }
  tbody th { font-weight: 500; }
  tr.given th, tr.given td { font-weight: 650; }
  td .map { display: block; width: auto; height: 3.4rem; max-width: 7rem; image-rendering: pixelated; }
  td.digest { font: 0.8rem/1.5 var(--code); overflow-wrap: anywhere; min-width: 15rem; }
  code, pre { font-family: var(--code); font-size: 0.86em; }
  pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 0.7rem 0.9rem; \
  margin: 0 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5; }

  figure { margin: 1.6rem 0 2rem; }
  .card { background: #ffffff; color: #000000; border: 1px solid var(--line); border-radius: 8px; padding: 0.9rem; \
  text-align: center; }
  .card svg, .card img { display: inline-block; max-width: 100%; height: auto; vertical-align: top; }
  figcaption { font-size: 0.95rem; line-height: 1.45; margin-top: 0.55rem; }
  figcaption .files { color: var(--quiet); }

  details { margin: 0 0 1rem; }
  summary { cursor: pointer; color: var(--accent); font-weight: 600; padding: 0.2rem 0; }
  details[open] > summary { margin-bottom: 0.5rem; }
  .references { padding-left: 1.7rem; }
  .references li { margin-bottom: 0.5rem; overflow-wrap: anywhere; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1.2rem; margin: 0 0 1rem; }
  dt { color: var(--quiet); }
  dd { margin: 0; overflow-wrap: anywhere; }
  .outdated { border-left: 4px solid var(--fail); padding-left: 1.1rem; }

  @media (max-width: 34rem) {
    .verdict { padding: 1.1rem 1.1rem 0.5rem; }
    .verdict .evidence { float: none; display: block; width: auto; margin: 0 0 1rem; }
    .card { padding: 0.4rem; }
    nav { font-size: 0.9rem; }
    /* Four columns do not fit: each check becomes a block with its outcome on top. */
    .checks thead { position: absolute; left: -100rem; }
    .checks tr { display: block; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
    .checks th, .checks td { display: block; border: 0; padding: 0.1rem 0; }
    table { font-size: 0.9rem; }
    th, td { padding-right: 0.7rem; }
  }
  @media print {
    :root {
      color-scheme: light;
      --ground: #ffffff; --raised: #ffffff; --line: #b5bcc3; --ink: #000000; --quiet: #404850; --accent: #000000;
      --pass: #00543e; --warn: #6b4300; --fail: #8f2a06;
      --pass-ground: #ffffff; --warn-ground: #ffffff; --fail-ground: #ffffff;
    }
    @page { size: A4; margin: 18mm 17mm 20mm; }
    body { font-size: 10pt; line-height: 1.45; }
    .page, main, .masthead > * { max-width: none; padding: 0; }
    .masthead { padding: 0 0 5mm; }
    .columns { padding: 0; }
    nav, .skip, .screen { display: none; }
    h1 { font-size: 20pt; } h2 { font-size: 14pt; margin-top: 8mm; } .verdict h2 { font-size: 17pt; }
    h2, h3, caption, thead { break-after: avoid; }
    figure, tr, .verdict, .notes, pre { break-inside: avoid; }
    .card { border: 0; padding: 0; }
    .card svg, .card img { max-height: 225mm; width: auto; }
    .light { border: 0.5pt solid currentColor; }
    .table { overflow: visible; }
    table { font-size: 8.5pt; line-height: 1.3; }
    th, td { padding-top: 1mm; padding-bottom: 1mm; overflow-wrap: anywhere; }
    .lead { font-size: 11.5pt; }
    /* What is folded on the screen is printed. */
    details::details-content { content-visibility: visible; display: block; block-size: auto; }
    details > summary { list-style: none; color: var(--ink); }
    a { text-decoration: none; }
  }
  """
