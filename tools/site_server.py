"""A small server for the built site, on this machine alone."""

import functools
import gzip
import http.server
import os
import threading
from contextlib import contextmanager, suppress
from functools import partial

PACKED = (".js", ".mjs", ".json", ".css", ".html", ".svg", ".ipynb", ".wasm")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files as a public host gives them: packed where that helps, asked about again each time."""

    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".ipynb": "application/json",
        ".whl": "application/octet-stream",
    }
    protocol_version = "HTTP/1.1"

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Access-Control-Allow-Origin", "*")  # as Pyodide's public address
        super().end_headers()

    def log_message(self, *_):
        """Nothing: a lesson fetches hundreds of files."""

    def do_GET(self):
        path = self.translate_path(self.path)
        packs = path.endswith(PACKED) and "gzip" in self.headers.get("Accept-Encoding", "")
        with suppress(ConnectionError):  # a page that is closed no longer listens
            if packs and os.path.isfile(path) and "If-Modified-Since" not in self.headers:
                self.send_packed(path)
            else:
                super().do_GET()

    def send_packed(self, path):
        changed = os.stat(path).st_mtime
        body = packed(path, changed)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", self.date_time_string(changed))
        self.end_headers()
        self.server.sent += len(body)
        self.wfile.write(body)

    def copyfile(self, source, outputfile):
        self.server.sent += os.fstat(source.fileno()).st_size
        super().copyfile(source, outputfile)


@functools.lru_cache(1000)
def packed(path, changed):
    with open(path, "rb") as file:
        return gzip.compress(file.read(), 6, mtime=0)


class Server(http.server.ThreadingHTTPServer):
    """`address` is where a browser finds it, `sent` how many bytes of files it has sent."""

    daemon_threads = True
    sent = 0

    @property
    def address(self):
        host, port = self.server_address[:2]
        return f"http://{host}:{port}"


@contextmanager
def serving(folder, port=0, host="127.0.0.1"):
    """A `Server` of `folder`, on loopback, while the block runs; port 0 is a free one."""
    with Server((host, port), partial(Handler, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
