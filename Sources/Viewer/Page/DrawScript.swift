/// Colours and small drawings that several views share.
let drawScript = #"""
  export const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  let tables = null;
  export async function loadColours() {
    tables = await (await fetch('colors')).json();
    tables.packed = {};
    for (const name of ['sequential', 'cyclic', 'diverging']) tables.packed[name] = Uint32Array.from(tables[name], pack);
  }

  // 0xRRGGBB as ImageData has it in memory.
  export const pack = rgb => 0xff000000 | (rgb & 255) << 16 | rgb & 0xff00 | rgb >> 16 & 255;
  export const packed = name => name === 'spikes' ? fromGround() : tables.packed[name];

  // From the ground to the ink, for spikes.
  function fromGround() {
    const [from, to] = [hex(css('--ground')), hex(css('--ink'))];
    const part = (shift, i) => Math.round((from >> shift & 255) + ((to >> shift & 255) - (from >> shift & 255)) * i / 255);
    return Uint32Array.from({ length: 256 }, (_, i) => pack(part(16, i) << 16 | part(8, i) << 8 | part(0, i)));
  }

  export const web = (name, index) => `#${tables[name][index].toString(16).padStart(6, '0')}`;
  const hex = text => parseInt(text.slice(1), 16);
  export const missing = () => pack(hex(css('--missing')));
  export const ground = () => pack(hex(css('--ground')));

  export const formatted = value => value === null || Number.isNaN(value) ? '–'
    : Number.isInteger(value) && Math.abs(value) < 1e7 ? String(value)
    : Math.abs(value) >= 1e5 || value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2)
    : String(Number(value.toPrecision(3)));

  // Ends of a scale: of all values, or the 1st and the 99th percentile where a few lie far out.
  export function scaleOf(values, cyclic) {
    if (cyclic) return { low: 0, high: 2 * Math.PI, cyclic, clipped: false };
    const step = Math.max(1, Math.floor(values.length / 20000));
    const sample = [];
    for (let i = 0; i < values.length; i += step) if (Number.isFinite(values[i])) sample.push(values[i]);
    sample.sort((a, b) => a - b);
    if (!sample.length) return { low: 0, high: 1, cyclic, clipped: false };
    const at = share => sample[Math.round(share * (sample.length - 1))];
    const [low, high] = [at(0.01), at(0.99)];
    if (!(high > low)) return { low: at(0), high: at(1) > at(0) ? at(1) : at(0) + 1, cyclic, clipped: false };
    return { low, high, cyclic, clipped: at(0) < low || at(1) > high };
  }

  // Index of the colour of a value, -1 for a missing one.
  export function indexOf(value, scale) {
    if (!Number.isFinite(value)) return -1;
    let share = (value - scale.low) / (scale.high - scale.low);
    if (scale.cyclic) share -= Math.floor(share);
    return Math.max(0, Math.min(255, Math.floor(share * 256)));
  }

  // A canvas as large as it is shown, in its own pixels.
  export function fit(canvas, most = 2) {
    const ratio = Math.min(window.devicePixelRatio || 1, most);
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return { context, width: canvas.clientWidth, height: canvas.clientHeight, ratio };
  }

  const scratch = document.createElement('canvas');

  // A matrix [row, column] as a picture, the first row at the bottom: y points upward, as the animal saw the arena.
  export function drawMatrix(context, values, rows, columns, box, scale, table, upward = true) {
    [scratch.width, scratch.height] = [columns, rows];
    const other = scratch.getContext('2d');
    const image = other.createImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const [colours, none] = [packed(table), missing()];
    for (let r = 0; r < rows; r++) {
      const line = upward ? rows - 1 - r : r;
      for (let c = 0; c < columns; c++) {
        const index = indexOf(values[r * columns + c], scale);
        pixels[line * columns + c] = index < 0 ? none : colours[index];
      }
    }
    other.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(scratch, box.x, box.y, box.width, box.height);
  }

  export function extremes(values) {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) if (Number.isFinite(value)) { low = Math.min(low, value); high = Math.max(high, value); }
    return low <= high ? [low, high] : [NaN, NaN];
  }

  // The largest box of a shape's aspect inside another one.
  export function inside(width, height, aspect, margin = 0) {
    const [w, h] = [width - 2 * margin, height - 2 * margin];
    const size = Math.min(w, h * aspect);
    return { x: (width - size) / 2, y: (height - size / aspect) / 2, width: size, height: size / aspect };
  }

  // A key to a scale: a bar with its ends, a wheel for angles.
  export function drawKey(canvas, scale, unit) {
    [canvas.style.width, canvas.style.height] = scale.cyclic ? ['120px', '92px'] : ['150px', '40px'];
    const { context } = fit(canvas);
    context.clearRect(0, 0, 400, 400);
    context.font = '12px sans-serif';
    context.fillStyle = css('--ink');
    if (scale.cyclic) {
      for (let i = 0; i < 256; i++) {
        context.fillStyle = web('cyclic', i);
        context.beginPath();
        context.arc(60, 46, 28, -2 * Math.PI * (i + 1.3) / 256, -2 * Math.PI * i / 256);
        context.arc(60, 46, 16, -2 * Math.PI * i / 256, -2 * Math.PI * (i + 1.3) / 256, true);
        context.fill();
      }
      context.fillStyle = css('--ink');
      context.textAlign = 'center';
      context.fillText('90°', 60, 13);
      context.fillText('270°', 60, 88);
      context.textAlign = 'left';
      context.fillText('0°', 93, 50);
      context.textAlign = 'right';
      context.fillText('180°', 28, 50);
      return;
    }
    for (let i = 0; i < 150; i++) {
      context.fillStyle = web('sequential', Math.floor(i / 150 * 256));
      context.fillRect(i, 2, 1.5, 14);
    }
    context.fillStyle = css('--ink');
    context.textAlign = 'left';
    context.fillText((scale.clipped ? '≤ ' : '') + formatted(scale.low), 0, 31);
    context.textAlign = 'right';
    context.fillText(`${scale.clipped ? '≥ ' : ''}${formatted(scale.high)}${unit ? ' ' + unit : ''}`, 150, 31);
  }

  export function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, '');
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.filter(child => child !== null && child !== undefined));
    return made;
  }

  // New children; what had the focus has it again, so that the keyboard stays where it was.
  export function replaceChildren(parent, ...children) {
    const places = () => [...parent.querySelectorAll('select, button, input')];
    const at = places().indexOf(document.activeElement);
    parent.replaceChildren(...children);
    if (at >= 0) places()[at]?.focus();
  }

  export function choice(name, options, chosen, pick) {
    const groups = new Map();
    const select = element('select', { onchange: () => pick(Number(select.value)) });
    options.forEach((option, index) => {
      const entry = element('option', { value: index, selected: index === chosen }, option.name);
      if (!option.stage) return select.append(entry);
      if (!groups.has(option.stage)) {
        groups.set(option.stage, element('optgroup', { label: option.stage }));
        select.append(groups.get(option.stage));
      }
      groups.get(option.stage).append(entry);
    });
    return element('label', {}, `${name} `, select);
  }
  """#
