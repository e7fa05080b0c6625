"""The page Metode: what is made from the model has all of it, and nothing more."""

from __future__ import annotations

import pytest

from concepts import CONCEPTS
from models.assumptions import Assumptions
from models.ledger import PARTIES, Flow
from tests.screen import Opened, headline, sound, text
from texts import LANGUAGES, Texts
from views import method, names


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_of_every_concept_stands_with_sentence_and_payers(opened: Opened, lang: str) -> None:
    app = opened("method", lang=lang)
    for id in CONCEPTS:
        app.session_state[f"lines:{id}"] = True
    said, say = text(sound(app.run())), Texts(lang)
    for concept in CONCEPTS.values():
        for line in concept.graph.lines:
            assert f"{names.lines(say)[line.name]} {line.name} {say(line.sentence)}".replace("\u00a0", " ") in said


def test_every_party_and_every_rule_stands_with_its_source(opened: Opened, base: Assumptions) -> None:
    said = text(opened("method"))
    assert list(method.party_names(Texts("nb"))) == list(PARTIES)
    rules = [key for key in base if base[key].kind == "rule"]
    assert rules
    for key in rules:
        assert base[key].source.nb in said


def test_the_headline_counts_what_the_model_has(opened: Opened) -> None:
    flows = sum(isinstance(each.about, Flow) for concept in CONCEPTS.values() for each in concept.graph.lines)
    assert headline(opened("method")).startswith(
        f"Modellen følger {flows} slags betalinger mellom 8 parter gjennom 21 år"
    )


def test_the_glossary_has_each_word_once() -> None:
    for lang in LANGUAGES:
        words = [word for word, _ in method.glossary(Texts(lang))]
        assert len(words) == len(set(words))
