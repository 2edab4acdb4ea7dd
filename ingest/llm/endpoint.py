"""An endpoint that speaks OpenAI's chat protocol: messages in, the text of one answer out."""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from ontology.errors import ModelError, UsageError

if TYPE_CHECKING:
    import httpx

KEY_VARIABLE: Final = "TOURDETABLE_LLM_KEY"
"""Environment variable that holds the endpoint's key, where it wants one."""

_LOCAL: Final = frozenset(("localhost", "127.0.0.1", "::1"))
_BUSY: Final = frozenset((429, 500, 502, 503, 504))
_PAUSES: Final = (1.0, 4.0, 16.0)
_LONGEST_PAUSE: Final = 60.0
_ANSWER_LIMIT: Final = 4_000_000
_HINTS: Final = {
    401: f"it wants a valid key in {KEY_VARIABLE}",
    403: f"the key in {KEY_VARIABLE} may not use it",
    404: "no such address or model there; the address ends before /chat/completions, mostly in /v1",
}


class BadAnswerError(Exception):
    """An answer that holds nothing usable; says why. The next text may fare better."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. `timeout` is in seconds; `pause` waits between tries (tests do not wait)."""

    address: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 300.0
    pause: Callable[[float], None] = field(default=time.sleep, repr=False)

    @classmethod
    def of(cls, address: str, model: str, key: str | None = None, *, plain_http: bool = False) -> "Endpoint":
        """Check an address (`http://localhost:11434/v1`) and a key as a user gave them; UsageError.

        Unencrypted http is for this machine only, unless `plain_http` allows it.
        """
        try:
            parts = urlsplit(address.strip().rstrip("/"))
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise UsageError("the endpoint is no web address (https://host/v1)") from None
        if parts.scheme not in ("http", "https") or not host:
            raise UsageError("the endpoint is no web address (https://host/v1)")
        if parts.username or parts.password:
            raise UsageError(f"no key or password in the endpoint's address; put the key in {KEY_VARIABLE}")
        if parts.scheme == "http" and host not in _LOCAL and not plain_http:
            raise UsageError(f"texts and key would go to {host} unencrypted; use https, or --plain-http")
        if key and not (key.isascii() and key.isprintable() and " " not in key):
            raise UsageError(f"{KEY_VARIABLE} holds characters that no key has")
        if not model.strip() or not model.isprintable():
            raise UsageError(f"no name of a model: {model!r}")
        return cls(urlunsplit(parts._replace(fragment="")), model.strip(), key or None)

    def ask(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> str:
        """The text that the model answers, which `schema` constrains where the endpoint honours it.

        Busy or failing endpoints are asked again, with pauses. ModelError where the endpoint is of no use,
        BadAnswerError where only this answer is.
        """
        import httpx

        request = {
            "model": self.model,
            "messages": list(messages),
            "temperature": 0,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "positions", "strict": True, "schema": schema},
            },
        }
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        parts = urlsplit(self.address)
        address = urlunsplit(parts._replace(path=parts.path + "/chat/completions"))
        local = parts.hostname in _LOCAL  # no proxy stands between this machine and itself
        with httpx.Client(timeout=self.timeout, trust_env=not local, headers=headers) as client:
            for wait in (*_PAUSES, None):
                try:
                    with client.stream("POST", address, json=request) as response:
                        body = _read(response)
                except httpx.TimeoutException:
                    raise self._error(f"no answer within {self.timeout:.0f} s") from None
                except httpx.ConnectError as error:
                    raise self._error(f"cannot be reached ({error})") from None
                except httpx.HTTPError as error:
                    if wait is None:
                        raise self._error(f"breaks off ({type(error).__name__})") from None
                else:
                    if response.status_code == httpx.codes.OK:
                        return _content(body)
                    if response.status_code not in _BUSY or wait is None:
                        raise self._error(_refusal(response.status_code, body))
                    wait = _asked_pause(response) or wait  # noqa: PLW2901
                self.pause(wait)
        raise AssertionError("unreachable")

    def _error(self, what: str) -> ModelError:
        line = f"{urlunsplit(urlsplit(self.address)._replace(query=''))}: {what}"
        return ModelError(line.replace(self.key, "***") if self.key else line)


def _read(response: "httpx.Response") -> bytes:
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _ANSWER_LIMIT:
            raise BadAnswerError(f"the model's answer is larger than {_ANSWER_LIMIT // 1_000_000} MB")
    return body


def _asked_pause(response: "httpx.Response") -> float | None:
    """Seconds of a `Retry-After` header, within reason."""
    asked: str = response.headers.get("retry-after", "")
    return min(float(asked), _LONGEST_PAUSE) if re.fullmatch(r"\d{1,9}", asked) else None


def _refusal(status: int, body: bytes) -> str:
    """What an endpoint that says no says, in a line."""
    try:
        told = json.loads(body)
        message = told["error"]["message"] if isinstance(told["error"], dict) else told["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        message = ""
    words = " ".join(str(message).split())[:200]
    return ": ".join(filter(None, (f"answers {status}", _HINTS.get(status), words)))


def _content(body: bytes) -> str:
    try:
        choice = json.loads(body)["choices"][0]
        message, reason = choice["message"], choice.get("finish_reason")
        content, refused = message.get("content"), message.get("refusal")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise BadAnswerError("the endpoint's answer is not in OpenAI's chat format") from None
    if refused or reason == "content_filter":
        raise BadAnswerError(
            f"the model refused to answer ({' '.join(str(refused or reason).split())[:120]})"
        )
    if reason == "length":
        raise BadAnswerError("the model's answer was cut off at its limit of length; raise that limit")
    if not isinstance(content, str) or not content.strip():
        raise BadAnswerError("the model's answer is empty")
    return content
