"""People who read the product all the time, whatever happens to it."""

import threading

import httpx

READS = ("status", "forecast", "forecasts", "candles", "scores", "ledger", "models", "price")
"""Every document of the API, under /api/v1."""


class Readers(threading.Thread):
    """Reads every document in turn, all the time, as people do through the page."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._over = threading.Event()
        self.answers = 0
        self.failures: list[str] = []

    def run(self) -> None:
        with httpx.Client(base_url=f"{self._url}/api/v1", timeout=10) as client:
            while not self._over.is_set():
                for name in READS:
                    try:
                        answer = client.get(f"/{name}")
                    except httpx.HTTPError as error:
                        self.failures.append(f"{name}: {error!r}")
                        continue
                    self.answers += 1
                    if answer.status_code != 200 or answer.headers["x-candor-stale"] != "0":
                        self.failures.append(f"{name}: {answer.status_code} {answer.text[:200]}")
                self._over.wait(0.2)

    def stop(self) -> None:
        self._over.set()
        self.join()
