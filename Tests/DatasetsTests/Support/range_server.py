"""A small HTTP server on the loopback for the tests of downloads.

usage: range_server.py FOLDER

Prints its port, then serves the files of FOLDER:
  /NAME           with byte ranges, as good servers do
  /plain/NAME     without byte ranges
  /broken/NAME    the first half only, then the connection is closed
  /slow/NAME      a little at a time
  /endless/NAME   without saying how much there is
Every request is written to FOLDER/requests.log as "PATH RANGE".
"""

import http.server
import os
import sys
import time

folder = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        mode, _, name = self.path.lstrip("/").rpartition("/")
        asked = self.headers.get("Range")
        with open(os.path.join(folder, "requests.log"), "a") as log:
            log.write(f"{self.path} {asked or '-'}\n")
        try:
            with open(os.path.join(folder, name), "rb") as file:
                body = file.read()
        except OSError:
            self.send_error(404)
            return
        start = 0
        if asked and mode != "plain":
            start = int(asked.removeprefix("bytes=").split("-")[0])
            if start >= len(body):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(body)}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        if mode != "endless":
            self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        rest = body[start:]
        if mode == "broken":
            rest = rest[: len(rest) // 2]
        if mode == "slow":
            for place in range(0, len(rest), 1000):
                self.wfile.write(rest[place : place + 1000])
                time.sleep(0.05)
        else:
            self.wfile.write(rest)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
