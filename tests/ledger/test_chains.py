import random

from fairlead.ledger.chains import trace_ends


def test_a_chain_ends_where_nothing_more_is_rested_on():
    ends, circles = trace_ends([(), (0,), (1,), ()])
    assert (ends, circles) == ([(0,), (0,), (0,), (3,)], [])


def test_who_rests_on_two_reaches_both_in_the_order_named():
    ends, _ = trace_ends([(), (), (1, 0), (2,)])
    assert ends == [(0,), (1,), (1, 0), (1, 0)]


def test_a_circle_is_one_end_and_a_node_that_rests_on_itself_is_one():
    ends, circles = trace_ends([(1,), (2,), (0,), (1,), (4,)])
    assert ends == [(0,), (0,), (0,), (0,), (4,)]
    assert set(circles) == {frozenset({0, 1, 2}), frozenset({4})}


def test_a_circle_with_a_way_out_ends_where_the_way_leads():
    ends, circles = trace_ends([(1,), (0, 2), ()])
    assert (ends, circles) == ([(2,), (2,), (2,)], [])


def test_who_repeats_two_circles_does_not_make_them_one():
    ends, circles = trace_ends([(1,), (0,), (3,), (2,), (0, 2)])
    assert ends == [(0,), (0,), (2,), (2,), (0, 2)]
    assert len(circles) == 2


def test_ends_are_those_that_walking_finds():
    """Against a plain walk over reachable nodes, on drawn graphs."""
    rnd = random.Random(7)
    for _ in range(300):
        n = rnd.randint(1, 9)
        edges = [tuple(rnd.sample(range(n), rnd.randint(0, min(2, n)))) for _ in range(n)]

        def reach(i, edges=edges):
            seen, todo = set(), [i]
            while todo:
                for t in edges[todo.pop()]:
                    if t not in seen:
                        seen.add(t)
                        todo.append(t)
            return seen

        is_end = [all(i in reach(t) for t in reach(i)) for i in range(n)]
        for i, got in enumerate(trace_ends(edges)[0]):
            assert set(got) == {min({e, *reach(e)}) for e in {i, *reach(i)} if is_end[e]}


def test_a_long_chain_and_a_long_circle_are_no_trouble():
    n = 50_000
    ends, _ = trace_ends([(), *((i,) for i in range(n))])
    assert ends[-1] == (0,)
    ends, circles = trace_ends([((i + 1) % n,) for i in range(n)])
    assert (set(ends), len(circles)) == ({(0,)}, 1)
