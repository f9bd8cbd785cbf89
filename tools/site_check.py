"""Tries the built site in Chromium: every page, and every lesson and exercise live.

What a function here gives is a list of problems, each a sentence; an empty one is good.
"""

import contextlib
import statistics
import time
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

from tools.chromium import find_chromium, launch
from tools.notebook import ROOT, read
from tools.site_links import broken_links, outside_hosts
from tools.site_live import APP
from tools.site_server import serving

SIZE = {"width": 1366, "height": 768}
GRAVE = ("serious", "critical")
# JupyterLite's own: its table of contents looks at cells before they are there.
NOISE = ("setting 'isRunning'", "reading 'type'", "favicon")
_READY = "() => !!window.MathJax && MathJax.startup.promise.then(() => true)"
_RAW = r"""() => {
  const text = document.querySelector('article') || document.body;
  const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const raw = [];
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.parentElement.closest('pre, code, script, style, mjx-container, textarea')) continue;
    if (/\\[a-zA-Z(\[]|\$[^$]+\$/.test(node.textContent)) raw.push(node.textContent.slice(0, 80));
  }
  return raw.concat([...document.querySelectorAll('mjx-merror, [data-mml-node=merror]')]
    .map(node => 'MathJax error: ' + node.textContent.slice(0, 80)));
}"""
_PICTURES = """() => [...document.querySelectorAll('article img')]
  .filter(image => !image.naturalWidth || !image.alt || image.alt.endsWith('.png'))
  .map(image => image.src.slice(-40) + ': ' + image.alt)"""


