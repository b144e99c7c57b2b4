import subprocess
import sys

_LOOK = """
import app
import os
import numpy as np
many = np.ones((2000, 2000), np.float32)
many @ many
print(len(os.listdir("/proc/self/task")))
"""


def test_products_of_matrices_are_not_parted_between_cores() -> None:
    told = subprocess.run([sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "1"
