# Sourced by the commands beside it: one virtual environment, made once.
# Not for running by itself.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${FOURTHP_VENV:-$root/.venv}

say() { printf '%s\n' "$*" >&2; }
trap 'exit 130' INT
give_up() { say "$1"; exit "${2:-1}"; }

find_python() {
  local candidate
  for candidate in python3.13 python3.12 python3.11 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

# Say why something failed, in one sentence, from what it wrote.
explain() {
  local log=$1 otherwise=$2 code=$3
  # Whoever reads the output of a test run cannot open a file on its machine.
  [ -n "${show_details:-}" ] && tail -n 20 "$log" >&2
  if grep -qi 'no space left' "$log"; then
    rm -f "$log"
    give_up "The disk is full: nothing more could be written to $venv." 4
  fi
  if grep -qiE 'connect|resolve|network|timed out|dns|max retries' "$log"; then
    rm -f "$log"
    give_up "The packages could not be fetched: is this machine connected to the internet?" 5
  fi
  give_up "$otherwise (The details: $log)" "$code"
}

make_venv() {
  local python=$1 log=$2
  # A half-made one, or one whose Python is gone, is made anew.
  rm -rf "$venv"
  if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --python "$python" "$venv" >"$log" 2>&1 && return 0
  else
    "$python" -m venv "$venv" >"$log" 2>&1 && return 0
  fi
  rm -rf "$venv"
  explain "$log" "Python cannot make a virtual environment: install the package python3-venv, or uv." 3
}

install_into_venv() {
  local list=$1 log=$2
  if command -v uv >/dev/null 2>&1; then
    uv pip install --quiet --python "$venv/bin/python" --require-hashes -r "$list" >"$log" 2>&1 && return 0
  else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --retries 2 --timeout 15 \
      --require-hashes -r "$list" >"$log" 2>&1 && return 0
  fi
  explain "$log" "The packages could not be installed." 5
}

# An environment that can be installed into: uv brings no pip of its own.
venv_is_usable() {
  [ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' 2>/dev/null || return 1
  command -v uv >/dev/null 2>&1 || "$venv/bin/python" -c 'import pip' 2>/dev/null
}

# Make the environment match a list of packages; does nothing when it already does.
prepare_environment() {
  local list=$1 stamp want python log
  stamp=$venv/.prepared-$(basename "$list")
  want=$(cksum <"$list")
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && [ -x "$venv/bin/python" ] && return 0
  log=$(mktemp 2>/dev/null) || give_up "The disk is full: no temporary file could be written." 4
  if ! venv_is_usable; then
    python=$(find_python) || give_up "Python 3.11 or newer is needed: install the package python3." 3
    say "Making a virtual environment in $venv …"
    make_venv "$python" "$log"
  fi
  say "Installing packages (once) …"
  install_into_venv "$list" "$log"
  rm -f "$log"
  printf '%s' "$want" 2>/dev/null >"$stamp" || give_up "The disk is full: nothing more could be written to $venv." 4
}
