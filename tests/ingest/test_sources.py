import io
import json
import os
import zipfile
from itertools import islice
from pathlib import Path

import docx
import pypdf
import pytest
from fpdf import FPDF

from ingest.metadata import Metadata, load_sources
from ingest.sources import expand, read_documents
from ontology.dates import PartialDate
from ontology.errors import InputError

STORY = [
    "Envoys weigh new measures",
    "Brussels, 18 October 2016",
    "Austria rejected the idea of additional sanctions against Russia. " * 5,
    "Spain said that it would agree to new measures only if each of the other member states did so too. " * 4,
]


def only(path, *args):
    (document,) = read_documents(path, *args)
    return document


def saved(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def pdf(paragraphs, **options):
    page = FPDF()
    page.add_page()
    page.set_font("Times", size=options.get("size", 11))
    page.set_title(options.get("title", ""))
    if options.get("password"):
        page.set_encryption("owner", user_password=options["password"])
    for paragraph in paragraphs:
        page.multi_cell(options.get("width", 0), 5, paragraph, new_x="LMARGIN", new_y="NEXT")
        page.ln(options.get("gap", 3))
    return bytes(page.output())


def word(paragraphs, title=""):
    document = docx.Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


# --- offsets ---


@pytest.mark.parametrize("ending", [".txt", ".md"])
def test_offsets_are_those_of_the_file_opened_with_newline_empty(tmp_path, ending):
    path = saved(tmp_path / f"a{ending}", "\ufeffHéad of state speaks\r\n\r\n😀 Austria\rrejected it.\n")
    with path.open(encoding="utf-8", newline="") as file:
        seen = file.read()
    document = only(path)
    assert len(document.text) == len(seen)
    assert document.text[1:] == seen[1:]
    assert document.text[0] == " "
    assert document.title == "Héad of state speaks"


def test_markdown_markup_and_front_matter_are_blanked_in_place(tmp_path):
    source = (
        "---\ntitle: 'Gas: a quarrel'\ndate: 2021-05-19\noutlet: Examples\n"
        "url: https://example.org/gas\ntags: [a]\n---\n# Envoys *weigh* it\n\n"
        "> Poland **opposes** the [pipeline project](https://example.org/x_y) and snake_case.\n"
        "<!-- not said -->\n\n- Austria backs it.\n"
    )
    document = only(saved(tmp_path / "gas.md", source))
    assert len(document.text) == len(source)
    for words in ("Poland", "opposes", "pipeline project", "snake_case", "- Austria backs it."):
        at = source.index(words)
        assert document.text[at : at + len(words)] == words
    assert not {"*", "[", "#", ">", "<"} & set(document.text)
    assert "example.org" not in document.text
    assert "not said" not in document.text
    assert (document.title, document.outlet) == ("Gas: a quarrel", "Examples")
    assert (document.published, document.url) == (PartialDate(2021, 5, 19), "https://example.org/gas")


@pytest.mark.parametrize(
    "text",
    [
        "Austria said no. It may say yes.\n\nMore.",
        "image\n\nMore.",
        "PHOTO: A minister speaks\n\nMore.",
        "One line",
    ],
)
def test_a_first_line_that_is_no_headline_is_no_title(tmp_path, text):
    assert only(saved(tmp_path / "a.txt", text)).title is None


# --- formats ---


def test_html_gives_the_article_and_what_the_page_says_of_itself(tmp_path):
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in STORY[2:])
    page = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Site | Envoys</title>
        <link rel="canonical" href="https://news.example.org/2016/envoys">
        <meta property="og:title" content="{STORY[0]}"><meta property="og:site_name" content="The Envoy">
        <meta property="article:published_time" content="2016-10-18T09:30:00+02:00"></head><body>
        <nav><a href="/">Home</a> <a href="/world">World news and more</a></nav>
        <article><h1>{STORY[0]}</h1>{paragraphs}</article>
        <footer>All rights reserved</footer></body></html>"""
    document = only(saved(tmp_path / "page.html", page))
    assert document.text.split("\n\n") == [STORY[0], *(p.strip() for p in STORY[2:])]
    assert document.title == STORY[0]
    assert document.outlet == "The Envoy"
    assert document.published == PartialDate(2016, 10, 18)
    assert document.url == "https://news.example.org/2016/envoys"


def test_html_of_a_news_site_gives_the_first_day_it_was_published_and_no_furniture(tmp_path):
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": STORY[0],
        "datePublished": "2016-10-18T23:10:00+02:00",
        "dateModified": "2016-10-25T08:00:00Z",
        "publisher": {"@type": "Organization", "name": "The Envoy"},
        "author": {"@type": "Person", "name": "Ida Brandt"},
    }
    paragraphs = [f"<p>{paragraph}</p>" for paragraph in STORY[2:]]
    page = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{STORY[0]}</title>
        <script type="application/ld+json">{json.dumps(about)}</script></head><body>
        <div class="cookie-banner">We use cookies. <button>Accept all</button></div>
        <article><h1>{STORY[0]}</h1><p class="byline">By Ida Brandt in Brussels</p>{paragraphs[0]}
        <aside><h3>Read more</h3><ul><li><a href="/a">Ten best harbours</a></li></ul></aside>{paragraphs[1]}
        </article><footer>© 2016 The Envoy. All rights reserved.</footer></body></html>"""
    document = only(saved(tmp_path / "page.html", page))
    assert (document.title, document.outlet) == (STORY[0], "The Envoy")
    assert document.published == PartialDate(2016, 10, 18)
    assert document.text.split("\n\n") == [STORY[0], *(p.strip() for p in STORY[2:])]


