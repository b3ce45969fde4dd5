#!/bin/sh
# Runs a command beside a virtual machine that spoils the network; see build-reflector.sh. To be called within a network namespace of its own.
#
# Usage: behind-reflector.sh WORK_DIRECTORY NETEM COMMAND...
#
# NETEM is what netem is told, with commas instead of blanks. The command may listen at 10.9.0.1; what it sends to 10.9.0.3 comes back to it, spoilt, from there.
# Exit status: the command's; 69 when the machine cannot be made or does not start.

set -eu

directory=$1
netem=$2
shift 2
PATH=$PATH:/usr/sbin:/sbin
here=$(cd "$(dirname "$0")" && pwd)
console=$directory/reflector.console

built=$(sh "$here/build-reflector.sh" "$directory/reflector.img")
kernel=${built#kernel=}

ip link set lo up
ip tuntap add mode tap name spoilt
ip link set spoilt address 52:54:00:00:00:01
ip address add 10.9.0.1/24 dev spoilt
ip link set spoilt up
ip neighbour replace 10.9.0.3 lladdr 52:54:00:00:00:03 dev spoilt nud permanent

rm -f "$console"
qemu-system-x86_64 -accel "${PUREBOOT_LAB_ACCELERATOR:-tcg}" -m 128M -display none -monitor none -no-reboot \
  -serial "file:$console" -kernel "$kernel" -initrd "$directory/reflector.img" \
  -append "console=ttyS0 quiet reflector.netem=$netem reflector.host=52:54:00:00:00:01,10.9.0.1 reflector.mirror=10.9.0.3" \
  -netdev tap,id=net0,ifname=spoilt,script=no,downscript=no \
  -device virtio-net-pci,netdev=net0,mac=52:54:00:00:00:03,romfile= >"$directory/reflector.qemu" 2>&1 &
machine=$!
trap 'kill "$machine" 2>/dev/null || true' EXIT
trap 'exit 143' TERM

tries=0
until grep -q 'reflector: ready' "$console" 2>/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -gt 600 ] || ! kill -0 "$machine" 2>/dev/null; then
    cat "$directory/reflector.qemu" "$console" >&2 || true
    exit 69
  fi
  sleep 0.1
done

"$@"
