/* The meeting view. It draws what Python has worked out for all positions of each lever, and knows nothing of the model.
   What the reader does goes to Python as numbered actions, told again until Python has answered that number. */
const SVG = "http://www.w3.org/2000/svg";
const CONNECTION = "data-test-connection-state";  // Streamlit's own word on whether the server is there
const REST = 300;      // ms without a key: the lever is let go
const AGAIN = 3000;    // ms without an answer: tell it again
const DASHES = ["", "14 8", "0.1 9", "18 7 0.1 7", "24 8"];
const MARKS = [
  (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (x, y, r) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
  (x, y, r) => `M${x} ${y - 1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z`,
  (x, y, r) => `M${x} ${y - 1.2 * r}l${1.2 * r} ${2.2 * r}h${-2.4 * r}z`,
];
const PATTERNS = {
  "/": "M-2 2l4-4M0 8l8-8M6 10l4-4", "\\": "M-2 6l4 4M0 0l8 8M6-2l4 4", "-": "M0 4h8", "+": "M0 4h8M4 0v8",
  "x": "M0 0l8 8M8 0l-8 8", ".": "M3 4h2M-1 0h2M7 0h2M-1 8h2M7 8h2",
};
const views = new WeakMap();
let patterns = 0;

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function draw(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function set(element, name, value) {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

const ink = ([light, dark]) => `light-dark(${light}, ${dark})`;

/* Numbers as Python packed them: little-endian float32, (position, series, point). */
function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, number) => view.getFloat32(4 * number, true));
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

class View {
  constructor(parent) {
    this.levers = [];
    this.waiting = [];
    this.number = 0;
    this.build(parent);
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey);
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(this.box);
    this.contact = new MutationObserver(() => this.looked());
    this.contact.observe(document.body, { childList: true });
    const app = document.querySelector('[data-testid="stApp"]');
    if (app) this.contact.observe(app, { attributes: true, attributeFilter: [CONNECTION] });
  }

  leave() {
    document.removeEventListener("keydown", this.onKey);
    this.sizes.disconnect();
    this.contact.disconnect();
    clearTimeout(this.again);
    for (const lever of this.levers) clearTimeout(lever.timer);
    this.root.remove();
  }

  build(parent) {
    const button = (action) => {
      const made = make("button", { type: "button" });
      made.addEventListener("click", () => { if (made.getAttribute("aria-disabled") !== "true") action(); });
      return made;
    };
    this.back = make("a", { class: "inside", target: "_self" });
    this.language = make("a", { class: "inside", target: "_self" });
    this.place = make("span", { class: "place" });
    this.previous = button(() => this.go(-1));
    this.next = button(() => this.go(1));
    this.undo = button(() => { this.flush(); this.act("undo", "", null); });
    this.top = make("nav", { class: "top" }, this.back, this.language, this.place, this.previous, this.next);
    this.question = make("span", { class: "question" });
    this.answer = make("span", { class: "answer" });
    this.heading = make("h1", { tabindex: "-1" }, this.question, " ", this.answer);
    this.notices = make("div", { class: "notices" });
    this.figures = make("ul", { class: "figures" });
    this.title = make("span");
    this.unit = make("small");
    this.svg = draw("svg", { role: "img" });
    this.box = make("div", { class: "box" }, this.svg);
    this.key_ = make("ul", { class: "key" });
    this.summary = make("summary");
    this.numbers = make("div", { class: "scroll", role: "region", tabindex: "0" });
    this.details = make("details", {}, this.summary, this.numbers);
    this.details.addEventListener("toggle", () => this.measure());
    const caption = make("figcaption", {}, this.title, " ", this.unit);
    this.figure = make("figure", {}, caption, this.box, this.key_, this.details);
    this.legend = make("h2");
    this.list = make("div", { class: "list" });
    this.rest = make("p", { class: "rest" });
    this.side = make("div", { class: "side" }, this.legend, this.list, this.rest);
    this.said = make("p");
    this.foot = make("div", { class: "said" }, this.said, this.undo);
    this.spoken = make("div", { class: "announce unseen" });
    this.root = make("div", { class: "meeting" },
      this.top, this.heading, this.notices, this.figures, make("div", { class: "body" }, this.figure, this.side), this.foot, this.spoken);
    parent.append(this.root);
  }

  /* New data from Python. What the reader has moved since, and Python does not know yet, stays where it is. */
  receive(data) {
    const before = this.data;
    const another = !before || before.slide !== data.slide || before.concept !== data.concept
      || !same(before.levers.map((each) => each.key), data.levers.map((each) => each.key));
    this.data = data;
    this.waiting = this.waiting.filter((each) => each.number > data.number);
    this.number = Math.max(this.number, data.number);
    if (!this.waiting.length) { clearTimeout(this.again); this.again = null; }
    if (!this.waiting.some((each) => each.kind === "go")) this.wanted = data.slide;
    this.series = unpacked(data.series);
    this.words();
    if (another) this.newLevers();
    data.levers.forEach((each, number) => this.renew(this.levers[number], each));
    if (!this.levers.includes(this.lead)) this.lead = null;
    this.newFigures();
    this.newChart();
    this.paint();
    this.settle();
    if (before && before.slide !== data.slide) {
      for (let each = document.querySelector('[data-testid="stMain"]'); each; each = each.parentElement) each.scrollTo(0, 0);
    }
  }

  words() {
    const { words, order, slide, back, language } = this.data;
    set(this.top, "aria-label", words.ways);
    write(this.back, `← ${words.back}`);
    set(this.back, "href", back);
    write(this.language, language.name);
    set(this.language, "lang", language.code);
    set(this.language, "href", language.href);
    write(this.place, this.data.place);
    write(this.previous, `‹ ${words.previous}`);
    write(this.next, `${words.next} ›`);
    set(this.previous, "aria-disabled", order.indexOf(slide) === 0);
    set(this.next, "aria-disabled", order.indexOf(slide) === order.length - 1);
    write(this.question, this.data.question);
    write(this.legend, words.what_if);
    this.notices.replaceChildren(...this.data.notices.map(([title, text]) =>
      make("div", { class: "notice", role: "note" }, make("strong", {}, `${title}.`), ` ${text}`)));
    write(this.summary, words.numbers);
    write(this.undo, `↩ ${words.undo}`);
    set(this.undo, "aria-disabled", !this.data.undo);
  }

  /* Levers */

  newLevers() {
    const lost = this.list.contains(document.activeElement);
    for (const lever of this.levers) clearTimeout(lever.timer);
    this.lead = null;
    this.levers = this.data.levers.map((_, number) => this.newLever(number));
    this.list.replaceChildren(...this.levers.map((each) => each.row));
    if (lost) this.heading.focus({ preventScroll: true });
  }

  newLever(number) {
    const id = `live-${number}`;
    const input = make("input", { type: "range", id, min: "0", step: "1" });
    const lever = {
      input, name: make("label", { for: id }), value: make("output", { for: id, "aria-live": "off" }),
      evidence: make("small"), low: make("span"), high: make("span"), keyed: false, held: false, timer: null,
    };
    for (const end of [lever.low, lever.high]) end.setAttribute("aria-hidden", "true");
    lever.row = make("div", { class: "lever" }, lever.name,
      make("div", { class: "value" }, lever.value, lever.evidence),
      make("div", { class: "slide" }, lever.low, input, lever.high));
    input.addEventListener("pointerdown", () => { lever.keyed = false; });
    input.addEventListener("keydown", (event) => { lever.keyed = event.key !== "Tab"; });
    input.addEventListener("input", () => this.moved(lever));
    input.addEventListener("change", () => {
      clearTimeout(lever.timer);
      if (lever.keyed) lever.timer = setTimeout(() => this.commit(lever), REST);
      else this.commit(lever);
    });
    input.addEventListener("blur", () => { if (lever.held) this.commit(lever); });
    return lever;
  }

  renew(lever, data) {
    const kept = this.kept(lever);
    Object.assign(lever, { data, key: data.key, series: unpacked(data.series) });
    const found = kept === undefined ? -1 : data.values.findIndex((each) => same(each, kept));
    if (found < 0) lever.held = false;
    write(lever.name, data.label);
    write(lever.evidence, data.evidence);
    write(lever.low, data.ends[0]);
    write(lever.high, data.ends[1]);
    set(lever.input, "max", data.values.length - 1);
    lever.at = found < 0 ? data.now : found;
    this.place_(lever, lever.at);
  }

  /* Return the value the reader has put a lever to that Python has not answered yet. */
  kept(lever) {
    if (lever.held && lever.data) return lever.data.values[lever.at];
    return this.waiting.findLast((each) => each.kind === "move" && each.key === lever.key)?.value;
  }

  place_(lever, at) {
    const { texts, values } = lever.data;
    if (Number(lever.input.value) !== at) lever.input.value = at;
    write(lever.value, texts[at]);
    set(lever.input, "aria-valuetext", texts[at]);
    lever.input.style.setProperty("--at", values.length > 1 ? at / (values.length - 1) : 0);
  }

  moved(lever) {
    lever.at = Number(lever.input.value);
    lever.held = true;
    this.lead = lever;
    this.paintSoon();
  }

  commit(lever) {
    clearTimeout(lever.timer);
    const moved = lever.at !== lever.data.now || this.waiting.some((each) => each.key === lever.key);
    lever.held = false;
    if (moved) this.act("move", lever.key, lever.data.values[lever.at]);
  }

  flush() {
    for (const lever of this.levers) if (lever.held) this.commit(lever);
  }

  /* What the reader does */

  act(kind, key, value) {
    this.number += 1;
    this.waiting.push({ number: this.number, kind, key, value });
    this.send();
  }

  send() {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.send(), AGAIN);
    try { this.tell(this.waiting); } catch { /* no way to the server now; told again later */ }
  }

  go(step) {
    const { order, slide } = this.data;
    const next = order[order.indexOf(this.wanted ?? slide) + step];
    if (!next) return;
    this.flush();
    this.wanted = next;
    this.act("go", "", next);
  }

  key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const on = event.target instanceof Element ? event.target : document.body;
    if (on.closest('input:not([type="range"]), textarea, select, [contenteditable="true"], [role="dialog"]')) return;
    const page = { PageUp: -1, PageDown: 1 }[event.key];
    const arrow = on.closest('input, .scroll') ? undefined : { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const step = page ?? arrow;
    if (!step || (page && this.scrolls(page))) return;
    event.preventDefault();
    if (!event.repeat) this.go(step);
  }

  /* Whether there is more to read in that direction: then the key scrolls, as it does on every page. */
  scrolls(direction) {
    const main = document.querySelector('[data-testid="stMain"]');
    return [main, main?.parentElement, document.querySelector('[data-testid="stAppViewContainer"]')].some((each) => {
      const room = each ? each.scrollHeight - each.clientHeight : 0;
      if (room <= 40 || !/auto|scroll/.test(getComputedStyle(each).overflowY)) return false;
      return direction > 0 ? each.scrollTop < room - 2 : each.scrollTop > 2;
    });
  }

  /* Without the server the levers still work, so Streamlit's box about it is put away and a line says it instead. */
  looked() {
    const state = document.querySelector('[data-testid="stApp"]')?.getAttribute(CONNECTION);
    const before = this.away;
    this.away = Boolean(state) && state !== "CONNECTED";
    if (this.away) document.querySelector('[role="dialog"] button')?.click();
    if (this.away !== before && this.data) this.tellWhatMoved();
  }

  tellWhatMoved() {
    const { moved, words } = this.data;
    write(this.said, this.away ? words.away : moved || words.nothing_yet);
  }

  /* What is seen */

  paintSoon() {
    this.planned ??= requestAnimationFrame(() => { this.planned = null; this.paint(); });
  }

  /* The case in view: the lever that is off its place, else the scenario. */
  shown() {
    const lever = this.lead;
    if (!lever || lever.at === lever.data.now) return { frame: this.frame(this.data.now), series: this.series };
    const size = this.series.length;
    return { frame: this.frame(lever.data.frames[lever.at]), series: lever.series.subarray(lever.at * size, (lever.at + 1) * size) };
  }

  /* A frame's texts, by number in what Python sent. */
  frame(numbers) {
    const [answer, title, rest, ...figures] = numbers.map((each) => this.data.texts[each]);
    return { answer, title, rest, figures: this.cells.map((_, number) => figures.slice(2 * number, 2 * number + 2)) };
  }

  paint() {
    const { frame, series } = this.shown();
    const lead = this.lead;
    for (const lever of this.levers) {
      const moves = lead && lead !== lever && lead.at !== lead.data.now ? lead.data.moves[lead.at] : {};
      this.place_(lever, Object.hasOwn(moves, lever.key) ? moves[lever.key] : lever.at);
    }
    write(this.answer, frame.answer);
    write(this.title, frame.title);
    write(this.rest, frame.rest);
    frame.figures.forEach(([value, note], number) => {
      write(this.cells[number].value, value);
      write(this.cells[number].note, note);
    });
    this.chart?.paint(series, frame);
  }

  newFigures() {
    const { concepts, concept, chart } = this.data;
    const chosen = (id) => () => { this.flush(); this.act("concept", "", id); };
    if (!same(this.shape, [concepts, Boolean(concept)])) {
      this.shape = [concepts, Boolean(concept)];
      this.cells = concepts.map(({ id, name }) => {
        const head = make(concept ? "button" : "span", { class: "name" }, name);
        if (concept) { head.type = "button"; head.addEventListener("click", chosen(id)); }
        const cell = { id, head, value: make("strong"), note: make("small") };
        cell.item = make("li", {}, head, cell.value, cell.note);
        return cell;
      });
      this.figures.replaceChildren(...this.cells.map((each) => each.item));
    }
    this.cells.forEach((each, number) => {
      if (concept) set(each.head, "aria-pressed", each.id === concept);
      else each.item.style.setProperty("--ink", ink(chart.inks[number]));
      each.item.classList.toggle("plain", Boolean(concept));
      each.item.classList.toggle("chosen", each.id === concept);
    });
  }

  newChart() {
    if (same(this.drawn, this.data.chart)) return;
    this.drawn = this.data.chart;
    write(this.unit, this.drawn.kind === "bars" ? "" : `(${this.drawn.unit})`);
    this.chart = new { lines: Lines, stacks: Stacks, bars: Bars }[this.drawn.kind](this.drawn, this.svg, this.key_);
    this.measure(false);
  }

  measure(paint = true) {
    if (!this.chart) return;
    const { clientWidth, clientHeight } = this.box;
    if (!clientWidth || !clientHeight) return;
    this.chart.layout(clientWidth, clientHeight, parseFloat(getComputedStyle(this.box).fontSize));
    const { frame, series } = this.shown();
    if (paint) this.chart.paint(series, frame);
  }

  /* What is told when nothing moves: the chart in words, its numbers, what moved and why. */
  settle() {
    const { chart, table, moved, words } = this.data, now = this.frame(this.data.now);
    set(this.svg, "aria-label", `${words.chart}: ${now.title}. ${chart.unit}.`);
    this.tellWhatMoved();
    write(this.spoken, `${moved} ${this.data.question} ${now.answer}`.trim());
    if (same(this.told, table)) return;
    this.told = table;
    set(this.numbers, "aria-label", table.caption);
    const row = (cells, tag) => make("tr", {}, ...cells.map((cell, number) =>
      number && !tag ? make("td", {}, cell) : make("th", { scope: tag ? "col" : "row" }, cell)));
    this.numbers.replaceChildren(make("table", { class: "figures numbers" }, make("caption", {}, table.caption),
      make("thead", {}, row(table.columns, true)), make("tbody", {}, ...table.rows.map((each) => row(each)))));
  }
}

