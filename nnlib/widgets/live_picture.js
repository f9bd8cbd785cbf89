// The picture of a widget: shown from the kernel's bytes, with its description and its status.
// What a reader does on it goes to the kernel as a message, never as state: nothing is echoed.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const MOST_OF_WINDOW = 0.83; // of its height, for the picture and the controls about it
const LARGEST = 1.5; // beyond it, the kernel would draw too slowly
const ANSWER_WITHIN = 500; // ms after which a move that was not answered no longer holds the next
const GONE = ["restarting", "autorestarting", "terminating", "dead"]; // states of a kernel
const HOW = "Arrow keys choose a part, Enter takes it; then arrow keys move it, Esc lets it go.";

function element(tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function dataUrl(png) {
  const bytes = new Uint8Array(png.buffer, png.byteOffset, png.byteLength), parts = [];
  for (let at = 0; at < bytes.length; at += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return `data:image/png;base64,${btoa(parts.join(""))}`; // quicker to show than a blob's address
}

// How far a point is from a spot [name, x1, y1, x2, y2, radius, …], in its radii.
function distance([, x1, y1, x2, y2, radius], x, y) {
  const [dx, dy] = [x2 - x1, y2 - y1], length = dx * dx + dy * dy;
  const part = length ? Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length)) : 0;
  return Math.hypot(x - x1 - part * dx, y - y1 - part * dy) / radius;
}

// ipywidgets gives a slider's handle and readout no accessible name, and the handle a value such
// as 1.4000000000000004: they get the tooltip of the slider's label, and what the readout shows.
function nameSliders(box) {
  for (const slider of box.querySelectorAll(".widget-slider")) {
    const [label, handle, readout] = ["label", "[role=slider]", ".widget-readout"].map((part) =>
      slider.querySelector(part));
    if (!label || !handle || !readout) continue;
    readout.setAttribute("aria-label", label.title);
    handle.setAttribute("aria-label", label.title);
    handle.setAttribute("aria-valuetext", readout.textContent);
  }
}

function sliderName(target) {
  const slider = target instanceof Element && target.closest(".widget-slider");
  return slider ? slider.querySelector("label")?.title || null : null;
}

function handleOf(box, name) {
  const named = [...box.querySelectorAll(".widget-slider label")].find((l) => l.title === name);
  return named?.closest(".widget-slider").querySelector("[role=slider]");
}

