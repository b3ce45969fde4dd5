#!/bin/sh
# Lists what the machine is made of. Reads only; needs nothing but a POSIX shell, awk and /sys.

# show TITLE FILE…: the first line of each file that is there.
show() {
  title=$1
  shift
  for file in "$@"; do
    if [ -r "$file" ] && read -r value 2>/dev/null <"$file" && [ -n "$value" ]; then
      printf '%-12s %s\n' "$title" "$value"
    fi
  done
}

echo '== machine'
show vendor /sys/class/dmi/id/sys_vendor
show product /sys/class/dmi/id/product_name
show serial /sys/class/dmi/id/product_serial
show uuid /sys/class/dmi/id/product_uuid
show board /sys/class/dmi/id/board_name
show bios /sys/class/dmi/id/bios_version
if [ -d /sys/firmware/efi ]; then printf '%-12s %s\n' firmware uefi; else printf '%-12s %s\n' firmware bios; fi

echo '== processors'
awk -F ': *' '/^model name/ { n[$2]++ } END { for (m in n) printf "%-12s %s\n", n[m] " x", m }' /proc/cpuinfo

echo '== memory'
awk '/^MemTotal/ { printf "%-12s %.1f GiB\n", "total", $2 / 1048576 }' /proc/meminfo

echo '== disks'
for disk in /sys/block/*; do
  [ -e "$disk/device" ] || continue
  read -r sectors <"$disk/size"
  printf '%-12s %s GB\n' "${disk##*/}" "$((sectors / 1953125))"
  show '  model' "$disk/device/model"
  show '  serial' "$disk/device/serial"
done

echo '== network'
for card in /sys/class/net/*; do
  [ -e "$card/device" ] || continue
  show "${card##*/}" "$card/address"
  show '  state' "$card/operstate"
done

pureboot_report "52:54:00:5c:00:01 is listed"
