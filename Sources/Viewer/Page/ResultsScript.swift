/// What the stages found: headlines, numbers and figures.
let resultsScript = #"""
  import { element, formatted } from './draw.js';

  const text = value => typeof value === 'number' ? formatted(value)
    : Array.isArray(value) ? value.slice(0, 6).map(text).join(', ') + (value.length > 6 ? ', …' : '')
    : value !== null && typeof value === 'object' ? Object.entries(value).map(([k, v]) => `${k} ${text(v)}`).join(', ')
    : value === null ? '–' : String(value);

  export class ResultsView {
    constructor(session, state, moveTo, others) {
      Object.assign(this, { session, others });
      this.root = element('section', { class: 'pane', 'aria-label': `Results of ${session.name}` });
    }

    async build() {
      const { session } = this;
      const scroll = element('div', { class: 'scroll results', tabindex: 0 });
      this.root.append(element('div', { class: 'bar' }, element('h2', {}, session.name),
        element('a', { href: `${session.index}/files/report.html`, target: '_blank', rel: 'noreferrer' }, 'Report')), scroll);
      for (const stage of session.stages) scroll.append(...this.stage(stage));
    }

    stage(stage) {
      const rivals = this.others.map(other => other.stages.find(s => s.stage === stage.stage)).filter(Boolean);
      const rows = Object.entries(stage.summary).map(([key, value]) => {
        const differs = rivals.some(rival => JSON.stringify(rival.summary[key]) !== JSON.stringify(value));
        return element('tr', { class: differs ? 'differs' : null }, element('td', {}, key.replaceAll('_', ' ')),
          element('td', {}, text(value) + (differs ? ' ≠' : '')));
      });
      const figures = stage.figures.map(figure => {
        const file = figure.files.find(name => name.endsWith('.svg')) ?? figure.files.find(name => name.endsWith('.png'));
        if (!file) return null;
        const address = `${this.session.index}/files/${file.split('/').map(encodeURIComponent).join('/')}`;
        return element('figure', {}, element('img', { src: address, alt: figure.alt, loading: 'lazy' }),
          element('figcaption', {}, figure.caption));
      });
      return [
        element('h3', {}, stage.title), element('p', {}, stage.headline),
        element('table', {}, element('tbody', {}, ...rows)), ...figures.filter(Boolean),
      ];
    }

    draw() {}
    onkey() { return false; }
  }
  """#