/* Charts: `layout` draws what stands still, `paint` what follows the lever. */
class Chart {
  constructor(data, svg, key) {
    this.data = data;
    this.svg = svg;
    this.key = key;
    this.axes = draw("g");
    this.live = draw("g");
    svg.replaceChildren(this.axes, this.live);
    this.pen = document.createElement("canvas").getContext("2d");
    key.replaceChildren(...this.samples());
  }

  samples() { return []; }

  width(text) { return this.pen.measureText(text).width; }

  frame(width, height, font) {
    Object.assign(this, { wide: width, high: height, font });
    this.pen.font = `${font}px ${getComputedStyle(this.svg).fontFamily}`;
    set(this.svg, "viewBox", `0 0 ${width} ${height}`);
    set(this.svg, "width", width);
    set(this.svg, "height", height);
    this.axes.replaceChildren();
  }

  text(x, y, text, anchor = "start") {
    const element = draw("text", { x, y, "text-anchor": anchor, "dominant-baseline": "central" });
    element.textContent = text;
    return element;
  }

  line(x1, y1, x2, y2, name) { return draw("line", { x1, y1, x2, y2, class: name }); }

  y(value) {
    const { low, high } = this.data;
    return this.bottom - ((value - low) / (high - low)) * (this.bottom - this.upper);
  }

