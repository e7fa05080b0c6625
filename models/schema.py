"""What files of ours have in common: frozen Pydantic models, text in both languages, and one sentence per mistake.

`validated` turns what Pydantic finds into problems of the document, each with its line and what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from models import strict_yaml
from models.problems import Message, shown
from models.strict_yaml import Document, Path_

TYPOGRAPHIC_SPACES = "\u00a0\u202f\u2009"


def is_printable(text: str) -> bool:
    """Return whether a text has only characters that can be seen, and spaces."""
    return all(character.isprintable() or character in TYPOGRAPHIC_SPACES for character in text)


def _printable(text: str) -> str:
    if not is_printable(text):
        raise PydanticCustomError("printable", "visible characters only")
    return text


Line = Annotated[StrictStr, StringConstraints(min_length=1, max_length=400), AfterValidator(_printable)]
Number = StrictInt | StrictFloat
Value = Number | StrictStr | tuple[Number, ...]


class Frozen(BaseModel):
    """A model whose fields cannot be changed and are all known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Frozen):
    """The same text in both languages."""

    nb: Line
    en: Line

    def in_language(self, language: str) -> str:
        """Return the text in "nb" or "en"."""
        return str(getattr(self, language))


Model = TypeVar("Model", bound=Frozen)


def validated(
    document: Document, path: Path_, model: type[Model], entry: Any, told: Callable[[Path_], bool] = lambda place: False
) -> Model | None:
    """Return the entry as a model, or None with its problems noted; `told` are places that already have a message."""
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        places: dict[Path_, list[Any]] = {}
        for each in error.errors():
            places.setdefault(_place(each, entry), []).append(each)
        for place, details in places.items():
            if not told(place):
                _note(document, path, place, details, model)
        return None


def _place(detail: Any, entry: Any) -> Path_:
    """Return where in the entry an error is, without the names Pydantic gives the kinds a value may be."""
    place: Path_ = ()
    for part in detail["loc"]:
        inside = isinstance(entry, dict) and part in entry
        inside = inside or (isinstance(entry, list) and isinstance(part, int) and part < len(entry))
        if not inside:
            return (*place, part) if detail["type"] == "missing" else place
        place, entry = (*place, part), entry[part]
    return place


def _note(document: Document, path: Path_, place: Path_, details: list[Any], model: type[Frozen]) -> None:
    detail, where = details[-1], (*path, *place)
    found = Message("nothing") if detail["input"] is None else shown(detail["input"])
    match detail["type"]:
        case _ if len(details) > 1:  # each kind a value may be has refused it
            document.add(where, found, Message("a plain number, a list of plain numbers, or a word"))
        case "extra_forbidden":
            strict_yaml.unknown(document, where, _fields(_model_at(model, place[:-1])))
        case "missing":
            document.add(where, Message("nothing"), Message("every entry has this field"))
        case "literal_error":
            document.add(where, found, Message("one of {names}", {"names": ", ".join(_options(model, place))}))
        case "date_type":
            document.add(where, found, Message("a date such as 2026-11-23"))
        case "string_too_long" | "string_too_short" | "string_type" | "printable":
            document.add(where, found, Message("text of 1 to 400 visible characters"))
        case "int_type" | "int_from_float":
            document.add(where, found, Message("a whole number"))
        case "tuple_type":
            document.add(where, found, Message("a list"))
        case _:
            document.add(where, found, Message("an indented block of fields"))


def _model_at(model: type[Frozen], place: Path_) -> type[Frozen]:
    """Return the model of the block at a place: a field's own, or that of the items of a list or mapping."""
    parts = iter(place)
    for part in parts:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        if get_origin(annotation) is dict:
            next(parts, None)  # the key of an entry is the file's own
        kinds = (annotation, *get_args(annotation))
        model = next(each for each in kinds if isinstance(each, type) and issubclass(each, Frozen))
    return model


def _fields(model: type[Frozen]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _options(model: type[Frozen], place: Path_) -> tuple[str, ...]:
    """Return the words a field may be."""
    annotation = _model_at(model, place[:-1]).model_fields[str(place[-1])].annotation
    return get_args(annotation) if get_origin(annotation) is Literal else ()
