#!/bin/sh
# PureBoot's agent for Linux: asks the edge what the machine has to do now, does it, reports it, and asks again.
#
# Runs under dash, busybox ash and bash; needs curl or wget (GNU or busybox), awk, od, dd, mkfifo, head, tail, tr, wc.
# setsid (util-linux, busybox) keeps a step apart from it: without it, a script that signals its own process group reaches
# the agent too.
#
# Usage: pureboot-agent.sh [--help | --version]
#
# Where it finds its orders: the environment, then the kernel command line, then lines NAME=VALUE of a file, of the names below.
#   PUREBOOT_SERVER     pureboot.server=     URL of the edge, http:// or https://
#   PUREBOOT_EXECUTION  pureboot.execution=  id of the execution
#   PUREBOOT_TOKEN      pureboot.token=      bearer token of the execution
#
# What surrounds it (all optional):
#   PUREBOOT_CONFIG_FILE     that file, which an overlay initrd brings; default /etc/pureboot/agent.conf
#   PUREBOOT_WORK_DIR        directory for its files, kept by the caller; default: a new one below ${TMPDIR:-/tmp}
#   PUREBOOT_REBOOT_COMMAND  shell command that reboots; it finds PUREBOOT_REBOOT_REASON=reboot|disk; default: reboot -f
#   PUREBOOT_DONE_COMMAND    shell command run when nothing will follow; default: none, power is the caller's matter
#   PUREBOOT_BOOT_ID         id of this boot; default: the kernel's
#   PUREBOOT_CMDLINE_FILE    default /proc/cmdline
#   PUREBOOT_HTTP_CLIENT     "curl", "wget" or "busybox wget"; default: the first one that is there
#   PUREBOOT_BACKOFF_MILLIS, PUREBOOT_BACKOFF_MAX_MILLIS   first and longest pause between two tries, 500 and 30000
#   PUREBOOT_FETCH_TRIES     how often a script's URL is tried, 10
#   PUREBOOT_KILL_SECONDS    how long a cancelled script may take to end before it is killed, 10
#   PUREBOOT_LOG_SECONDS     how long what a script prints may wait before it is sent, 5; 0: only its end is sent, with the report
#
# With PUREBOOT_WORK_DIR, PUREBOOT_REBOOT_COMMAND and PUREBOOT_BOOT_ID set it touches nothing of the machine it runs on.
#
# A step's script runs in a session of its own with stdin from /dev/null, in an empty directory, and finds PUREBOOT_SERVER,
# PUREBOOT_EXECUTION, PUREBOOT_TOKEN, PUREBOOT_STEP_ID, PUREBOOT_STEP_NAME, PUREBOOT_ATTEMPT and PUREBOOT_BOOT_ID in its
# environment, and on its PATH the commands
#   pureboot_report MESSAGE [PERCENT]        what the step is doing just now, and how far it is
#   pureboot_output NAME [VALUE]             a value for the steps that follow; without VALUE it is read from stdin
#   pureboot_root_disk [HINT=VALUE]...       names the one disk that fits all hints, or refuses; --help lists the hints
# What it prints is sent while it runs, as text: what is no UTF-8 is left out. What comes faster than it can be sent is left out
# with a mark, and so is what goes beyond the engine's quota; the last lines are always reported. The agent holds about 4 MB at most.
# The engine owns the timeouts: the agent ends a script only when a heartbeat is answered with cancel or stop.
#
# Exit status:
#   0   done: nothing will follow          3   the reboot command of a reboot step has been run
#   4   the reboot command has been run, and the machine is to start from its disk
#   64  what it was given is missing or wrong
#   69  a program that it needs is missing
#   71  the reboot command failed
#   73  its work directory cannot be made
#   77  the edge refused execution or token five times in a row
#   128+n  ended by signal n; a running script is ended with it

AGENT_VERSION=2

# ---------------------------------------------------------------------------------------------------------------------
# Small things
# ---------------------------------------------------------------------------------------------------------------------

say() {
  printf 'pureboot-agent: %s\n' "$*" >&2
}

die() {
  status=$1
  shift
  say "$*"
  exit "$status"
}

have() {
  command -v "$1" >/dev/null 2>&1
}

is_number() {
  case $1 in
    '' | *[!0-9]*) return 1 ;;
  esac
  [ "${#1}" -le 9 ]
}

# Seconds since the boot; the wall clock may be set while a step runs.
uptime_seconds() {
  if read -r up_since _ 2>/dev/null </proc/uptime; then
    echo "${up_since%%.*}"
  else
    date +%s
  fi
}

# A random number from 0 to $1-1.
random_below() {
  random_bits=$(od -An -N3 -tu1 /dev/urandom 2>/dev/null | tr -s ' \n' '  ')
  # shellcheck disable=SC2086
  set -- "$1" ${random_bits:-$$ 0 0}
  echo $((($2 + ${3:-0} * 256 + ${4:-0} * 65536) % $1))
}

# Sleeps $1 milliseconds; where sleep knows no fractions, whole seconds, at least one.
nap() {
  sleep "$(($1 / 1000)).$(printf '%03d' $(($1 % 1000)))" 2>/dev/null || sleep $((($1 + 999) / 1000))
}

# Sleeps before try number $1+1: full jitter below an exponentially growing limit, at least a tenth of it, and never less
# than what the other side asked for in Retry-After.
back_off() {
  limit=$BACKOFF_MILLIS
  tries_so_far=$1
  while [ "$tries_so_far" -gt 1 ] && [ "$limit" -lt "$BACKOFF_MAX_MILLIS" ]; do
    limit=$((limit * 2))
    tries_so_far=$((tries_so_far - 1))
  done
  [ "$limit" -le "$BACKOFF_MAX_MILLIS" ] || limit=$BACKOFF_MAX_MILLIS
  nap $((${RETRY_AFTER:-0} * 1000 + limit / 10 + $(random_below "$limit")))
}

new_uuid() {
  if read -r uuid 2>/dev/null </proc/sys/kernel/random/uuid; then
    echo "$uuid"
    return
  fi
  od -An -v -N16 -tx1 /dev/urandom | tr -d ' \n' |
    sed 's/^\(........\)\(....\).\(...\).\(...\)\(............\)$/\1-\2-4\3-8\4-\5/'
}

# text_of FORM: standard input as text, whatever its bytes are: NUL and what is no UTF-8 (RFC 3629) is left out. FORM json gives the
# inside of a JSON string, ASCII only; bytes gives UTF-8. With a second argument, the number of bytes at the end that may be the
# beginning of a character is written to that file; they are left out too.
text_of() {
  od -An -v -tu1 | LC_ALL=C awk -v form="$1" -v rest="${2:-}" '
    BEGIN {
      plain = " !\"#$%&\047()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
      missing = 0
    }
    function put(code,    i) {
      if (form == "bytes") {
        for (i = 1; i <= held; i++) if (bytes[i] > 0) printf "%c", bytes[i]
      } else if (code == 34) printf "\\\""
      else if (code == 92) printf "\\\\"
      else if (code == 10) printf "\\n"
      else if (code == 13) printf "\\r"
      else if (code == 9) printf "\\t"
      else if (code >= 32 && code < 127) printf "%s", substr(plain, code - 31, 1)
      else if (code >= 65536) {
        code -= 65536
        printf "\\u%04x\\u%04x", 55296 + int(code / 1024), 56320 + code % 1024
      } else if (code > 0) printf "\\u%04x", code
    }
    function take(byte) {
      if (missing > 0) {
        if (byte >= 128 && byte < 192) {
          code = code * 64 + byte - 128
          bytes[++held] = byte
          missing--
          if (missing == 0 && code >= least && code < 1114112 && (code < 55296 || code > 57343)) put(code)
          return
        }
        missing = 0
      }
      held = 1
      bytes[1] = byte
      if (byte < 128) put(byte)
      else if (byte >= 194 && byte < 224) { missing = 1; code = byte - 192; least = 128 }
      else if (byte >= 224 && byte < 240) { missing = 2; code = byte - 224; least = 2048 }
      else if (byte >= 240 && byte < 245) { missing = 3; code = byte - 240; least = 65536 }
    }
    { for (i = 1; i <= NF; i++) take($i + 0) }
    END { if (rest != "") print (missing > 0 ? held : 0) >rest }'
}

