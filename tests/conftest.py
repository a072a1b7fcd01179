"""Settings of the whole suite: Hypothesis without deadlines, since a busy machine is not a defect."""

import os
import tempfile

from hypothesis import settings

settings.register_profile("boldface", deadline=None)
settings.load_profile("boldface")

# No test reads or leaves anything in the cache of whoever runs it; those of the cache say where.
os.environ["BOLDFACE_CACHE"] = "off"

# Nor makes a key in the folder of whoever runs it.
_KEYS = tempfile.TemporaryDirectory(prefix="boldface-keys-")
os.environ["BOLDFACE_KEYS"] = _KEYS.name
