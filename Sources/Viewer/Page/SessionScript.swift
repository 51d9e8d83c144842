/// The numbers of a folder, fetched when they are first wanted and kept.
let sessionScript = #"""
  const label = (array, column) => {
    const words = array.key.replaceAll('_', ' ');
    const name = words.charAt(0).toUpperCase() + words.slice(1);
    return column === undefined ? name : `${name} ${column + 1}`;
  };

  async function get(path) {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error((await answer.text()).trim());
    return answer;
  }

  // The last of ascending times that is not after another; 0 for none.
  export function indexAt(times, time) {
    let [low, high] = [0, times.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (times[middle] <= time) low = middle; else high = middle - 1;
    }
    return Math.max(0, low);
  }

  export class Session {
    static async open(index) {
      const catalogue = await (await get(`${index}/catalogue`)).json();
      const session = new Session(index, catalogue);
      await session.loadClock();
      return session;
    }

    constructor(index, catalogue) {
      this.index = index;
      Object.assign(this, catalogue);
      this.arrays.forEach((array, number) => { array.number = number; });
      this.kept = new Set(this.kept ?? this.cells);
      this.cache = new Map();
    }

    remembered(key, make) {
      if (!this.cache.has(key)) {
        const made = make();
        made.catch(() => this.cache.delete(key));
        this.cache.set(key, made);
      }
      return this.cache.get(key);
    }

    // Columns of an array at the rows of a clock that are sent: Float32 [frame, column].
    series(array, columns, clock) {
      const path = this.seriesPath(array, columns, clock);
      return this.remembered(path, async () => new Float32Array(await (await get(path)).arrayBuffer()));
    }

    // The same at every row of a window.
    async window(array, columns, clock, from, count) {
      const path = `${this.seriesPath(array, columns, clock)}&from=${from}&count=${count}`;
      return new Float32Array(await (await get(path)).arrayBuffer());
    }

    seriesPath(array, columns, clock) {
      return `${this.path('series')}&array=${array.number}&columns=${columns.join(',')}&clock=${clock}`;
    }

    // Requests name the reading of the folder from which they know the numbers of arrays.
    path(name) { return `${this.index}/${name}?version=${this.version}`; }

    // Rows of an array with all their values, exactly.
    async rows(array, from, count) {
      const path = `${this.path('rows')}&array=${array.number}&from=${from}&count=${count}`;
      const bytes = await (await get(path)).arrayBuffer();
      return array.type === 'uint8' ? new Uint8Array(bytes) : new Float32Array(bytes);
    }

    whole(array) { return this.remembered(`whole ${array.number}`, () => this.rows(array, 0, array.shape[0])); }

    row(array, row) { return this.remembered(`row ${array.number} ${row}`, () => this.rows(array, row, 1)); }

    // Mean and maximum of each column.
    ranges(array) {
      const path = `${this.path('ranges')}&array=${array.number}`;
      return this.remembered(path, async () => new Float32Array(await (await get(path)).arrayBuffer()));
    }

    columns() { return this.remembered('cells', async () => (await (await get(this.path('cells'))).json()).columns); }

    async loadClock() {
      const times = this.timesOf(this.mainClock);
      this.times = times ? await this.series(times, [0], this.mainClock) : new Float32Array(0);
    }

    timesOf(clock) {
      return this.arrays.find(a => a.clock === clock && a.axes.length === 1 && a.unit === 's'
        && (a.key === 't' || a.key.endsWith('_t')));
    }

    get end() { return this.times.length ? this.times[this.times.length - 1] : 0; }
    get start() { return this.times.length ? this.times[0] : 0; }

    numeric() { return this.arrays.filter(a => a.clock !== null && a.type !== 'words'); }

    // What points may be coloured by: every number that has a time.
    colourings() {
      const list = [];
      for (const array of this.numeric()) {
        const shape = { array, unit: array.unit, stage: array.title, cyclic: array.unit === 'rad' };
        if (array.axes.length === 1) list.push({ ...shape, column: 0, name: label(array) });
        if (array.axes.length === 2 && ['circle', '2'].includes(array.axes[1])) {
          for (let c = 0; c < array.shape[1]; c++) list.push({ ...shape, column: c, name: label(array, c) });
        }
      }
      return list.filter(item => !['bin', 'rows', 'frame', 'landmarks'].includes(item.array.key));
    }

    // What can be turned: embeddings and components as they are, angles as ring or torus.
    clouds() {
      const list = [];
      for (const array of this.numeric()) {
        const width = array.shape[1] ?? 1;
        const turned = ['axis', 'component'].includes(array.axes[1]);
        if (array.axes.length === 2 && turned && width >= 2 && array.unit !== 'm') {
          list.push({ array, kind: 'points', columns: [...Array(Math.min(width, 3)).keys()],
            name: `${label(array)} (${array.title})`, width });
        }
        if (array.unit !== 'rad') continue;
        const circles = array.axes.length === 2 && (array.axes[1] === 'circle' || array.axes[1] === '2');
        if (circles) {
          const kind = width > 1 ? 'torus' : 'ring';
          list.push({ array, kind, columns: width > 1 ? [0, 1] : [0], name: `${label(array)} on a ${kind} (${array.title})` });
        } else if (array.axes.length === 1 && ['center', 'position'].includes(array.key)) {
          list.push({ array, kind: 'ring', columns: [0], name: `${label(array)} on a ring (${array.title})` });
        }
      }
      // What has three dimensions and all bins comes first.
      const rank = cloud => (cloud.kind === 'points' && cloud.columns.length === 3 ? 0 : cloud.kind === 'torus' ? 2 : 4)
        + (cloud.array.clock === this.mainClock ? 0 : 1);
      return list.sort((a, b) => rank(a) - rank(b));
    }

    // The angles on which the bump is shown: those with the most rows.
    angles() {
      return this.clouds().filter(c => c.kind !== 'points').sort((a, b) => b.array.shape[0] - a.array.shape[0])[0];
    }

    // Activity of all cells over time: counts for the raster, rates for the bump.
    activity() {
      const wide = this.numeric().filter(a => a.axes.length === 2 && a.clock === this.mainClock
        && (['cell', 'region'].includes(a.axes[1]) || a.axes[1].endsWith('neuron')) && a.shape[1] > 1);
      const raster = wide.find(a => a.unit === 'spikes') ?? wide.find(a => a.key === 'signals') ?? wide[0];
      return { raster, bump: wide.find(a => a.key === 'rates') ?? raster };
    }

    // Preferred angles of the cells, [cell][circle]; null where no stage says them.
    async preferred(count, circles) {
      const find = test => this.arrays.find(a => a.shape[0] === count && test(a));
      const unpack = (values, width) =>
        Array.from({ length: count }, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
      const centers = find(a => a.axes.join() === 'cell,circle' && a.unit === 'rad' && a.shape[1] === circles);
      if (centers) return unpack(await this.whole(centers), circles);
      const [cosine, sine] = ['weights_cos', 'weights_sin'].map(key => find(a => a.key === key && a.shape[1] === circles));
      if (cosine && sine) {
        const [c, s] = [await this.whole(cosine), await this.whole(sine)];
        return unpack(c.map((value, i) => (Math.atan2(s[i], value) + 2 * Math.PI) % (2 * Math.PI)), circles);
      }
      const line = find(a => a.axes.length === 1 && a.unit === 'rad' && ['cell', 'region'].includes(a.axes[0]));
      return line && circles === 1 ? unpack(await this.whole(line), 1) : null;
    }

    // Paths in the arena: the measured one, and what was decoded where a stage says it in metres.
    paths() {
      const find = (key, unit) => this.numeric().find(a => a.key === key && a.unit === unit && a.axes.length === 1);
      const [x, y] = [find('x', 'm'), find('y', 'm')];
      const measured = x && y ? [{ array: x, column: 0 }, { array: y, column: 0 }] : null;
      const isPath = a => a.unit === 'm' && a.shape.length === 2 && a.shape[1] === 2;
      const pair = this.numeric().find(a => isPath(a) && /decoded/.test(a.key));
      return { measured, decoded: pair ? [{ array: pair, column: 0 }, { array: pair, column: 1 }] : null };
    }

    // The row of a stage's arrays that is about a cell; undefined where there is none.
    placeOf(stage, cell) {
      this.places ??= {};
      this.places[stage] ??= new Map((this.cellPlaces[stage] ?? []).map((place, row) => [place, row]));
      return this.places[stage].get(cell);
    }

    async keep() {
      const list = this.cells.filter(name => this.kept.has(name)).join('\n');
      const answer = await fetch(`${this.index}/kept`, { method: 'PUT', body: list });
      const words = (await answer.text()).trim();
      if (!answer.ok) throw new Error(words);
      return JSON.parse(words).file;
    }
  }

  export { get, label };
  """#
