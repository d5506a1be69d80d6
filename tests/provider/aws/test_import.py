"""What a program pays for by importing the package."""

import subprocess
import sys


def test_a_program_does_not_import_boto3() -> None:
    """It takes longer than much of the rest, and only who asks AWS needs it."""
    program = "import sys, pulumi_dsql; sys.exit('boto3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