  /* Years across and amounts upwards; `right` is kept free for names. */
  years(right) {
    const { ticks, years } = this.data;
    this.left = Math.max(...ticks.map(([, text]) => this.width(text))) + 0.6 * this.font;
    this.right = this.wide - Math.max(right, this.font);
    this.upper = 0.7 * this.font;
    this.bottom = this.high - 1.7 * this.font;
    const room = 1.25 * this.font;
    const every = Math.ceil((room * (ticks.length - 1)) / Math.max(1, this.bottom - this.upper));
    const zero = ticks.findIndex(([value]) => value === 0);
    ticks.forEach(([value, text], number) => {
      if ((number - Math.max(zero, 0)) % every) return;
      const y = this.y(value);
      this.axes.append(this.line(this.left, y, this.right, y, value ? "grid" : "zero"),
        this.text(this.left - 0.4 * this.font, y, text, "end"));
    });
    const band = (this.right - this.left) / years.length;
    const step = Math.ceil((this.width("2000") + this.font) / band);
    this.xs = years.map((_, number) => this.left + (number + 0.5) * band);
    this.band = band;
    years.forEach((year, number) => {
      if (number % step === 0) this.axes.append(this.text(this.xs[number], this.high - 0.7 * this.font, year, "middle"));
    });
  }
}

