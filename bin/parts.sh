# Sourced by bin/test: the browser, the databases, and the checks.

required() { case ",${FOURTHP_REQUIRE:-}," in *",$1,"*) return 0 ;; *) return 1 ;; esac; }

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

install_packages() {
  say "Installing Debian packages: $*"
  apt-get update -qq >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1
}

# Find or install what some tests need; without it they skip, loudly.
find_parts() {
  local missing=()
  find_browser || missing+=(chromium)
  [ -d /usr/share/fonts/truetype/noto ] || missing+=(fonts-noto-core)
  find_postgres || missing+=(postgresql)
  find_imap || missing+=(dovecot-imapd)
  if [ ${#missing[@]} -gt 0 ] && may_install; then
    install_packages "${missing[@]}" || say "Some packages could not be installed."
  fi
  find_browser && export FOURTHP_BROWSER=$browser || lacks browser "Chromium"
  find_postgres || lacks postgres "PostgreSQL"
  find_imap || lacks imap "Dovecot"
}

lacks() {
  required "$1" && give_up "$2 is required here and was not found." 6
  say "SKIPPED, LOUDLY: $2 was not found. Its tests do not run."
}

find_browser() {
  browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || return 1
}

# An IMAP server: a test starts one of its own, as nobody, and ends it.
find_imap() {
  PATH=$PATH:/usr/sbin:/usr/local/sbin command -v dovecot >/dev/null 2>&1
}

# A PostgreSQL to test on: what the host names, what answers on loopback, or our own.
find_postgres() {
  [ -n "${FOURTHP_TEST_POSTGRES:-}" ] && return 0
  local user
  for user in "$(id -un)" postgres; do
    if "$venv/bin/python" -c "import psycopg; psycopg.connect('postgres://$user@127.0.0.1:5432/postgres', connect_timeout=2).close()" >/dev/null 2>&1; then
      export FOURTHP_TEST_POSTGRES=postgres://$user@127.0.0.1:5432
      return 0
    fi
  done
  start_own_postgres
}

start_own_postgres() {
  local initdb folder port as=()
  initdb=$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1)
  [ -n "$initdb" ] || return 1
  folder=$(mktemp -d) port=$("$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  # initdb refuses root: step down to the first unprivileged user there is.
  if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 && as=(runuser -u postgres --) || as=(runuser -u nobody --)
    chown "${as[2]}" "$folder"
  fi
  "${as[@]}" "$initdb" -D "$folder" -U postgres -A trust -E UTF8 >/dev/null 2>&1 || return 1
  "${as[@]}" "$(dirname "$initdb")/pg_ctl" -D "$folder" -w -l "$folder/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder" start >/dev/null 2>&1 || return 1
  own_postgres=("${as[@]}" "$(dirname "$initdb")/pg_ctl" -D "$folder" -m immediate stop)
  own_folder=$folder
  trap '"${own_postgres[@]}" >/dev/null 2>&1; rm -rf "$own_folder"' EXIT
  export FOURTHP_TEST_POSTGRES=postgres://postgres@127.0.0.1:$port
}

check_style() {
  say "— style, floors, types —"
  ruff format --check --quiet . || give_up "ruff format would change files." 1
  ruff check --quiet . || exit 1
  lint-imports --no-cache >/dev/null || { lint-imports --no-cache; exit 1; }
  mypy || exit 1
  git ls-files -z '*.html' | xargs -0 -r djade --check --target-version 5.2 || exit 1
  python -W ignore -m django makemigrations --check --dry-run \
    --settings tests.settings || exit 1
}

# Known weaknesses of the packages we install, when somebody answers who knows them.
check_packages() {
  local told
  say "— packages with known weaknesses —"
  if told=$(timeout 120 pip-audit --progress-spinner off --disable-pip --require-hashes -r requirements.txt 2>&1); then
    say "None is known."
  elif grep -q 'known vulnerabilit' <<<"$told"; then
    give_up "$told" 1
  else
    say "SKIPPED, LOUDLY: nobody answered who knows about packages."
  fi
}

# The whole on SQLite, then on PostgreSQL; pages in the browser once. What is covered is
# measured on SQLite alone, by the tests beside the code and those of what is forgotten or struck:
# measuring makes them half as slow again.
run_tests() {
  local deep=$1 marks="not browser and not deep" gone="tests/safety/test_forgetting.py tests/safety/test_strikes.py tests/safety/test_struck.py"
  shift
  [ "$deep" = yes ] && marks="not browser"
  say "— tests on SQLite —"
  env -u DATABASE_URL coverage erase
  if [ "$*" = "fourthp tests" ]; then
    env -u DATABASE_URL pytest -q -n 2 --dist worksteal --cov --cov-report= -m "$marks" fourthp $gone || exit 1
    env -u DATABASE_URL pytest -q -n 2 --dist worksteal -m "$marks" ${gone//tests\//--ignore tests/} tests || exit 1
  else
    env -u DATABASE_URL pytest -q -n 2 --dist worksteal -m "$marks" "$@" || fail_unless_empty $?
  fi
  if [ -n "${FOURTHP_TEST_POSTGRES:-}" ]; then
    [ "$deep" = yes ] || marks="$marks and not crawl"
    say "— tests on PostgreSQL —"
    DATABASE_URL=$FOURTHP_TEST_POSTGRES/fourthp pytest -q -n 2 --dist worksteal -m "$marks" "$@" || fail_unless_empty $?
  fi
  if [ -n "${FOURTHP_BROWSER:-}" ]; then
    say "— tests in the browser —"
    marks="browser and not deep"
    [ "$deep" = yes ] && marks=browser
    env -u DATABASE_URL pytest -q -n 2 --dist worksteal -m "$marks" "$@" || fail_unless_empty $?
  fi
  if [ "$*" = "fourthp tests" ]; then
    say "— verbs, permissions and arithmetic are covered whole —"
    coverage report --fail-under=100 --include='*/operations.py,*/operations/*,*/permissions.py,*/permissions/*,*/rules.py,*/rules/*' || exit 1
  fi
}

# Exit code 5 of pytest: nothing of this kind under the given paths.
fail_unless_empty() { [ "$1" -eq 5 ] || exit "$1"; }
