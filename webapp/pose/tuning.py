"""Every tuned number of the pipeline: what it does and where it comes from.

Sources: the published graphs of google-ai-edge/mediapipe (modules/pose_detection, modules/pose_landmark,
tasks/cc/vision/pose_detector, tasks/cc/vision/pose_landmarker), unless a line says "ours".
"""

from typing import Final

from webapp.pose.one_euro import OneEuroTuning

# Detector
DETECTOR_SIZE: Final = 224  # pixels a side of the detector's input
DETECTOR_STRIDES: Final = (8, 16, 32, 32, 32)  # one layer each; equal strides share their cells
ANCHORS_PER_LAYER: Final = 2
DETECTOR_KEY_POINTS: Final = (
    4  # 0: middle of the hips; 1: on the circle around the whole body; 2, 3: upper body
)
SUPPRESSION_IOU: Final = 0.3  # boxes that overlap more are one person; lower merges neighbours

# Region of interest
REGION_SCALE: Final = 1.25  # margin around the body's circle; smaller cuts hands off, larger wastes pixels

# Landmark network
LANDMARKS_SIZE: Final = 256  # pixels a side of the landmark network's input
NETWORK_LANDMARKS: Final = 39  # rows of its answer: 33 landmarks, 2 auxiliary ones, 4 unused
AUXILIARY_COUNT: Final = 2  # rows 33 and 34: they make the next region
HEATMAP_WINDOW: Final = 7  # cells a side of the window in which a landmark is refined
HEATMAP_MIN_CONFIDENCE: Final = 0.5  # below this the heatmap has no say

# Smoothing
IMAGE_SMOOTHING: Final = OneEuroTuning(min_cutoff=0.05, beta=80.0)
# Ours: MediaPipe's Tasks graph does not smooth these (a still person then never comes to rest, because every
# frame is cropped anew), its older graph does with beta 10 (and lags behind). docs/decisions/0004 has the figures.
AUXILIARY_SMOOTHING: Final = OneEuroTuning(min_cutoff=0.01, beta=40.0)
WORLD_SMOOTHING: Final = OneEuroTuning(min_cutoff=0.1, beta=40.0)
VISIBILITY_ALPHA: Final = 0.1  # weight of the newest visibility; higher flickers more

# Following several people (ours)
SEARCH_INTERVAL_S: Final = (
    0.2  # while somebody is tracked, newcomers are looked for this often; costs a detector run
)
WINDOWS_AT_ONCE: Final = 64  # windows of one size; more would take a picture's worker most of a second
PERSON_IN_WINDOW: Final = (
    2.0  # a region is at most so much larger than the window it was found in: a head has 1.7
)
# Lengths are sides of a person's region, 2.4 m for a standing adult. Measured on pair, park, dress: two people are never
# closer than 0.17 (faces) and 0.30 (torsos); one person found twice is at 0.00 to 0.13, seldom up to 0.17.
SAME_NEWCOMER: Final = 0.15  # a new find closer to somebody is that person; higher merges couples
SAME_BODY: Final = 0.08  # two tracks closer than this are on one body; one goes
SAME_FIND_IOU: Final = 0.7  # a find whose region overlaps more with one that was refused is not tried again
SECOND_PRESENCE: Final = (
    0.9  # a second person must be this sure, twice; most wrong ones are not, some half hidden ones neither
)
STRIDE: Final = 0.1  # hips that went further in a frame have gone over to somebody; athletes reach 0.07
LEAP: Final = (
    0.25  # hips that went this far in a frame belong to somebody else, even if nobody was known there
)
SAME_SHAPE: Final = (
    0.02  # a new frame size whose aspect differs by less is the same camera, scaled; else start anew
)