function render({ model, el }) {
  const stage = element("div", "nnlib-stage"), image = element("img", "", { draggable: "false" });
  const status = element("div", "nnlib-status", { role: "status" });
  const alert = element("div", "nnlib-alert", { role: "alert" });
  const end = new AbortController(), own = { signal: end.signal };
  stage.append(image);
  el.classList.add("nnlib-picture");
  el.append(status, stage, alert);
  let box = null; // the whole widget, once it is on the page
  let sent = 1, resting = null; // the scale the kernel draws at, and a timer
  let gone = false, waiting = null, next = null;
  let pressed = null, held = null, chosen = -1, looked = null;

  const get = (name) => model.get(name);
  const onAll = (names, act) => names.forEach((name) => model.on(`change:${name}`, act));

  // What the kernel says.
  const show = () => {
    if (get("png")?.byteLength) image.src = dataUrl(get("png"));
    image.alt = get("alt");
  };
  const say = () => {
    status.innerHTML = get("status");
    alert.textContent = gone
      ? "The kernel has ended: nothing here answers. Run the cell again."
      : get("alert");
    stage.classList.toggle("nnlib-old", gone || get("old"));
  };
  const makeReachable = () => {
    const reachable = get("spots").length > 0;
    for (const [name, value] of Object.entries({ tabindex: 0, role: "application" }))
      reachable ? stage.setAttribute(name, value) : stage.removeAttribute(name);
    reachable ? stage.setAttribute("aria-label", `picture. ${HOW}`)
      : stage.removeAttribute("aria-label");
  };

  // As large as there is room, in steps of whole pixels; the kernel draws at this size.
  const fit = () => {
    if (!el.clientWidth) return;
    status.style.minHeight = `${el.clientWidth < 900 ? 44 : 22}px`; // or the picture would jump
    const [width, height] = [get("width"), get("height")];
    const controls = box ? box.offsetHeight - stage.offsetHeight : 300;
    const high = MOST_OF_WINDOW * window.innerHeight - controls;
    const room = Math.min(el.clientWidth / width, high / height, LARGEST);
    const size = Math.max(1, Math.floor(10 * room) / 10);
    stage.style.width = `${Math.round(width * size)}px`;
    clearTimeout(resting);
    resting = setTimeout(() => {
      const scale = Math.min(size * window.devicePixelRatio, 2);
      if (Math.abs(scale - sent) > 0.01) tell({ kind: "scale", scale: sent = scale });
    }, 200);
  };

  // Whether things may move by themselves: the reader's system says so, once and when it changes.
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const sayMotion = () => tell({ kind: "motion", reduced: calm.matches });

  // What the reader does. Of quick moves, those that the kernel has no time for are left out; of
  // nudges, each by one more step, none is.
  const send = (event, callbacks) => { if (event && !gone) model.send(event, callbacks); };
  const takeNext = () => { const event = next; next = null; return event; };
  const tell = (event) => { send(takeNext()); send(event); };
  const tellMove = (event) => {
    const more = event.kind === "nudge" && next?.kind === "nudge";
    if (more) event = { ...event, x: next.x + event.x, y: next.y + event.y };
    if (waiting !== null) return (next = event);
    const answered = () => {
      clearTimeout(waiting);
      waiting = null;
      const event = takeNext();
      if (event) tellMove(event);
    };
    waiting = setTimeout(answered, ANSWER_WITHIN);
    const idle = (message) => { if (message.content.execution_state === "idle") answered(); };
    send(event, { iopub: { status: idle } });
  };
  const look = (name) => { if (name !== looked) tellMove({ kind: "look", name: looked = name }); };
  const at = (event) => {
    const place = image.getBoundingClientRect(), scale = get("width") / place.width;
    return [(event.clientX - place.left) * scale, (event.clientY - place.top) * scale];
  };
  const spotAt = (event) => {
    const [x, y] = at(event), reach = event.pointerType === "mouse" ? 1 : 1.8;
    const near = get("spots").map((spot, i) => [distance(spot, x, y), i]);
    const [least, i] = near.reduce((a, b) => (b[0] < a[0] ? b : a), [Infinity, -1]);
    return least <= reach ? i : -1;
  };
  const nameOf = (i) => get("spots")[i]?.[0] ?? null;

  const press = (event) => {
    const i = event.button === 0 ? spotAt(event) : -1;
    if (i < 0) return;
    event.preventDefault(); // no selection, and the page does not scroll
    [chosen, pressed] = [i, { name: nameOf(i), from: at(event), moved: false }];
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    look(pressed.name);
  };
  const drag = (event) => {
    if (!pressed) {
      const i = spotAt(event);
      stage.style.cursor = i < 0 ? "" : "pointer";
      if (event.pointerType === "mouse" && document.activeElement !== stage) look(nameOf(i));
      return;
    }
    const [x, y] = at(event), [fromX, fromY] = pressed.from;
    pressed.moved ||= Math.hypot(x - fromX, y - fromY) > 3;
    if (!pressed.moved) return;
    stage.style.cursor = "grabbing";
    tellMove({ kind: "drag", name: pressed.name, x, y, dx: x - fromX, dy: y - fromY });
  };
  const release = (event) => {
    if (!pressed) return;
    if (event.type === "pointerup") tell({ kind: pressed.moved ? "drop" : "choose", name: pressed.name });
    pressed = null;
    stage.style.cursor = "";
  };
  const key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key], count = get("spots").length;
    if (arrow && box?.contains(event.target) && event.target.matches("[role=slider]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const short = event.key.replace("Arrow", ""); // noUiSlider knows it, no notebook does
      event.target.dispatchEvent(new KeyboardEvent("keydown", { key: short, cancelable: true }));
    }
    if (event.target !== stage) return;
    if (arrow && held) {
      const size = event.shiftKey ? 5 : 1;
      tellMove({ kind: "nudge", name: held, x: size * arrow[0], y: size * arrow[1] });
    } else if (arrow) {
      const by = arrow[0] || -arrow[1];
      chosen = chosen < 0 ? (by > 0 ? 0 : count - 1) : (chosen + by + count) % count;
      look(nameOf(chosen));
    } else if (event.key === "Enter" && !event.shiftKey && chosen >= 0) {
      const movable = get("spots")[chosen][6];
      held = held || !movable ? null : nameOf(chosen);
      tell({ kind: held ? "hold" : movable ? "drop" : "choose", name: nameOf(chosen) });
    } else if (event.key === "Escape" && held) {
      tell({ kind: "drop", name: held });
      held = null;
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the notebook has its own use for these keys
  };

  const resized = new ResizeObserver(fit);

  // The rest of the widget: its sliders' names, and the slider that is looked at.
  const join = () => {
    if (end.signal.aborted) return;
    box = el.closest(".nnlib");
    if (!box) return requestAnimationFrame(join);
    const names = new MutationObserver(() => nameSliders(box));
    names.observe(box, { childList: true, subtree: true, characterData: true });
    end.signal.addEventListener("abort", () => names.disconnect());
    nameSliders(box);
    resized.observe(box);
    box.addEventListener("pointerover", (e) => { if (!stage.contains(e.target) && !e.buttons) look(sliderName(e.target) ?? sliderName(document.activeElement)); }, own);
    box.addEventListener("pointerleave", () => look(sliderName(document.activeElement)), own);
    box.addEventListener("focusin", (e) => look(e.target === stage ? nameOf(chosen) : sliderName(e.target)), own);
    box.addEventListener("focusout", (e) => { if (!box.contains(e.relatedTarget)) look(null); }, own);
  };
  const focus = (name, tries = 60) => {
    const handle = box && handleOf(box, name);
    if (handle?.offsetParent) handle.focus();
    else if (tries) requestAnimationFrame(() => focus(name, tries - 1));
  };

  // A kernel that is gone cannot say so: the notebook's connection to it does.
  const finish = () => { gone = true; say(); };
  const kernel = model.widget_manager?.kernel;
  const onStatus = (_, state) => { if (GONE.includes(state)) finish(); };
  kernel?.statusChanged?.connect(onStatus);
  end.signal.addEventListener("abort", () => kernel?.statusChanged?.disconnect(onStatus));
  model.on("comm_live_update", () => setTimeout(() => {
    if (el.closest(".jupyter-widgets-disconnected")) finish();
  }));

  onAll(["png", "alt"], show);
  onAll(["status", "alert", "old"], say);
  onAll(["width", "height"], fit);
  onAll(["spots"], makeReachable);
  model.on("msg:custom", (message) => {
    if (message.focus && el.contains(document.activeElement)) focus(message.focus);
  });
  stage.addEventListener("pointerdown", press, own);
  stage.addEventListener("pointermove", drag, own);
  stage.addEventListener("pointerup", release, own);
  stage.addEventListener("pointercancel", release, own);
  stage.addEventListener("blur", () => { if (held) tell({ kind: "drop", name: held }); held = null; }, own);
  stage.addEventListener("touchstart", (event) => {
    const { clientX, clientY } = event.touches[0];
    if (spotAt({ clientX, clientY, pointerType: "touch" }) >= 0) event.preventDefault();
  }, { ...own, passive: false });
  window.addEventListener("keydown", key, { ...own, capture: true }); // before the notebook's
  resized.observe(el);
  window.addEventListener("resize", fit, own);
  calm.addEventListener("change", sayMotion, own);
  end.signal.addEventListener("abort", () => { resized.disconnect(); clearTimeout(resting); });
  show(); say(); makeReachable(); fit(); join(); sayMotion();
  return () => end.abort();
}

export default { render };