class Lines extends Chart {
  constructor(...given) {
    super(...given);
    this.parts = this.data.names.map((name, number) => {
      const colour = ink(this.data.inks[number]);
      const line = draw("path", { class: "line", "stroke-dasharray": DASHES[number % DASHES.length] });
      const marks = draw("path");
      line.style.stroke = marks.style.fill = colour;
      return { line, marks, label: this.text(0, 0, name) };
    });
    for (const { line, marks } of this.parts) this.live.append(line, marks);
    for (const { label } of this.parts) this.live.append(label);
    this.zero = this.text(0, 0, this.data.zero);
    if (this.data.zero) this.live.append(this.zero);
  }

  samples() {
    return this.data.names.map((name, number) => {
      const sample = draw("svg", { width: 52, height: 18, "aria-hidden": "true" });
      const line = draw("path", { d: "M2 9H50", class: "line", "stroke-dasharray": DASHES[number % DASHES.length] });
      const mark = draw("path", { d: MARKS[number % MARKS.length](26, 9, 5) });
      line.style.stroke = mark.style.fill = ink(this.data.inks[number]);
      sample.append(line, mark);
      return make("li", {}, sample, name);
    });
  }

  layout(width, height, font) {
    this.frame(width, height, font);
    this.named = width > 30 * font;
    this.key.hidden = this.named;
    this.years(this.named ? Math.max(...[...this.data.names, this.data.zero].map((each) => this.width(each))) + font : 0.5 * font);
  }

