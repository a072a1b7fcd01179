"""Settings of the whole suite: Hypothesis without deadlines, since a busy machine is not a defect.

Where CI is set the cases are the same each time: whether a change goes in is not for chance to say. Elsewhere they
are drawn anew.
"""

import os
import tempfile

from hypothesis import settings

settings.register_profile("boldface", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "boldface")

# No test reads or leaves anything in the cache of whoever runs it; those of the cache say where.
os.environ["BOLDFACE_CACHE"] = "off"

# Nor makes a key in the folder of whoever runs it.
_KEYS = tempfile.TemporaryDirectory(prefix="boldface-keys-")
os.environ["BOLDFACE_KEYS"] = _KEYS.name
