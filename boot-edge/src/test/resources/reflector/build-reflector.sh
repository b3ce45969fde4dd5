#!/bin/sh
# Builds the initramfs of a virtual machine that spoils a network as the kernel's netem does, for machines whose own kernel has no netem.
#
# Usage: build-reflector.sh OUT.img
#
# The machine sends every IPv4 packet that comes to its card back to where it came from, as if the address behind the card had sent it: both addresses are
# swapped, so no checksum changes. All that goes out passes netem, as its kernel command line says:
#   reflector.netem=loss,5%      what netem is told, with commas instead of blanks
#   reflector.host=MAC,IP        the card of the host and its address
#   reflector.mirror=IP          the address that it answers for
# When all is set up it prints "reflector: ready" on its console.
#
# Needs the packages busybox-static, cpio, gzip, iproute2 and linux-image-cloud-amd64.
# The last line on stdout is kernel=/boot/vmlinuz-VERSION. Exit status: 0 built; 64 wrong usage; 69 something is missing.

set -eu

MODULES='virtio_net virtio_pci virtio_mmio sch_netem sch_ingress cls_matchall act_pedit act_mirred'

fail() {
  echo "reflector: $*" >&2
  exit 69
}

if [ $# -ne 1 ]; then
  echo 'usage: build-reflector.sh OUT.img' >&2
  exit 64
fi
out=$1
busybox=$(command -v busybox) || fail 'busybox is missing: apt-get install busybox-static'
if LC_ALL=C grep -q '/ld-linux' "$busybox"; then
  fail "$busybox is dynamically linked: apt-get install busybox-static"
fi
PATH=$PATH:/usr/sbin:/sbin
tc=$(command -v tc) || fail 'tc is missing: apt-get install iproute2'
command -v cpio >/dev/null || fail 'cpio is missing: apt-get install cpio'

version=
for candidate in $(find /lib/modules -mindepth 1 -maxdepth 1 2>/dev/null | sed 's|.*/||' | sort -V); do
  if [ -e "/boot/vmlinuz-$candidate" ] && [ -n "$(find "/lib/modules/$candidate" -name 'sch_netem.ko*')" ]; then version=$candidate; fi
done
[ -n "$version" ] || fail 'no kernel in /boot whose modules have sch_netem: apt-get install linux-image-cloud-amd64'

work=$(mktemp -d "${TMPDIR:-/tmp}/pureboot-reflector.XXXXXX")
trap 'rm -rf "$work"' EXIT
tree=$work/tree
mkdir -p "$tree/bin" "$tree/sbin" "$tree/proc" "$tree/sys" "$tree/dev" "$tree/lib/modules/$version"
cp "$busybox" "$tree/bin/busybox"
cp "$tc" "$tree/sbin/tc"
ldd "$tc" | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }' | while read -r library; do
  mkdir -p "$tree$(dirname "$library")"
  cp -L "$library" "$tree$library"
done
from=/lib/modules/$version
for module in $MODULES; do
  line=$(grep -E "/$module\.ko[^:]*:" "$from/modules.dep" || true)
  for path in $(echo "$line" | tr -d ':'); do
    mkdir -p "$tree/lib/modules/$version/$(dirname "$path")"
    cp "$from/$path" "$tree/lib/modules/$version/$path"
  done
done
cp "$from/modules.builtin" "$from/modules.order" "$tree/lib/modules/$version/"
busybox depmod -b "$tree" "$version"

{
  echo '#!/bin/busybox sh'
  echo "MODULES='$MODULES'"
  cat <<'INIT'
export PATH=/bin
busybox mkdir -p /sys /proc
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
value() {
  busybox tr ' ' '\n' </proc/cmdline | busybox sed -n "s/^reflector.$1=//p" | busybox tr ',' ' '
}
set -e
trap 'echo "reflector: failed"; busybox poweroff -f' EXIT
for module in $MODULES; do busybox modprobe "$module" || true; done
host=$(value host)
mirror=$(value mirror)
n=0
until [ -e /sys/class/net/eth0 ]; do
  n=$((n + 1)); [ $n -lt 100 ]
  busybox usleep 50000
done
busybox ip link set eth0 up
# shellcheck disable=SC2046 # words are meant
/sbin/tc qdisc add dev eth0 root netem limit 100000 $(value netem)
/sbin/tc qdisc add dev eth0 ingress
/sbin/tc filter add dev eth0 parent ffff: protocol ip matchall \
  action pedit ex munge eth dst set "${host% *}" munge ip src set "$mirror" munge ip dst set "${host#* }" pipe \
  action mirred egress redirect dev eth0
echo 'reflector: ready'
trap - EXIT
while :; do busybox sleep 1000; done
INIT
} >"$tree/init"
chmod +x "$tree/init"
(cd "$tree" && find . -print0 | cpio --quiet -0 -o -H newc) | gzip -1 >"$out"
echo "kernel=/boot/vmlinuz-$version"
