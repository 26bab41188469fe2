"""nbgrader's settings for the unit; `student.py` puts them into the course folder that it makes."""

c = get_config()  # noqa: F821, nbgrader provides it

c.CourseDirectory.course_id = "nabla"
c.ClearSolutions.code_stub = {"java": "// YOUR CODE HERE"}
c.Execute.timeout = 120  # seconds for a cell: the first one also waits for the JVM
c.Exchange.root = ""  # nothing is handed out or collected through a shared folder