json_text() {
  text_of json
}

# "name":"value" with $2 encoded; nothing when $2 is empty.
json_member() {
  [ -z "$2" ] || printf ',"%s":"%s"' "$1" "$(printf '%s' "$2" | json_text)"
}

json_number() {
  if is_number "$2"; then printf ',"%s":%d' "$1" "$2"; fi
}

# ---------------------------------------------------------------------------------------------------------------------
# HTTP
# ---------------------------------------------------------------------------------------------------------------------

choose_http_client() {
  HTTP_CLIENT=${PUREBOOT_HTTP_CLIENT:-}
  if [ -z "$HTTP_CLIENT" ]; then
    if have curl; then
      HTTP_CLIENT=curl
    elif have wget; then
      HTTP_CLIENT=wget
    elif have busybox; then
      HTTP_CLIENT='busybox wget'
    else
      die 69 'neither curl nor wget is here'
    fi
  fi
  HTTP_KIND=curl
  case $HTTP_CLIENT in
    *curl) ;;
    *wget)
      # shellcheck disable=SC2086
      case $($HTTP_CLIENT --help 2>&1) in
        *BusyBox*) HTTP_KIND=busybox ;;
        *) HTTP_KIND=wget ;;
      esac
      ;;
    *) die 64 "PUREBOOT_HTTP_CLIENT=$HTTP_CLIENT: only curl, wget and busybox wget are known" ;;
  esac
}

# http SCOPE URL OUT [BODY [CONTENT_TYPE]]: GET, or POST of the file BODY, into the file OUT.
# SCOPE ours sends the execution's token, foreign does not. Answers in HTTP_STATUS (000: no answer) and RETRY_AFTER.
http() {
  http_scope=$1
  http_url=$2
  http_out=$3
  http_body=${4:-}
  http_type=${5:-application/json}
  http_log=$http_out.http
  true >"$http_out" || die 73 "cannot write to $http_out"
  set -f
  # shellcheck disable=SC2086
  set -- $HTTP_CLIENT
  case $HTTP_KIND in
    curl)
      set -- "$@" -sS -o "$http_out" -D "$http_log" --connect-timeout 10 --max-time "$HTTP_SECONDS"
      [ "$http_scope" != ours ] || set -- "$@" -K "$WORK_DIR/curl.conf"
      [ -z "$http_body" ] || set -- "$@" --data-binary "@$http_body" -H "Content-Type: $http_type" -H 'Expect:'
      set -- "$@" -H "Accept: $HTTP_ACCEPT" -L --max-redirs 5 "$http_url"
      ;;
    *)
      # Busybox's own -T crashes in 1.35, so the time limit comes from outside.
      if have timeout; then set -- timeout "$HTTP_SECONDS" "$@"; fi
      set -- "$@" -S -O "$http_out"
      [ "$HTTP_KIND" = busybox ] || set -- "$@" -nv -t 1 --content-on-error
      [ "$http_scope" != ours ] || set -- "$@" --header "Authorization: Bearer $TOKEN"
      [ -z "$http_body" ] || set -- "$@" --post-file "$http_body" --header "Content-Type: $http_type"
      set -- "$@" --header "Accept: $HTTP_ACCEPT" "$http_url"
      ;;
  esac
  set +f
  true >"$http_log" || die 73 "cannot write to $http_log"
  if [ "$HTTP_KIND" = curl ]; then
    "$@" 2>"$http_log.error" </dev/null
  else
    "$@" >/dev/null 2>"$http_log" </dev/null
  fi
  http_exit=$?
  HTTP_STATUS=$(sed -n 's/^\(wget: server returned error:\)\{0,1\} *HTTP\/[0-9.]* \([0-9][0-9][0-9]\).*/\2/p' "$http_log" |
    tail -n 1)
  RETRY_AFTER=$(tr -d '\r' <"$http_log" |
    sed -n 's/^ *[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]: *\([0-9][0-9]*\) *$/\1/p' | tail -n 1)
  if ! is_number "${RETRY_AFTER:-x}" || [ "$RETRY_AFTER" -gt 300 ]; then RETRY_AFTER=0; fi
  case $HTTP_STATUS in
    2??) [ "$http_exit" -eq 0 ] || HTTP_STATUS=000 ;; # the body broke off
    '') HTTP_STATUS=000 ;;
  esac
}

# Whether the last answer may be another one when asked again.
may_change() {
  case $HTTP_STATUS in
    408 | 425 | 429) return 0 ;;
    4??) return 1 ;;
    *) return 0 ;;
  esac
}

# post_until_taken PATH BODY_FILE: repeats until the edge takes it (0) or refuses it for good (1). HTTP_STATUS tells how.
post_until_taken() {
  post_try=0
  while :; do
    http ours "$SERVER$1" "$WORK_DIR/answer" "$2"
    case $HTTP_STATUS in
      2??) return 0 ;;
    esac
    if ! may_change; then
      say "refused with $HTTP_STATUS: $(head -c 300 "$WORK_DIR/answer" | tr -d '\000' | tr '\n' ' ')"
      return 1
    fi
    post_try=$((post_try + 1))
    say "report not taken ($HTTP_STATUS), try $post_try"
    back_off "$post_try"
  done
}

# ---------------------------------------------------------------------------------------------------------------------
# Reports
# ---------------------------------------------------------------------------------------------------------------------

# write_report FILE STATUS MESSAGE [EXIT_CODE DURATION OUTPUT_FILE LOG_BYTES]
write_report() {
  {
    printf '{"status":"%s"' "$2"
    json_member message "$3"
    json_number exit_code "${4:-}"
    json_number attempt "$PUREBOOT_ATTEMPT"
    json_member event_id "$EVENT_ID"
    json_member boot_id "$BOOT_ID"
    json_number duration_seconds "${5:-}"
    case $2 in
      success | failed) json_values ;;
    esac
    if [ -n "${6:-}" ] && [ "${7:-0}" -gt 0 ]; then
      printf ',"logs":"'
      tail -n "$LOG_LINES" "$6" | tail -c "$7" | json_text
      printf '"'
    fi
    printf '}\n'
  } >"$1"
}

# What the script has said by pureboot_output, as the member "output"; only of the step that is being reported.
json_values() {
  [ "${STEP_OF_VALUES:-}" = "$PUREBOOT_STEP_ID $PUREBOOT_ATTEMPT" ] && [ -d "$STEP_DIR/values" ] || return 0
  printf ',"output":{'
  separator=
  for value_file in "$STEP_DIR"/values/*; do
    [ -f "$value_file" ] || continue
    printf '%s"%s":"' "$separator" "${value_file##*/}"
    json_text <"$value_file"
    printf '"'
    separator=,
  done
  printf '}'
}

