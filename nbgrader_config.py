"""nbgrader's settings for this course. Everything that grading makes lies in grading/."""

import sys
from pathlib import Path

from nbgrader.converters import Autograde

sys.path.insert(0, str(Path(__file__).parent))

from tools.judging import Judge

c = get_config()  # noqa: F821 - nbgrader provides it

# After the notebook has run, each check is made once more where the answer cannot reach it.
first, *others = Autograde().autograde_preprocessors
c.Autograde.autograde_preprocessors = [first, Judge, *others]

c.CourseDirectory.root = "grading"  # source/, release/, submitted/, autograded/, feedback/
c.CourseDirectory.course_id = "nnlib"
# One cell may take this many seconds. A check stops an endless loop in a function after 5.
c.Execute.timeout = 60
c.Execute.interrupt_on_timeout = True
c.ClearSolutions.code_stub = {"python": "...  # your answer"}
