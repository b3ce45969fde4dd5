# shellcheck shell=sh
# ./pureboot test: read by the launcher, whose functions it uses. Fetches what the tests need where it may, says what it skips
# where it may not, and runs all of them.

PACKAGES=$HOME_DIR/deploy/standalone/launcher/test-packages.txt

test_help() {
  cat <<'TEXT'
Usage: ./pureboot test [MAVEN ARGUMENTS]
All tests of all modules: mvn verify. As root on Debian or Ubuntu it first installs the packages that they need
(deploy/standalone/launcher/test-packages.txt); else it says which are missing and what is skipped without them.
  ./pureboot test -pl boot-edge -am       one module
  ./pureboot test -Dtest=TftpTest -Dsurefire.failIfNoSpecifiedTests=false
PUREBOOT_TEST_INSTALL=never keeps it from installing anything.
TEXT
}

# Package $1 is there, or its programs are (a busybox that is linked statically serves as well as the package).
has_package() {
  dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

missing_packages() {
  sed -e 's/#.*//' -e '/^ *$/d' "$PACKAGES" | while IFS='|' read -r package _; do
    has_package "$package" || echo "$package"
  done
}

# Without Debian's package list, go by the programs.
missing_programs() {
  for pair in curl=curl dash=dash busybox=busybox-static tftp=tftp-hpa atftp=atftp shellcheck=shellcheck \
    qemu-system-x86_64=qemu-system-x86 cpio=cpio grub-mkimage=grub-common mformat=mtools; do
    command -v "${pair%%=*}" >/dev/null 2>&1 || echo "${pair#*=}"
  done
}

may_install() {
  [ "${PUREBOOT_TEST_INSTALL:-}" != never ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "$@" \
    >>"$APT_LOG" 2>&1 </dev/null
}

install_missing() {
  APT_LOG=$(mktemp "${TMPDIR:-/tmp}/pureboot-apt.XXXXXX")
  say "installing what the tests need: $(echo "$1" | tr '\n' ' ')"
  apt-get -q update >>"$APT_LOG" 2>&1 </dev/null || say "apt-get update failed (see $APT_LOG); trying with the lists there are"
  # shellcheck disable=SC2086
  apt_install $1 && return
  # One that this release does not have must not keep the others away.
  for package in $1; do
    apt_install "$package" || say "apt-get could not install $package (see $APT_LOG)"
  done
}

say_what_is_skipped() {
  [ -n "$1" ] || return 0
  for package in $1; do
    say "skipped, as $package is missing: $(sed -n "s/^$package|//p" "$PACKAGES")"
  done
  may_install || say "as root on Debian or Ubuntu, ./pureboot test would install them"
}

prepare_packages() {
  if command -v dpkg-query >/dev/null 2>&1; then
    missing=$(missing_packages)
    if [ -n "$missing" ] && may_install; then
      install_missing "$missing"
      missing=$(missing_packages)
    fi
  else
    missing=$(missing_programs)
  fi
  say_what_is_skipped "$missing"
}

prepare_java() {
  find_java
  [ -z "$JDK" ] || return 0
  if may_install; then
    APT_LOG=${APT_LOG:-$(mktemp "${TMPDIR:-/tmp}/pureboot-apt.XXXXXX")}
    apt-get -q update >>"$APT_LOG" 2>&1 </dev/null
    for release in "$GOOD_JAVA" "$LEAST_JAVA"; do
      if apt-cache show "openjdk-$release-jdk-headless" >/dev/null 2>&1; then
        say "installing openjdk-$release-jdk-headless"
        apt_install "openjdk-$release-jdk-headless" && break
      fi
    done
  fi
  need_java
}

# The sums of all reports that are newer than the file $1: one line for each module, and one for all.
summary() {
  echo
  echo "Tests of each module"
  find "$HOME_DIR" -path '*/target/surefire-reports/TEST-*.xml' -newer "$1" -exec grep -H -m 1 -A 1 '<testsuite ' {} + |
    awk -v home="$HOME_DIR/" '
      function number(name,   text) {
        if (!match($0, " " name "=\"[0-9]+\"")) return -1
        text = substr($0, RSTART, RLENGTH)
        gsub(/[^0-9]/, "", text)
        return text + 0
      }
      {
        file = $0
        sub(home, "", file)
        sub(/\/target\/.*/, "", file)
        n = number("tests")
        if (n < 0) next
        if (!(file in tests)) order[++modules] = file
        tests[file] += n; failures[file] += number("failures"); errors[file] += number("errors"); skipped[file] += number("skipped")
      }
      function line(name, a, b, c, d) { printf "  %-24s Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", name, a, b, c, d }
      END {
        for (i = 1; i <= modules; i++) {
          m = order[i]
          line(m, tests[m], failures[m], errors[m], skipped[m])
          t += tests[m]; f += failures[m]; e += errors[m]; s += skipped[m]
        }
        line("all", t, f, e, s)
      }'
}

run_tests() {
  case ${1:-} in
    -h | --help)
      test_help
      exit 0
      ;;
  esac
  prepare_packages
  prepare_java
  find_maven
  may_build || die "user $(id -un) may not write $HOME_DIR (it belongs to $(owner_of "$HOME_DIR")): the tests build and run in it"
  # shellcheck disable=SC2153 # set by the launcher
  say "testing with $JDK ($RELEASE) and $MAVEN"
  started=$(mktemp "${TMPDIR:-/tmp}/pureboot-test.XXXXXX")
  # Two modules beside each other, but the benchmark and the lab one after the other when nobody has chosen modules; who gives a -T of his own gets
  # that, as the first one counts (docs/decisions/0031).
  of=all
  for word in "$@"; do
    case $word in -pl* | --projects*) of=some ;; esac
  done
  (cd "$HOME_DIR" && JAVA_HOME=$JDK "$MAVEN" -B -ntp "$@" -T 2 "-Dtests.of=$of" verify)
  status=$?
  summary "$started"
  rm -f "$started"
  if [ "$status" -eq 0 ]; then
    say "all tests passed"
  else
    say "tests failed: Maven ended with status $status"
  fi
  exit "$status"
}