# report STATUS MESSAGE [EXIT_CODE DURATION OUTPUT_FILE]: the current step's final word; repeated until it is taken.
report() {
  EVENT_ID=$(new_uuid)
  log_bytes=$LOG_BYTES
  write_report "$WORK_DIR/report" "$1" "$2" "${3:-}" "${4:-}" "${5:-}" "$log_bytes"
  # Escapes make text longer: a tail of control characters grows sixfold.
  while [ "$(wc -c <"$WORK_DIR/report")" -gt "$REPORT_BYTES" ] && [ "$log_bytes" -gt 0 ]; do
    log_bytes=$((log_bytes / 2))
    write_report "$WORK_DIR/report" "$1" "$2" "${3:-}" "${4:-}" "${5:-}" "$log_bytes"
  done
  if ! deliver "$PUREBOOT_STEP_ID" "$PUREBOOT_ATTEMPT"; then
    [ "$HTTP_STATUS" = 413 ] || return 1
    say 'sending the report without its logs'
    write_report "$WORK_DIR/report" "$1" "$2" "${3:-}" "${4:-}"
    deliver "$PUREBOOT_STEP_ID" "$PUREBOOT_ATTEMPT"
  fi
}

# deliver STEP ATTEMPT: sends the report that is in the work directory. While it is only spooled at the edge (202), the
# engine may still name the same step: it is remembered, so that the step is not run a second time.
deliver() {
  rm -f "$WORK_DIR/spooled"
  post_until_taken "/api/v1/callback/$EXECUTION/step/$1" "$WORK_DIR/report" || return 1
  if [ "$HTTP_STATUS" = 202 ]; then printf '%s\n' "$EXECUTION $1 $2" >"$WORK_DIR/spooled"; fi
}

# Sends what the script has said by pureboot_report since the last time; each line is "percent message".
send_progress() {
  progress_sent=0
  if [ -e "$STEP_DIR/progress.sent" ]; then read -r progress_sent <"$STEP_DIR/progress.sent"; fi
  progress_lines=0
  if [ -e "$STEP_DIR/progress" ]; then progress_lines=$(wc -l <"$STEP_DIR/progress"); fi
  # A script that says more than can be sent is heard with its newest words.
  if [ $((progress_lines - progress_sent)) -gt 20 ]; then progress_sent=$((progress_lines - 20)); fi
  while [ "$progress_sent" -lt "$progress_lines" ]; do
    progress_line=$(sed -n "$((progress_sent + 1))p" "$STEP_DIR/progress")
    {
      printf '{"status":"progress"'
      json_member message "${progress_line#* }"
      json_member sub_task "${progress_line#* }"
      json_number percent "${progress_line%% *}"
      json_number attempt "$PUREBOOT_ATTEMPT"
      json_member event_id "$(new_uuid)"
      json_member boot_id "$BOOT_ID"
      printf '}\n'
    } >"$STEP_DIR/progress.json"
    http ours "$SERVER/api/v1/callback/$EXECUTION/step/$PUREBOOT_STEP_ID" "$STEP_DIR/progress.answer" \
      "$STEP_DIR/progress.json"
    case $HTTP_STATUS in
      2??) ;;
      *) if may_change; then return; fi ;;
    esac
    progress_sent=$((progress_sent + 1))
    echo "$progress_sent" >"$STEP_DIR/progress.sent"
  done
}

# Makes the commands of the steps. They only leave notes or read: a script never waits for the network.
make_commands() {
  mkdir -p "$WORK_DIR/bin" || die 73 "cannot write to $WORK_DIR"
  make_report_command >"$WORK_DIR/bin/pureboot_report"
  make_output_command >"$WORK_DIR/bin/pureboot_output"
  make_root_disk_command >"$WORK_DIR/bin/pureboot_root_disk"
  chmod 755 "$WORK_DIR/bin" "$WORK_DIR/bin/pureboot_report" "$WORK_DIR/bin/pureboot_output" "$WORK_DIR/bin/pureboot_root_disk"
}

make_report_command() {
  cat <<'COMMAND'
#!/bin/sh
# pureboot_report MESSAGE [PERCENT]: tells PureBoot what the step is doing just now and how far it is, 0 to 100.
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo 'usage: pureboot_report MESSAGE [PERCENT]' >&2
  exit 64
fi
percent=${2:--}
case $percent in
  - | [0-9] | [1-9][0-9] | 100) ;;
  *)
    echo "pureboot_report: percent must be a whole number from 0 to 100, not $percent" >&2
    exit 64
    ;;
esac
if [ ! -d "$PUREBOOT_STEP_DIR" ]; then
  echo 'pureboot_report: not within a step' >&2
  exit 69
fi
if [ -e "$PUREBOOT_STEP_DIR/progress" ] && [ "$(wc -c <"$PUREBOOT_STEP_DIR/progress")" -gt 1048576 ]; then exit 0; fi
message=$(printf '%s' "$1" | tr '\n\r\t' '   ' | head -c 500)
printf '%s %s\n' "$percent" "$message" >>"$PUREBOOT_STEP_DIR/progress"
COMMAND
}

make_output_command() {
  cat <<'COMMAND'
#!/bin/sh
# pureboot_output NAME [VALUE]: keeps a value for the steps that follow; it is sent with the step's end. Without VALUE it is read from
# stdin. NAME is of letters, digits, _ . - and at most 64 long; the last value of a name counts; all together have at most 32 KB.
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo 'usage: pureboot_output NAME [VALUE]' >&2
  exit 64
fi
case $1 in
  '' | [.-]* | *[!A-Za-z0-9_.-]*)
    echo "pureboot_output: '$1' is no name" >&2
    exit 64
    ;;
esac
if [ "${#1}" -gt 64 ]; then
  echo 'pureboot_output: a name has at most 64 characters' >&2
  exit 64
fi
if [ ! -d "$PUREBOOT_STEP_DIR" ]; then
  echo 'pureboot_output: not within a step' >&2
  exit 69
fi
new=$PUREBOOT_STEP_DIR/value.$$
mkdir -p "$PUREBOOT_STEP_DIR/values" || exit 73
if [ $# -eq 2 ]; then printf '%s' "$2" >"$new"; else head -c 32769 >"$new"; fi || exit 73
# What NAME has had is replaced and does not count.
old=$({ find "$PUREBOOT_STEP_DIR/values" -type f ! -name "$1" -exec cat {} + && cat "$new"; } | wc -c)
if [ "$old" -gt 32768 ] || [ "$(find "$PUREBOOT_STEP_DIR/values" -type f ! -name "$1" | wc -l)" -ge 100 ]; then
  rm -f "$new"
  echo 'pureboot_output: all values together have at most 32768 bytes and 100 names' >&2
  exit 65
fi
mv -f "$new" "$PUREBOOT_STEP_DIR/values/$1"
COMMAND
}