  paint(series) {
    if (!this.xs) return;
    const points = this.data.points;
    const ends = this.parts.map(({ line, marks }, number) => {
      const ys = Array.from(series.subarray(number * points, (number + 1) * points), (each) => this.y(each));
      line.setAttribute("d", `M${ys.map((y, at) => `${this.xs[at].toFixed(1)} ${y.toFixed(1)}`).join("L")}`);
      const every = ys.length > 24 ? 3 : 2;
      marks.setAttribute("d", ys.map((y, at) =>
        (ys.length - 1 - at) % every ? "" : MARKS[number % MARKS.length](this.xs[at], y, 5)).join(""));
      return { label: this.parts[number].label, y: ys[ys.length - 1] };
    });
    if (this.data.zero) ends.push({ label: this.zero, y: this.y(0) });
    this.label(ends.sort((one, other) => one.y - other.y));
  }

  /* Names at the lines' ends, pushed apart where they would meet. */
  label(ends) {
    const gap = 1.15 * this.font;
    let lowest = this.upper - gap;
    for (const each of ends) lowest = each.at = Math.max(each.y, lowest + gap);
    let highest = this.bottom + 0.2 * this.font + gap;
    for (const each of [...ends].reverse()) highest = each.at = Math.min(each.at, highest - gap);
    for (const { label, at } of ends) {
      label.style.display = this.named ? "" : "none";
      set(label, "x", (this.right + 0.4 * this.font).toFixed(1));
      set(label, "y", at.toFixed(1));
    }
  }
}

class Stacks extends Chart {
  constructor(...given) {
    super(...given);
    this.defs = draw("defs");
    this.svg.prepend(this.defs);
    this.parts = this.data.names.map((_, number) => {
      const plain = draw("path"), over = draw("path");
      plain.style.fill = ink(this.data.inks[number]);
      const fill = this.pattern(this.data.patterns[number], this.defs);
      if (fill) over.setAttribute("fill", fill);
      else over.style.display = "none";
      return { plain, over };
    });
    for (const { plain, over } of this.parts) this.live.append(plain, over);
  }

