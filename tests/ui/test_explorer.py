"""The explorer's pages, drawn without a browser."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import ui.explorer
from ontology.terms import Stance
from queries.store import open_store
from tests.ui import explored
from ui.explorer import highlight, parts, reader
from ui.explorer.launch import STORE

APP = Path(ui.explorer.__file__).with_name("app.py")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return explored.fill(tmp_path_factory.mktemp("explorer") / "store")


@pytest.fixture(autouse=True)
def no_copy_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made: list[reader.Reader] = []

    def open_reader(location: str) -> reader.Reader:
        made.append(reader.Reader(location))
        return made[-1]

    monkeypatch.setattr(reader, "reader", open_reader)
    yield
    for one in made:
        one.close()


def draw(page: str, store: Path, **parameters: str) -> AppTest:
    """A page of the store at an address."""

    def script(page: str, location: str) -> None:
        import importlib

        from ui.explorer.reader import reader

        importlib.import_module(f"ui.explorer.{page}").page(reader(location).store())

    test = AppTest.from_function(script, args=(page, str(store)), default_timeout=60)
    for name, value in parameters.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, test.exception
    return test


def shown(test: AppTest) -> str:
    """All the HTML of a page."""
    return "\n".join(element.proto.body for element in test.get("html"))


def column(page: str, heading: str) -> str:
    """The part of the strip under a heading."""
    return page.split(f"<span>{heading}</span>")[1].split("</section>", maxsplit=1)[0]


def test_who_stands_where_as_of_a_day_and_among_members(store: Path) -> None:
    page = shown(draw("standings", store, measure="sanctions", target="BLR", on="2021-05-10", among="EU"))
    assert "Sanctions: Belarus" in page
    assert "Austria" in column(page, "Opposes")
    assert "Poland" in column(page, "Supports")
    assert "Spain" in column(page, "Waits for a condition")
    unknown = column(page, "No position found")
    assert "Portugal" in unknown
    assert "Austria" not in unknown
    for stance in Stance:
        assert "Portugal" not in column(page, parts.capital(stance.label))
    text = unescape(page)
    for sentence in (explored.REFUSAL, explored.DEMAND, explored.PRICE):
        assert sentence in text
    assert explored.TURN not in text
    assert "Elvira Korb, Foreign Minister" in text
    assert "if the talks in Geneva failed" in text


def test_a_later_position_supersedes_and_the_earlier_is_kept_as_history(store: Path) -> None:
    page = shown(draw("standings", store, measure="sanctions", target="BLR", on="2021-12-31"))
    assert "Austria" in column(page, "Supports")
    assert "Austria" not in column(page, "Opposes")
    assert explored.REFUSAL in unescape(page)


def test_the_address_holds_the_choice_and_a_wrong_one_is_set_right(store: Path) -> None:
    test = draw("standings", store, measure="negotiations", target="nonsense", on="yesterday", among="%00")
    assert test.query_params["measure"] == "negotiations"
    assert test.query_params["target"] == "BLR"
    assert "on" not in test.query_params
    test.selectbox(key="measure").select("sanctions").run()
    assert test.query_params["measure"] == "sanctions"
    test.query_params["measure"] = "negotiations"  # the back button
    test.run()
    assert test.selectbox(key="measure").value == "negotiations"


def test_an_actor_with_its_change_its_condition_and_its_speakers(store: Path) -> None:
    austria = unescape(shown(draw("actor", store, actor="AUT")))
    assert "2 positions on 1 proposal, 3 May 2021 to 21 Jun 2021" in austria
    assert "Change of mind: Sanctions: Belarus" in austria
    assert "Elvira Korb" in austria
    assert explored.REFUSAL in austria
    assert explored.TURN in austria
    assert "Open conditions" not in austria
    spain = unescape(shown(draw("actor", store, actor="ESP")))
    assert "Open conditions" in spain
    assert "Change of mind" not in spain


def test_a_source_marks_its_passages_and_runs_nothing(store: Path) -> None:
    page = shown(draw("source", store, document=explored.key(explored.MAY), at="20-30"))
    assert "<script>window.hacked" not in page
    assert "<img" not in page
    assert "javascript:" not in page
    assert "<b>silence</b>" not in page
    assert "Sanctions & <b>silence</b>" in unescape(page)
    assert page.count("<mark") == 4, "the passages of Poland and Spain lie in that of Lithuania"
    assert page.count("tdt-several") == 1, "only Spain and Lithuania differ in stance"
    for name in ("Austria", "Poland", "Lithuania", "Spain"):
        assert name in page


def test_a_long_source_is_shown_around_its_passages(store: Path) -> None:
    page = unescape(shown(draw("source", store, document=explored.key(explored.JUNE))))
    assert explored.TURN in page
    assert len(page) < 10_000
    assert "characters left out" in page
    assert "https://post.example/turn" in page


def test_every_question_of_the_catalogue_can_be_asked(store: Path) -> None:
    from queries.catalogue import catalogue

    for name, query in catalogue().items():
        required = {f"{name}.{p.name}": _ANSWERS[p.type] for p in query.params if p.required}
        test = draw("questions", store, question=name, **required)
        assert query.title in shown(test)
        assert not test.error
        assert "row" in shown(test)
        without = draw("questions", store, question=name)
        assert bool(without.info) == bool(required)


_ANSWERS = {
    "entity": "EU",
    "measure": "sanctions",
    "stance": "opposes",
    "date": "2021-05-03",
    "document": "may",
    "person": "Elvira Korb",
    "text": "sanctions",
    "integer": "1",
}


def app(monkeypatch: pytest.MonkeyPatch, location: Path) -> AppTest:
    monkeypatch.setenv(STORE, str(location))
    return AppTest.from_file(str(APP), default_timeout=60).run()


def test_a_missing_store_is_one_line_without_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    test = app(monkeypatch, tmp_path / "missing_[x](y)")
    assert not test.exception
    assert "no store" in test.error[0].value
    assert "\\[x\\]\\(y\\)" in test.error[0].value


def test_an_empty_store_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with open_store(tmp_path / "empty") as opened:
        opened.ensure_vocabulary()
    test = app(monkeypatch, tmp_path / "empty")
    assert not test.exception
    assert "tourdetable ingest" in test.info[0].value


def test_a_store_in_use_can_be_tried_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = explored.fill(tmp_path / "store")
    with open_store(path):
        test = app(monkeypatch, path)
        assert not test.exception
        assert "in use" in test.error[0].value
    test.button[0].click().run()
    assert not test.error
    assert "Sanctions: Belarus" in shown(test)


def test_what_is_ingested_while_the_explorer_runs_is_seen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reader, "_LOOK_EVERY", 0.0)
    path = explored.fill(tmp_path / "store")
    one = reader.Reader(str(path))
    try:
        before = one.store().size()
        with open_store(path) as writer:
            writer.drop_graph(explored.MAY.iri)
            assert one.store().size() == before, "the old copy serves while someone writes"
        assert one.store().size() < before
    finally:
        one.close()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_process_ends_cleanly_and_keeps_its_port_to_itself(end: signal.Signals, tmp_path: Path) -> None:
    path = explored.fill(tmp_path / "store")
    with explored.exploring(path) as (process, address):
        port = address.rpartition(":")[2]
        command = [sys.executable, "-m", "ui.cli", "explore", "--store", path, "--port", port, "--headless"]
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 2
        assert len(second.stderr.splitlines()) == 1
        assert port in second.stderr
        process.send_signal(end)
        assert process.wait(15) in (0, 130, -end)
        assert process.stderr
        assert "Traceback" not in process.stderr.read()
    assert not list(tmp_path.glob(".*-snapshot-*"))


def marks(length: int) -> st.SearchStrategy[list[highlight.Mark]]:
    place = st.tuples(st.integers(-2, length + 2), st.integers(-2, length + 2))
    mark = place.map(lambda p: highlight.Mark(min(p), max(p), 1, (Stance.SUPPORTS,), "label"))
    return st.lists(mark, max_size=6)


@given(st.text(max_size=60), st.data())
def test_a_text_cut_at_its_marks_is_still_that_text(text: str, data: st.DataObject) -> None:
    given_marks = data.draw(marks(len(text)))
    kept = [mark for mark in given_marks if 0 <= mark.start < mark.end <= len(text)]
    at = 0
    for piece in highlight.pieces(text, given_marks):
        assert piece.text == text[at : at + len(piece.text)]
        assert list(piece.marks) == [m for m in kept if m.start <= at < m.end]
        at += len(piece.text)
    assert at == len(text)


def test_what_a_long_text_leaves_out_adds_up() -> None:
    text = "".join(chr(97 + i % 26) for i in range(3 * highlight.WHOLE))
    middle = highlight.Mark(100_000, 100_010, 1, (Stance.OPPOSES,), "label", selected=True)
    pieces = list(highlight.pieces(text, [middle]))
    assert sum(len(piece.text) + piece.left_out for piece in pieces) == len(text)
    assert sum(len(piece.text) for piece in pieces) < 4 * highlight.AROUND
    (marked,) = [piece for piece in pieces if piece.marks]
    assert marked.text == text[100_000:100_010]
    assert marked.anchors == ("mark-1", "selected")


def test_every_stance_can_be_read_on_its_colour_and_told_without_it() -> None:
    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    for stance in Stance:
        ink = 0.0 if parts.ink(stance.colour) == "#000" else 1.0
        light, dark = sorted((luminance(stance.colour), ink), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, stance
    assert len({stance.symbol for stance in Stance}) == len(Stance)