make_root_disk_command() {
  cat <<'COMMAND'
#!/bin/sh
# pureboot_root_disk [HINT=VALUE]...: names the one disk that fits all hints, such as /dev/nvme0n1. It guesses never: when none or more
# than one fits it names them on stderr and fails. Without hints it names the machine's only disk.
#   name=sda             its name now, with or without /dev/; names may change from boot to boot
#   wwn=0x5002538e40     its World Wide Name; naa., eui., nvme. and 0x in front do not matter
#   serial=S4XBNF0M      its serial number
#   model='SAMSUNG*'     its model; * and ? stand for any text and any character
#   hctl=0:2:0:0         where it is: host, channel, target, LUN (SCSI, SATA, SAS)
#   rotational=0         0: flash, 1: spinning
#   size=480G            its size in whole units: B, K M G T P (powers of 1000), KiB MiB GiB TiB PiB (of 1024)
#   min_size= max_size=  its size is not less, not more than that
#   removable=1          also one that can be taken out; without it such disks are never named
# Case does not matter in wwn, serial and model. Loop devices, RAM disks, CD drives, RAID arrays and LVM volumes, and what cannot be
# written or is empty, are no disks. Exit status: 0 named; 1 none fits; 2 several fit; 64 a hint is wrong.
sys=${PUREBOOT_SYSFS:-/sys}

usage() {
  echo "pureboot_root_disk: $*" >&2
  exit 64
}

lower() {
  printf '%s' "$1" | LC_ALL=C tr '[:upper:]' '[:lower:]'
}

# first FILE...: the first line of the first file that is there and not empty, without spaces around it.
first() {
  for file in "$@"; do
    if [ -r "$file" ] && read -r line <"$file" 2>/dev/null && [ -n "$line" ]; then
      printf '%s' "$line"
      return
    fi
  done
}

# A World Wide Name without what tells its kind.
bare_wwn() {
  lower "$1" | sed 's/^wwn-//; s/^naa\.//; s/^eui\.//; s/^nvme\.//; s/^uuid\.//; s/^0x//'
}

# A size in bytes and the unit that it was given in, or a refusal.
bytes_of() {
  number=${1%%[!0-9]*}
  case $number in '' | ????????????????*) usage "'$1' is no size" ;; esac
  case ${1#"$number"} in
    '' | B) unit=1 ;;
    K | KB) unit=1000 ;;
    M | MB) unit=1000000 ;;
    G | GB) unit=1000000000 ;;
    T | TB) unit=1000000000000 ;;
    P | PB) unit=1000000000000000 ;;
    KiB) unit=1024 ;;
    MiB) unit=1048576 ;;
    GiB) unit=1073741824 ;;
    TiB) unit=1099511627776 ;;
    PiB) unit=1125899906842624 ;;
    *) usage "'$1' has no known unit" ;;
  esac
  bytes=$((number * unit))
}

name='' wwn='' serial='' model='' hctl='' rotational='' removable=0
size='' size_unit='' min_size='' max_size=''
for hint in "$@"; do
  value=${hint#*=}
  case $hint in
    --help)
      sed -n '2,/^sys=/s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *=) usage "the hint $hint has no value" ;;
    name=*) name=${value#/dev/} ;;
    wwn=*) wwn=$(bare_wwn "$value") ;;
    serial=*) serial=$(lower "$value") ;;
    model=*) model=$(lower "$value") ;;
    hctl=*) hctl=$value ;;
    rotational=[01]) rotational=$value ;;
    removable=[01]) removable=$value ;;
    size=*)
      bytes_of "$value"
      size=$bytes size_unit=$unit
      ;;
    min_size=*)
      bytes_of "$value"
      min_size=$bytes
      ;;
    max_size=*)
      bytes_of "$value"
      max_size=$bytes
      ;;
    *) usage "unknown hint '$hint'; try --help" ;;
  esac
done

# Sets what is known of the disk below $1; fails when it is none.
look_at() {
  disk=${1##*/}
  case $disk in
    loop* | ram* | zram* | sr* | fd* | nbd* | dm-* | md* | mmcblk*boot* | mmcblk*rpmb) return 1 ;;
  esac
  [ -e "$1/device" ] || return 1
  [ "$(first "$1/hidden")" != 1 ] && [ "$(first "$1/ro")" != 1 ] || return 1
  disk_bytes=$(($(first "$1/size" || echo 0) + 0))
  [ "$disk_bytes" -gt 0 ] || return 1
  disk_bytes=$((disk_bytes * 512))
  disk_removable=$(first "$1/removable")
  disk_rotational=$(first "$1/queue/rotational")
  disk_model=$(first "$1/device/model")
  disk_wwn=$(first "$1/wwid" "$1/device/wwid")
  disk_serial=$(first "$1/serial" "$1/device/serial")
  if [ -z "$disk_serial" ] && [ -r "$1/device/vpd_pg80" ]; then
    # SCSI's page of the unit's serial number: four bytes, then text.
    disk_serial=$(tail -c +5 "$1/device/vpd_pg80" | LC_ALL=C tr -cd '\041-\176')
  fi
  disk_hctl=
  place=$(readlink "$1/device" 2>/dev/null)
  case ${place##*/} in
    *[!0-9:]* | '') ;;
    *:*:*:*) disk_hctl=${place##*/} ;;
  esac
}

fits() {
  [ "$disk_removable" != 1 ] || [ "$removable" = 1 ] || return 1
  [ -z "$name" ] || [ "$name" = "$disk" ] || return 1
  [ -z "$hctl" ] || [ "$hctl" = "$disk_hctl" ] || return 1
  [ -z "$rotational" ] || [ "$rotational" = "$disk_rotational" ] || return 1
  [ -z "$wwn" ] || [ "$wwn" = "$(bare_wwn "$disk_wwn")" ] || return 1
  [ -z "$serial" ] || [ "$serial" = "$(lower "$disk_serial")" ] || return 1
  [ -z "$size" ] || [ $((disk_bytes / size_unit * size_unit)) -eq "$size" ] || return 1
  [ -z "$min_size" ] || [ "$disk_bytes" -ge "$min_size" ] || return 1
  [ -z "$max_size" ] || [ "$disk_bytes" -le "$max_size" ] || return 1
  [ -n "$model" ] || return 0
  # shellcheck disable=SC2254
  case $(lower "$disk_model") in
    $model) return 0 ;;
  esac
  return 1
}

describe() {
  printf '  /dev/%s %d GB' "$(printf '%s' "$disk" | tr '!' '/')" $((disk_bytes / 1000000000))
  for fact in "model=$disk_model" "serial=$disk_serial" "wwn=$disk_wwn" "hctl=$disk_hctl" "rotational=$disk_rotational" \
    "removable=$disk_removable"; do
    case $fact in
      *= | removable=0) ;;
      *) printf ' %s' "$fact" ;;
    esac
  done
  echo
}

