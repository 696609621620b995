import pytest

from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats.kinds import READERS

TEMPLATES = formats.read_templates()
OURS = [name for name, kind in READERS.items() if not kind.is_published]


def test_every_kind_has_a_template():
    assert set(TEMPLATES) == {f"{kind}.csv" for kind in OURS}


@pytest.mark.parametrize("kind", OURS)
def test_a_template_names_every_column_of_its_kind(kind):
    assert sorted(TEMPLATES[f"{kind}.csv"].split("\n")[0].split(",")) == sorted(READERS[kind].columns)


@pytest.mark.parametrize("kind", OURS)
def test_a_template_is_known_and_has_no_rows(kind, file):
    path = file(TEMPLATES[f"{kind}.csv"])
    assert formats.sniff(path, "template.csv").kind == kind
    with pytest.raises(EvidenceError, match="has a header and no rows"):
        formats.read(path, "template.csv", kind, "evidence:1")


@pytest.mark.parametrize("kind", OURS)
def test_the_example_of_a_template_is_a_good_row(kind, file):
    text = TEMPLATES[f"{kind}.csv"].replace("\n# ", "\n")
    found = formats.read(file(text), "template.csv", kind, "evidence:1")
    assert (found.rows.num_rows, found.rejects.num_rows) == (1, 0)
