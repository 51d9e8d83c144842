/// The frame of the page: views, keys, time, light and dark.
let appScript = #"""
  import { CellsView } from './cells.js';
  import { CloudView, camera } from './cloud.js';
  import { element, loadColours } from './draw.js';
  import { ResultsView } from './results.js';
  import { get, Session } from './session.js';
  import { TimeView } from './time.js';

  const views = [
    { name: 'Cloud', make: CloudView, timed: true }, { name: 'Time', make: TimeView, timed: true },
    { name: 'Cells', make: CellsView, timed: false }, { name: 'Results', make: ResultsView, timed: false },
  ];
  const byId = name => document.getElementById(name);
  const state = { now: 0, playing: false, view: 0, redraw, rebuild, say };
  let [sessions, panes, pending, last] = [[], [], false, 0];

  function say(words) { byId('status').textContent = words; }

  // One frame for any number of changes.
  function redraw() {
    if (pending) return;
    pending = true;
    requestAnimationFrame(() => {
      pending = false;
      const start = performance.now();
      for (const pane of panes) pane.draw();
      document.body.dataset.frame = (performance.now() - start).toFixed(1);
    });
  }

  // Lists are made again in all panes; the bar of the pane that is typed in stays.
  function rebuild(typing) {
    for (const pane of panes) {
      if (pane !== typing) pane.buildBar?.();
      pane.update?.();
    }
  }

  function moveTo(time) {
    const [start, end] = [Math.min(...sessions.map(s => s.start)), Math.max(...sessions.map(s => s.end))];
    state.now = Math.max(start, Math.min(end, time));
    byId('now').value = state.now;
    const tenths = value => Math.floor(10 * value + 1e-6);
    const seconds = value => `${Math.floor(tenths(value) / 600)}:${(tenths(value) % 600 / 10).toFixed(1).padStart(4, '0')}`;
    byId('clock').textContent = `${seconds(state.now)} of ${seconds(end)} min`;
    redraw();
  }

  function play(on) {
    state.playing = on;
    byId('play').textContent = on ? 'Pause' : 'Play';
    byId('play').setAttribute('aria-pressed', on);
  }

  function tick(time) {
    const passed = Math.min(0.1, (time - last) / 1000);
    last = time;
    if (camera.turning && state.view === 0) { camera.yaw += passed * 0.4; redraw(); }
    if (state.playing && views[state.view].timed) {
      moveTo(state.now + passed * Number(byId('pace').value));
      if (state.now >= Number(byId('now').max)) play(false);
    }
    requestAnimationFrame(tick);
  }

  async function show(index) {
    state.view = index;
    [...byId('tabs').children].forEach((tab, i) => tab.setAttribute('aria-selected', i === index));
    byId('time').hidden = !views[index].timed;
    byId('time').style.display = views[index].timed ? '' : 'none';
    say('');
    panes = sessions.map(session =>
      new views[index].make(session, state, moveTo, sessions.filter(other => other !== session)));
    byId('main').replaceChildren(...panes.map(pane => pane.root));
    location.replace(`#${views[index].name.toLowerCase()}`);
    try {
      await Promise.all(panes.map(pane => pane.build()));
    } catch (error) { say(error.message); }
    redraw();
    document.body.dataset.ready = views[index].name;
  }

  const keys = [
    ['1 – 4', 'Cloud, Time, Cells, Results'], ['space', 'play or pause'], [', .', 'a tenth of a second back or on'],
    ['arrows', 'Cloud: turn; Time: 1 s and 10 s; Cells: the cell before or after'],
    ['+ − 0', 'Cloud: nearer, farther, as at first'],
    ['r', 'Cloud: keep turning'], ['click', 'Cloud: go to the time of a point; Time: go to a time of the window'],
    ['n p', 'Cells: page on or back'], ['x', 'Cells: keep or drop'], ['/', 'Cells: filter'],
    ['d', 'light or dark'], ['?', 'these keys'],
  ];

  function toggleHelp() {
    byId('keys').hidden = !byId('keys').hidden;
    byId('help').setAttribute('aria-expanded', !byId('keys').hidden);
    redraw();
  }

  function setTheme(dark) {
    document.documentElement.classList.toggle('dark', dark);
    for (const pane of panes) if (pane.points) pane.paint();
    rebuild();
    redraw();
  }

  function onkey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.matches('input[type=search], select');
    if (event.key === 'Escape' && typing) event.target.blur();
    else if (event.key === 'Escape' && !byId('keys').hidden) toggleHelp();
    if (typing || event.target.matches('input[type=range]') && event.key.startsWith('Arrow')) return;
    const number = ['1', '2', '3', '4'].indexOf(event.key);
    const onButton = event.target.matches('button') && event.key === ' ';
    if (number >= 0) show(number);
    else if (event.key === ' ' && !onButton && views[state.view].timed) play(!state.playing);
    else if (event.key === ',') moveTo(state.now - 0.1);
    else if (event.key === '.') moveTo(state.now + 0.1);
    else if (event.key === '?') toggleHelp();
    else if (event.key === 'd') setTheme(!document.documentElement.classList.contains('dark'));
    else if (event.key === '/') document.querySelector('input[type=search]')?.focus();
    else if (panes.map(pane => pane.onkey(event.key)).some(Boolean)) redraw();
    else return;
    event.preventDefault();
  }

  // Results that are written while the page is open are shown without a restart: the cells that were kept stay kept.
  async function look() {
    try {
      const found = await (await get('changes')).json();
      const trouble = found.map(f => f.trouble).find(Boolean);
      if (found.some((f, i) => f.version !== sessions[i].version)) {
        const next = await Promise.all(sessions.map((_, index) => Session.open(index)));
        next.forEach((session, i) => {
          const before = new Set(sessions[i].cells);
          session.kept = new Set(session.cells.filter(name => sessions[i].kept.has(name) || !before.has(name)));
        });
        sessions = next;
        setRange();
        moveTo(state.now);
        await show(state.view);
        say('The results have changed and were read anew.');
      } else if (trouble) say(`The folder has changed and could not be read: ${trouble}`);
    } catch (error) { say(error.message); }
    setTimeout(look, 2000);
  }

  function setRange() {
    byId('now').min = Math.min(...sessions.map(s => s.start));
    byId('now').max = Math.max(...sessions.map(s => s.end));
  }

  async function open() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    document.documentElement.classList.toggle('dark', dark.matches);
    dark.addEventListener('change', () => setTheme(dark.matches));
    byId('keys').append(...keys.map(([key, words]) => element('p', {}, element('kbd', {}, key), ` ${words}`)));
    say('Reading …');
    await loadColours();
    const names = await (await get('folders')).json();
    byId('title').textContent = names.join(' | ');
    document.title = `${names.join(' | ')} – canns-analyze`;
    sessions = await Promise.all(names.map((_, index) => Session.open(index)));
    views.forEach((view, index) => byId('tabs').append(
      element('button', { role: 'tab', 'aria-selected': index === 0, onclick: () => show(index) }, view.name)));
    setRange();
    byId('now').addEventListener('input', () => moveTo(Number(byId('now').value)));
    byId('play').addEventListener('click', () => play(!state.playing));
    byId('help').addEventListener('click', toggleHelp);
    byId('theme').addEventListener('click', () => setTheme(!document.documentElement.classList.contains('dark')));
    document.addEventListener('keydown', onkey);
    addEventListener('resize', () => { rebuild(); redraw(); });
    moveTo(sessions[0].start);
    const wanted = views.findIndex(view => `#${view.name.toLowerCase()}` === location.hash);
    await show(Math.max(0, wanted));
    requestAnimationFrame(tick);
    setTimeout(look, 2000);
  }

  open().catch(error => say(error.message));
  """#
