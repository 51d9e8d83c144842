/// The view along time: arena, bump and spikes at the same moment.
let timeScript = #"""
  import { css, drawMatrix, element, extremes, fit, formatted, inside, web, indexOf } from './draw.js';
  import { indexAt } from './session.js';

  const degrees = '0° 90° 180° 270° 360°'.split(' ');

  export class TimeView {
    constructor(session, state, moveTo) {
      Object.assign(this, { session, state, moveTo, span: 10, chunk: null });
      this.root = element('section', { class: 'pane', 'aria-label': `Time of ${session.name}` });
    }

    async build() {
      const { session } = this;
      if (session.mainClock === null || !session.times.length) {
        this.root.append(element('p', { class: 'empty' }, 'Nothing in this folder has a time.'));
        return;
      }
      const { measured, decoded } = session.paths();
      const angles = session.angles();
      this.circles = angles ? angles.columns.length : 0;
      const direction = session.colourings().find(c => /^(head_direction|heading)$/.test(c.array.key));
      const speed = session.colourings().find(c => c.array.key === 'speed');
      this.speedUnit = speed?.unit;
      const column = item => item && { array: item.array, columns: [item.column] };
      this.fields = {
        x: column(measured?.[0]), y: column(measured?.[1]), decodedX: column(decoded?.[0]), decodedY: column(decoded?.[1]),
        angles: angles && { array: angles.array, columns: angles.columns }, direction: column(direction), speed: column(speed),
      };
      const { mainClock } = session;
      const stride = session.clocks[mainClock].stride;
      this.thinned = await this.readTrack(session.times, stride, f => session.series(f.array, f.columns, mainClock));
      this.track = this.thinned;
      const { raster, bump } = session.activity();
      Object.assign(this, { raster, bump });
      if (raster) {
        this.preferred = this.circles ? await session.preferred(raster.shape[1], this.circles) : null;
        this.order = [...Array(raster.shape[1]).keys()];
        if (this.preferred) {
          const first = i => Number.isFinite(this.preferred[i][0]) ? this.preferred[i][0] : 9;
          this.order.sort((a, b) => first(a) - first(b) || a - b);
        }
        this.isCounted = raster.unit === 'spikes';
        this.peaks = (await session.ranges(bump)).subarray(bump.shape[1]);
      }
      this.compose();
      this.draw();
    }

    // What has a time, at these times.
    async readTrack(times, stride, read) {
      const names = Object.keys(this.fields).filter(name => this.fields[name]);
      const values = await Promise.all(names.map(name => read(this.fields[name])));
      return { times, stride, ...Object.fromEntries(names.map((name, i) => [name, values[i]])) };
    }

    // Every bin where the window has come, and the thinned ones until then.
    trackNow() {
      const track = this.chunk?.track;
      if (!track?.times.length) return this.thinned;
      const { now } = this.state;
      return track.times[0] <= now && now <= track.times[track.times.length - 1] ? track : this.thinned;
    }

    compose() {
      const panel = (name, words, wide = false) => {
        const canvas = element('canvas', { role: 'img', 'aria-label': words });
        this[name] = canvas;
        this[`${name}Words`] = element('p', {}, words);
        return element('div', { class: wide ? 'panel wide' : 'panel' }, this[`${name}Words`], canvas);
      };
      const spans = [2, 5, 10, 20, 60];
      const select = element('select', { onchange: () => { this.span = Number(select.value); this.draw(); } },
        ...spans.map(value => element('option', { value, selected: value === this.span }, `${value} s`)));
      const dashed = this.fields.decodedX ? ', decoded path dashed' : '';
      const arena = this.fields.x ? `Arena: measured path${dashed}` : 'No measured path';
      const of = this.preferred ? 'cells at their preferred angles, area by rate over the highest' : 'decoded angle';
      const bump = !this.fields.angles ? 'No decoded angles' : `${this.circles > 1 ? 'Unrolled torus' : 'Ring'}: ${of}`;
      const unit = this.raster?.unit;
      const spikes = this.raster ? `${this.raster.key} (${unit}) of ${this.raster.shape[1]} cells`
        + (this.preferred ? ', by preferred angle' : '') : 'No activity';
      this.root.append(
        element('div', { class: 'bar' }, element('h2', {}, this.session.name), element('label', {}, 'Window ', select)),
        element('div', { class: 'panels' }, panel('arenaCanvas', arena), panel('bumpCanvas', bump),
          panel('spikesCanvas', spikes, true)));
      this.spikesCanvas.addEventListener('click', event => {
        const share = (event.offsetX - 56) / (this.spikesCanvas.clientWidth - 72);
        this.moveTo(this.state.now + (share - 0.5) * this.span);
      });
    }

    draw() {
      if (!this.spikesCanvas?.isConnected) return;
      this.track = this.trackNow();
      this.frame = indexAt(this.track.times, this.state.now);
      this.drawArena();
      this.fetch();
      this.drawBump();
      this.drawSpikes();
    }

    // The path over the seconds before now.
    trail(context, point, seconds, colour, dash = []) {
      const { times } = this.track;
      context.strokeStyle = colour;
      context.setLineDash(dash);
      context.lineWidth = 2;
      context.beginPath();
      let on = false;
      for (let i = this.frame; i >= 0 && times[this.frame] - times[i] <= seconds; i--) {
        const [x, y, broken] = point(i);
        if (!Number.isFinite(x) || broken || this.isGap(i)) on = false;
        if (!Number.isFinite(x)) continue;
        if (on) context.lineTo(x, y); else context.moveTo(x, y);
        on = true;
      }
      context.stroke();
      context.setLineDash([]);
    }

    // Whether bins were left out between a frame and the next one.
    isGap(i) {
      const { times, stride } = this.track;
      return times[i + 1] - times[i] > 3 * stride * this.session.clocks[this.session.mainClock].step;
    }

    disc(context, x, y, radius, colour) {
      if (!Number.isFinite(x)) return;
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.fillStyle = colour;
      context.fill();
      context.lineWidth = 1.5;
      context.strokeStyle = css('--ground');
      context.stroke();
    }

    // x to the right, y upward, the same scale for both, and a bar in cm.
    drawArena() {
      const { context, width, height } = fit(this.arenaCanvas);
      context.clearRect(0, 0, width, height);
      if (!this.fields.x || !this.fields.y) return;
      const whole = this.thinned;
      this.bounds ??= [extremes(whole.x), extremes(whole.y)];
      const [[x0, x1], [y0, y1]] = this.bounds;
      const box = inside(width, height, (x1 - x0) / (y1 - y0 || x1 - x0), 26);
      const scale = box.width / (x1 - x0);
      const place = (x, y) => i => [box.x + (x[i] - x0) * scale, box.y + box.height - (y[i] - y0) * scale];
      const everywhere = place(whole.x, whole.y);
      const measured = place(this.track.x, this.track.y);
      context.globalAlpha = 0.35;
      context.strokeStyle = css('--missing');
      context.lineWidth = 1;
      context.beginPath();
      const step = Math.max(1, Math.floor(whole.x.length / 6000));
      for (let i = 0; i < whole.x.length; i += step) {
        const [x, y] = everywhere(i);
        if (Number.isFinite(x)) context.lineTo(x, y);
      }
      context.stroke();
      context.globalAlpha = 1;
      this.trail(context, measured, this.span / 2, css('--ink'));
      if (this.track.decodedX && this.track.decodedY) {
        const decoded = place(this.track.decodedX, this.track.decodedY);
        this.trail(context, decoded, Math.min(3, this.span / 2), css('--mark'), [5, 3]);
        this.disc(context, ...decoded(this.frame), 6, css('--mark'));
      }
      const [x, y] = measured(this.frame);
      const heading = this.track.direction?.[this.frame];
      if (Number.isFinite(heading)) {
        context.strokeStyle = css('--second');
        context.lineWidth = 3;
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x + 16 * Math.cos(heading), y - 16 * Math.sin(heading));
        context.stroke();
      }
      this.disc(context, x, y, 6, css('--second'));
      this.bar(context, box, scale);
    }

    bar(context, box, scale) {
      const metres = [0.05, 0.1, 0.2, 0.5, 1, 2].filter(m => m * scale < box.width / 3).pop();
      if (!metres) return;
      const y = box.y + box.height + 14;
      context.fillStyle = css('--ink');
      context.fillRect(box.x, y - 3, metres * scale, 3);
      context.font = '12px sans-serif';
      context.textAlign = 'left';
      context.fillText(`${Math.round(metres * 100)} cm`, box.x + metres * scale + 6, y + 2);
    }

    // Every row around now, with as much again on both sides.
    async fetch() {
      const { session } = this;
      const clock = session.clocks[session.mainClock];
      if (!(clock.step > 0) || !this.raster && clock.stride === 1) return;
      const row = this.track === this.thinned ? this.frame * clock.stride : this.chunk.from + this.frame;
      const half = Math.ceil(Math.max(3, this.span / 2) / clock.step);
      const [from, to] = [Math.max(0, row - half), Math.min(clock.rows, row + half)];
      if (this.chunk && this.chunk.from <= from && this.chunk.to >= to || this.busy) return;
      this.busy = true;
      try {
        const [first, end] = [Math.max(0, row - 2 * half), Math.min(clock.rows, row + 2 * half)];
        const rows = array => array && session.rows(array, first, end - first);
        const [raster, times] = await Promise.all([rows(this.raster), rows(session.timesOf(session.mainClock))]);
        const bump = this.bump === this.raster ? raster : await rows(this.bump);
        const read = f => session.window(f.array, f.columns, session.mainClock, first, end - first);
        const track = clock.stride > 1 ? await this.readTrack(times, 1, read) : null;
        this.chunk = { from: first, to: end, raster, bump, times, track };
      } catch (error) {
        if (this.root.isConnected) this.state.say(error.message);
        return;
      } finally { this.busy = false; }
      this.state.redraw();
    }

    // What each cell does now: its rate, or its mean count over half a second where there are no rates.
    levels() {
      const cells = this.bump.shape[1];
      const levels = new Float32Array(cells);
      if (!this.chunk) return levels;
      const clock = this.session.clocks[this.session.mainClock];
      const row = indexAt(this.chunk.times, this.track.times[this.frame]);
      const reach = this.bump.key === 'rates' ? 0 : Math.round(0.25 / clock.step);
      let total = 0;
      for (let r = row - reach; r <= row + reach; r++) {
        if (r < 0 || r >= this.chunk.to - this.chunk.from) continue;
        total++;
        for (let c = 0; c < cells; c++) levels[c] += this.chunk.bump[r * cells + c];
      }
      for (let c = 0; c < cells; c++) levels[c] = Math.max(0, levels[c] / Math.max(1, total) / (this.peaks[c] || 1));
      return levels;
    }

    drawBump() {
      const { context, width, height } = fit(this.bumpCanvas);
      context.clearRect(0, 0, width, height);
      if (!this.track.angles) return;
      const levels = this.preferred && this.bump ? this.levels() : null;
      if (this.circles > 1) this.drawTorus(context, width, height, levels); else this.drawRing(context, width, height, levels);
    }

    drawTorus(context, width, height, levels) {
      // Below the words of the panel, which are two lines where it is narrow.
      const words = Math.max(0, this.bumpCanvasWords.offsetHeight - 12);
      const box = inside(width, height - words, 1, 30);
      box.y += words;
      const turn = 2 * Math.PI;
      const at = (a, b) => [box.x + a / turn * box.width, box.y + box.height - b / turn * box.height];
      context.strokeStyle = css('--line');
      context.lineWidth = 1;
      context.strokeRect(box.x, box.y, box.width, box.height);
      context.fillStyle = css('--quiet');
      context.font = '11px sans-serif';
      [0, 2, 4].forEach(i => {
        context.textAlign = 'center';
        context.fillText(degrees[i], box.x + box.width * i / 4, box.y + box.height + 14);
        context.textAlign = 'right';
        context.fillText(degrees[i], box.x - 5, box.y + box.height * (1 - i / 4) + 4);
      });
      context.strokeStyle = css('--quiet');
      levels?.forEach((level, cell) => {
        const [a, b] = this.preferred[cell];
        if (!Number.isFinite(a)) return;
        const share = Math.min(1, level);
        context.fillStyle = web('sequential', indexOf(share, { low: 0, high: 1 }));
        context.beginPath();
        context.arc(...at(a, b), 2 + 13 * Math.sqrt(share), 0, 7);
        context.globalAlpha = 0.25 + 0.65 * share;
        context.fill();
        context.stroke();
        context.globalAlpha = 1;
      });
      const { angles } = this.track;
      const point = i => {
        const [a, b] = [angles[2 * i], angles[2 * i + 1]];
        const [p, q] = [angles[2 * i + 2], angles[2 * i + 3]];
        return [...at(a, b), Math.abs(a - p) > Math.PI || Math.abs(b - q) > Math.PI];
      };
      this.trail(context, point, 2, css('--ink'));
      this.disc(context, ...at(angles[2 * this.frame], angles[2 * this.frame + 1]), 7, css('--mark'));
    }

    drawRing(context, width, height, levels) {
      const [x, y, radius] = [width / 2, height / 2 + 6, Math.min(width, height) * 0.27];
      context.strokeStyle = css('--line');
      context.lineWidth = 1;
      context.beginPath();
      context.arc(x, y, radius, 0, 7);
      context.stroke();
      context.fillStyle = css('--quiet');
      context.font = '11px sans-serif';
      context.textAlign = 'center';
      [0, 1, 2, 3].forEach(i => {
        const [c, s] = [Math.cos(i * Math.PI / 2), Math.sin(i * Math.PI / 2)];
        context.fillText(degrees[i], x + c * (radius - 18), y - s * (radius - 12) + 4);
      });
      levels?.forEach((level, cell) => {
        const angle = this.preferred[cell][0];
        if (!Number.isFinite(angle)) return;
        const share = Math.min(1, level);
        context.strokeStyle = web('sequential', indexOf(share, { low: 0, high: 1 }));
        context.lineWidth = Math.max(2, Math.min(9, 380 / levels.length));
        context.beginPath();
        context.moveTo(x + radius * Math.cos(angle), y - radius * Math.sin(angle));
        const end = radius * (1 + 0.7 * share);
        context.lineTo(x + end * Math.cos(angle), y - end * Math.sin(angle));
        context.stroke();
      });
      const hand = (angle, colour, length) => {
        if (!Number.isFinite(angle)) return;
        context.strokeStyle = colour;
        context.lineWidth = 2;
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x + length * Math.cos(angle), y - length * Math.sin(angle));
        context.stroke();
        this.disc(context, x + length * Math.cos(angle), y - length * Math.sin(angle), 6, colour);
      };
      hand(this.track.direction?.[this.frame], css('--second'), radius * 0.62);
      hand(this.track.angles[this.frame], css('--mark'), radius);
    }

    drawSpikes() {
      const { context, width, height } = fit(this.spikesCanvas);
      context.clearRect(0, 0, width, height);
      const [left, right, top] = [56, 16, 24];
      const plot = width - left - right;
      const traces = this.fields.angles || this.fields.direction ? 74 : 0;
      const speed = this.fields.speed ? 44 : 0;
      const body = height - top - traces - speed - 24;
      const [from, to] = [this.state.now - this.span / 2, this.state.now + this.span / 2];
      const x = time => left + (time - from) / this.span * plot;
      if (this.raster && this.chunk && body > 10) this.drawRaster(context, { left, top, plot, body }, from, to);
      if (traces) this.drawAngles(context, x, left, plot, top + body + 8, traces - 14, from, to);
      if (speed) this.drawSpeed(context, x, left, plot, top + body + traces + 4, speed - 10, from, to);
      context.strokeStyle = css('--mark');
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x(this.state.now), top);
      context.lineTo(x(this.state.now), height - 20);
      context.stroke();
      context.fillStyle = css('--quiet');
      context.font = '11px sans-serif';
      context.textAlign = 'center';
      const step = [0.5, 1, 2, 5, 10].find(s => this.span / s <= 10) ?? 10;
      for (let t = Math.ceil(from / step) * step; t <= to; t += step) context.fillText(`${formatted(t)} s`, x(t), height - 6);
    }

    drawRaster(context, { left, top, plot, body }, from, to) {
      const clock = this.session.clocks[this.session.mainClock];
      const cells = this.raster.shape[1];
      const bins = Math.round((to - from) / clock.step);
      // No more lines and columns than pixels: those that share one show the largest value.
      const [lines, columns] = [Math.min(cells, Math.floor(body)), Math.min(bins, Math.floor(plot))];
      const line = Int32Array.from({ length: cells }, (_, c) => Math.floor(c * lines / cells));
      const values = new Float32Array(lines * columns).fill(NaN);
      let peak = 0;
      const origin = this.track.times[this.frame];
      const now = Math.round((origin - from) / clock.step);
      // Bins that were left out stay grey.
      for (let row = 0; row < this.chunk.times.length; row++) {
        const bin = now + Math.round((this.chunk.times[row] - origin) / clock.step);
        if (bin < 0 || bin >= bins) continue;
        const column = Math.floor(bin * columns / bins);
        for (let c = 0; c < cells; c++) {
          const value = this.chunk.raster[row * cells + this.order[c]];
          const at = line[c] * columns + column;
          if (!(value <= values[at])) values[at] = value;
          if (value > peak) peak = value;
        }
      }
      drawMatrix(context, values, lines, columns, { x: left, y: top, width: plot, height: body },
        { low: 0, high: this.isCounted ? Math.min(peak, 2) || 1 : peak || 1 }, this.isCounted ? 'spikes' : 'sequential');
      context.fillStyle = css('--quiet');
      context.font = '11px sans-serif';
      context.textAlign = 'right';
      context.fillText(String(cells), left - 6, top + 9);
      context.fillText('1', left - 6, top + body);
    }

    dots(context, x, y, values, width, column, colour, from, to, size) {
      const { times } = this.track;
      context.fillStyle = colour;
      for (let i = indexAt(times, from); i < times.length && times[i] <= to; i++) {
        if (times[i] < from) continue;
        const value = values[i * width + column];
        if (Number.isFinite(value)) context.fillRect(x(times[i]) - size / 2, y(value) - size / 2, size, size);
      }
    }

    drawAngles(context, x, left, plot, top, height, from, to) {
      const y = angle => top + height * (1 - angle / (2 * Math.PI));
      context.strokeStyle = css('--line');
      context.lineWidth = 1;
      context.strokeRect(left, top, plot, height);
      context.fillStyle = css('--quiet');
      context.font = '11px sans-serif';
      context.textAlign = 'right';
      context.fillText('360°', left - 6, top + 9);
      context.fillText('0°', left - 6, top + height);
      const names = [];
      if (this.track.direction) {
        this.dots(context, x, y, this.track.direction, 1, 0, css('--quiet'), from, to, 2);
        names.push(['measured', css('--quiet')]);
      }
      for (let c = 0; c < this.circles; c++) {
        const colour = css(c === 0 ? '--mark' : '--second');
        this.dots(context, x, y, this.track.angles, this.circles, c, colour, from, to, 2.5);
        names.push([this.circles > 1 ? `angle ${c + 1}` : 'decoded', colour]);
      }
      context.textAlign = 'left';
      let place = left + 6;
      for (const [name, colour] of names) {
        context.fillStyle = css('--ground');
        context.globalAlpha = 0.8;
        context.fillRect(place - 3, top + 2, context.measureText(name).width + 6, 13);
        context.globalAlpha = 1;
        context.fillStyle = colour;
        context.fillText(name, place, top + 12);
        place += context.measureText(name).width + 12;
      }
    }

    drawSpeed(context, x, left, plot, top, height, from, to) {
      this.fastest ??= extremes(this.thinned.speed)[1] || 1;
      const { times, speed } = this.track;
      const y = value => top + height * (1 - value / this.fastest);
      context.strokeStyle = css('--ink');
      context.lineWidth = 1;
      context.beginPath();
      let on = false;
      for (let i = indexAt(times, from); i < times.length && times[i] <= to; i++) {
        const value = speed[i];
        if (!Number.isFinite(value)) { on = false; continue; }
        if (on && !this.isGap(i - 1)) context.lineTo(x(times[i]), y(value));
        else context.moveTo(Math.max(left, x(times[i])), y(value));
        on = true;
      }
      context.stroke();
      context.fillStyle = css('--quiet');
      context.font = '11px sans-serif';
      context.textAlign = 'right';
      context.fillText(formatted(this.fastest), left - 6, top + 9);
      context.textAlign = 'left';
      context.fillText(`speed (${this.speedUnit})`, left + 4, top + 9);
    }

    onkey(key) {
      const second = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: 10, ArrowDown: -10 }[key];
      if (second === undefined) return false;
      this.moveTo(this.state.now + second);
      return true;
    }
  }
  """#
