import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.pose.pictures import gradient
from webapp.pose.crop import crop, crop_to_frame, project_to_frame, rotate_to_frame
from webapp.pose.region_of_interest import Region

regions = st.builds(
    Region, st.floats(0, 1000), st.floats(0, 1000), st.floats(20, 2000), st.floats(-3.14, 3.14)
)


@given(regions)
def test_projecting_and_cropping_are_the_same_map(region: Region) -> None:
    """A crop pixel's own affine and the projection of its fraction of the square agree."""
    fractions = np.array([[0, 0, 0], [1, 0, 0], [0.25, 0.75, 0], [0.5, 0.5, 0]], np.float32)
    pixels = np.column_stack([fractions[:, :2] * 256, np.ones(4)])
    expected = pixels @ crop_to_frame(region).astype(np.float64).T
    np.testing.assert_allclose(project_to_frame(fractions, region)[:, :2], expected, atol=0.01)


@given(regions)
def test_a_crop_and_its_inverse_lead_back(region: Region) -> None:
    square = np.vstack([crop_to_frame(region), [0, 0, 1]])
    frame_points = np.array([[region.x_px, region.y_px, 1], [3, 5, 1]])
    roi = (np.linalg.inv(square) @ frame_points.T).T / 256
    back = project_to_frame(np.column_stack([roi[:, :2], [0, 0]]).astype(np.float32), region)
    np.testing.assert_allclose(back[:, :2], frame_points[:, :2], atol=0.05)


def test_depth_is_in_pixels_of_the_frame() -> None:
    points = np.array([[0.5, 0.5, -0.2]], np.float32)
    np.testing.assert_allclose(project_to_frame(points, Region(10, 20, 300, 1)), [[10, 20, -60]], atol=1e-4)


def test_an_upright_crop_of_the_networks_size_is_the_picture_itself() -> None:
    frame = gradient(400, 500)
    np.testing.assert_array_equal(crop(frame, Region(128 + 30, 128 + 40, 256, 0)), frame[40:296, 30:286])


def test_outside_the_frame_its_border_goes_on() -> None:
    frame = np.full((100, 100, 3), 7, np.uint8)
    frame[0] = 200
    above = crop(frame, Region(50, -300, 200, 0))
    assert (above == 200).all()


def test_a_turned_crop_stands_upright() -> None:
    """What lies to the right of a person lying head-right is below once the crop is upright."""
    frame = np.zeros((200, 200, 3), np.uint8)
    frame[:, 150:] = 255  # the head's side
    upright = crop(frame, Region(100, 100, 200, np.pi / 2))
    assert upright[:40].mean() > 250
    assert upright[100:].mean() < 5


@given(regions)
def test_world_landmarks_only_turn(region: Region) -> None:
    world: NDArray[np.float32] = np.array([[0.3, -0.4, 0.1], [0, 1, 2]], np.float32)
    turned = rotate_to_frame(world, region)
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), np.linalg.norm(world, axis=1), rtol=1e-5)
    np.testing.assert_array_equal(turned[:, 2], world[:, 2])


def test_world_landmarks_turn_with_the_picture() -> None:
    """The crop's up is the frame's right for a person who lies head-right."""
    up_in_crop = np.array([[0, -1, 0]], np.float32)
    np.testing.assert_allclose(
        rotate_to_frame(up_in_crop, Region(0, 0, 1, np.pi / 2)), [[1, 0, 0]], atol=1e-6
    )
