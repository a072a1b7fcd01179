"""Settings of the whole suite: Hypothesis without deadlines, since a busy machine is not a defect."""

from hypothesis import settings

settings.register_profile("boldface", deadline=None)
settings.load_profile("boldface")