def test_html_is_decoded_as_it_declares(tmp_path):
    page = (
        '<html><head><meta charset="iso-8859-1"></head><body><p>“Größe”, said Köln. '
        + STORY[2]
        + "</p></body></html>"
    )
    assert "“Größe”" in only(saved(tmp_path / "old.htm", page, "cp1252")).text


@pytest.mark.parametrize("gap", [3, 0])
def test_pdf_lines_are_joined_into_paragraphs(tmp_path, gap):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(STORY, gap=gap, title=STORY[0]))
    document = only(path)
    paragraphs = document.text.split("\n\n")
    assert [p.strip() for p in STORY[2:]] == paragraphs[-2:]
    assert document.title == STORY[0]
    assert document.published is None


def test_pdf_words_broken_at_a_line_end_are_mended(tmp_path):
    lines = [
        "The ministers discussed humani-",
        "tarian aid and a 48-",
        "hour pause in EU-",
        "Russia ties again.",
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(["\n".join(lines)]))
    assert (
        only(path).text
        == "The ministers discussed humanitarian aid and a 48-hour pause in EU-Russia ties again."
    )


@pytest.mark.parametrize("row_by_row", [False, True])
def test_pdf_columns_are_read_one_after_the_other(tmp_path, row_by_row):
    left = ["Austria rejected new sanc-", "tions against Russia on Mon-", "day, and Hungary, which is a"]
    left += [
        "neighbour, did so a day later.",
        "The chancellor spoke in Vien-",
        "na after a meeting that went",
    ]
    right = [
        "on all night. He was pressed",
        "by partners to accept a long-",
        "term plan. Spain had called for",
    ]
    right += [
        "a 48-hour pause and for talks",
        "about the harbours, which car-",
        "ry grain to half of the world.",
    ]
    page = FPDF()
    page.add_page()
    page.set_font("Times", size=10)
    page.text(15, 30, "Envoys weigh new measures")
    places = [(15, at, line) for at, line in enumerate(left)] + [
        (110, at, line) for at, line in enumerate(right)
    ]
    for x, at, line in sorted(places, key=lambda place: place[1] if row_by_row else 0):
        page.text(x, 45 + 5 * at, line)
    path = tmp_path / "columns.pdf"
    path.write_bytes(bytes(page.output()))
    assert only(path).text.split("\n\n") == [
        "Envoys weigh new measures",
        "Austria rejected new sanctions against Russia on Monday, and Hungary, which is a neighbour, did so "
        "a day later. The chancellor spoke in Vienna after a meeting that went on all night. He was pressed "
        "by partners to accept a longterm plan. Spain had called for a 48-hour pause and for talks about the "
        "harbours, which carry grain to half of the world.",
    ]


def test_pdf_page_numbers_and_running_heads_are_left_out(tmp_path):
    class Report(FPDF):
        def header(self):
            self.cell(0, 10, "Council bulletin 7/2016", new_x="LMARGIN", new_y="NEXT")

        def footer(self):
            self.set_y(-15)
            self.cell(0, 10, f"Page {self.page_no()}")

    report = Report()
    report.set_font("Times", size=11)
    for number in range(3):
        report.add_page()
        report.multi_cell(0, 5, f"Spain told the Council on day {number} that it would agree. " * 4)
    path = tmp_path / "a.pdf"
    path.write_bytes(bytes(report.output()))
    text = only(path).text
    assert "bulletin" not in text
    assert "Page" not in text
    assert text.count("Spain told") == 12