@contextmanager
def chromium():
    """A running Chromium; RuntimeError where there is none."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            raise RuntimeError("no Chromium was found. On Debian: apt install chromium")
        browser = launch(playwright, path)
        yield browser
        browser.close()


def listen(page, *hosts):
    """A list that fills with what goes wrong on a page: errors, files not found, other hosts."""
    heard = []

    def said(message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            heard.append(f"console: {message.text[:300]}")

    page.on("console", said)
    page.on("pageerror", lambda error: heard.append(f"page error: {str(error)[:300]}"))
    page.on(
        "response", lambda one: heard.append(f"{one.status}: {one.url}") if one.status >= 400 else 0
    )
    allowed = (*hosts, "data:", "blob:")
    page.on(
        "request",
        lambda one: None if one.url.startswith(allowed) else heard.append(f"asks for {one.url}"),
    )
    return heard


def reading_pages(site):
    """The addresses of all reading pages, such as "notebooks/00_start_here.html"."""
    folders = [site, *(site / name for name in ("notebooks", "exercises", "docs", "nnlib"))]
    paths = (path for folder in folders for path in sorted(folder.glob("*.html")))
    return [path.relative_to(site).as_posix() for path in paths]


def check_page(browser, server, path, scheme="light", axe=True):
    """What is wrong with one reading page."""
    page = browser.new_context(viewport=SIZE, color_scheme=scheme).new_page()
    heard = listen(page, server.address)
    page.goto(f"{server.address}/{path}")
    if page.evaluate("() => !!document.querySelector('script[src*=tex-svg]')"):
        page.wait_for_function(_READY)
    page.wait_for_timeout(100)
    problems = [*heard]
    problems += [f"raw formula: {text}" for text in page.evaluate(_RAW)]
    problems += [f"picture without description: {text}" for text in page.evaluate(_PICTURES)]
    if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
        problems.append("is wider than the window")
    if axe:
        found = Axe().run(page, options={"preload": False}).response["violations"]
        problems += [
            f"axe: {one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
            for one in found
            if one["impact"] in GRAVE
        ]
    page.context.close()
    return [f"{path}: {problem}" for problem in problems]


_CURRENT = "window.jupyterapp.shell.currentWidget"
_OPEN = f"() => !!window.jupyterapp && {_CURRENT}?.context?.isReady && !!{_CURRENT}.content.widgets"
_SESSION = f"() => !!{_CURRENT}.sessionContext?.session?.kernel"
_CODE = f"[...{_CURRENT}.content.model.cells].filter(cell => cell.type === 'code')"
_CLEAR = f"() => {_CODE}.forEach(cell => {{ cell.outputs.clear(); cell.executionCount = null; }})"
_CELLS = f"""() => {_CODE}.map(cell => [
  cell.id, cell.sharedModel.getSource().trim() === '' || cell.executionState === 'idle',
  cell.executionCount, cell.outputs.toJSON()])"""
_SET = f"([id, text]) => {_CODE}.find(cell => cell.id === id).sharedModel.setSource(text)"
_GET = f"id => {_CODE}.find(cell => cell.id === id).sharedModel.getSource()"
_RUN = f"""async id => {{
  const book = {_CURRENT}.content;
  book.activeCellIndex = book.widgets.findIndex(cell => cell.model.id === id);
  await window.jupyterapp.commands.execute('notebook:run-cell');
}}"""


class Live:
    """A notebook live in the browser: `Live(page, server, "notebooks/00_start_here.ipynb")`.

    `pyodide` is where its Python comes from, if not from the site. `heard` is what went wrong on
    its page; `began` is when it was asked for.
    """

    def __init__(self, page, server, path, pyodide="", wait=180):
        hosts = [server.address, *([pyodide] if pyodide else [])]
        self.page, self.heard, self.wait = page, listen(page, *hosts), wait
        self.address = f"{server.address}/live/{APP}/index.html?path={path}"
        self.open()

    def open(self):
        self.began = time.monotonic()
        self.page.goto(self.address)
        self._wait_for(_OPEN)
        self._wait_for(_SESSION)

    def _wait_for(self, code):
        self.page.wait_for_function(code, timeout=1000 * self.wait)

    def passed(self):
        """Seconds since the notebook was asked for."""
        return time.monotonic() - self.began

    def command(self, name):
        self.page.evaluate("name => { window.jupyterapp.commands.execute(name); }", name)

    def cells(self):
        """{id: (whether it has run, its outputs)} of all code cells."""
        found = self.page.evaluate(_CELLS)
        return {id: (bool(done and count), outputs) for id, done, count, outputs in found}

    def clear(self):
        """Take all outputs away, so that those to come are told from those stored."""
        self.page.evaluate(_CLEAR)

    def start_all(self):
        """Have all cells run; `first` and `all_done` wait for it."""
        self.clear()
        self.command("notebook:run-all-cells")

    def first(self):
        """Wait for the first output; give the seconds since the notebook was asked for."""
        return self._until(lambda cells: any(outputs for _, outputs in cells.values()))

    def all_done(self):
        """Wait until every cell has run, or one has failed; give the seconds since it was asked."""
        return self._until(lambda cells: all(d for d, _ in cells.values()) or failed(cells))

    def _until(self, holds):
        while not holds(self.cells()):
            if self.passed() > self.wait:
                left = [id for id, (done, _) in self.cells().items() if not done]
                raise TimeoutError(f"after {self.wait} s, these cells have not run: {left}")
            self.page.wait_for_timeout(50)
        return self.passed()

    def source(self, cell):
        return self.page.evaluate(_GET, cell)

    def write(self, cell, text):
        """Put `text` into a cell, as a student who types it."""
        self.page.evaluate(_SET, [cell, text])

    def run(self, cell):
        """Run one cell; give what it prints or how it fails."""
        self.page.evaluate(_RUN, cell)
        return said(self.cells()[cell][1])

    def save(self):
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def problems(self):
        """Errors of cells and of the page, but for JupyterLite's own noise."""
        heard = [one for one in self.heard if not any(noise in one for noise in NOISE)]
        return [said([one])[-400:] for one in failed(self.cells())] + heard

    def widgets(self):
        return self.page.locator(".nnlib").all()

    def answer_time(self, widget, key):
        """Milliseconds from a key on the focused control to the changed picture; None if none."""
        return widget.evaluate(
            """async (widget, key) => {
              const image = widget.querySelector('img'), before = image.src;
              const start = performance.now();
              document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
              while (performance.now() - start < 5000) {
                if (image.src !== before) return performance.now() - start;
                await new Promise(requestAnimationFrame);
              }
              return null;
            }""",
            key,
        )

    def close(self):
        self.page.context.close()


def failed(cells):
    """The outputs of cells that tell of an error."""
    outputs = [one for _, several in cells.values() for one in several]
    return [one for one in outputs if one["output_type"] == "error" or one.get("name") == "stderr"]


def said(outputs):
    """The text of outputs: what was printed, or an error's name and message."""
    parts = [
        one.get("text") or f"{one.get('ename', '')}: {one.get('evalue', '')}"
        if one["output_type"] in ("stream", "error")
        else str(one.get("data", {}).get("text/plain", ""))
        for one in outputs
    ]
    return "".join(parts)


