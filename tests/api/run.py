"""Checks the published API description, and the running API against it.

Starts the demo (both vendors are emulators, everything is on the loopback address), makes a key, and then: validates the
document, lints it, and lets schemathesis try every operation. `LINKSPAN_BIN` names the program.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
READY_WITHIN_S = 120
EXAMPLES = os.environ.get("LINKSPAN_API_EXAMPLES", "100")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(address, key=None):
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {key}"} if key else {})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def wait_for(process, ready):
    end = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"the demo ended with {process.returncode}")
        try:
            return ready()
        except (OSError, IndexError):
            time.sleep(0.2)
    raise SystemExit(f"the demo was not ready within {READY_WITHIN_S} s")


def real_ids(url, key):
    """Ids that exist, so that the calls get past the look-up."""
    first = lambda path: fetch(f"{url}/api/v1/{path}", key)["data"][0]
    product = first("products?q=a&limit=1") if fetch(f"{url}/api/v1/products?q=a&limit=1", key)["data"] else {"sku": "1"}
    return {
        "bridge": first("bridges")["id"],
        "connection": first("connections")["id"],
        "order": first("orders")["id"],
        "run": first("runs")["id"],
        "sku": product["sku"],
    }


def settings(ids):
    """What schemathesis should know. A 422 is a call that was understood and cannot be done at present."""
    lines = ["[parameters]"]
    lines += [f'"path.{name}" = "{value}"' for name, value in ids.items()]
    lines += [
        "[checks.positive_data_acceptance]",
        'expected-statuses = ["2xx", 401, 403, 404, 409, 422, 424, 502, 503, 504]',
        "[checks.not_a_server_error]",
        'expected-statuses = ["2xx", "3xx", "4xx", 502, 503, 504]',
    ]
    return "\n".join(lines) + "\n"


def check(name, command):
    print(f"-- {name}", flush=True)
    began = time.monotonic()
    held = subprocess.run(command, cwd=HERE).returncode == 0
    print(f"-- {name}: {'held' if held else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
    return held


def main():
    binary, port = os.environ["LINKSPAN_BIN"], free_port()
    url, tools = f"http://127.0.0.1:{port}", pathlib.Path(sys.executable).parent
    with tempfile.TemporaryDirectory(prefix="linkspan-api-") as folder:
        folder = pathlib.Path(folder)
        data, log = folder / "data", open(folder / "log", "w")
        demo = subprocess.Popen(
            [binary, "demo", "--data", data, "--listen", f"127.0.0.1:{port}"], stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        try:
            document = wait_for(demo, lambda: fetch(f"{url}/openapi.json"))
            made = subprocess.run(
                [binary, "keys", "create", "--data", data, "--name", "API tests"], capture_output=True, text=True, check=True
            )
            key = made.stdout.strip().splitlines()[-1]
            ids = wait_for(demo, lambda: real_ids(url, key))
            file, config = folder / "openapi.json", folder / "schemathesis.toml"
            file.write_text(json.dumps(document))
            config.write_text(settings(ids))
            fuzz = [tools / "schemathesis", "--config-file", config, "run", file, "--url", url]
            fuzz += ["--header", f"Authorization: Bearer {key}", "--max-examples", EXAMPLES, "--workers", "2"]
            fuzz += ["--phases", "examples,coverage,fuzzing", "--generation-database", "none", "--seed", "1", "--no-color"]
            results = [
                check("openapi-spec-validator", [tools / "openapi-spec-validator", file]),
                check("redocly", ["node", "lint.mjs", file]),
                check("schemathesis", fuzz),
            ]
        finally:
            demo.terminate()
            demo.wait(timeout=30)
        if not all(results):
            print("".join((folder / "log").read_text().splitlines(keepends=True)[-40:]))
    if report := os.environ.get("LINKSPAN_API_REPORT"):
        failed = len(results) - sum(results)
        pathlib.Path(report).write_text(f"# pass {sum(results)}\n# fail {failed}\n# cancelled 0\n")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
