from fairlead.case.toml_lines import find_lines, line_of


def test_every_key_stands_on_its_line():
    found = find_lines('a = 1\n\n[t]\n# b = 0\nb = "x # no comment"\nc.d = 2\n[t.u]\ne = 3\n')
    assert found == {
        ("a",): 1, ("t",): 3, ("t", "b"): 5, ("t", "c"): 6, ("t", "c", "d"): 6, ("t", "u"): 7, ("t", "u", "e"): 8,
    }  # fmt: skip


def test_items_of_a_list_stand_on_their_own_lines():
    found = find_lines('load = [\n  "P1", # first\n  "P2",\n]\nnext = 1\n')
    assert (found["load", 0], found["load", 1], found["next",]) == (2, 3, 5)


def test_strings_that_look_like_structure_are_passed_over():
    text = 'a = """\n[no]\nx = "1"\n"""\nb = \'[no]\'\nc = "q\\"]"\n"d e" = 1\n'
    assert find_lines(text) == {("a",): 1, ("b",): 5, ("c",): 6, ("d e",): 7}


def test_keys_of_an_inline_table_stand_on_its_line():
    assert find_lines("\nx = { a = 1, b = [2, { c = 3 }] }")["x", "b", 1, "c"] == 2


def test_a_key_that_is_not_there_is_told_by_what_would_hold_it():
    assert line_of(find_lines("\n[t]\na = 1\n"), ("t", "missing")) == 2
