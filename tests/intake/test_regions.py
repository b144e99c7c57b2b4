import numpy as np

from intake.regions import merged, on_picture, regions


def spots(*places: tuple[int, int]) -> np.ndarray:
    mask = np.zeros((40, 60), bool)
    for y, x in places:
        mask[y, x] = True
    return mask


def test_spots_belong_together_up_to_twice_as_far_as_they_are_grown() -> None:
    assert sorted(regions(spots((5, 5), (5, 10), (5, 40)), 2)) == [(5, 5, 11, 6), (40, 5, 41, 6)]


def test_a_region_lies_on_the_picture_with_its_margin_and_not_beyond_it() -> None:
    assert on_picture((1, 0, 3, 2), 16, (100, 30), 8) == (8, 0, 56, 30)


def test_boxes_that_overlap_become_one_even_when_only_the_sum_meets_a_third() -> None:
    assert merged([(0, 0, 4, 4), (10, 0, 14, 4), (3, 0, 11, 2)]) == [(0, 0, 14, 4)]
    assert merged([(0, 0, 4, 4), (4, 0, 8, 4)]) == [(0, 0, 4, 4), (4, 0, 8, 4)]
