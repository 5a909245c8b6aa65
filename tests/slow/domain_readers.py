"""People who are at the domain while it is released to: some stay connected, some come anew."""

import threading

import httpx

PATHS = ("/", "/api/v1/forecast", "/api/v1/forecasts", "/api/health")
EVERY_S = 0.15
ANSWER_S_MAX = 10.0


class DomainReaders(threading.Thread):
    """Reads page, forecasts and health in turn, each over a kept and over a new connection."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._over = threading.Event()
        self._answers = 0
        self._failures: list[str] = []

    def run(self) -> None:
        with self._client() as kept:
            while not self._over.is_set():
                for path in PATHS:
                    self._read(kept, path)
                    with self._client() as new:
                        self._read(new, path)
                    self._over.wait(EVERY_S)

    def taken(self) -> tuple[int, list[str]]:
        """How many were answered, and what was not, since this was asked before."""
        answers, self._answers = self._answers, 0
        failures, self._failures = self._failures, []
        return answers, failures

    def stop(self) -> None:
        self._over.set()
        self.join()

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=self._url, timeout=ANSWER_S_MAX, trust_env=False)

    def _read(self, client: httpx.Client, path: str) -> None:
        try:
            answer = client.get(path)
        except httpx.HTTPError as error:
            self._failures.append(f"{path}: {error!r}")
            return
        if answer.status_code == 200:
            self._answers += 1
        else:
            self._failures.append(f"{path}: {answer.status_code} {answer.text[:200]}")
