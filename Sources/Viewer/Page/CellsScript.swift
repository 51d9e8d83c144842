/// The cells: a page of maps, one cell with all it has, and the table of scores.
let cellsScript = #"""
  import { choice, css, drawMatrix, element, extremes, fit, formatted, inside, replaceChildren } from './draw.js';
  import { label } from './session.js';

  const perPage = 24;

  // Sorting, filter, page and cell are the same in all panes.
  export const selection = { sort: null, down: true, filter: '', page: 0, cell: 0, panel: null };

  const panelName = array => `${label(array)} (${array.title})`;

  // Arrays that give each cell a map or a curve.
  function panelsOf(session) {
    const ofCells = session.arrays.filter(a => a.type !== 'words' && a.axes[0] === 'cell' && session.cellPlaces[a.stage]);
    return ofCells.map(array => {
      if (array.shape.length === 3) return { array, kind: 'map', name: panelName(array) };
      if (array.shape.length !== 2) return null;
      const axis = session.arrays.find(a => a.stage === array.stage && a.axes.length === 1 && a.axes[0] === array.axes[1]
        && ['rad', 's', 'm'].includes(a.unit) && !/occupancy|samples/.test(a.key));
      if (array.axes[1] === '*' && array.shape[1] > 8) return { array, kind: 'curve', axis: null, name: panelName(array) };
      return axis ? { array, kind: 'curve', axis, name: panelName(array) } : null;
    }).filter(Boolean);
  }

  // The one score that a name means: its own, with its stage where several have it ('gridscore.p'), or the one that holds it.
  function scoreNamed(text, columns) {
    const key = text.trim().toLowerCase().replaceAll(' ', '_');
    const whole = columns.filter(c => c.key === key || `${c.stage}.${c.key}` === key);
    const found = whole.length ? whole : columns.filter(c => c.key.includes(key));
    if (!found.length) throw new Error(`No score is called '${text.trim()}'.`);
    if (found.length > 1) {
      const names = found.slice(0, 4).map(c => `${c.stage}.${c.key}`).join(', ');
      throw new Error(`'${text.trim()}' may be ${names}${found.length > 4 ? ', …' : ''}: write one of them.`);
    }
    return found[0];
  }

  // 'score > 0.3', 'information<1', 'label = grid', or words that the identifier or a label holds.
  function test(text, columns, session) {
    const parts = text.split(/\s+and\s+|;/i).map(part => part.trim()).filter(Boolean);
    const tests = parts.map(part => {
      const found = part.match(/^([^<>=]+?)\s*(<=|>=|<|>|=)\s*(.*)$/);
      if (found) {
        const column = scoreNamed(found[1], columns);
        const given = found[3].trim().replace(/^(["'])(.*)\1$/, '$2');
        const limit = Number(given);
        if (given === '') throw new Error(`'${part}' lacks a value, as in 'information > 1'.`);
        if (found[2] === '=' && column.values.some(v => typeof v === 'string')) {
          return cell => String(column.values[cell] ?? '').toLowerCase() === given.toLowerCase();
        }
        if (!Number.isFinite(limit)) throw new Error(`'${given}' is no number, and ${column.key.replaceAll('_', ' ')} is one.`);
        const compare = { '<': v => v < limit, '>': v => v > limit, '<=': v => v <= limit, '>=': v => v >= limit,
          '=': v => v === limit }[found[2]];
        return cell => column.values[cell] !== null && compare(Number(column.values[cell]));
      }
      if (part === 'kept') return cell => session.kept.has(session.cells[cell]);
      if (part === 'dropped') return cell => !session.kept.has(session.cells[cell]);
      const word = part.toLowerCase();
      return cell => session.cells[cell].toLowerCase().includes(word)
        || columns.some(c => typeof c.values[cell] === 'string' && c.values[cell].toLowerCase().includes(word));
    });
    return cell => tests.every(check => check(cell));
  }

  export class CellsView {
    constructor(session, state) {
      Object.assign(this, { session, state });
      this.root = element('section', { class: 'pane', 'aria-label': `Cells of ${session.name}` });
    }

    async build() {
      if (!this.session.cells.length) {
        this.root.append(element('p', { class: 'empty' }, 'No stage of this folder says anything of single cells.'));
        return;
      }
      this.columns = await this.session.columns();
      this.panels = panelsOf(this.session);
      this.bar = element('div', { class: 'bar' });
      this.detail = element('div', { class: 'detail' });
      this.gallery = element('div', { class: 'gallery', role: 'group', 'aria-label': 'Maps of the cells' });
      this.table = element('table', {});
      this.root.append(this.bar, element('div', { class: 'scroll', tabindex: 0 }, this.detail, this.gallery, this.table));
      this.buildBar();
      this.update();
    }

    get panel() {
      return this.panels.find(p => p.name === selection.panel) ?? this.panels.find(p => p.kind === 'map') ?? this.panels[0];
    }

    buildBar() {
      const search = element('input', { type: 'search', value: selection.filter, placeholder: 'information > 1 and kept',
        'aria-label': 'Filter', oninput: () => {
          Object.assign(selection, { filter: search.value, page: 0 });
          this.state.rebuild(this);
        } });
      const sorts = [{ name: 'as recorded' }, ...this.columns.map(c => ({ name: c.key.replaceAll('_', ' '), stage: c.title }))];
      const sorted = selection.sort ? 1 + this.columns.findIndex(c => `${c.stage}.${c.key}` === selection.sort) : 0;
      this.count = element('span', { class: 'quiet' });
      this.save = element('button', { onclick: () => this.write(), disabled: !this.session.editable,
        title: this.session.editable ? 'Write cells.txt for --cells' : 'Start with --edit to write' }, 'Write cells.txt');
      replaceChildren(this.bar,
        element('h2', {}, this.session.name), search,
        choice('Sort by', sorts, Math.max(0, sorted), index => {
          const column = this.columns[index - 1];
          Object.assign(selection, { sort: column ? `${column.stage}.${column.key}` : null, down: true, page: 0 });
          this.state.rebuild();
        }),
        element('button', { onclick: () => { selection.down = !selection.down; this.state.rebuild(); } }, 'Turn order'),
        ...this.panels.length ? [choice('Show', this.panels, this.panels.indexOf(this.panel), index => {
          selection.panel = this.panels[index].name;
          this.state.rebuild();
        })] : [],
        element('button', { onclick: () => this.turn(-1), 'aria-label': 'Previous page' }, '‹'),
        element('button', { onclick: () => this.turn(1), 'aria-label': 'Next page' }, '›'), this.count, this.save);
    }

    // The cells that pass the filter, sorted; missing scores last.
    list() {
      let cells = [...this.session.cells.keys()];
      try {
        cells = cells.filter(test(selection.filter, this.columns, this.session));
        this.state.say('');
      } catch (error) {
        // A filter that is not understood passes nothing: all cells would look like its result.
        cells = [];
        this.state.say(`Filter: ${error.message}`);
      }
      const column = this.columns.find(c => `${c.stage}.${c.key}` === selection.sort);
      if (!column) return selection.down ? cells : cells.reverse();
      const sign = selection.down ? -1 : 1;
      return cells.sort((a, b) => {
        const [p, q] = [column.values[a], column.values[b]];
        if (p === null || q === null) return (p === null) - (q === null) || a - b;
        return (typeof p === 'string' ? p.localeCompare(q) : p - q) * sign || a - b;
      });
    }

    turn(pages) {
      const last = Math.max(0, Math.ceil(this.cells.length / perPage) - 1);
      selection.page = Math.max(0, Math.min(last, selection.page + pages));
      selection.cell = this.cells[selection.page * perPage] ?? selection.cell;
      this.state.rebuild();
    }

    update() {
      this.cells = this.list();
      const last = Math.max(0, Math.ceil(this.cells.length / perPage) - 1);
      const page = Math.min(last, selection.page);
      this.shown = this.cells.slice(page * perPage, (page + 1) * perPage);
      this.count.textContent = `${this.cells.length} of ${this.session.cells.length} cells, page ${page + 1} of ${last + 1}, `
        + `${this.session.kept.size} kept`;
      this.buildGallery();
      this.buildTable();
      this.buildDetail();
    }

    buildGallery() {
      const panel = this.panel;
      replaceChildren(this.gallery, ...panel ? this.shown.map(cell => {
        const name = this.session.cells[cell];
        const kept = this.session.kept.has(name);
        const canvas = element('canvas', {});
        canvas.style.aspectRatio = '1';
        const peak = element('span', { class: 'quiet' });
        this.drawPanel(canvas, panel, cell).then(words => { peak.textContent = words; });
        return element('button', { class: kept ? 'card' : 'card dropped', 'aria-current': cell === selection.cell,
          'aria-label': `Cell ${name}${kept ? '' : ', dropped'}`,
          onclick: () => this.choose(cell), ondblclick: () => this.toggle(cell) },
        canvas, element('span', {}, name + (kept ? '' : ' (dropped)')), peak);
      }) : []);
    }

    choose(cell) {
      selection.cell = cell;
      this.state.rebuild();
    }

    toggle(cell) {
      const name = this.session.cells[cell];
      if (!this.session.kept.delete(name)) this.session.kept.add(name);
      this.update();
    }

    async write() {
      try {
        const file = await this.session.keep();
        this.state.say(`Written: ${file}. Use it as --cells @${file}`);
      } catch (error) { this.state.say(error.message); }
    }

    buildTable() {
      const head = this.columns.map(column => element('th', { scope: 'col', title: `${column.title}: ${column.meaning}` },
        element('button', { onclick: () => {
          const key = `${column.stage}.${column.key}`;
          Object.assign(selection, { down: selection.sort === key ? !selection.down : true, sort: key, page: 0 });
          this.state.rebuild();
        } }, column.key.replaceAll('_', ' ')), element('br'),
        element('span', { class: 'quiet' }, column.unit || ' ')));
      const shown = value => typeof value === 'number' ? formatted(value) : value ?? '–';
      const rows = this.shown.map(cell => element('tr', { 'aria-current': cell === selection.cell },
        element('td', {}, element('label', {}, element('input', { type: 'checkbox',
          checked: this.session.kept.has(this.session.cells[cell]), 'aria-label': `Keep ${this.session.cells[cell]}`,
          onchange: () => this.toggle(cell) }), ` ${this.session.cells[cell]}`)),
        ...this.columns.map(column => element('td', {}, shown(column.values[cell])))));
      replaceChildren(this.table,
        element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Cell'), ...head)),
        element('tbody', {}, ...rows));
    }

    // All maps and curves of one cell.
    buildDetail() {
      const cell = selection.cell;
      if (cell >= this.session.cells.length) {
        this.detail.replaceChildren(element('p', { class: 'quiet' }, 'This folder has no such cell.'));
        return;
      }
      const parts = this.panels.map(panel => {
        const canvas = element('canvas', { role: 'img', 'aria-label': panel.name });
        canvas.style.aspectRatio = '1';
        const caption = element('figcaption', {}, panel.name);
        this.drawPanel(canvas, panel, cell).then(words => { caption.textContent = `${panel.name}: ${words}`; });
        return element('figure', {}, canvas, caption);
      });
      this.detail.replaceChildren(element('h2', {}, `Cell ${this.session.cells[cell]}`), ...parts);
    }

    // Draws what an array says of a cell, and gives its peak in words.
    async drawPanel(canvas, panel, cell) {
      const row = this.session.placeOf(panel.array.stage, cell);
      if (row === undefined) return 'not in this stage';
      const [values, axis] = await Promise.all([
        this.session.row(panel.array, row), panel.axis ? this.session.whole(panel.axis) : null]);
      const { context, width, height } = fit(canvas);
      const [low, high] = extremes(values);
      const words = `${formatted(high)}${panel.array.unit ? ' ' + panel.array.unit : ''}`;
      if (!Number.isFinite(high)) return 'nothing known';
      context.clearRect(0, 0, width, height);
      if (panel.kind === 'map') this.drawMap(context, panel.array, values, width, height, low, high);
      else if (!axis || panel.axis.unit === 'rad') this.drawPolar(context, axis, values, width, height, high);
      else this.drawCurve(context, axis, values, width, height, low, high);
      return words;
    }

    // Maps of rates from 0 to the peak; correlations from -1 to 1 around 0.
    drawMap(context, array, values, width, height, low, high) {
      const [, rows, columns] = array.shape;
      const box = inside(width, height, columns / rows, 2);
      const signed = array.unit === '' && low < 0;
      drawMatrix(context, values, rows, columns, box,
        signed ? { low: -1, high: 1 } : { low: 0, high: Math.max(high, 1e-12) }, signed ? 'diverging' : 'sequential');
    }

    drawPolar(context, axis, values, width, height, high) {
      const [x, y, radius] = [width / 2, height / 2, Math.min(width, height) * 0.44];
      const angle = i => axis ? axis[i] : 2 * Math.PI * (i + 0.5) / values.length;
      context.strokeStyle = css('--line');
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.moveTo(x - radius, y);
      context.lineTo(x + radius, y);
      context.moveTo(x, y - radius);
      context.lineTo(x, y + radius);
      context.stroke();
      context.strokeStyle = css('--second');
      context.lineWidth = 1.8;
      context.beginPath();
      let on = false;
      for (let k = 0; k <= values.length; k++) {
        const i = k % values.length;
        if (!Number.isFinite(values[i])) { on = false; continue; }
        const r = radius * Math.max(0, values[i]) / (high || 1);
        const [px, py] = [x + r * Math.cos(angle(i)), y - r * Math.sin(angle(i))];
        if (on) context.lineTo(px, py); else context.moveTo(px, py);
        on = true;
      }
      context.stroke();
    }

    drawCurve(context, axis, values, width, height, low, high) {
      const [bottom, span] = [Math.min(0, low), (high - Math.min(0, low)) || 1];
      const [first, last] = axis ? [axis[0], axis[values.length - 1]] : [0, values.length - 1];
      const x = i => 4 + ((axis ? axis[i] : i) - first) / ((last - first) || 1) * (width - 8);
      const y = value => height - 16 - (value - bottom) / span * (height - 24);
      context.strokeStyle = css('--line');
      context.beginPath();
      context.moveTo(4, y(0));
      context.lineTo(width - 4, y(0));
      if (first < 0 && last > 0) {
        const zero = 4 + -first / (last - first) * (width - 8);
        context.moveTo(zero, 4);
        context.lineTo(zero, height - 16);
      }
      context.stroke();
      context.strokeStyle = css('--second');
      context.lineWidth = 1.6;
      context.beginPath();
      values.forEach((value, i) => { if (Number.isFinite(value)) context.lineTo(x(i), y(value)); });
      context.stroke();
      context.fillStyle = css('--quiet');
      context.font = '11px sans-serif';
      context.textAlign = 'left';
      context.fillText(formatted(first), 2, height - 3);
      context.textAlign = 'right';
      context.fillText(formatted(last), width - 2, height - 3);
    }

    draw() {}

    onkey(key) {
      const at = this.cells?.indexOf(selection.cell) ?? -1;
      const step = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 }[key];
      if (step) {
        const next = Math.max(0, Math.min(this.cells.length - 1, at + step));
        selection.page = Math.floor(next / perPage);
        this.choose(this.cells[next] ?? selection.cell);
      } else if (key === 'n' || key === 'PageDown') this.turn(1);
      else if (key === 'p' || key === 'PageUp') this.turn(-1);
      else if (key === 'x') this.toggle(selection.cell);
      else return false;
      return true;
    }
  }
  """#
