"""The second extractor: positions by a language model behind an endpoint, each checked against the text.

Off by default: nothing here is imported, and no network call made, unless a user names an endpoint.
"""

from ingest.llm.endpoint import KEY_VARIABLE, Endpoint
from ingest.llm.extractor import Extraction, Refusal, extract

__all__ = ["KEY_VARIABLE", "Endpoint", "Extraction", "Refusal", "extract"]
