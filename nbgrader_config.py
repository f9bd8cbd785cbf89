"""nbgrader's settings for this course. Everything that grading makes lies in grading/."""

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.root = "grading"  # source/, release/, submitted/, autograded/, feedback/
c.CourseDirectory.course_id = "nnlib"
# One cell may take this many seconds. A check stops an endless loop in a function after 5.
c.Execute.timeout = 60
c.Execute.interrupt_on_timeout = True
c.ClearSolutions.code_stub = {"python": "...  # your answer"}
