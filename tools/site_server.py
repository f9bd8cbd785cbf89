"""A small server for the built site, on this machine alone."""

import gzip
import http.server
import threading
from contextlib import contextmanager
from functools import partial

PACKED = (".js", ".mjs", ".json", ".css", ".html", ".svg", ".ipynb", ".wasm")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files as a public host gives them: packed where that helps, checked anew when asked again."""

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
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_):
        """Nothing: a lesson fetches hundreds of files."""

    def do_GET(self):
        path = self.translate_path(self.path)
        takes_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        if not (takes_gzip and path.endswith(PACKED)) or "If-Modified-Since" in self.headers:
            return super().do_GET()
        self.send_packed(path)

    def send_packed(self, path):
        try:
            with open(path, "rb") as file:
                body = packed(file.read())
        except OSError:
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def packed(content):
    return gzip.compress(content, 6, mtime=0)


@contextmanager
def serving(folder, port=0, host="127.0.0.1"):
    """Serve `folder` on loopback while the block runs; give its address."""
    server = http.server.ThreadingHTTPServer((host, port), partial(Handler, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
