// Starts Pyodide for the kernel, which takes this file for pyodide.js.
// Pyodide's own files come from one place, the wheels of the course lie beside their list, the
// lock. A room of nnlib brings what it needs when a cell names it, so that the first cell waits for
// numpy alone; the rest is fetched when that cell has run, while its reader reads.

const rooms = ROOMS; // {a room of nnlib: the packages that it needs}
const everything = [...new Set(Object.values(rooms).flat())];
const here = new Error().stack.match(/(https?:\/\/[^\s()]*\/)kernel\.js/)[1];
const pyodideFolder = new URL("PYODIDE", here).href;

async function lockWithAddresses(address) {
  const lock = await (await fetch(address)).json();
  for (const entry of Object.values(lock.packages))
    entry.file_name = new URL(entry.file_name, entry.here ? here : pyodideFolder).href;
  return URL.createObjectURL(new Blob([JSON.stringify(lock)], { type: "application/json" }));
}

// This Pyodide brings a list of fonts that its own matplotlib refuses, for it is one of another
// version, and of another machine. Without it every start would look through all fonts again.
const MEND_FONTS = `
import importlib.util, json, pathlib
path = pathlib.Path(importlib.util.find_spec("matplotlib").origin).with_name("fontlist.json")
fonts = json.loads(path.read_text())
fonts["_version"] = 330
for kind in ("ttflist", "afmlist"):
    fonts[kind] = [font for font in fonts[kind] if not font["fname"].startswith("/")]
path.write_text(json.dumps(fonts))
`;

function prepare(pyodide) {
  const { loadPackage, loadPackagesFromImports } = pyodide;
  const mend = () => {
    if (!pyodide.loadedPackages.matplotlib || pyodide.fontsAreMended) return;
    pyodide.fontsAreMended = true;
    pyodide.runPython(MEND_FONTS, { globals: pyodide.toPy({}) });
  };
  let rest = null;
  pyodide.loadPackagesFromImports = async (code, how) => {
    const named = Object.keys(rooms).filter((room) => new RegExp(`\\b${room}\\b`).test(code));
    const needed = named.flatMap((room) => rooms[room]);
    if (needed.length) await loadPackage(needed, how);
    await loadPackagesFromImports(code, how);
    mend();
    rest ??= setTimeout(() => loadPackage(everything, how).then(mend), 0);
  };
  return pyodide;
}

importScripts(`${pyodideFolder}pyodide.js`);
const start = self.loadPyodide;
self.loadPyodide = async (options) => {
  const lockFileURL = await lockWithAddresses(options.lockFileURL);
  return prepare(await start({ ...options, indexURL: pyodideFolder, lockFileURL }));
};
