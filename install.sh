#!/usr/bin/env bash
# Builds Nabla, installs its Jupyter kernel, opens the notebooks, checks and tests them.
# Linux and macOS, bash 3.2 or newer, never root. `./install.sh help` says how it is used.
set -euo pipefail

readonly java_needed=25
readonly maven_needed=3.8
readonly kernel=nabla
readonly display_name='Java (Nabla)'

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
state=${NABLA_STATE:-$root/.nabla}

usage() {
  cat <<'HELP'
Usage: ./install.sh [COMMAND] [OPTIONS]

Commands
  (none), install   build and install the kernel "Java (Nabla)"; make Jupyter ready if there is none
  lab               open JupyterLab on the notebooks
  check [FILE...]   execute the notebooks (all, or those named) and compare with their committed outputs
  student FOLDER    make the students' version of the lessons, by nbgrader, in a course folder
  site FOLDER       build the lessons as pages to read, both languages, without a network
  new-lesson NAME   make the skeleton of a lesson in both languages
  test              run everything: mvn verify, then the tests with real Jupyter clients
  doctor [--json]   look at the installed kernel, its Java and Jupyter; name what is wrong with its cure
  wheel             build the jars and pack them for pip: kernel/target/nabla_kernel-*.whl
  uninstall         remove what install wrote
  help              print this

Where the kernel goes
  --user            for this user, in Jupyter's own data folder (the default)
  --sys-prefix      into the active Python environment
  --prefix DIR      into DIR/share/jupyter

Environment
  JAVA_HOME         tried first when a JDK is looked for
  NABLA_JDKS        folders of JDKs, separated by colons, to look at instead of the usual ones
  NABLA_JAVA_OPTS   options for the kernel's JVM, read at each start of a kernel, such as -Xmx4g
  NABLA_AOT=off     neither make nor use a cache of linked classes; a kernel then starts more slowly
  NABLA_STATE       folder for virtual environments and build logs (default: .nabla beside this script)
HELP
}

say() { printf '%s\n' "$*"; }

fail() {
  printf 'install.sh: %s\n' "$1" >&2
  shift
  if [ $# -gt 0 ]; then printf '  %s\n' "$@" >&2; fi
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Prints how packages are installed here: apt, dnf, brew, pacman, zypper or nothing.
package_manager() {
  local name
  if [ "$(uname -s)" = Darwin ]; then
    if has brew; then echo brew; fi
    return 0
  fi
  for name in apt-get dnf pacman zypper brew; do
    if has "$name"; then
      echo "${name%-get}"
      return 0
    fi
  done
}

# Prints the lines that tell how to get the named thing (jdk, maven, venv) on this system.
how_to_get() {
  local what=$1 manager
  manager=$(package_manager)
  case $manager:$what in
    apt:jdk)
      if apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
        say "  sudo apt install openjdk-25-jdk-headless"
      else
        say "  this system's package list has no openjdk-25-jdk; one of the two below"
      fi
      ;;
    apt:maven) say "  sudo apt install maven" ;;
    apt:venv) say "  sudo apt install python3 python3-venv" ;;
    dnf:jdk) say "  sudo dnf install java-25-openjdk-devel" ;;
    dnf:maven) say "  sudo dnf install maven" ;;
    dnf:venv) say "  sudo dnf install python3" ;;
    pacman:jdk) say "  sudo pacman -S jdk-openjdk" ;;
    pacman:maven) say "  sudo pacman -S maven" ;;
    pacman:venv) say "  sudo pacman -S python" ;;
    zypper:jdk) say "  sudo zypper install java-25-openjdk-devel" ;;
    zypper:maven) say "  sudo zypper install maven" ;;
    zypper:venv) say "  sudo zypper install python3" ;;
    brew:jdk) say "  brew install openjdk@25" ;;
    brew:maven) say "  brew install maven" ;;
    brew:venv) say "  brew install python" ;;
  esac
  case $what in
    jdk)
      say "  with SDKMAN (sdkman.io), no administrator needed: sdk list java; sdk install java <a 25 of the list>"
      say "  or unpack a JDK 25 from adoptium.net and set JAVA_HOME to its folder"
      ;;
    maven) say "  with SDKMAN (sdkman.io), no administrator needed: sdk install maven" ;;
  esac
}

