"""Every tuned number of the pipeline: what it does and where it comes from.

Sources: the published graphs of google-ai-edge/mediapipe (modules/pose_detection, modules/pose_landmark,
tasks/cc/vision/pose_detector, tasks/cc/vision/pose_landmarker), unless a comment says "ours".
"""

from typing import Final

from webapp.pose.one_euro import OneEuroTuning

# Detector

# Pixels a side of the detector's input.
DETECTOR_SIZE: Final = 224
# Strides of the detector's output layers; layers of equal stride share their cells.
DETECTOR_STRIDES: Final = (8, 16, 32, 32, 32)
ANCHORS_PER_LAYER: Final = 2
# 0: middle of the hips; 1: on the circle around the whole body; 2, 3: the same for the upper body.
DETECTOR_KEY_POINTS: Final = 4
# Boxes with a larger intersection over union are one person; a lower value merges neighbours.
SUPPRESSION_IOU: Final = 0.3

# Region of interest

# Margin around the body's circle; a smaller one cuts hands off, a larger one wastes the crop's pixels.
REGION_SCALE: Final = 1.25

# Landmark network

# Pixels a side of the landmark network's input.
LANDMARKS_SIZE: Final = 256
# Rows of the network's output: 33 landmarks, 2 auxiliary ones, 4 unused.
NETWORK_LANDMARKS: Final = 39
# Rows 33 and 34; the next region of interest is computed from them.
AUXILIARY_COUNT: Final = 2
# Cells a side of the window in which heatmap refinement averages.
HEATMAP_WINDOW: Final = 7
# A landmark is refined only if its window has a cell of at least this probability.
HEATMAP_MIN_CONFIDENCE: Final = 0.5

# Smoothing of a live stream (one_euro.py, smoothing.py)

IMAGE_SMOOTHING: Final = OneEuroTuning(min_cutoff=0.05, beta=80.0)
# Ours. MediaPipe's Tasks graph does not smooth the auxiliary landmarks: a still person then never comes to rest,
# because every frame is cropped anew. Its older graph does, with beta 10, and lags behind. docs/decisions/0004 has
# the figures.
AUXILIARY_SMOOTHING: Final = OneEuroTuning(min_cutoff=0.01, beta=40.0)
WORLD_SMOOTHING: Final = OneEuroTuning(min_cutoff=0.1, beta=40.0)
# EWMA weight of the newest visibility; a higher one flickers more.
VISIBILITY_ALPHA: Final = 0.1

# Smoothing of a recorded track (ours; offline_smoothing.py, docs/decisions/0015)

# Seconds without the person after which a track is smoothed as a new one.
SMOOTHING_MAX_GAP_S: Final = 0.3
# Bandwidth (standard deviation of the weights) at rest; a larger one removes slow sway, too.
REST_BANDWIDTH_S: Final = 0.15
# Bandwidth in motion, about one frame of a common camera; a larger one rounds off turning points.
MOTION_BANDWIDTH_S: Final = 0.03
# Bandwidth of the speed estimate; a smaller one mistakes single bad frames for motion.
SPEED_BANDWIDTH_S: Final = 0.1
# Speed, in body sizes a second, at which both bandwidths weigh the same; a higher one smooths more.
MOTION_SPEED: Final = 0.5

# Detection beside tracks, and association (ours)

# While somebody is tracked and there is room for more people, the detector runs this often.
DETECTION_INTERVAL_S: Final = 0.2
# Windows of one size in tiled detection; more would take a picture's worker most of a second.
MAX_WINDOWS_PER_SIZE: Final = 64
# A region may be this many times as large as the window it was detected in; a region from a head alone has 1.7.
MAX_REGION_TO_WINDOW: Final = 2.0
# A detection whose region overlaps more (IoU) with one that was rejected in this frame is not examined again.
REPEATED_DETECTION_IOU: Final = 0.7
# Presence that a person beside others must have, in two runs of the landmark network. Most false detections stay
# below it, and so do some half hidden people.
ADDED_PERSON_PRESENCE: Final = 0.9

# The distances below are fractions of the side of a person's region, which is about 2.4 m for a standing adult.
# Measured on the clips pair, park and dress: two people are never closer than 0.17 (faces) and 0.30 (torsos); one
# person detected twice is at 0.00 to 0.13, seldom up to 0.17.

# A detection closer than this to a tracked person is that person; a higher value merges couples.
SAME_PERSON_DISTANCE: Final = 0.15
# Two tracks closer than this are on one body, and one of them ends.
DUPLICATE_DISTANCE: Final = 0.08
# A track whose hips moved further in one frame may have switched to another body; athletes reach 0.07.
SUSPECT_STEP: Final = 0.1
# A track whose hips moved further in one frame has switched to another body and ends, even if that body had no track.
LOST_STEP: Final = 0.25

# Change of the frame size

# A new frame size whose aspect ratio differs by less (relative) is the same view, scaled; else all tracks end.
ASPECT_TOLERANCE: Final = 0.02
