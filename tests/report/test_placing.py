from fairlead.report.placing import Box, Placer


def test_a_label_goes_to_the_right_of_its_point_where_there_is_room():
    box = Placer(Box(0, 0, 200, 100)).beside(50, 50, 10, 40, 20)
    assert box == Box(60, 40, 100, 60)


def test_labels_keep_off_each_other_and_inside_the_frame():
    placer = Placer(Box(0, 0, 200, 100))
    boxes = [placer.beside(50, 50, 10, 40, 20) for _ in range(12)]
    placed = [b for b in boxes if b]
    assert len(placed) >= 4
    assert all(b.is_within(placer.frame) for b in placed)
    assert not any(a.touches(b) for i, a in enumerate(placed) for b in placed[:i])


def test_a_label_without_room_is_not_placed():
    assert Placer(Box(0, 0, 30, 30)).beside(15, 15, 5, 40, 10) is None


def test_no_leader_runs_over_what_is_taken():
    placer = Placer(Box(0, 0, 400, 12))
    placer.take(Box(60, 0, 100, 12))
    placer.take(Box(0, 0, 44, 12))
    assert placer.beside(50, 6, 8, 40, 10) is None


def test_boxes_that_share_an_edge_do_not_touch():
    assert not Box(0, 0, 10, 10).touches(Box(10, 0, 20, 10))
