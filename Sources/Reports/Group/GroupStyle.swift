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
  .sortable td { white-space: nowrap; }
  """