def test_docx_keeps_insertions_and_tables_and_drops_deletions(tmp_path):
    document = word(["Austria ", "Last."], title="A note")
    paragraph = document.paragraphs[0]._p
    for tag, words in (("ins", "rejected it."), ("del", "welcomed it.")):
        text_tag = "w:t" if tag == "ins" else "w:delText"
        xmlns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        paragraph.append(
            docx.oxml.parse_xml(f"<w:{tag} {xmlns}><w:r><{text_tag}>{words}</{text_tag}></w:r></w:{tag}>")
        )
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Spain", "only if all agree"
    document.save(tmp_path / "a.docx")
    read = only(tmp_path / "a.docx")
    assert read.text == "Austria rejected it.\n\nLast.\n\nSpain\n\nonly if all agree"
    assert read.title == "A note"
    assert read.published is None


def test_jsonl_is_a_document_a_line(tmp_path):
    record = {
        "id": "us/1",
        "title": "T",
        "date": "2016-10",
        "outlet": "O",
        "url": "https://e.org/1",
        "text": "Yes\r\n😀",
    }
    path = saved(tmp_path / "many.jsonl", f"{json.dumps(record)}\n\n{json.dumps({'text': 'No.'})}\n")
    first, second = read_documents(path)
    assert (first.name, first.text, first.title, first.published) == (
        "us/1",
        "Yes\r\n😀",
        "T",
        PartialDate(2016, 10),
    )
    assert (second.name, second.text, second.title) == ("many-3", "No.", None)
    with pytest.raises(InputError, match="many texts"):
        list(read_documents(path, Metadata(title="One title")))


# --- metadata ---


def test_the_public_releases_are_read_with_their_origin():
    releases = Path(__file__).parents[2] / "../shared/corpus/us-state-releases.jsonl"
    if not releases.is_file() and os.environ.get("CI") != "true":
        pytest.skip("the corpus is not beside the repository")
    documents = list(islice(read_documents(releases), 200))
    assert len({document.name for document in documents}) == 200
    assert all(d.title and d.published and d.published.day and d.outlet and d.text for d in documents)


def test_what_is_given_goes_before_sources_before_sidecar_before_folder_before_file(tmp_path):
    path = saved(tmp_path / "a.txt", "A headline of the file\n\nText.")
    every = {
        "title": "folder",
        "date": "2001",
        "outlet": "folder",
        "url": "https://e.org/folder",
        "language": "fr",
    }
    (tmp_path / "sources.json").write_text(json.dumps({"a": every}))
    (tmp_path / "a.meta.json").write_text(json.dumps({"title": None, "date": "2002", "outlet": "sidecar"}))
    listed = saved(tmp_path / "elsewhere.json", json.dumps({"a": {"date": "2003-04"}, "b": {"date": "1999"}}))
    document = only(path, Metadata(outlet="given"), load_sources(listed))
    assert document.outlet == "given"
    assert document.published == PartialDate(2003, 4)
    assert (document.title, document.url, document.language) == ("folder", "https://e.org/folder", "fr")


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"date": "18.10.2016"}, "not a date: '18.10.2016'"),
        ({"date": 2016}, "date must be a string"),
        ({"url": "javascript:alert(1)"}, "not a web address"),
        ("x", "expected an object"),
    ],
)
def test_malformed_metadata_is_refused_with_its_place(tmp_path, record, said):
    path = saved(tmp_path / "sources.json", json.dumps({"a": record}))
    with pytest.raises(InputError, match=r"sources\.json: a: .*" + said.replace("(", r"\(")):
        load_sources(path)


def test_an_address_is_made_fit_to_be_an_iri():
    assert Metadata.of({"url": ' https://e.org/a b"<x>?q=é '}, "x").url == "https://e.org/a%20b%22%3Cx%3E?q=é"


# --- selection ---


