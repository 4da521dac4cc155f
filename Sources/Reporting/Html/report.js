// The timeline: every job of the build on its machine, drawn on a canvas that is as large as what is seen of it.
// Everything else on the page works without this script.
"use strict";
(() => {
  const source = document.getElementById("timeline-data");
  const root = document.getElementById("timeline");
  if (!source || !root) return;
  const data = JSON.parse(source.textContent);
  const count = data.name.length;
  const find = (name) => root.querySelector("." + name);
  const scroller = find("scroller"), spacer = find("spacer"), canvas = find("jobs"), axis = find("axis");
  const strip = find("strip"), tip = find("tip"), said = find("said"), search = find("search"), path = find("path");
  const found = find("found");

  // ---- data ------------------------------------------------------------------------------------------------------

  // Moments are differences along a lane.
  const began = new Float64Array(count), ended = new Float64Array(count), laneOf = new Int32Array(count);
  const lanes = [], machines = [];
  const total = data.machines.reduce((sum, machine) => sum + machine.lanes.length, 0);
  const laneHeight = total <= 24 ? 18 : total <= 64 ? 12 : total <= 160 ? 8 : 6;
  const labelHeight = 24;
  let height = 0, next = 0;
  for (const machine of data.machines) {
    const top = height;
    let jobs = 0, busy = 0;
    height += labelHeight;
    for (const length of machine.lanes) {
      let moment = 0;
      for (let job = next; job < next + length; job++) {
        moment += data.began[job];
        began[job] = moment;
        ended[job] = moment + data.send[job] + data.compile[job] + data.receive[job];
        busy += ended[job] - moment;
        laneOf[job] = lanes.length;
      }
      lanes.push({ machine: machines.length, top: height, first: next, end: next + length });
      next += length;
      jobs += length;
      height += laneHeight;
    }
    height += 6;
    const used = (busy / Math.max(1, data.end)).toFixed(1);
    const slots = machine.slots === null ? "" : ` of ${machine.slots} slots`;
    machines.push({ name: machine.name, top, note: `${jobs} jobs, ${used}${slots} in use` });
  }
  spacer.style.height = height + "px";

  // ---- state -----------------------------------------------------------------------------------------------------

  let from = 0, to = data.end, hovered = -1, chosen = -1, matches = null, shown = { width: 0, height: 0 };
  let colours, patterns, scheduled = false, isPrinting = false;
  const shortest = Math.max(20, data.end / 100000);

  const show = (first, last) => {
    const length = Math.min(data.end, Math.max(shortest, last - first));
    from = Math.min(Math.max(0, first), data.end - length);
    to = from + length;
    draw();
  };
  const zoom = (factor, moment = (from + to) / 2) =>
    show(moment - (moment - from) * factor, moment + (to - moment) * factor);
  const pan = (share) => show(from + (to - from) * share, to + (to - from) * share);
  const momentAt = (x) => from + (x / shown.width) * (to - from);

  // ---- words -----------------------------------------------------------------------------------------------------

  const clock = (ticks) => {
    const seconds = Math.round(ticks / 10000), two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
    return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  };
  const brief = (ticks) =>
    ticks < 100 ? (ticks / 10).toFixed(1) + " ms" : ticks < 9995 ? Math.round(ticks / 10) + " ms"
      : ticks < 99500 ? (ticks / 10000).toFixed(1) + " s"
        : ticks < 595000 ? Math.round(ticks / 10000) + " s" : clock(ticks);
  const size = (bytes) => {
    let unit = 0;
    for (; bytes >= 999.5 && unit < 4; unit++) bytes /= 1000;
    return (unit > 0 && bytes < 9.95 ? bytes.toFixed(1) : Math.round(bytes)) + " " + ["B", "kB", "MB", "GB", "TB"][unit];
  };
  const file = (job) => (data.directories[data.directory[job]] || "") + data.name[job];
  const works = ["compiled on", "compiled on", "failed over, compiled on", "on", "on"];

  const describe = (job) => {
    const machine = machines[lanes[laneOf[job]].machine].name, work = data.work[job];
    const kind = data.kinds[data.kind[job]];
    const lines = [file(job) || "(no file)"];
    const doing = work < 3 ? works[work] : kind + " " + works[work];
    lines.push(`${doing} ${machine}, ${brief(ended[job] - began[job])} from ${clock(began[job])}` +
      (data.marks[job] & 1 ? ", failed" : ""));
    const phases = [];
    const add = (name, ticks) => { if (ticks > 0) phases.push(`${name} ${brief(ticks)}`); };
    add("waited", data.queued[job]);
    add("preprocess", data.preprocess[job]);
    add("send", data.send[job]);
    add(work < 3 ? "compile" : "run", data.compile[job]);
    add("receive", data.receive[job]);
    lines.push(phases.join(" · "));
    if (data.sent[job] + data.received[job] > 0)
      lines.push(`${size(data.sent[job])} sent, ${size(data.received[job])} received, ` +
        `${size(data.text[job])} of text, mode ${data.modes[data.mode[job]]}`);
    if (data.code[job] >= 0) {
      const sentence = data.sentences[data.code[job]];
      lines.push(data.codes[data.code[job]] + (sentence ? ": " + sentence : ""));
    }
    if (data.marks[job] & 2) lines.push("on the critical path");
    return lines;
  };

  // ---- drawing ---------------------------------------------------------------------------------------------------

  const readColours = () => {
    const style = getComputedStyle(root);
    const colour = (name) => style.getPropertyValue("--" + name).trim();
    colours = {
      works: ["remote", "local", "failed", "link", "other"].map(colour), text: colour("text"),
      muted: colour("muted"), line: colour("line"), panel: colour("panel"), lane: colour("lane"),
      accent: colour("accent"), onBar: colour("on-bar"), bad: colour("bad"),
    };
    // Not by colour alone: what stayed here is hatched, what failed over is crossed, links have bars.
    patterns = colours.works.map((colour, work) => {
      if (work === 0 || work === 4) return colour;
      const tile = document.createElement("canvas");
      tile.width = tile.height = 8;
      const pen = tile.getContext("2d");
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 8, 8);
      pen.strokeStyle = colours.panel;
      pen.globalAlpha = 0.55;
      pen.lineWidth = 1.5;
      pen.beginPath();
      if (work === 3) { pen.moveTo(4, 0); pen.lineTo(4, 8); }
      if (work < 3) { pen.moveTo(-2, 6); pen.lineTo(2, 10); pen.moveTo(-2, -2); pen.lineTo(10, 10); pen.moveTo(6, -2); pen.lineTo(10, 2); }
      if (work === 2) { pen.moveTo(10, -2); pen.lineTo(-2, 10); }
      pen.stroke();
      return pen.createPattern(tile, "repeat");
    });
  };

  const prepare = (element, width, height) => {
    const ratio = isPrinting ? 2 : window.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (element.width !== across || element.height !== down) {
      element.width = across;
      element.height = down;
      element.style.width = width + "px";
      element.style.height = height + "px";
    }
    const pen = element.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    return pen;
  };

  const steps = [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 150000, 300000, 600000, 1200000, 3000000,
    6000000, 9000000, 18000000, 36000000, 72000000, 108000000, 216000000, 432000000];
  const step = () => steps.find((one) => (one / (to - from)) * shown.width >= 72) || 864000000;

  const drawAxis = () => {
    const pen = prepare(axis, shown.width, 36), scale = shown.width / (to - from), each = step();
    pen.font = "12px system-ui, sans-serif";
    pen.textBaseline = "middle";
    for (const phase of data.phases) {
      const left = Math.max(0, (phase.began - from) * scale), right = (phase.began + phase.length - from) * scale;
      if (right <= 0 || left >= shown.width) continue;
      pen.fillStyle = colours.lane;
      pen.fillRect(left, 0, Math.min(right, shown.width) - left - 1, 16);
      pen.fillStyle = colours.text;
      if (Math.min(right, shown.width) - left > pen.measureText(phase.name).width + 10)
        pen.fillText(phase.name + (phase.name.endsWith(")") ? "" : "()"), left + 5, 9);
    }
    for (let moment = Math.ceil(from / each) * each; moment <= to; moment += each) {
      const x = (moment - from) * scale;
      const text = each < 10000 ? (moment / 10000).toFixed(each < 1000 ? 2 : 1) + " s" : clock(moment);
      pen.fillStyle = colours.muted;
      pen.fillRect(x, 30, 1, 6);
      const width = pen.measureText(text).width;
      pen.fillText(text, Math.min(Math.max(0, x - width / 2), shown.width - width), 24);
    }
  };

  const drawStrip = () => {
    const width = shown.width, pen = prepare(strip, width, 28);
    pen.fillStyle = colours.lane;
    pen.fillRect(0, 0, width, 28);
    pen.fillStyle = colours.muted;
    pen.beginPath();
    pen.moveTo(0, 28);
    data.load.forEach((value, place) => {
      const y = 28 - (value / 1000) * 26;
      pen.lineTo((place / data.load.length) * width, y);
      pen.lineTo(((place + 1) / data.load.length) * width, y);
    });
    pen.lineTo(width, 28);
    pen.fill();
    const left = (from / data.end) * width, right = (to / data.end) * width;
    pen.globalAlpha = 0.7;
    pen.fillStyle = colours.panel;
    pen.fillRect(0, 0, left, 28);
    pen.fillRect(right, 0, width - right, 28);
    pen.globalAlpha = 1;
    pen.strokeStyle = colours.accent;
    pen.lineWidth = 2;
    pen.strokeRect(left + 1, 1, Math.max(4, right - left - 2), 26);
  };

  const firstVisible = (lane) => {
    let low = lane.first, high = lane.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ended[middle] < from) low = middle + 1; else high = middle;
    }
    return low;
  };

  const drawJobs = () => {
    const width = shown.width, visible = isPrinting ? height : scroller.clientHeight;
    const pen = prepare(canvas, width, Math.min(visible, height)), scale = width / (to - from);
    const top = isPrinting ? 0 : scroller.scrollTop, bar = laneHeight - (laneHeight > 8 ? 2 : 1);
    const onlyPath = path.checked, isDimmed = (job) => (matches && !matches[job]) || (onlyPath && !(data.marks[job] & 2));
    pen.textBaseline = "middle";
    for (const machine of machines) {
      const y = machine.top - top;
      if (y < -labelHeight || y > visible) continue;
      pen.fillStyle = colours.text;
      pen.font = "600 13px system-ui, sans-serif";
      pen.fillText(machine.name, 0, y + labelHeight / 2 + 2);
      const offset = pen.measureText(machine.name).width + 10;
      pen.fillStyle = colours.muted;
      pen.font = "12px system-ui, sans-serif";
      pen.fillText(machine.note, offset, y + labelHeight / 2 + 2);
    }
    const marked = [];
    pen.font = "11px system-ui, sans-serif";
    for (const lane of lanes) {
      const y = lane.top - top;
      if (y < -laneHeight || y > visible) continue;
      pen.fillStyle = colours.lane;
      pen.fillRect(0, y, width, bar);
      let edge = -1;
      for (let job = firstVisible(lane); job < lane.end && began[job] <= to; job++) {
        const left = (began[job] - from) * scale, right = (ended[job] - from) * scale;
        const isSpecial = data.marks[job] || job === hovered || job === chosen || matches;
        // What ends in a pixel that is drawn already cannot be seen.
        if (right <= edge && !isSpecial) continue;
        const wide = right - left, x = Math.max(-4, left), w = Math.max(1, Math.min(right, width + 4) - x - (wide > 4 ? 1 : 0));
        const work = data.work[job], faint = isDimmed(job);
        if (faint) pen.globalAlpha = 0.18;
        pen.fillStyle = wide < 8 ? colours.works[work] : patterns[work];
        pen.fillRect(x, y, w, bar);
        if (wide > 24 && work === 0) {
          // Sending and receiving.
          pen.fillStyle = colours.panel;
          pen.globalAlpha = faint ? 0.1 : 0.5;
          pen.fillRect(left, y, data.send[job] * scale, bar);
          pen.fillRect(right - data.receive[job] * scale - 1, y, data.receive[job] * scale, bar);
          pen.globalAlpha = faint ? 0.18 : 1;
        }
        if (wide > 60 && bar >= 12) {
          const text = data.name[job], room = Math.min(right, width) - Math.max(0, left) - 8;
          const letters = Math.floor(room / 6.2);
          if (letters > 3) {
            const cut = text.length > letters ? text.slice(0, letters - 1) + "…" : text;
            if (work !== 0 && work !== 4) {
              pen.fillStyle = colours.works[work];
              pen.fillRect(Math.max(0, left) + 2, y, pen.measureText(cut).width + 5, bar);
            }
            pen.fillStyle = colours.onBar;
            pen.fillText(cut, Math.max(0, left) + 4, y + bar / 2 + 0.5);
          }
        }
        if (faint) pen.globalAlpha = 1;
        else if (data.marks[job] & 1) marked.push([x, y, w, colours.bad]);
        if (onlyPath && data.marks[job] & 2) marked.push([x, y, Math.max(2, w), colours.text]);
        if (job === hovered || job === chosen) marked.push([x, y, Math.max(3, w), colours.text]);
        edge = Math.max(edge, Math.floor(Math.max(right, left + 1)));
      }
    }
    pen.lineWidth = 2;
    for (const [x, y, w, colour] of marked) {
      pen.strokeStyle = colour;
      pen.strokeRect(x, y - 0.5, w, bar + 1);
    }
  };

  const paint = () => {
    scheduled = false;
    // Before the canvas that is in it, the frame has no size of its own.
    shown.width = Math.floor(scroller.clientWidth);
    if (shown.width <= 0) return;
    if (!colours) readColours();
    drawAxis();
    drawStrip();
    drawJobs();
  };
  const draw = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(paint);
  };

  // ---- pointing --------------------------------------------------------------------------------------------------

  const jobAt = (x, y) => {
    const lane = lanes.find((one) => y >= one.top && y < one.top + laneHeight);
    if (!lane) return -1;
    const moment = momentAt(x), slack = (3 / shown.width) * (to - from);
    let best = -1, distance = slack;
    for (let job = firstVisible(lane); job < lane.end && began[job] <= moment + slack; job++) {
      const away = Math.max(0, began[job] - moment, moment - ended[job]);
      if (away <= distance) { best = job; distance = away; }
    }
    return best;
  };

  const place = (x, y) => {
    const frame = root.getBoundingClientRect();
    tip.style.left = Math.max(0, Math.min(x - frame.left + 14, frame.width - tip.offsetWidth)) + "px";
    const below = y - frame.top + 18;
    tip.style.top = (y + 18 + tip.offsetHeight > window.innerHeight ? below - tip.offsetHeight - 30 : below) + "px";
  };

  const showTip = (job) => {
    tip.replaceChildren(...describe(job).map((line, index) => {
      const part = document.createElement(index === 0 ? "strong" : "div");
      part.textContent = line;
      return part;
    }));
    tip.hidden = false;
  };

  const hover = (event) => {
    const frame = canvas.getBoundingClientRect();
    const job = jobAt(event.clientX - frame.left, event.clientY - frame.top + scroller.scrollTop);
    if (job !== hovered) {
      hovered = job;
      if (job < 0) tip.hidden = true; else showTip(job);
      draw();
    }
    if (job >= 0) place(event.clientX, event.clientY);
  };

  const pointers = new Map();
  let pinch = null;
  canvas.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, event.clientX);
    canvas.setPointerCapture(event.pointerId);
    pinch = null;
    hover(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return hover(event);
    const before = pointers.get(event.pointerId);
    pointers.set(event.pointerId, event.clientX);
    if (pointers.size === 2) {
      const [one, two] = [...pointers.values()], gap = Math.max(10, Math.abs(one - two));
      const left = canvas.getBoundingClientRect().left;
      if (pinch) zoom(pinch / gap, momentAt((one + two) / 2 - left));
      pinch = gap;
    } else {
      const share = (before - event.clientX) / shown.width;
      if (share) { tip.hidden = true; hovered = -1; pan(share); }
    }
  });
  const release = (event) => { pointers.delete(event.pointerId); pinch = null; };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => { hovered = -1; tip.hidden = true; draw(); });
  canvas.addEventListener("dblclick", (event) => zoom(0.25, momentAt(event.offsetX)));
  scroller.addEventListener("wheel", (event) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 200))), momentAt(event.clientX - canvas.getBoundingClientRect().left));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      pan((event.deltaX || event.deltaY) / shown.width);
    }
  }, { passive: false });
  scroller.addEventListener("scroll", draw);

  const centre = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const frame = strip.getBoundingClientRect(), half = (to - from) / 2;
    const moment = ((event.clientX - frame.left) / frame.width) * data.end;
    show(moment - half, moment + half);
  };
  strip.addEventListener("pointerdown", (event) => { strip.setPointerCapture(event.pointerId); centre(event); });
  strip.addEventListener("pointermove", centre);

  // ---- keys, buttons, searching ----------------------------------------------------------------------------------

  const choose = (job) => {
    if (job < 0 || job >= count) return;
    chosen = hovered = job;
    const lane = lanes[laneOf[job]], length = to - from;
    if (ended[job] < from || began[job] > to || ended[job] - began[job] < (4 / shown.width) * length) {
      const wanted = Math.min(length, Math.max((ended[job] - began[job]) * 20, shortest));
      const middle = (began[job] + ended[job]) / 2;
      show(middle - wanted / 2, middle + wanted / 2);
    }
    if (lane.top < scroller.scrollTop || lane.top + laneHeight > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = lane.top - scroller.clientHeight / 2;
    said.textContent = describe(job).join(". ");
    showTip(job);
    const frame = canvas.getBoundingClientRect();
    const x = ((Math.max(from, began[job]) - from) / (to - from)) * shown.width;
    place(frame.left + x, frame.top + lane.top - scroller.scrollTop + laneHeight);
    draw();
  };
  const neighbour = (direction) => {
    const middle = (began[chosen] + ended[chosen]) / 2;
    for (let lane = laneOf[chosen] + direction; lane >= 0 && lane < lanes.length; lane += direction) {
      const { first, end } = lanes[lane];
      let best = -1;
      for (let job = first; job < end; job++)
        if (best < 0 || Math.abs(began[job] - middle) < Math.abs(began[best] - middle)) best = job;
      if (best >= 0) return best;
    }
    return -1;
  };
  const keys = {
    "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: () => show(0, data.end),
    Home: () => show(0, to - from), End: () => show(data.end - (to - from), data.end),
    PageUp: () => pan(-0.5), PageDown: () => pan(0.5),
    ArrowRight: () => choose(chosen < 0 ? 0 : chosen + 1), ArrowLeft: () => choose(chosen < 0 ? 0 : chosen - 1),
    ArrowDown: () => choose(chosen < 0 ? 0 : neighbour(1)), ArrowUp: () => choose(chosen < 0 ? 0 : neighbour(-1)),
    Escape: () => { chosen = hovered = -1; tip.hidden = true; draw(); },
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  canvas.addEventListener("blur", () => { chosen = -1; tip.hidden = true; draw(); });
  find("closer").addEventListener("click", () => zoom(0.5));
  find("farther").addEventListener("click", () => zoom(2));
  find("whole").addEventListener("click", () => show(0, data.end));
  path.addEventListener("change", draw);
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    matches = wanted ? new Uint8Array(count) : null;
    let number = 0;
    if (matches)
      for (let job = 0; job < count; job++)
        if (file(job).toLowerCase().includes(wanted)) { matches[job] = 1; number++; }
    found.textContent = matches ? (number === 1 ? "1 job" : number + " jobs") : "";
    draw();
  });

  // ---- the page around -------------------------------------------------------------------------------------------

  root.hidden = false;
  new ResizeObserver(draw).observe(scroller);
  const recolour = () => { colours = null; draw(); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  matchMedia("(forced-colors: active)").addEventListener("change", recolour);
  const print = (isBeginning) => {
    isPrinting = isBeginning;
    root.classList.toggle("printing", isBeginning);
    colours = null;
    paint();
  };
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  paint();
})();
