"""Intake (รับ): from a file that arrived to a letter with a number in the register.

The numbers of a page are read by small products of matrices, many at once in
threads and processes of their own. A product parted between cores besides
waits for the slowest of them: on a busy machine pages took up to four times
as long. numpy asks for this when it is first imported, which is after us.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
