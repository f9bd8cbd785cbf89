// Starts Pyodide for the kernel, which takes this file for pyodide.js.
// Pyodide's own files come from one place, the wheels of the course lie beside the lock. A room of
// nnlib brings its packages when a cell names it; the rest is fetched while the first cell is read.

/* global importScripts, URL, Blob */
const pyodideUrl = new URL("PYODIDE", kernelFolder()).href;
const rooms = ROOMS;

function kernelFolder() {
  return new Error().stack.match(/(https?:\/\/[^\s)]*\/)kernel\.js/)[1];
}

async function lockWithAddresses(address) {
  const lock = await (await fetch(address)).json();
  for (const entry of Object.values(lock.packages))
    entry.file_name = new URL(entry.file_name, entry.here ? address : pyodideUrl).href;
  return URL.createObjectURL(new Blob([JSON.stringify(lock)], { type: "application/json" }));
}

importScripts(`${pyodideUrl}pyodide.js`);
const loadPyodideItself = self.loadPyodide;

self.loadPyodide = async (options) => {
  const lockFileURL = await lockWithAddresses(options.lockFileURL);
  const pyodide = await loadPyodideItself({ ...options, indexURL: pyodideUrl, lockFileURL });
  const byImports = pyodide.loadPackagesFromImports;
  const everything = [...new Set(Object.values(rooms).flat())];
  let rest = null;
  pyodide.loadPackagesFromImports = async (code, how) => {
    const named = Object.keys(rooms).filter((room) => new RegExp(`\\b${room}\\b`).test(code));
    const needed = named.flatMap((room) => rooms[room]);
    if (needed.length) await pyodide.loadPackage(needed, how);
    rest ??= setTimeout(() => pyodide.loadPackage(everything), 0);
    return byImports(code, how);
  };
  return pyodide;
};