found=
fitting=0
all=0
seen=
for block in "$sys"/block/*; do
  look_at "$block" || continue
  all=$((all + 1))
  if fits; then
    fitting=$((fitting + 1))
    found=$disk
    list=$(describe)
    fit_list="${fit_list:-}$list
"
  else
    list=$(describe)
    seen="$seen$list
"
  fi
done
if [ "$fitting" -eq 1 ]; then
  printf '/dev/%s\n' "$(printf '%s' "$found" | tr '!' '/')"
  exit 0
fi
hints="${*:-no hint}"
if [ "$fitting" -gt 1 ]; then
  printf 'pureboot_root_disk: %d disks fit (%s), give more hints:\n%s' "$fitting" "$hints" "$fit_list" >&2
  exit 2
fi
printf 'pureboot_root_disk: none of %d disks fits (%s)\n%s' "$all" "$hints" "$seen" >&2
exit 1
COMMAND
}

# ---------------------------------------------------------------------------------------------------------------------
# One step
# ---------------------------------------------------------------------------------------------------------------------

# Keeps the end of standard input in $1.old and $1.new, never more than about 4 MB, however much comes; dd writes each
# piece as it comes. $1.base says how many bytes came before those of $1.new. At the end of the input $1.end appears.
keep_tail() {
  : >"$1.old"
  : >"$1.new"
  base=0
  size=0
  while dd bs=16384 count=64 2>/dev/null >>"$1.new"; do
    before=$size
    size=$(wc -c <"$1.new") || break
    [ "$size" -ne "$before" ] || break
    if [ "$size" -gt 1048576 ]; then
      mv -f "$1.new" "$1.old"
      true >"$1.new"
      base=$((base + size))
      echo "$base" >"$1.base.next"
      mv -f "$1.base.next" "$1.base"
      size=0
    fi
  done
  # Only after a failed write (no space) is anything left to read; the script must not be stopped by it.
  cat >/dev/null
  : >"$1.end"
}

# take_piece AT: what the script has printed from byte AT on, at most a chunk's length, into $STEP_DIR/piece. GAP says how many bytes
# from AT on are not there any more; then the piece starts behind them.
take_piece() {
  take_try=0
  while [ "$take_try" -lt 5 ]; do
    take_try=$((take_try + 1))
    GAP=0
    take_base=0
    if [ -e "$STEP_DIR/output.base" ]; then read -r take_base <"$STEP_DIR/output.base"; fi
    take_file=$STEP_DIR/output.new
    take_from=$take_base
    if [ "$1" -lt "$take_base" ]; then
      take_file=$STEP_DIR/output.old
      take_from=$((take_base - $(wc -c <"$take_file")))
      if [ "$1" -lt "$take_from" ]; then GAP=$((take_from - $1)); fi
    fi
    tail -c "+$(($1 + GAP - take_from + 1))" "$take_file" 2>/dev/null | head -c "$CHUNK_BYTES" >"$STEP_DIR/piece"
    # The files may have been turned over meanwhile.
    take_again=0
    if [ -e "$STEP_DIR/output.base" ]; then read -r take_again <"$STEP_DIR/output.base"; fi
    if [ "$take_base" = "$take_again" ]; then return 0; fi
  done
  return 1
}

# Makes the next chunk from what has not been sent: $STEP_DIR/chunk, its length in LOG_CHUNK. LOG_RAW says how many bytes of the
# script's output it stands for. With "all", the beginning of a character at the end counts as broken.
next_chunk() {
  LOG_CHUNK=0
  LOG_RAW=0
  take_piece "$LOG_SENT" || return 1
  piece_bytes=$(wc -c <"$STEP_DIR/piece")
  [ "$piece_bytes" -gt 0 ] || return 1
  broken=0
  # Plain ASCII, which most output is, needs no look at each byte.
  if [ "$(LC_ALL=C tr -d '\001-\177' <"$STEP_DIR/piece" | wc -c)" -eq 0 ]; then
    mv -f "$STEP_DIR/piece" "$STEP_DIR/chunk"
  else
    text_of bytes "$STEP_DIR/broken" <"$STEP_DIR/piece" >"$STEP_DIR/chunk"
    read -r broken <"$STEP_DIR/broken"
    if [ "$1" = all ] && [ "$piece_bytes" -lt "$CHUNK_BYTES" ]; then broken=0; fi
  fi
  LOG_RAW=$((piece_bytes - broken + GAP))
  if [ "$GAP" -gt 0 ]; then
    mv -f "$STEP_DIR/chunk" "$STEP_DIR/piece"
    { printf '\n[%d bytes came too fast and are left out here]\n' "$GAP" && cat "$STEP_DIR/piece"; } >"$STEP_DIR/chunk"
  fi
  LOG_CHUNK=$(wc -c <"$STEP_DIR/chunk")
  [ "$LOG_RAW" -gt 0 ]
}

# send_log MOST [all]: sends at most MOST chunks of what the script has printed since the last time. $STEP_DIR/log.at holds how much
# of it has been sent, the offset at the engine, and the length of a chunk whose fate is not known: it is sent again as it was, so that
# nothing comes twice. An engine that has enough, or wants none, is not bothered again by this step.
send_log() {
  LOG_SENT=0 LOG_OFFSET=0 LOG_CHUNK=0 LOG_RAW=0
  if [ -e "$STEP_DIR/log.at" ]; then read -r LOG_SENT LOG_OFFSET LOG_CHUNK LOG_RAW <"$STEP_DIR/log.at"; fi
  log_most=$1
  while [ "$log_most" -gt 0 ] && [ ! -e "$STEP_DIR/log.off" ]; do
    log_most=$((log_most - 1))
    if [ "$LOG_RAW" -eq 0 ]; then next_chunk "${2:-}" || return 0; fi
    echo "$LOG_SENT $LOG_OFFSET $LOG_CHUNK $LOG_RAW" >"$STEP_DIR/log.at"
    if [ "$LOG_CHUNK" -gt 0 ]; then put_chunk || return 0; fi
    LOG_SENT=$((LOG_SENT + LOG_RAW))
    LOG_RAW=0
    echo "$LOG_SENT $LOG_OFFSET 0 0" >"$STEP_DIR/log.at"
  done
}

# Sends the chunk; 1: later. Moves LOG_OFFSET. When the engine's log ends elsewhere (an agent before this one has sent the output of
# the same attempt), the chunk goes there.
put_chunk() {
  put_try=0
  while [ "$put_try" -lt 3 ]; do
    put_try=$((put_try + 1))
    HTTP_SECONDS=10
    http ours "$SERVER/api/v1/callback/$EXECUTION/step/$PUREBOOT_STEP_ID/logs?attempt=$PUREBOOT_ATTEMPT&offset=$LOG_OFFSET" \
      "$STEP_DIR/log.answer" "$STEP_DIR/chunk" 'text/plain; charset=utf-8'
    HTTP_SECONDS=30
    put_end=$(tr -d '\n\000' <"$STEP_DIR/log.answer" |
      sed -n -e 's/.*"next_offset"[[:space:]]*:[[:space:]]*\([0-9]\{1,15\}\).*/\1/p' \
        -e 's/.*"expected_offset"[[:space:]]*:[[:space:]]*\([0-9]\{1,15\}\).*/\1/p')
    case $HTTP_STATUS in
      202) put_end=$((LOG_OFFSET + LOG_CHUNK)) ;;
      200)
        case $(tr -d ' \n\000' <"$STEP_DIR/log.answer") in
          *'"truncated":true'*) : >"$STEP_DIR/log.off" ;;
        esac
        ;;
      409) [ -n "$put_end" ] || : >"$STEP_DIR/log.off" ;;
      *)
        if may_change; then return 1; fi
        say "log not taken: $(http_words)"
        : >"$STEP_DIR/log.off"
        ;;
    esac
    if [ -e "$STEP_DIR/log.off" ]; then return 0; fi
    put_before=$LOG_OFFSET
    LOG_OFFSET=${put_end:-$((LOG_OFFSET + LOG_CHUNK))}
    if [ "$HTTP_STATUS" != 409 ] && [ "$LOG_OFFSET" -eq $((put_before + LOG_CHUNK)) ]; then return 0; fi
  done
  : >"$STEP_DIR/log.off"
}

# signal_step SIGNAL PID: to the script's process group; without setsid, to the script and those that descend from it.
signal_step() {
  if [ "$HAVE_SETSID" = yes ]; then
    # Before setsid has run there is no such group yet.
    kill "-$1" "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null
  else
    tree=$2
    generation=$2
    while [ -n "$generation" ]; do
      generation=$(cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) (.*) . \([0-9]*\) .*/\2 \1/' |
        awk -v parents="$generation" '
          BEGIN { n = split(parents, list, " "); for (i = 1; i <= n; i++) parent[list[i]] = 1 }
          ($1 in parent) { printf "%s ", $2 }')
      tree="$tree $generation"
    done
    # shellcheck disable=SC2086
    kill "-$1" $tree 2>/dev/null
  fi
}

