"""Which pictures are read, and where their results go."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.cli.image_plan import PicturePlan, PlanError, _different_stems, pictures_of, plan


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def drawn(plans: list[PicturePlan]) -> list[str]:
    return [one.drawn.name for one in plans if one.drawn]


def test_a_folder_gives_the_pictures_directly_in_it_by_name(tmp_path: Path) -> None:
    touch(
        *(
            tmp_path / name
            for name in ("b.JPG", "a.png", "c.webp", "d.HEIC", "._b.jpg", "notes.txt", "deeper/d.jpg")
        )
    )
    assert [path.name for path in pictures_of([tmp_path])] == ["a.png", "b.JPG", "c.webp", "d.HEIC"]


def test_a_picture_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    touch(tmp_path / "a.png")
    assert pictures_of([tmp_path / "a.png", tmp_path, tmp_path / "deeper" / ".." / "a.png"]) == [
        tmp_path / "a.png"
    ]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"no picture \(.jpg"):
        pictures_of([tmp_path])


def test_one_picture_to_a_file_has_its_data_beside_it(tmp_path: Path) -> None:
    touch(tmp_path / "a.jpg")
    (one,) = plan([tmp_path / "a.jpg"], Path("out/drawn.webp"), json=True, csv=True, transparent=False)
    assert one.files_with(None) == [Path("out/drawn.webp"), Path("out/drawn.json"), Path("out/drawn.csv")]
    assert one.files_with(Path("op"))[3:] == [Path("op/drawn_keypoints.json")]


def test_without_out_nothing_is_drawn_and_results_go_to_the_current_folder(tmp_path: Path) -> None:
    touch(tmp_path / "x" / "a.jpg", tmp_path / "y" / "a.png")
    plans = plan([tmp_path / "x", tmp_path / "y"], None, json=True, csv=True, transparent=True)
    assert [one.files_with(None) for one in plans] == [
        [Path("a.json"), Path("a.csv")],
        [Path("a_2.json"), Path("a_2.csv")],
    ]


def test_pictures_keep_their_names_and_kinds_in_a_folder(tmp_path: Path) -> None:
    touch(tmp_path / "a.JPEG", tmp_path / "b.png", tmp_path / "c.bin")
    inputs = [tmp_path / "a.JPEG", tmp_path / "b.png", tmp_path / "c.bin"]
    assert drawn(plan(inputs, Path("out"), json=False, csv=False, transparent=False)) == [
        "a.jpeg",
        "b.png",
        "c.png",
    ]
    assert drawn(plan(inputs, Path("out"), json=False, csv=False, transparent=True)) == [
        "a.png",
        "b.png",
        "c.png",
    ]


def test_same_names_from_different_folders_get_numbers(tmp_path: Path) -> None:
    inputs = [tmp_path / one for one in ("x/a.jpg", "y/A.jpg", "z/a.png", "z/a_2.jpg")]
    touch(*inputs)
    plans = plan(inputs, Path("out"), json=True, csv=False, transparent=False)
    assert drawn(plans) == ["a.jpg", "A_3.jpg", "a_4.png", "a_2.jpg"]
    assert len({one.json for one in plans}) == 4


@given(st.lists(st.sampled_from(["a", "A", "a_2", "a_3", "b"]), max_size=12))
def test_no_two_results_have_the_same_name(stems: list[str]) -> None:
    pictures = [Path(str(folder), f"{stem}.jpg") for folder, stem in enumerate(stems)]
    found = [stem.casefold() for stem in _different_stems(pictures)]
    assert len(set(found)) == len(found) == len(stems)


@pytest.mark.parametrize(
    ("out", "transparent", "reason"),
    [
        ("drawn.gif", False, r"\.gif cannot be written"),
        ("drawn.jpg", True, "a JPEG has no transparency"),
    ],
)
def test_a_format_that_cannot_be_written_is_refused(
    tmp_path: Path, out: str, transparent: bool, reason: str
) -> None:
    touch(tmp_path / "a.png")
    with pytest.raises(PlanError, match=reason):
        plan([tmp_path / "a.png"], tmp_path / out, json=False, csv=False, transparent=transparent)


def test_several_pictures_do_not_go_into_one(tmp_path: Path) -> None:
    touch(tmp_path / "a.png", tmp_path / "b.png")
    for inputs in ([tmp_path / "a.png", tmp_path / "b.png"], [tmp_path]):
        with pytest.raises(PlanError, match="several need a folder"):
            plan(inputs, Path("out.png"), json=False, csv=False, transparent=False)
