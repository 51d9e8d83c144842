/// The point cloud that can be turned.
let cloudScript = #"""
  import { css, choice, drawKey, element, fit, ground, indexOf, missing, packed, replaceChildren, scaleOf } from './draw.js';

  // One camera for all panes, so that what is compared is seen from the same side.
  export const camera = { yaw: 0.6, pitch: 0.5, zoom: 1, turning: false };

  export class CloudView {
    constructor(session, state, moveTo) {
      Object.assign(this, { session, state, moveTo });
      this.clouds = session.clouds();
      this.colourings = session.colourings();
      this.root = element('section', { class: 'pane', 'aria-label': `Point cloud of ${session.name}` });
    }

    async build() {
      if (!this.clouds.length) {
        this.root.append(element('p', { class: 'empty' },
          'This folder has no point cloud: no embedding, no components and no decoded angles.'));
        return;
      }
      const wanted = this.clouds.findIndex(c => c.name === this.state.cloud);
      const first = this.colourings.findIndex(c => c.name === this.state.colour);
      this.cloud = this.clouds[Math.max(0, wanted)];
      const angle = this.colourings.findIndex(c => c.cyclic && c.array.axes.length === 2);
      this.colouring = this.colourings[first >= 0 ? first : Math.max(0, angle)];
      this.bar = element('div', { class: 'bar' });
      this.canvas = element('canvas', { tabindex: 0, role: 'img', 'aria-label': 'Point cloud; arrow keys turn it' });
      this.key = element('canvas', {});
      this.words = element('div', {});
      this.root.append(this.bar, element('div', { class: 'fill' }, this.canvas,
        element('div', { class: 'legend' }, this.words, this.key)));
      this.listen();
      await this.load();
    }

    buildBar() {
      const pick = index => {
        this.cloud = this.clouds[index];
        this.state.cloud = this.cloud.name;
        this.load();
      };
      const colour = index => {
        this.colouring = this.colourings[index];
        this.state.colour = this.colouring.name;
        this.load();
      };
      const axes = this.cloud.kind === 'points' && this.cloud.width > 3 ? this.cloud.columns : [];
      const options = Array.from({ length: this.cloud.width ?? 0 }, (_, i) => ({ name: String(i + 1) }));
      replaceChildren(this.bar,
        element('h2', {}, this.session.name),
        choice('Points', this.clouds, this.clouds.indexOf(this.cloud), pick),
        choice('Colour', this.colourings, this.colourings.indexOf(this.colouring), colour),
        ...axes.map((column, axis) =>
          choice('xyz'[axis], options, column, index => { this.cloud.columns[axis] = index; this.load(); })));
    }

    async load() {
      this.buildBar();
      const { array, columns } = this.cloud;
      const [cloud, colouring] = [this.cloud, this.colouring];
      const [values, colours, times] = await Promise.all([
        this.session.series(array, columns, array.clock),
        colouring ? this.session.series(colouring.array, [colouring.column], array.clock) : null,
        this.session.timesOf(array.clock) ? this.session.series(this.session.timesOf(array.clock), [0], array.clock) : null]);
      if (cloud !== this.cloud || colouring !== this.colouring) return;
      this.place(values, columns.length);
      this.times = times;
      this.values = colours;
      this.paint();
      this.draw();
    }

    // Points as [x, y, z], their middle at 0 and 98 % of them within 1.
    place(values, width) {
      const count = values.length / width;
      const points = new Float32Array(3 * count);
      for (let i = 0; i < count; i++) {
        const [a, b] = [values[i * width], values[i * width + 1]];
        if (this.cloud.kind === 'torus') {
          points.set([(2 + Math.cos(b)) * Math.cos(a) / 3, (2 + Math.cos(b)) * Math.sin(a) / 3, Math.sin(b) / 3], 3 * i);
        } else if (this.cloud.kind === 'ring') {
          points.set([Math.cos(a), Math.sin(a), 0], 3 * i);
        } else {
          points.set([a, b, width > 2 ? values[i * width + 2] : 0], 3 * i);
        }
      }
      if (this.cloud.kind === 'points') this.center(points, count);
      this.points = points;
    }

    center(points, count) {
      const [mean, known] = [[0, 0, 0], i => Number.isFinite(points[3 * i])];
      let total = 0;
      for (let i = 0; i < count; i++) if (known(i)) { total++; for (let k = 0; k < 3; k++) mean[k] += points[3 * i + k]; }
      const radii = [];
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < 3; k++) points[3 * i + k] -= mean[k] / Math.max(1, total);
        if (known(i)) radii.push(Math.hypot(points[3 * i], points[3 * i + 1], points[3 * i + 2]));
      }
      radii.sort((a, b) => a - b);
      const scale = radii[Math.floor(0.98 * radii.length)] || 1;
      for (let i = 0; i < points.length; i++) points[i] /= scale;
    }

    paint() {
      const count = this.points.length / 3;
      this.colours = new Uint32Array(count);
      const none = missing();
      if (!this.values) { this.colours.fill(none); return; }
      const scale = scaleOf(this.values, this.colouring.cyclic);
      const table = packed(this.colouring.cyclic ? 'cyclic' : 'sequential');
      for (let i = 0; i < count; i++) {
        const index = indexOf(this.values[i], scale);
        this.colours[i] = index < 0 ? none : table[index];
      }
      this.words.textContent = `${this.colouring.name} (${this.colouring.stage})`;
      drawKey(this.key, scale, this.colouring.unit);
    }

    // Each point is a small disc in a buffer of depths: no sorting, and the same picture on every machine.
    draw() {
      if (!this.points || !this.canvas.isConnected) return;
      const { context, width, height, ratio } = fit(this.canvas, 1.5);
      const [w, h] = [this.canvas.width, this.canvas.height];
      if (!w || !h) return;
      if (!this.image || this.image.width !== w || this.image.height !== h) {
        this.image = new ImageData(w, h);
        this.pixels = new Uint32Array(this.image.data.buffer);
        this.depths = new Float32Array(w * h);
        this.owners = new Int32Array(w * h);
      }
      const { pixels, depths, owners, points, colours } = this;
      const back = ground();
      pixels.fill(back);
      depths.fill(-1e9);
      owners.fill(-1);
      const project = this.projection(w, h);
      const [backR, backG, backB] = [back & 255, back >> 8 & 255, back >> 16 & 255];
      const radius = Math.max(1.4, Math.min(4, Math.sqrt(w * h / (points.length / 3)) / 11 * Math.sqrt(camera.zoom)));
      const reach = Math.ceil(radius);
      const disc = [];
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) if (dx * dx + dy * dy <= radius * radius + 0.3) disc.push(dy * w + dx);
      }
      const offsets = Int32Array.from(disc);
      for (let i = 0; i < colours.length; i++) {
        project(points[3 * i], points[3 * i + 1], points[3 * i + 2]);
        const [px, py, depth] = [this.px, this.py, this.depth];
        if (!(px >= reach && py >= reach && px < w - reach - 1 && py < h - reach - 1)) continue;
        const fade = Math.max(0, Math.min(0.5, 0.2 - 0.3 * depth));
        const c = colours[i];
        const mixed = 0xff000000 | (c >> 16 & 255) + (backB - (c >> 16 & 255)) * fade << 16
          | (c >> 8 & 255) + (backG - (c >> 8 & 255)) * fade << 8 | (c & 255) + (backR - (c & 255)) * fade;
        const middle = Math.round(py) * w + Math.round(px);
        for (let k = 0; k < offsets.length; k++) {
          const at = middle + offsets[k];
          if (depth > depths[at]) { depths[at] = depth; pixels[at] = mixed; owners[at] = i; }
        }
      }
      context.putImageData(this.image, 0, 0);
      this.mark(context, project, ratio);
    }

    // Sets px, py in pixels of the canvas, and a depth that grows towards the reader.
    projection(w, h) {
      const [cy, sy, cp, sp] = [Math.cos(camera.yaw), Math.sin(camera.yaw), Math.cos(camera.pitch), Math.sin(camera.pitch)];
      const size = 0.44 * Math.min(w, h) * camera.zoom;
      return (x, y, z) => {
        const [u, v] = [x * cy - y * sy, x * sy + y * cy];
        const depth = -v * cp + z * sp;
        const near = 3.5 / (3.5 - depth);
        this.px = w / 2 + u * size * near;
        this.py = h / 2 - (v * sp + z * cp) * size * near;
        this.depth = depth;
      };
    }

    // Where the population is now, and how it came there.
    mark(context, project, ratio) {
      if (!this.times || this.cloud.array.clock !== this.session.mainClock && this.times.length < 100) return;
      const now = this.frameAt(this.state.now);
      if (now < 0) return;
      const at = i => {
        project(this.points[3 * i], this.points[3 * i + 1], this.points[3 * i + 2]);
        return [this.px / ratio, this.py / ratio];
      };
      context.lineJoin = 'round';
      context.strokeStyle = css('--ink');
      context.lineWidth = 1.5;
      context.beginPath();
      let last = -1;
      for (let i = now; i >= 0 && this.times[now] - this.times[i] < 2; i--) {
        const [x, y] = at(i);
        if (!Number.isFinite(x)) { last = -1; continue; }
        if (last < 0) context.moveTo(x, y); else context.lineTo(x, y);
        last = i;
      }
      context.stroke();
      const [x, y] = at(now);
      if (!Number.isFinite(x)) return;
      for (const [radius, name] of [[9, '--ground'], [7, '--mark']]) {
        context.beginPath();
        context.arc(x, y, radius, 0, 7);
        context.lineWidth = 3;
        context.strokeStyle = css(name);
        context.stroke();
      }
    }

    // The point at a time; -1 where the points have none (landmarks are in no order).
    frameAt(time) {
      const { times } = this;
      if (this.session.clocks[this.cloud.array.clock].step === 0) return -1;
      let [low, high] = [0, times.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (times[middle] <= time) low = middle; else high = middle - 1;
      }
      return low;
    }

    listen() {
      let [from, moved] = [null, false];
      const redraw = () => this.state.redraw();
      this.canvas.addEventListener('pointerdown', event => {
        from = [event.clientX, event.clientY];
        moved = false;
        this.canvas.setPointerCapture(event.pointerId);
      });
      this.canvas.addEventListener('pointermove', event => {
        if (!from) return;
        const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
        if (!moved && Math.hypot(dx, dy) < 3) return;
        moved = true;
        camera.yaw += dx * 0.008;
        camera.pitch = Math.max(-1.57, Math.min(1.57, camera.pitch + dy * 0.008));
        from = [event.clientX, event.clientY];
        redraw();
      });
      this.canvas.addEventListener('pointerup', event => {
        if (from && !moved) this.jump(event);
        from = null;
      });
      this.canvas.addEventListener('wheel', event => {
        event.preventDefault();
        camera.zoom = Math.max(0.3, Math.min(8, camera.zoom * Math.exp(-event.deltaY * 0.001)));
        redraw();
      }, { passive: false });
      this.canvas.addEventListener('dblclick', () => {
        Object.assign(camera, { yaw: 0.6, pitch: 0.5, zoom: 1 });
        redraw();
      });
    }

    // A click goes to the time of the point.
    jump(event) {
      const ratio = this.canvas.width / this.canvas.clientWidth;
      const [x, y] = [Math.round(event.offsetX * ratio), Math.round(event.offsetY * ratio)];
      const owner = this.owners[y * this.canvas.width + x];
      if (owner >= 0 && this.times) this.moveTo(this.times[owner]);
    }

    onkey(key) {
      const step = 0.09;
      if (key === 'ArrowLeft') camera.yaw -= step;
      else if (key === 'ArrowRight') camera.yaw += step;
      else if (key === 'ArrowUp') camera.pitch = Math.min(1.57, camera.pitch + step);
      else if (key === 'ArrowDown') camera.pitch = Math.max(-1.57, camera.pitch - step);
      else if (key === '+' || key === '=') camera.zoom = Math.min(8, camera.zoom * 1.15);
      else if (key === '-') camera.zoom = Math.max(0.3, camera.zoom / 1.15);
      else if (key === '0') Object.assign(camera, { yaw: 0.6, pitch: 0.5, zoom: 1 });
      else if (key === 'r') camera.turning = !camera.turning;
      else return false;
      return true;
    }
  }
  """#