# Asks the script to end, and kills what is left of it after a while.
end_step() {
  signal_step TERM "$1" || return 0
  end_wait=0
  while [ "$end_wait" -lt $((KILL_SECONDS * 10)) ]; do
    signal_step 0 "$1" || return 0
    nap 100
    end_wait=$((end_wait + 1))
  done
  signal_step KILL "$1"
}

# One heartbeat for the script with process id $1; leaves cancel or stop in $STEP_DIR/ended-by and ends the script.
beat() {
  {
    printf '{"step_id":"%s"' "$PUREBOOT_STEP_ID"
    json_number attempt "$PUREBOOT_ATTEMPT"
    json_member boot_id "$BOOT_ID"
    printf '}\n'
  } >"$STEP_DIR/beat.json"
  http ours "$SERVER/api/v1/callback/$EXECUTION/heartbeat" "$STEP_DIR/beat.answer" "$STEP_DIR/beat.json"
  [ "$HTTP_STATUS" = 200 ] || return 0
  beat_directive=$(tr -d '\n\000' <"$STEP_DIR/beat.answer" |
    sed -n 's/.*"directive"[[:space:]]*:[[:space:]]*"\([a-z_]*\)".*/\1/p')
  case $beat_directive in
    cancel | stop)
      say "the engine says $beat_directive: ending step $PUREBOOT_STEP_ID"
      echo "$beat_directive" >"$STEP_DIR/ended-by"
      end_step "$1"
      ;;
  esac
}

# Stands by the script with process id $1: carries its progress, what it prints and heartbeats until script or agent is gone, or
# until the agent says (SIGTERM) that the script has ended.
stand_by() {
  ended=no
  trap 'ended=yes' TERM
  last_beat=$(uptime_seconds)
  last_log=$last_beat
  while [ "$ended" = no ] && kill -0 "$1" 2>/dev/null && kill -0 $$ 2>/dev/null; do
    sleep 1 &
    wait $!
    [ "$ended" = no ] || break
    send_progress
    now=$(uptime_seconds)
    if [ $((now - last_beat)) -ge "$HEARTBEAT_SECONDS" ]; then
      last_beat=$now
      beat "$1"
    fi
    if [ "$LOG_SECONDS" -gt 0 ] && [ $((now - last_log)) -ge "$LOG_SECONDS" ]; then
      last_log=$now
      send_log 8
    fi
  done
}

# Fetches the script of the current step into $1; says in FETCH_ERROR why it could not.
fetch_script() {
  case $PUREBOOT_SCRIPT_URL in
    "$SERVER"/*) fetch_scope=ours fetch_url=$PUREBOOT_SCRIPT_URL ;;
    http://* | https://*) fetch_scope=foreign fetch_url=$PUREBOOT_SCRIPT_URL ;;
    *://*)
      FETCH_ERROR="cannot fetch $PUREBOOT_SCRIPT_URL: only http and https are known"
      return 1
      ;;
    *) fetch_scope=ours fetch_url=$SERVER/${PUREBOOT_SCRIPT_URL#/} ;;
  esac
  fetch_try=0
  while :; do
    HTTP_ACCEPT='*/*' HTTP_SECONDS=300
    http "$fetch_scope" "$fetch_url" "$1"
    HTTP_ACCEPT=application/json HTTP_SECONDS=30
    case $HTTP_STATUS in
      2??) return 0 ;;
    esac
    fetch_try=$((fetch_try + 1))
    FETCH_ERROR="cannot fetch $fetch_url: $(http_words) after $fetch_try tries"
    may_change && [ "$fetch_try" -lt "$FETCH_TRIES" ] || return 1
    say "$FETCH_ERROR"
    back_off "$fetch_try"
  done
}

http_words() {
  if [ "$HTTP_STATUS" = 000 ]; then echo 'no answer'; else echo "HTTP status $HTTP_STATUS"; fi
}

# Runs the current step's script to its end and reports it.
run_step() {
  STEP_DIR=$WORK_DIR/step
  STEP_OF_VALUES="$PUREBOOT_STEP_ID $PUREBOOT_ATTEMPT"
  rm -rf "$STEP_DIR"
  mkdir -p "$STEP_DIR/cwd" || die 73 "cannot write to $WORK_DIR"
  started=$(uptime_seconds)
  if [ -n "$PUREBOOT_SCRIPT_URL" ]; then
    if ! fetch_script "$STEP_DIR/script"; then
      report failed "$FETCH_ERROR" '' "$(($(uptime_seconds) - started))"
      return
    fi
  else
    printf '%s\n' "$PUREBOOT_SCRIPT" >"$STEP_DIR/script"
  fi
  # Exporting a script of megabytes would leave no room for arguments.
  PUREBOOT_SCRIPT=
  chmod 700 "$STEP_DIR/script"
  interpreter=$PUREBOOT_INTERPRETER
  if [ -z "$interpreter" ]; then
    first_line=$(head -n 1 "$STEP_DIR/script" | tr -d '\000\r')
    case $first_line in
      '#!'*) interpreter=${first_line#??} ;;
      *) interpreter=/bin/sh ;;
    esac
  fi
  HEARTBEAT_SECONDS=$PUREBOOT_HEARTBEAT_SECONDS
  if ! is_number "$HEARTBEAT_SECONDS" || [ "$HEARTBEAT_SECONDS" -eq 0 ]; then HEARTBEAT_SECONDS=30; fi
  say "step $PUREBOOT_STEP_ID attempt ${PUREBOOT_ATTEMPT:-?}: running ${PUREBOOT_STEP_NAME:-its script}"

  mkfifo "$STEP_DIR/pipe" || die 73 "cannot make a pipe in $WORK_DIR"
  keep_tail "$STEP_DIR/output" <"$STEP_DIR/pipe" >/dev/null 2>&1 &
  run_script >"$STEP_DIR/pipe" 2>&1 </dev/null &
  SCRIPT_PID=$!
  echo "$SCRIPT_PID" >"$WORK_DIR/script.pid"
  stand_by "$SCRIPT_PID" </dev/null &
  STANDBY_PID=$!

  wait "$SCRIPT_PID"
  code=$?
  kill -TERM "$STANDBY_PID" 2>/dev/null
  wait "$STANDBY_PID"
  SCRIPT_PID='' STANDBY_PID=''
  rm -f "$WORK_DIR/script.pid"
  duration=$(($(uptime_seconds) - started))

  # A program that the script left behind may hold its output open: what has come within two seconds counts.
  drain=0
  while [ ! -e "$STEP_DIR/output.end" ] && [ "$drain" -lt 80 ]; do
    nap 25
    drain=$((drain + 1))
  done
  cat "$STEP_DIR/output.old" "$STEP_DIR/output.new" >"$STEP_DIR/output" 2>/dev/null
  send_progress
  [ "$LOG_SECONDS" -eq 0 ] || send_log 64 all

  ended_by=
  if [ -e "$STEP_DIR/ended-by" ]; then read -r ended_by <"$STEP_DIR/ended-by"; fi
  say "step $PUREBOOT_STEP_ID: exit code $code after $duration s ${ended_by:+($ended_by)}"
  case $ended_by in
    stop) ;;
    cancel) report failed cancelled "$code" "$duration" "$STEP_DIR/output" ;;
    *)
      if [ "$code" -eq 0 ]; then
        report success "exit code 0 after $duration s" 0 "$duration" "$STEP_DIR/output"
      else
        tail -n 5 "$STEP_DIR/output" | tr -d '\000' | sed 's/^/  | /' >&2
        report failed "$(exit_words "$code") after $duration s" "$code" "$duration" "$STEP_DIR/output"
      fi
      ;;
  esac
}

