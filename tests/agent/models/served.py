"""A small server that speaks OpenAI's chat completions, for tests."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response


class Served:
    """Writes ``text``, in as many tokens as words.

    Attributes:
        url: of the server.
        asked: the requests that came.
        spared: how many of the next requests do not fail.
        failures: how many of those after them fail.
        takes_schemas: whether it answers requests that ask for JSON of a schema.
        refuses: settings of a request that it does not take.
        answers: what it answers with in place of a completion, if that is not None.
        edit: changes an answer before it goes.
        most: requests that were being answered at once.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.spared = self.failures = 0
        self.pause = 0.0
        self.logprobs = True
        self.takes_schemas = True
        self.refuses: dict[str, str] = {}
        self.answers: Response | None = None
        self.edit: Callable[[dict[str, Any]], None] = lambda answer: None
        self.most = self._now = 0
        self._lock = threading.Lock()

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/v1/models")
        def models(request: Request) -> Any:
            if self.answers is not None:
                return self.answers
            self.keys.append(request.headers.get("authorization", ""))
            if self.keys[-1] == "Bearer wrong":
                return JSONResponse({"error": {"message": "Incorrect API key provided"}}, 401)
            return {
                "object": "list",
                "data": [{"id": "tiny", "object": "model", "created": 0, "owned_by": "tests"}],
            }

        @app.post("/v1/chat/completions")
        def complete(body: dict[str, Any]) -> Any:
            with self._lock:
                self._now += 1
                self.most = max(self.most, self._now)
                self.asked.append(body)
                fails = self.failures > 0 and not self.spared
                self.failures -= fails
                self.spared -= self.spared > 0
            time.sleep(self.pause)
            with self._lock:
                self._now -= 1
            if fails:
                return JSONResponse({"error": {"message": "busy"}}, 503)
            for name, reason in self.refuses.items():
                if name in body:
                    return JSONResponse({"error": {"message": reason}}, 400)
            if self.answers is not None:
                return self.answers
            if "response_format" in body and not self.takes_schemas:
                return JSONResponse({"error": {"message": "response_format is not supported"}}, 400)
            if body["model"] != "tiny":
                return JSONResponse(
                    {"error": {"message": f"The model `{body['model']}` does not exist."}}, 404
                )
            answer = self._answer(body)
            self.edit(answer)
            return answer

        return app

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        words = self.text.split(" ")
        tokens = [words[0], *(f" {word}" for word in words[1:])]
        first = [
            {"token": "<plan>", "logprob": math.log(0.6)},
            {"token": "Do", "logprob": math.log(0.4)},
        ]
        content = [
            {
                "token": token,
                "logprob": -0.5,
                "bytes": None,
                "top_logprobs": [{**one, "bytes": None} for one in first],
            }
            for token in tokens
        ]
        told = {"content": content} if self.logprobs and body.get("logprobs") else None
        message = {"role": "assistant", "content": self.text}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": told}
        usage = {
            "prompt_tokens": 7,
            "completion_tokens": len(tokens),
            "total_tokens": 7 + len(tokens),
        }
        return {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": "tiny",
            "choices": [choice],
            "usage": usage,
        }


@contextmanager
def serving(text: str) -> Iterator[Served]:
    """A server on a free port of this machine."""
    served = Served(text)
    server = uvicorn.Server(
        uvicorn.Config(served.app(), host="127.0.0.1", port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    served.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1"
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join()
