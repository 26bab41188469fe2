"""Makes a course folder of nbgrader's form from the lessons, with the students' versions in it.

FOLDER/source holds the lessons as they are, an assignment each, FOLDER/release what students get: nbgrader's own
`generate_assignment` has taken out the solutions and locked the checks. What they hand in goes into
FOLDER/submitted/STUDENT/LESSON, and `nbgrader autograde LESSON` in FOLDER grades it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config, PyFileConfigLoader

TOOLS = Path(__file__).resolve().parent
NOTEBOOKS = TOOLS.parent
LANGUAGES = ("es", "en")
STUBS = {"es": "// ESCRIBE AQUÍ TU CÓDIGO", "en": "// YOUR CODE HERE"}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./install.sh student", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the course folder; it is made if it is not there")
    parser.add_argument("files", nargs="*", type=Path, help="notebooks (default: all lessons)")
    options = parser.parse_args(arguments)

    files = [path.resolve() for path in options.files]
    files = files or [path for name in LANGUAGES for path in sorted((NOTEBOOKS / name).glob("*.ipynb"))]
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        print(f"No such notebook: {', '.join(missing)}", file=sys.stderr)
        return 2
    course = options.folder.resolve()
    if course.exists() and not course.is_dir():
        print(f"{course} is a file; name a folder for the course.", file=sys.stderr)
        return 2
    course.mkdir(parents=True, exist_ok=True)
    find_alembic()
    shutil.copy(TOOLS / "nbgrader_config.py", course)
    failed = [path for path in files if not release(path, course)]
    for path in failed:
        print(f"{path.name}: nbgrader refused it; see above", file=sys.stderr)
    print(f"{len(files) - len(failed)} of {len(files)} lessons in {course / 'release'}")
    return 1 if failed else 0


def find_alembic() -> None:
    """Lets nbgrader find alembic, which it calls by name: it lies beside this Python and perhaps nowhere else."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def release(lesson: Path, course: Path) -> bool:
    """Puts a lesson into the course and makes its students' version; tells whether nbgrader took it."""
    source = course / "source" / lesson.stem
    source.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.read(lesson, as_version=4)
    nbformat.write(notebook, source / lesson.name)
    result = NbGraderAPI(config=settings(course, lesson.parent.name)).generate_assignment(lesson.stem)
    if not result["success"]:
        print(result.get("log") or result.get("error"), file=sys.stderr)
    return result["success"]


def settings(course: Path, language: str) -> Config:
    """Reads the course's settings; what stands for a solution is said in the lesson's language."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    config.CourseDirectory.root = str(course)
    if language in STUBS:
        config.ClearSolutions.code_stub = {"java": STUBS[language]}
    return config


if __name__ == "__main__":
    sys.exit(main())