  pattern(kind, defs) {
    if (!Object.hasOwn(PATTERNS, kind)) return "";
    patterns += 1;
    const made = draw("pattern", { id: `live-pattern-${patterns}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" });
    made.append(draw("path", { d: PATTERNS[kind], class: "pattern" }));
    defs.append(made);
    return `url(#live-pattern-${patterns})`;
  }

  samples() {
    return this.data.names.flatMap((name, number) => {
      if (!this.data.used[number]) return [];
      const sample = draw("svg", { width: 30, height: 18, "aria-hidden": "true" });
      const defs = draw("defs"), plain = draw("rect", { x: 1, y: 1, width: 28, height: 16, class: "edge" });
      plain.style.fill = ink(this.data.inks[number]);
      sample.append(defs, plain);
      const fill = this.pattern(this.data.patterns[number], defs);
      if (fill) sample.append(draw("rect", { x: 1, y: 1, width: 28, height: 16, fill }));
      return [make("li", {}, sample, name)];
    });
  }

  layout(width, height, font) {
    this.frame(width, height, font);
    this.key.hidden = false;
    this.years(0.5 * font);
  }

  paint(series) {
    if (!this.xs) return;
    const points = this.data.points, half = 0.4 * this.band;
    const up = new Float64Array(points), down = new Float64Array(points);
    this.parts.forEach(({ plain, over }, number) => {
      let path = "";
      for (let at = 0; at < points; at += 1) {
        const value = series[number * points + at];
        if (Math.abs(value) < 1e-6) continue;
        const pile = value > 0 ? up : down;
        const from = this.y(pile[at]), to = this.y(pile[at] += value);
        path += `M${(this.xs[at] - half).toFixed(1)} ${from.toFixed(1)}h${(2 * half).toFixed(1)}V${to.toFixed(1)}h${(-2 * half).toFixed(1)}z`;
      }
      plain.setAttribute("d", path);
      over.setAttribute("d", path);
    });
  }
}

class Bars extends Chart {
  constructor(...given) {
    super(...given);
    this.parts = this.data.names.map((name, number) => {
      const bar = draw("rect", { class: "edge" });
      bar.style.fill = ink(this.data.inks[number]);
      return { bar, name: this.text(0, 0, name), value: this.text(0, 0, "") };
    });
    for (const { bar, name, value } of this.parts) {
      value.setAttribute("class", "strong");
      this.live.append(bar, name, value);
    }
  }

  layout(width, height, font) {
    this.frame(width, height, font);
    this.key.hidden = true;
    const { ticks, low, high } = this.data;
    this.bottom = height - 1.7 * font;
    const row = this.bottom / this.parts.length;
    this.x = (value) => 2 + ((value - low) / (high - low)) * (width - 6.5 * font);
    for (const [value, text] of ticks) {
      this.axes.append(this.line(this.x(value), 0, this.x(value), this.bottom, value === low ? "zero" : "grid"),
        this.text(Math.max(this.x(value), this.width(text) / 2), height - 0.7 * font, text, "middle"));
    }
    this.parts.forEach(({ bar, name, value }, number) => {
      const thick = Math.min(row - 1.7 * font, 3 * font), middle = number * row + 1.5 * font + thick / 2;
      set(name, "x", 6);
      set(name, "y", middle - thick / 2 - 0.75 * font);
      set(bar, "x", 2);
      set(bar, "y", middle - thick / 2);
      set(bar, "height", Math.max(4, thick));
      set(value, "y", middle);
    });
  }

  paint(series, frame) {
    if (!this.x) return;
    this.parts.forEach(({ bar, value }, number) => {
      const end = this.x(series[number]);
      set(bar, "width", Math.max(0, end - 2).toFixed(1));
      set(value, "x", (end + 0.5 * this.font).toFixed(1));
      write(value, frame.figures[number][0]);
    });
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let view = views.get(parentElement);
  if (!view) {
    view = new View(parentElement);
    views.set(parentElement, view);
  }
  view.tell = (actions) => setTriggerValue("did", actions);
  view.receive(data);
  return () => {
    views.delete(parentElement);
    view.leave();
  };
}