# Prints every folder or command that may be a JDK, best guess first, one a line.
jdk_candidates() {
  local home folders=()
  if [ -n "${JAVA_HOME:-}" ]; then say "$JAVA_HOME/bin/java"; fi
  if has java; then command -v java; fi
  if [ -n "${NABLA_JDKS:-}" ]; then
    IFS=: read -r -a folders <<<"$NABLA_JDKS"
    for home in "${folders[@]}"; do say "$home/bin/java"; done
    return 0
  fi
  for home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/*jdk* \
    "${CONDA_PREFIX:-/nonexistent}/lib/jvm" \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* \
    "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
    "${HOME:-/nonexistent}"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -x "$home/bin/java" ]; then say "$home/bin/java"; fi
  done
}

# Sets java_home and java_version to the first JDK that runs, is new enough and has JShell.
# Only a run tells: names of folders lie, and a runtime without jdk.jshell cannot evaluate a cell.
find_jdk() {
  local candidate properties version home
  rejected=''
  while IFS= read -r candidate; do
    if [ ! -x "$candidate" ]; then
      rejected="$rejected  $candidate: not there"$'\n'
      continue
    fi
    properties=$("$candidate" -XshowSettings:properties -version 2>&1 </dev/null) || properties=''
    version=$(sed -n 's/^ *java\.specification\.version = \(.*\)$/\1/p' <<<"$properties")
    home=$(sed -n 's/^ *java\.home = \(.*\)$/\1/p' <<<"$properties")
    if [ -z "$version" ] || [ -z "$home" ]; then
      # Java 6 and wrappers of other kinds answer differently; the plain version line is enough to name them.
      version=$("$candidate" -version 2>&1 </dev/null | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1) || version=''
      if [ -n "$version" ]; then version="Java $version"; fi
      rejected="$rejected  $candidate: ${version:-does not run}"$'\n'
    elif [ "${version%%.*}" -lt "$java_needed" ] 2>/dev/null; then
      rejected="$rejected  $candidate: Java $version"$'\n'
    elif [ ! -x "$home/bin/javac" ]; then
      rejected="$rejected  $candidate: Java $version, but a runtime without a compiler"$'\n'
    elif ! "$home/bin/java" --list-modules 2>/dev/null </dev/null | grep -q '^jdk\.jshell@'; then
      rejected="$rejected  $candidate: Java $version, but without the module jdk.jshell"$'\n'
    else
      java_home=$home
      java_version=$version
      return 0
    fi
  done < <(jdk_candidates)
  return 1
}

need_jdk() {
  if find_jdk; then return 0; fi
  {
    say "install.sh: Nabla needs a JDK $java_needed or newer (a whole JDK, with jdk.jshell), and there is none."
    if [ -n "$rejected" ]; then
      say "Looked at:"
      printf '%s' "$rejected"
    fi
    say "Get one:"
    how_to_get jdk
    say "Then run ./install.sh again. Nothing was written."
  } >&2
  exit 1
}

# True if version $1 (as 3.8.7) is at least $2 (as 3.8).
at_least() {
  local major=${1%%.*} minor=${1#*.}
  minor=${minor%%.*}
  [ "$major" -gt "${2%%.*}" ] || { [ "$major" -eq "${2%%.*}" ] && [ "$minor" -ge "${2#*.}" ]; }
}

# Sets maven to the first Maven that runs on the found JDK and is new enough.
need_maven() {
  local candidate version
  rejected=''
  for candidate in "$(command -v mvn || true)" "${HOME:-/nonexistent}/.sdkman/candidates/maven/current/bin/mvn" \
    /opt/homebrew/bin/mvn /usr/local/bin/mvn /usr/share/maven/bin/mvn /opt/maven/bin/mvn; do
    if [ ! -x "$candidate" ]; then continue; fi
    version=$(JAVA_HOME=$java_home "$candidate" -v 2>/dev/null </dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1) || version=''
    if [ -n "$version" ] && at_least "$version" "$maven_needed"; then
      maven=$candidate
      return 0
    fi
    rejected="$rejected  $candidate: ${version:-does not run}"$'\n'
  done
  {
    say "install.sh: Nabla is built by Maven $maven_needed or newer, and there is none."
    if [ -n "$rejected" ]; then
      say "Looked at:"
      printf '%s' "$rejected"
    fi
    say "Get it:"
    how_to_get maven
    say "Then run ./install.sh again. Nothing was written."
  } >&2
  exit 1
}

# Sets python to a Python 3.10 or newer that can make virtual environments.
find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11 python; do
    if has "$candidate" && "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; then
      python=$candidate
      return 0
    fi
  done
  return 1
}

# Makes or completes the virtual environment $1 from the requirements file $2.
# A stamp inside keeps the requirements it was made from, so a second run needs no network.
make_environment() {
  local folder=$1 requirements=$2
  if [ -x "$folder/bin/python" ] && cmp -s "$requirements" "$folder/requirements.done"; then return 0; fi
  if ! find_python; then
    say "install.sh: no Python 3.10 or newer that can make virtual environments. Get one:" >&2
    how_to_get venv >&2
    return 1
  fi
  say "Making a virtual environment in ${folder#"$root"/} ..."
  mkdir -p "$state"
  if ! { "$python" -m venv "$folder" &&
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"; } >"$state/pip.log" 2>&1 </dev/null; then
    say "install.sh: the packages of ${requirements#"$root"/} could not be installed. The last lines of $state/pip.log:" >&2
    tail -n 8 "$state/pip.log" | sed 's/^/  /' >&2
    say "Without a network, install them once where there is one, or put a Jupyter of your own on PATH." >&2
    return 1
  fi
  cp "$requirements" "$folder/requirements.done"
}

# Sets jupyter: the one on PATH if it runs and has JupyterLab, else the one of our environment, if made.
jupyter=''
find_jupyter() {
  if [ -n "$jupyter" ]; then
    return 0
  elif has jupyter && jupyter lab --version >/dev/null 2>&1 </dev/null; then
    jupyter=$(command -v jupyter)
  elif [ -x "$state/venv/bin/jupyter" ]; then
    jupyter=$state/venv/bin/jupyter
  else
    return 1
  fi
}

need_jupyter() {
  if find_jupyter; then return 0; fi
  make_environment "$state/venv" "$root/notebooks/tools/requirements.txt" || exit 1
  jupyter=$state/venv/bin/jupyter
}

# Prints Jupyter's data folder of this user. Jupyter itself is asked when it is there.
user_data_folder() {
  local answer
  if find_jupyter && answer=$("$jupyter" --data-dir 2>/dev/null </dev/null) && [ -n "$answer" ]; then
    say "$answer"
  elif [ -n "${JUPYTER_DATA_DIR:-}" ]; then
    say "$JUPYTER_DATA_DIR"
  elif [ "$(uname -s)" = Darwin ]; then
    say "$HOME/Library/Jupyter"
  else
    say "${XDG_DATA_HOME:-$HOME/.local/share}/jupyter"
  fi
}

# Prints the prefix of the active Python environment.
active_prefix() {
  local candidate
  if [ -n "${VIRTUAL_ENV:-}" ]; then
    say "$VIRTUAL_ENV"
  elif [ -n "${CONDA_PREFIX:-}" ]; then
    say "$CONDA_PREFIX"
  else
    for candidate in python3 python; do
      if has "$candidate"; then
        "$candidate" -c 'import sys; print(sys.prefix)'
        return 0
      fi
    done
    fail "--sys-prefix means the active Python environment, and no python is on PATH."
  fi
}

# Sets data (Jupyter's data folder) and target (the kernel's own folder in it).
choose_place() {
  find_jupyter || true # here, so that the subshell below need not look again
  case $place in
    user) data=$(user_data_folder) ;;
    sys-prefix) data=$(active_prefix)/share/jupyter ;;
    prefix) data=$prefix/share/jupyter ;;
  esac
  case $data in
    /*) ;;
    *) data=$PWD/$data ;;
  esac
  target=$data/kernels/$kernel
  case $target in
    *:*) fail "the kernel would go to $target, and Java cannot use a class path with a colon." "Choose another place with --prefix DIR." ;;
  esac
}

# Prints the nearest ancestor of $1 (or $1 itself) that exists.
existing_ancestor() {
  local folder=$1
  while [ ! -e "$folder" ] && [ ! -L "$folder" ]; do folder=$(dirname "$folder"); done
  say "$folder"
}

# Stops before anything is written if a folder that will be needed cannot be made. Only a try tells:
# permission bits say nothing to root, nor on a file system that is mounted read-only.
need_write_access() {
  local folder ancestor probe
  for folder in "$data/kernels" "$state" "$root/kernel/target"; do
    ancestor=$(existing_ancestor "$folder")
    if [ ! -d "$ancestor" ]; then
      fail "$folder cannot be made: $ancestor is not a folder." "Choose another place with --prefix DIR. Nothing was written."
    elif ! probe=$(mktemp -d "$ancestor/.$kernel-probe.XXXXXX" 2>/dev/null) || ! rmdir "$probe"; then
      fail "no permission to write in $ancestor (needed: $folder)." "Choose another place with --prefix DIR. Nothing was written."
    fi
  done
}

kernel_jar() {
  local jar
  for jar in "$root"/kernel/target/nabla-kernel-*.jar; do
    case $jar in
      *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
      *) if [ -f "$jar" ]; then say "$jar"; fi ;;
    esac
  done
}

# True if the jars are there and no source is newer than the build that made them.
is_built() {
  [ -f "$state/built" ] && [ -n "$(kernel_jar)" ] && [ -d "$root/kernel/target/lib" ] &&
    [ -z "$(find "$root/pom.xml" "$root"/*/pom.xml "$root/engine/src/main" "$root/kernel/src/main" -newer "$state/built" -print 2>/dev/null | head -n 1)" ]
}