def move_a_slider(live):
    """Move the first slider of each widget; give the problems, and the times in ms."""
    problems, times = [], []
    for number, widget in enumerate(live.widgets(), start=1):
        sliders = widget.locator("[role=slider]")
        if not sliders.count():
            continue
        widget.scroll_into_view_if_needed()
        sliders.first.focus()
        live.page.wait_for_timeout(1000)
        own = [live.answer_time(widget, key) for key in ("ArrowRight", "ArrowLeft") * 3]
        if not any(own):
            problems.append(f"the slider of widget {number} changes no picture")
        times += [one for one in own if one is not None]
    return problems, times


def crosses(outputs):
    """How many ✗ stand in outputs."""
    return said(list(outputs)).count("✗")


def stored_crosses(path):
    return crosses(o for cell in read(ROOT / path).cells for o in cell.get("outputs", []))


def check_lesson(browser, server, path, pyodide=""):
    """Run a lesson live, from a cold start, and move its sliders: (problems, figures)."""
    live = Live(browser.new_context(viewport=SIZE).new_page(), server, path, pyodide)
    try:
        live.start_all()
        figures = {"first": live.first(), "all": live.all_done()}
        live.page.wait_for_timeout(1500)
        problems, times = move_a_slider(live)
        if crosses(o for _, outputs in live.cells().values() for o in outputs) > stored_crosses(
            path
        ):
            problems.append("something that is ✓ in the stored outputs is ✗ here")
        if times:
            figures["key"] = statistics.median(times)
        problems += live.problems()
    except (TimeoutError, Error) as error:
        problems, figures = [f"{type(error).__name__}: {str(error)[:300]}"], {}
    live.close()
    return [f"{path}: {problem}" for problem in problems], figures


def solved(path):
    """The solved cells of an exercise, {cell id: source}."""
    cells = read(ROOT / "solutions" / path.split("/")[-1]).cells
    return {cell.id: cell.source for cell in cells if "### BEGIN SOLUTION" in cell.source}


def verdicts(live):
    """What all checks of an exercise say now."""
    text = "\n".join(said(outputs) for _, outputs in live.cells().values())
    return [line[0] for line in text.split("\n") if line[:1] in ("✓", "○", "✗")]


def check_exercise(browser, server, path, pyodide=""):
    """Run an exercise live, as it is handed out and then solved: (problems, figures)."""
    live = Live(browser.new_context(viewport=SIZE).new_page(), server, path, pyodide)
    problems, figures = [], {}
    try:
        live.start_all()
        live.all_done()
        if "✓" in (found := verdicts(live)) or not found:
            problems.append(f"untouched, its checks say {''.join(found)}")
        for cell, source in solved(path).items():
            live.write(cell, source)
        live.began = time.monotonic()
        live.start_all()
        figures["solved"] = live.all_done()
        if set(found := verdicts(live)) != {"✓"}:
            problems.append(f"solved, its checks say {''.join(found)}")
        problems += live.problems()
    except (TimeoutError, Error) as error:
        problems.append(f"{type(error).__name__}: {str(error)[:300]}")
    live.close()
    return [f"{path}: {problem}" for problem in problems], figures


def check_all(site, pyodide=""):
    """Try the whole site, print what was found and measured, and give the exit code."""
    problems = [f"broken link, {link}" for link in broken_links(site)]
    problems += [f"pages load from {host}" for host in outside_hosts(site)]
    with serving(site) as server, chromium() as browser:
        for path in reading_pages(site):
            for scheme in ("light", "dark"):
                problems += check_page(browser, server, path, scheme)
        print(f"{len(reading_pages(site))} reading pages tried, light and dark.", flush=True)
        files = site / "live" / "files"
        for path in sorted(files.glob("notebooks/*.ipynb")) + sorted(
            files.glob("exercises/*.ipynb")
        ):
            name = path.relative_to(files).as_posix()
            check = check_lesson if name.startswith("notebooks/") else check_exercise
            server.sent = 0
            found, figures = check(browser, server, name, pyodide)
            problems += found
            units = {"key": "ms"}
            told = ", ".join(f"{k} {v:.1f} {units.get(k, 's')}" for k, v in figures.items())
            print(f"{name}: {told}, {server.sent / 1e6:.1f} MB; {len(found)} problems", flush=True)
    with contextlib.suppress(ValueError):
        print(*problems, sep="\n")
    print(f"{len(problems)} problems.")
    return 1 if problems else 0
