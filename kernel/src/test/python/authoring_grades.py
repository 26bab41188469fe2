"""Grades hand-ins with nbgrader, inside the authors' environment; prints STUDENT, LESSON and points, a line of JSON each.

Usage: authoring_grades.py TOOLS COURSE, where COURSE/submitted/STUDENT/LESSON is what was handed in.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

tools, course = map(Path, sys.argv[1:])
sys.path.insert(0, str(tools))
import student  # noqa: E402  (the folder above has to be known first)
from nbgrader.apps import NbGraderAPI  # noqa: E402

student.find_alembic()
api = NbGraderAPI(config=student.settings(course, "es"))
for hand_in in sorted(course.glob("submitted/*/*")):
    who, lesson = hand_in.parent.name, hand_in.name
    result = api.autograde(lesson, who, force=True, create=True)
    if not result["success"]:
        sys.exit(f"{who} {lesson}: {result.get('log') or result.get('error')}")
    grade = api.get_submission(lesson, who)
    print(json.dumps([who, lesson, grade["score"], grade["max_score"]]), flush=True)