def test_a_folder_is_read_in_order_without_what_is_none_of_ours(tmp_path):
    outside = saved(tmp_path / "secret.txt", "s")
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in (
        "b.TXT",
        "a.txt",
        "sub/c.md",
        ".hidden.txt",
        ".git/x.txt",
        "README.md",
        "x.png",
        "a.meta.json",
    ):
        saved(folder / name, "x")
    (folder / "link.txt").symlink_to(outside)
    (folder / "inner.txt").symlink_to(folder / "a.txt")
    (folder / "loop").symlink_to(folder)
    selection = expand([folder, folder / "sub/c.md"])
    assert [str(path.relative_to(folder)) for path in selection.files] == ["a.txt", "b.TXT", "sub/c.md"]
    reasons = {skipped.path.name: skipped.reason for skipped in selection.skipped}
    assert set(reasons) == {".hidden.txt", ".git", "README.md", "x.png", "link.txt"}
    assert reasons["link.txt"] == "a link out of the folder"


@pytest.mark.parametrize(
    ("name", "said"),
    [("none.txt", "no such file"), ("x.png", "cannot read this kind"), ("empty", "no file to read")],
)
def test_what_is_named_and_cannot_be_read_is_refused(tmp_path, name, said):
    (tmp_path / "empty").mkdir()
    saved(tmp_path / "x.png", "x")
    with pytest.raises(InputError, match=said):
        expand([tmp_path / name])


# --- bad input ---


def bomb():
    """A small .docx that unpacks to more than the limit."""
    file = io.BytesIO()
    word(["x"]).save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/zeros.bin", bytes(250_000_000))
    return file.getvalue()


def with_entity(entity, declarations):
    """A .docx one paragraph of which is `&entity;`."""
    file, out = io.BytesIO(), io.BytesIO()
    word(["MARK", "Plain words."]).save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/document.xml":
                head, rest = data.split(b"?>", 1)
                kind = f"?><!DOCTYPE d [{declarations}]>"
                data = head + kind.encode() + rest.replace(b"MARK", f"&{entity};".encode())
            new.writestr(entry, data)
    return out.getvalue()


def scan():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


SWELL = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
BAD = {
    "empty.txt": (b"", "is empty"),
    "spaces.txt": (b" \r\n\t\n", "blank"),
    "binary.txt": (b"ab\0cd", "binary"),
    "latin.txt": ("line one\nGröße".encode("cp1252"), r"byte 0xF6 at offset 11, line 2.*iconv"),
    "utf16.txt": ("text".encode("utf-16"), "UTF-16"),
    "huge.txt": (b"a" * 5_000_001, "larger than 5 MB"),
    "blank.html": (b"<html><body><script>x()</script><img src=x></body></html>", "no article text"),
    "empty.html": (b"", "is empty"),
    "latin.html": ("<p>Größe</p>".encode("cp1252"), "not UTF-8"),
    "odd.html": (b'<meta charset="klingon"><p>x</p>', "unknown encoding"),
    "scan.pdf": (scan(), "no text layer"),
    "broken.pdf": (b"%PDF-1.7\nnonsense", "not a readable PDF"),
    "cut.pdf": (pdf(STORY)[:400], "not a readable PDF"),
    "locked.pdf": (pdf(STORY, password="x"), "encrypted"),
    "text.docx": (b"just text", "not a readable Word document"),
    "swelling.docx": (with_entity("l8", SWELL), "not a readable Word document"),
    "old.docx": (b"\xd0\xcf\x11\xe0" + bytes(600), "old or encrypted"),
    "bomb.docx": (bomb(), "unpacks to more"),
    "broken.jsonl": (b'{"text": "a"}\n{"text": \n', r"broken\.jsonl:2: not a JSON object"),
    "deep.jsonl": (b"[" * 100_000, "not a JSON object"),
    "list.jsonl": (b"[1]\n", "expected an object"),
    "textless.jsonl": (b'{"id": "a"}\n', "no text"),
    "half.jsonl": (b'{"text": "\\ud83d"}\n', "surrogate"),
    "nul.jsonl": (b'{"text": "a\\u0000"}\n', "NUL"),
    "empty.jsonl": (b"\n\n", "is empty"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line_that_names_the_file(tmp_path, name, capfd):
    content, said = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as caught:
        list(read_documents(path))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_file_named_by_an_xml_entity_is_not_read(tmp_path):
    declaration = f'<!ENTITY f SYSTEM "{saved(tmp_path / "secret", "the secret").as_uri()}">'
    path = tmp_path / "a.docx"
    path.write_bytes(with_entity("f", declaration))
    assert only(path).text == "Plain words."
    page = f"<!DOCTYPE html [{declaration}]><p>&f; {STORY[2]}</p>"
    assert "the secret" not in only(saved(tmp_path / "a.html", page)).text