exit_words() {
  if [ "$1" -gt 128 ] && [ "$1" -lt 193 ]; then
    echo "exit code $1 (killed by signal $(($1 - 128)))"
  else
    echo "exit code $1"
  fi
}

# The child that becomes the script.
run_script() {
  cd "$STEP_DIR/cwd" || exit 126
  export PUREBOOT_SERVER="$SERVER" PUREBOOT_EXECUTION="$EXECUTION" PUREBOOT_TOKEN="$TOKEN" PUREBOOT_BOOT_ID="$BOOT_ID"
  export PUREBOOT_STEP_ID PUREBOOT_STEP_NAME PUREBOOT_ATTEMPT
  export PUREBOOT_STEP_DIR="$STEP_DIR" PATH="$WORK_DIR/bin:$PATH"
  umask 022
  trap - TERM INT HUP
  set -f
  # shellcheck disable=SC2086
  set -- $interpreter "$STEP_DIR/script"
  if [ "$HAVE_SETSID" = yes ]; then exec setsid "$@"; else exec "$@"; fi
}

# ---------------------------------------------------------------------------------------------------------------------
# The current step
# ---------------------------------------------------------------------------------------------------------------------

forget_step() {
  unset PUREBOOT_DIRECTIVE PUREBOOT_STATUS PUREBOOT_STEP_ID PUREBOOT_STEP_NAME PUREBOOT_STEP_TYPE PUREBOOT_ATTEMPT
  unset PUREBOOT_TIMEOUT_SECONDS PUREBOOT_INTERPRETER PUREBOOT_SCRIPT PUREBOOT_SCRIPT_URL PUREBOOT_DELAY_SECONDS
  unset PUREBOOT_HEARTBEAT_SECONDS PUREBOOT_RETRY_SECONDS
  PUREBOOT_DIRECTIVE='' PUREBOOT_STEP_ID='' PUREBOOT_STEP_NAME='' PUREBOOT_ATTEMPT='' PUREBOOT_INTERPRETER=''
  PUREBOOT_SCRIPT='' PUREBOOT_SCRIPT_URL='' PUREBOOT_DELAY_SECONDS='' PUREBOOT_HEARTBEAT_SECONDS=''
  PUREBOOT_RETRY_SECONDS=''
}

# Asks until the edge tells the current step, for as long as it takes; ends the agent only when it is told five times in a
# row that there is no such execution or that the token is wrong.
ask() {
  ask_try=0
  ask_refused=0
  while :; do
    HTTP_ACCEPT=text/x-shellscript
    http ours "$SERVER/api/v1/callback/$EXECUTION/current?format=sh$ASK_BOOT" "$WORK_DIR/current"
    HTTP_ACCEPT=application/json
    ask_why=$(http_words)
    case $HTTP_STATUS in
      200)
        if read_step; then return; fi
        ask_why='an answer that is no step of ours'
        ask_refused=0
        ;;
      401 | 403 | 404 | 410)
        ask_refused=$((ask_refused + 1))
        [ "$ask_refused" -lt 5 ] || die 77 "the edge knows no such execution, or another token: $HTTP_STATUS"
        ;;
      *) ask_refused=0 ;;
    esac
    ask_try=$((ask_try + 1))
    say "asking $SERVER for the current step: $ask_why, try $ask_try"
    back_off "$ask_try"
  done
}

# Takes over the assignments of the answer, when it is whole and ours; some proxy's page is not sourced.
read_step() {
  case $(head -n 1 "$WORK_DIR/current" | tr -d '\000') in
    '# PureBoot'*) ;;
    *) return 1 ;;
  esac
  sh -n "$WORK_DIR/current" 2>/dev/null || return 1
  forget_step
  # shellcheck disable=SC1091
  . "$WORK_DIR/current"
  [ -n "$PUREBOOT_DIRECTIVE" ]
}

# Sleeps $1 seconds, or $2 when $1 is no number or 0.
pause() {
  if is_number "$1" && [ "$1" -gt 0 ]; then sleep "$1"; else sleep "$2"; fi
}

# restart REASON STATUS: the machine goes; so does the agent.
restart() {
  say "rebooting ($1)"
  PUREBOOT_REBOOT_REASON=$1
  export PUREBOOT_REBOOT_REASON
  sync 2>/dev/null
  if [ -n "${PUREBOOT_REBOOT_COMMAND:-}" ]; then
    sh -c "$PUREBOOT_REBOOT_COMMAND" || die 71 "the reboot command failed: $PUREBOOT_REBOOT_COMMAND"
  else
    reboot -f || busybox reboot -f || systemctl reboot --force --force || echo b >/proc/sysrq-trigger ||
      die 71 'no way to reboot this machine'
  fi
  exit "$2"
}

act() {
  case $PUREBOOT_DIRECTIVE in
    run) run_step ;;
    report) report success "the agent is up (version $AGENT_VERSION)" ;;
    reboot)
      if report success rebooting; then
        if is_number "$PUREBOOT_DELAY_SECONDS"; then sleep "$PUREBOOT_DELAY_SECONDS"; fi
        restart reboot 3
      fi
      ;;
    disk) restart disk 4 ;;
    cancel) if [ -n "$PUREBOOT_STEP_ID" ]; then report failed cancelled; fi ;;
    wait) pause "$PUREBOOT_RETRY_SECONDS" 5 ;;
    done)
      say 'done: nothing will follow'
      if [ -n "${PUREBOOT_DONE_COMMAND:-}" ]; then sh -c "$PUREBOOT_DONE_COMMAND"; fi
      exit 0
      ;;
    *)
      say "unknown directive $PUREBOOT_DIRECTIVE: waiting"
      pause "$PUREBOOT_RETRY_SECONDS" 30
      ;;
  esac
}

# Asks and acts, until something ends it. The same step served again at once is a sign that the other side has not moved:
# it is met with growing pauses.
main_loop() {
  last_key=
  repeats=0
  while :; do
    ask
    key="$PUREBOOT_DIRECTIVE $PUREBOOT_STEP_ID $PUREBOOT_ATTEMPT"
    if [ "$key" = "$last_key" ] && [ "$PUREBOOT_DIRECTIVE" != wait ]; then
      repeats=$((repeats + 1))
      RETRY_AFTER=0
      back_off "$repeats"
    else
      repeats=0
    fi
    last_key=$key
    spooled=
    if [ -e "$WORK_DIR/spooled" ]; then read -r spooled <"$WORK_DIR/spooled"; fi
    case $PUREBOOT_DIRECTIVE in
      run | report | reboot)
        if [ "$spooled" = "$EXECUTION $PUREBOOT_STEP_ID $PUREBOOT_ATTEMPT" ]; then
          say "step $PUREBOOT_STEP_ID is done, its report is still on the way: sending it again"
          deliver "$PUREBOOT_STEP_ID" "$PUREBOOT_ATTEMPT"
          if [ "$PUREBOOT_DIRECTIVE" = reboot ]; then restart reboot 3; fi
          continue
        fi
        ;;
    esac
    act
  done
}

# ---------------------------------------------------------------------------------------------------------------------
# Beginning and end
# ---------------------------------------------------------------------------------------------------------------------

usage() {
  sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
}

