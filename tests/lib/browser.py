# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium that a test drives by WebDriver (W3C): what a person can see and click.

Clicks and keys are real events, so what is hidden or covered cannot be used. Every wait ends.
"""
import base64
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request

import processes

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ENTER = "\ue007"
SECONDS = 60


class BrowserFault(Exception):
    """The driver refused: no such element, covered by another, script failed."""


def is_installed():
    return bool(shutil.which("chromedriver") and shutil.which("chromium"))


class Browser:
    def __init__(self, folder, width=1280, height=800):
        self._port, = processes.free_ports(1)
        self._process = subprocess.Popen(
            ["chromedriver", f"--port={self._port}"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder)})
        self._session = ""
        processes.wait_until(self._is_ready, SECONDS, "chromedriver answers")
        options = {"binary": shutil.which("chromium"), "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--no-proxy-server",
            f"--user-data-dir={folder}/profile", f"--window-size={width},{height}"]}
        made = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options}}})
        self._session = f"/session/{made['sessionId']}"

    def close(self):
        try:
            if self._session:
                self._call("DELETE", self._session)
        finally:
            processes.kill_family(self._process.pid)
            self._process.wait(SECONDS)

    def _is_ready(self):
        try:
            return self._call("GET", "/status")["ready"]
        except OSError:
            return False

    def _call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{path}", method=method,
            data=None if method != "POST" else json.dumps(body or {}).encode())
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                    request, timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            said = json.load(error)["value"]
            raise BrowserFault(f"{said['error']}: {said['message'].splitlines()[0]}") from None

    def _do(self, verb, body=None, method="POST"):
        return self._call(method, f"{self._session}/{verb}", body)

    def go(self, address):
        self._do("url", {"url": address})

    def find(self, selector):
        """The elements that are there and can be seen."""
        found = self._do("elements", {"using": "css selector", "value": selector})
        return [each[ELEMENT] for each in found
                if self._do(f"element/{each[ELEMENT]}/displayed", method="GET")]

    def _seen(self, selector, text):
        """Such elements with that text; nothing while the page changes under the eyes."""
        try:
            return [each for each in self.find(selector) if text in self.text(each)]
        except BrowserFault:
            return None

    def wait_for(self, selector, text=""):
        """The first such element with that text, as soon as it can be seen."""
        return processes.wait_until(lambda: self._seen(selector, text), SECONDS,
                                    f"{selector} {text!r} is seen", pause=0.1)[0]

    def wait_until_gone(self, selector, text=""):
        processes.wait_until(lambda: self._seen(selector, text) == [], SECONDS,
                             f"{selector} {text!r} is gone", pause=0.1)

    def text(self, element):
        return self._do(f"element/{element}/text", method="GET")

    def texts(self, selector):
        return [self.text(each) for each in self.find(selector)]

    def click(self, selector, text=""):
        """Waits until it is there and nothing covers it."""
        def clicked():
            try:
                self._do(f"element/{self.wait_for(selector, text)}/click")
                return True
            except BrowserFault:
                return False

        processes.wait_until(clicked, SECONDS, f"{selector} {text!r} can be clicked", pause=0.1)

    def type(self, selector, text):
        self._do(f"element/{self.wait_for(selector)}/value", {"text": text})

    def attach(self, selector, path):
        """Chooses a file, as its dialog would, for an input that pages like to hide."""
        found, = self._do("elements", {"using": "css selector", "value": selector})
        self._do(f"element/{found[ELEMENT]}/value", {"text": str(path)})

    def enter_frame(self, selector):
        self._do("frame", {"id": {ELEMENT: self.wait_for(selector)}})

    def leave_frame(self):
        self._do("frame", {"id": None})

    def windows(self):
        return self._do("window/handles", method="GET")

    def switch_to(self, window):
        self._do("window", {"handle": window})

    def run(self, script, *arguments):
        """What the script returns, or what it promises."""
        return self._do("execute/sync", {"script": script, "args": list(arguments)})

    def fetch(self, address):
        """The octets behind an address, asked for by the page with its cookies."""
        return base64.b64decode(self.run("""
            return fetch(arguments[0]).then(answer => answer.arrayBuffer()).then(octets =>
                btoa(Array.from(new Uint8Array(octets), each => String.fromCharCode(each))
                          .join('')));""", address))

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self._do("screenshot", method="GET")))
