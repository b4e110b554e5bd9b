"""For all tests: a property that takes long on a slow machine is slow, not wrong."""

from hypothesis import settings

settings.register_profile("posecast", deadline=None)
settings.load_profile("posecast")
