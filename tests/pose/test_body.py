from webapp.pose.body import EDGES, LANDMARK_NAMES, edge_side, landmark_index, landmark_side


def _mirrored(name: str) -> str:
    return name.replace("left", "?").replace("right", "left").replace("?", "right")


def test_there_are_33_landmarks_each_named_once() -> None:
    assert len(LANDMARK_NAMES) == len(set(LANDMARK_NAMES)) == 33


def test_every_left_landmark_has_a_right_one() -> None:
    assert {_mirrored(name) for name in LANDMARK_NAMES} == set(LANDMARK_NAMES)


def test_no_edge_is_listed_twice_in_either_direction() -> None:
    assert len({frozenset(edge) for edge in EDGES}) == len(EDGES) == 35


def test_edges_are_the_same_on_both_sides_of_the_body() -> None:
    mirrored = {frozenset(landmark_index(_mirrored(LANDMARK_NAMES[end])) for end in edge) for edge in EDGES}
    assert mirrored == {frozenset(edge) for edge in EDGES}


def test_sides_are_those_of_the_persons_body() -> None:
    assert landmark_side("mouth_left") == "left"
    assert landmark_side("nose") == "middle"
    assert edge_side((landmark_index("left_hip"), landmark_index("right_hip"))) == "middle"
    assert edge_side((landmark_index("nose"), landmark_index("right_eye_inner"))) == "right"
