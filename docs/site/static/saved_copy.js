// Says on a reading page whether this browser keeps a copy of its notebook, and what can be done.
// JupyterLite keeps what is saved in IndexedDB, under the address of its folder and the path of the
// notebook; a copy there hides the original.

const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
const live = new URL("live/", root);
const DATABASE = `JupyterLite Storage - ${live.pathname}`;
const STORES = ["files", "checkpoints"];

// The database, or null where JupyterLite has made none: to open it would make an empty one.
async function open() {
  const known = await indexedDB.databases();
  if (!known.some((one) => one.name === DATABASE)) return null;
  return new Promise((done, failed) => {
    const request = indexedDB.open(DATABASE);
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

function ask(database, store, mode, act) {
  return new Promise((done, failed) => {
    const request = act(database.transaction(store, mode).objectStore(store));
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function within(act) {
  const database = await open();
  if (!database) return null;
  try {
    const stores = STORES.filter((name) => database.objectStoreNames.contains(name));
    return stores.includes("files") ? await act(database, stores) : null;
  } finally {
    database.close();
  }
}

const find = (path) => within((database) => ask(database, "files", "readonly", (s) => s.get(path)));
const forget = (path) => within((database, stores) => Promise.all(
  stores.map((store) => ask(database, store, "readwrite", (s) => s.delete(path)))));

function download(copy) {
  const blob = new Blob([JSON.stringify(copy.content, null, 1)], { type: "application/json" });
  const link = document.createElement("a");
  [link.href, link.download] = [URL.createObjectURL(blob), copy.name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function button(name, act) {
  const made = document.createElement("button");
  [made.type, made.textContent, made.onclick] = ["button", name, act];
  return made;
}

async function show(box) {
  const path = box.dataset.path, copy = await find(path);
  box.replaceChildren();
  if (!copy) return;
  const when = new Date(copy.last_modified).toLocaleString([], { dateStyle: "long", timeStyle: "short" });
  const text = document.createElement("p");
  text.textContent = `This browser keeps your copy of this notebook, saved on ${when}. The button above opens your copy, not the newest version.`;
  const again = button("Start again from the original", async () => {
    if (!confirm("Delete your copy of this notebook from this browser?")) return;
    await forget(path);
    await show(box);
    box.textContent = "Your copy is deleted. The button above opens the original.";
  });
  box.append(text, button("Download my copy", () => download(copy)), again);
}

function showAll() {
  for (const box of document.querySelectorAll(".saved-copy"))
    show(box).catch(() => box.replaceChildren()); // without storage, nothing is kept either
}

document.addEventListener("DOMContentLoaded", showAll);
window.addEventListener("pageshow", (event) => { if (event.persisted) showAll(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) showAll(); });