# Runs Maven quietly on the found JDK; what it says is kept in a log.
run_maven() {
  (cd "$root" && JAVA_HOME=$java_home "$maven" -B -q "$@") >"$state/build.log" 2>&1 </dev/null
}

build() {
  if is_built; then
    say "Build: up to date"
    return 0
  fi
  need_maven
  say "Build: $maven on Java $java_version ..."
  mkdir -p "$state"
  : >"$state/building" # older than any source that is changed while Maven runs
  rm -rf "$root/kernel/target/lib"
  if ! run_maven -Dmaven.test.skip=true package; then
    # With a filled local repository no network is needed, unless Maven insists on asking it.
    if ! grep -qiE 'could not transfer|unknown host|connection|timed out|unreachable|cannot access|resolution' "$state/build.log" ||
      ! run_maven -o -Dmaven.test.skip=true package; then
      tail -n 40 "$state/build.log" >&2
      fail "the build failed; the whole log is $state/build.log." "The installed kernel, if there is one, was not touched."
    fi
  fi
  mv "$state/building" "$state/built"
}

json_string() {
  local text=${1//\\/\\\\}
  say "\"${text//\"/\\\"}\""
}

# Writes the kernelspec. The launcher is told its Java here, so that a user can name another one in this file.
write_kernel_json() {
  cat <<JSON
{
  "argv": [
    $(json_string "$target/launch"),
    $(json_string "$java_home/bin/java"),
    "{connection_file}"
  ],
  "display_name": $(json_string "$display_name"),
  "language": "java",
  "interrupt_mode": "message",
  "kernel_protocol_version": "5.5",
  "env": {},
  "metadata": {"supported_encryption": ["curve"]}
}
JSON
}

# Records in $1 the folders above the kernel's that do not exist yet, deepest first, for uninstall.
record_new_folders() {
  local folder=$data/kernels
  while [ ! -e "$folder" ]; do
    say "$folder"
    folder=$(dirname "$folder")
  done
}

# Everything is laid out in a sibling first and moved in one step: a kernel is whole or not there.
install_kernel() {
  local fresh old folders names
  folders=$(if [ -f "$target/folders.txt" ]; then cat "$target/folders.txt"; else record_new_folders; fi)
  mkdir -p "$data/kernels"
  fresh=$(mktemp -d "$data/.$kernel-new.XXXXXX")
  old=$data/.$kernel-old.$$
  # shellcheck disable=SC2064 # the paths of now are meant
  trap "rm -rf $(printf '%q' "$fresh") $(printf '%q' "$old")" EXIT
  mkdir "$fresh/lib"
  cp "$(kernel_jar)" "$root"/kernel/target/lib/*.jar "$fresh/lib/"
  cp "$root"/kernel/src/main/kernelspec/logo-* "$root/kernel/src/main/kernelspec/launch" "$root/LICENSE" "$fresh/"
  write_kernel_json >"$fresh/kernel.json"
  printf '%s\n' "$folders" >"$fresh/folders.txt"
  names=$(cd "$fresh" && find . -type f | sed 's|^\./||' && echo files.txt) # listed whole before the list itself is there
  sort <<<"$names" >"$fresh/files.txt"
  chmod -R u+rwX,go+rX,go-w "$fresh"
  chmod +x "$fresh/launch"
  if [ -e "$target" ] || [ -L "$target" ]; then mv "$target" "$old"; fi
  if ! mv "$fresh" "$target"; then
    if [ -e "$old" ]; then mv "$old" "$target"; fi
    fail "the kernel could not be moved to $target." "What was there before is still there."
  fi
  rm -rf "$old"
  trap - EXIT
}

# Has the installed kernel make the cache of linked classes that its later starts use. It does without where that fails.
make_cache() {
  case ${NABLA_AOT:-on} in
    off) say "Cache:  none, as NABLA_AOT is off" ;;
    *)
      say "Cache:  leading the kernel through a lesson, so that it starts quickly ..."
      if ! "$target/launch" "$java_home/bin/java" --cache </dev/null; then
        say "        (could not be made; the kernel works all the same, and starts more slowly)"
      fi
      ;;
  esac
}

install() {
  need_jdk
  choose_place
  need_write_access
  if ! is_built; then need_maven; fi
  build
  local known=''
  if [ -f "$target/kernel.json" ]; then known=yes; fi
  install_kernel
  say "Kernel: $display_name in $target"
  if [ -n "$known" ]; then say "        (replaced the one that was there; restart kernels that are running)"; fi
  make_cache
  if ! find_jupyter; then
    if ! make_environment "$state/venv" "$root/notebooks/tools/requirements.txt"; then
      fail "the kernel is installed, Jupyter is not (see above)."
    fi
    find_jupyter
  fi
  say "Jupyter: $jupyter"
  say
  say "Open the notebooks:  ./install.sh lab$(option_words)"
}

# Prints the options that lead to the chosen place, for messages.
option_words() {
  case $place in
    sys-prefix) printf ' --sys-prefix' ;;
    prefix) printf ' --prefix %q' "$prefix" ;;
  esac
}

# Removes the caches of linked classes: those beside the jars, and those of kernels that could not write there.
remove_caches() {
  local folder
  for folder in "$target/aot" "${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/nabla"; do
    if [ -d "$folder" ]; then
      find "$folder" -name 'nabla-*.aot*' -exec rm -rf {} +
      rmdir "$folder" 2>/dev/null || true
    fi
  done
}

# Removes the files that install wrote, the folders it made if they are empty now, and the virtual environments.
uninstall() {
  local name folder
  choose_place
  if [ ! -e "$target" ]; then
    say "There is no kernel in $target."
  elif [ ! -f "$target/files.txt" ]; then
    fail "$target was not written by install.sh (it has no files.txt); remove it yourself if you mean to."
  else
    local folders
    folders=$(cat "$target/folders.txt")
    while IFS= read -r name; do rm -f "$target/$name"; done < <(cat "$target/files.txt")
    remove_caches
    rmdir "$target/lib" "$target" 2>/dev/null || say "Left alone, as install.sh did not write it: $(cd "$target" && find . -type f | head -n 3 | tr '\n' ' ')"
    while IFS= read -r folder; do
      if [ -n "$folder" ]; then rmdir "$folder" 2>/dev/null || true; fi
    done <<<"$folders"
    say "Removed the kernel from $target."
  fi
  if [ "$place" = user ] && [ -d "$state" ]; then
    rm -rf "$state/venv" "$state/test-venv" "$state/authoring-venv" "$state/built" "$state/building" "$state/build.log" "$state/pip.log"
    rmdir "$state" 2>/dev/null || true
    say "Removed the virtual environments and logs in $state."
  fi
}

# Installs first if need be, and lets any Jupyter find the kernel wherever it was put.
need_kernel() {
  choose_place
  if [ ! -f "$target/kernel.json" ]; then install; fi
  export JUPYTER_PATH=$data${JUPYTER_PATH:+:$JUPYTER_PATH}
}

lab() {
  need_kernel
  need_jupyter
  local options=()
  if [ "$(id -u)" -eq 0 ]; then options=(--allow-root); fi
  exec "$jupyter" lab --notebook-dir="$root/notebooks" ${options[@]+"${options[@]}"}
}

check() {
  need_kernel
  local interpreter=''
  if has python3 && python3 -c 'import nbclient, nbformat' >/dev/null 2>&1; then
    interpreter=python3
  else
    make_environment "$state/venv" "$root/notebooks/tools/requirements.txt" || exit 1
    interpreter=$state/venv/bin/python
  fi
  exec "$interpreter" "$root/notebooks/tools/check.py" --kernel "$kernel" ${arguments[@]+"${arguments[@]}"}
}

# Makes the environment of those who write lessons.
authoring_environment() {
  make_environment "$state/authoring-venv" "$root/notebooks/tools/requirements-authoring.txt" || exit 1
}

# Runs a tool for authors, which prints what is wrong with its arguments itself.
author() {
  authoring_environment
  exec "$state/authoring-venv/bin/python" "$root/notebooks/tools/$1" ${arguments[@]+"${arguments[@]}"}
}

# Looks at the installation with the Python of Jupyter, else with any: what is broken may be anything.
run_doctor() {
  choose_place
  local interpreter=''
  if find_jupyter && [ -x "$(dirname "$jupyter")/python" ]; then
    interpreter=$(dirname "$jupyter")/python
  elif has python3; then
    interpreter=python3
  else
    fail "there is no Python, and so no Jupyter." "Get it:" "$(how_to_get venv)"
  fi
  PYTHONPATH=$root/kernel/src/main/python exec "$interpreter" -m nabla_kernel doctor --folder "$target" ${arguments[@]+"${arguments[@]}"}
}

build_wheel() {
  need_jdk
  build
  if ! find_python; then fail "there is no Python 3.10 or newer."; fi
  "$python" "$root/kernel/src/main/python/build_wheel.py"
}

# Everything, in the order in which a failure is cheapest to find. The Python suites use an
# environment of their own with pinned versions, and install the kernel into a temporary prefix.
run_tests() {
  need_jdk
  need_maven
  choose_place
  make_environment "$state/test-venv" "$root/kernel/src/test/python/requirements.txt" || exit 1
  authoring_environment
  mkdir -p "$state"
  : >"$state/building"
  rm -rf "$root/kernel/target/lib"
  (cd "$root" && JAVA_HOME=$java_home "$maven" -B -ntp verify </dev/null)
  mv "$state/building" "$state/built"
  cd "$root/kernel/src/test/python"
  JAVA_HOME=$java_home "$state/test-venv/bin/python" -m pytest ${arguments[@]+"${arguments[@]}"} </dev/null
}

command=''
place=user
prefix=''
arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) command=help ;;
    --user) place=user ;;
    --sys-prefix) place=sys-prefix ;;
    --prefix)
      if [ $# -lt 2 ] || [ -z "$2" ]; then fail "--prefix needs a folder."; fi
      place=prefix
      prefix=$2
      shift
      ;;
    --prefix=*)
      place=prefix
      prefix=${1#--prefix=}
      if [ -z "$prefix" ]; then fail "--prefix needs a folder."; fi
      ;;
    *)
      case $command:$1 in
        :install | :lab | :check | :student | :site | :new-lesson | :test | :doctor | :wheel | :uninstall | :help) command=$1 ;;
        check:* | student:* | site:* | new-lesson:* | test:* | doctor:--json) arguments+=("$1") ;;
        *) fail "unknown command or option: $1" "./install.sh help says what there is." ;;
      esac
      ;;
  esac
  shift
done

case ${command:-install} in
  install) install ;;
  lab) lab ;;
  check) check ;;
  student) author student.py ;;
  site) author pages.py ;;
  new-lesson) author new_lesson.py ;;
  test) run_tests ;;
  doctor) run_doctor ;;
  wheel) build_wheel ;;
  uninstall) uninstall ;;
  help) usage ;;
esac