read_orders() {
  SERVER=${PUREBOOT_SERVER:-}
  EXECUTION=${PUREBOOT_EXECUTION:-}
  TOKEN=${PUREBOOT_TOKEN:-}
  cmdline=
  cmdline_file=${PUREBOOT_CMDLINE_FILE:-/proc/cmdline}
  if [ -r "$cmdline_file" ]; then read -r cmdline <"$cmdline_file"; fi
  set -f
  for word in $cmdline; do
    case $word in
      pureboot.server=*) SERVER=${SERVER:-${word#*=}} ;;
      pureboot.execution=*) EXECUTION=${EXECUTION:-${word#*=}} ;;
      pureboot.token=*) TOKEN=${TOKEN:-${word#*=}} ;;
    esac
  done
  set +f
  read_config "${PUREBOOT_CONFIG_FILE:-/etc/pureboot/agent.conf}"
  SERVER=${SERVER%/}
  case $SERVER in
    http://?* | https://?*) ;;
    '') die 64 'no server: set PUREBOOT_SERVER, or pureboot.server= on the kernel command line' ;;
    *) die 64 "the server must be an http:// or https:// URL, not $SERVER" ;;
  esac
  case $EXECUTION in
    '') die 64 'no execution: set PUREBOOT_EXECUTION, or pureboot.execution= on the kernel command line' ;;
    *[!A-Za-z0-9._-]*) die 64 'the execution is no id' ;;
  esac
  case $TOKEN in
    '') die 64 'no token: set PUREBOOT_TOKEN, or pureboot.token= on the kernel command line' ;;
    *[!A-Za-z0-9._~+/=-]*) die 64 'the token is no bearer token (RFC 6750)' ;;
  esac
}

# read_config FILE: what neither the environment nor the kernel command line says. Lines NAME=VALUE; the file is not run.
read_config() {
  [ -r "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    value=${line#*=}
    case $line in
      PUREBOOT_SERVER=*) SERVER=${SERVER:-$value} ;;
      PUREBOOT_EXECUTION=*) EXECUTION=${EXECUTION:-$value} ;;
      PUREBOOT_TOKEN=*) TOKEN=${TOKEN:-$value} ;;
      PUREBOOT_HTTP_CLIENT=*) PUREBOOT_HTTP_CLIENT=${PUREBOOT_HTTP_CLIENT:-$value} ;;
      PUREBOOT_BACKOFF_MILLIS=*) PUREBOOT_BACKOFF_MILLIS=${PUREBOOT_BACKOFF_MILLIS:-$value} ;;
      PUREBOOT_BACKOFF_MAX_MILLIS=*) PUREBOOT_BACKOFF_MAX_MILLIS=${PUREBOOT_BACKOFF_MAX_MILLIS:-$value} ;;
      PUREBOOT_FETCH_TRIES=*) PUREBOOT_FETCH_TRIES=${PUREBOOT_FETCH_TRIES:-$value} ;;
      PUREBOOT_KILL_SECONDS=*) PUREBOOT_KILL_SECONDS=${PUREBOOT_KILL_SECONDS:-$value} ;;
      PUREBOOT_LOG_SECONDS=*) PUREBOOT_LOG_SECONDS=${PUREBOOT_LOG_SECONDS:-$value} ;;
    esac
  done <"$1"
}

read_settings() {
  BACKOFF_MILLIS=${PUREBOOT_BACKOFF_MILLIS:-500}
  BACKOFF_MAX_MILLIS=${PUREBOOT_BACKOFF_MAX_MILLIS:-30000}
  FETCH_TRIES=${PUREBOOT_FETCH_TRIES:-10}
  KILL_SECONDS=${PUREBOOT_KILL_SECONDS:-10}
  LOG_SECONDS=${PUREBOOT_LOG_SECONDS:-5}
  for setting in "$BACKOFF_MILLIS" "$BACKOFF_MAX_MILLIS" "$FETCH_TRIES" "$KILL_SECONDS" "$LOG_SECONDS"; do
    is_number "$setting" || die 64 "not a whole number: $setting"
  done
  [ "$BACKOFF_MILLIS" -gt 0 ] || BACKOFF_MILLIS=1
  LOG_LINES=200
  LOG_BYTES=65536
  CHUNK_BYTES=65536
  REPORT_BYTES=200000 # the engine takes bodies of up to 256 KB
  HTTP_ACCEPT=application/json
  HTTP_SECONDS=30
  HAVE_SETSID=no
  if have setsid; then HAVE_SETSID=yes; fi
  BOOT_ID=${PUREBOOT_BOOT_ID:-}
  if [ -z "$BOOT_ID" ] && ! read -r BOOT_ID 2>/dev/null </proc/sys/kernel/random/boot_id; then BOOT_ID=$(new_uuid); fi
  # In which boot it asks: so the engine knows of the boot before the first report. What would need encoding is no boot's id.
  case $BOOT_ID in
    *[!A-Za-z0-9._-]*) ASK_BOOT='' ;;
    *) ASK_BOOT="&boot_id=$BOOT_ID" ;;
  esac
}

prepare_work_dir() {
  umask 077
  if [ -n "${PUREBOOT_WORK_DIR:-}" ]; then
    WORK_DIR=$PUREBOOT_WORK_DIR
    mkdir -p "$WORK_DIR" || die 73 "cannot make $WORK_DIR"
    WORK_DIR=$(cd "$WORK_DIR" && pwd) || die 73 "cannot enter $PUREBOOT_WORK_DIR"
  else
    WORK_DIR=$(mktemp -d "${TMPDIR:-/tmp}/pureboot.XXXXXX") || die 73 "cannot make a directory below ${TMPDIR:-/tmp}"
  fi
  printf 'header = "Authorization: Bearer %s"\n' "$TOKEN" >"$WORK_DIR/curl.conf" || die 73 "cannot write to $WORK_DIR"
  chmod 755 "$WORK_DIR"
  make_commands
}

# A script that an agent before this one left running (it was killed) must not run beside its own repetition.
end_leftover() {
  [ -e "$WORK_DIR/script.pid" ] || return 0
  read -r leftover <"$WORK_DIR/script.pid"
  if is_number "$leftover" && tr '\000' '\n' 2>/dev/null <"/proc/$leftover/environ" |
    grep -qxF "PUREBOOT_STEP_DIR=$WORK_DIR/step"; then
    say "ending process $leftover, which an agent before this one left"
    end_step "$leftover"
  fi
  rm -f "$WORK_DIR/script.pid"
}

# on_signal NUMBER: takes the script along. The engine learns of it by its heartbeat or its deadline.
on_signal() {
  trap '' TERM INT HUP
  say "ended by signal $1"
  if [ -n "$SCRIPT_PID" ]; then end_step "$SCRIPT_PID"; fi
  if [ -n "$STANDBY_PID" ]; then kill -TERM "$STANDBY_PID" 2>/dev/null; fi
  rm -f "$WORK_DIR/script.pid"
  exit $((128 + $1))
}

main() {
  case ${1:-} in
    '') ;;
    --version)
      echo "pureboot-agent $AGENT_VERSION"
      exit 0
      ;;
    --help)
      usage
      exit 0
      ;;
    *) die 64 "unknown argument $1; try --help" ;;
  esac
  SCRIPT_PID='' STANDBY_PID=''
  read_orders
  for program in awk od dd mkfifo sed tr head tail wc; do
    have "$program" || die 69 "$program is missing here"
  done
  choose_http_client
  read_settings
  prepare_work_dir
  trap 'on_signal 1' HUP
  trap 'on_signal 2' INT
  trap 'on_signal 15' TERM
  end_leftover
  say "execution $EXECUTION at $SERVER, boot $BOOT_ID, by $HTTP_CLIENT"
  main_loop
}

main "$@"
