#!/bin/sh
# Builds the initramfs that carries PureBoot's agent, from the files of installed Debian packages.
#
# Usage: build-initramfs.sh OUT.img [KERNEL_VERSION]
#
# Needs the packages busybox-static, cpio, gzip and a kernel (linux-image-cloud-amd64 for virtual machines,
# linux-image-amd64 for real ones); xz-utils only where busybox cannot unpack the modules. Needs no root: nothing is
# mounted and no device is made. The same input gives the same bytes.
#
# KERNEL_VERSION is a directory below /lib/modules; without it the newest one is taken whose kernel is in /boot.
# The last two lines on stdout say what belongs together:
#   kernel=/boot/vmlinuz-VERSION
#   initrd=OUT.img
#
# Environment:
#   PUREBOOT_PACKAGES_ROOT  where the packages have been unpacked (dpkg-deb -x), when they are not installed
#   PUREBOOT_BUSYBOX        a static busybox; default: ROOT/bin/busybox or the one on the PATH
#   PUREBOOT_AGENT          the agent; default: ../linux/pureboot-agent.sh beside this directory
#   PUREBOOT_INIT           the /init; default: init beside this script
#   PUREBOOT_MODULES        modules to take beside the usual ones, separated by spaces
#
# Exit status: 0 built; 64 wrong usage; 69 something is missing, and the message names the package.

set -eu

# Drivers are loaded by what the machine says it has; a driver that this kernel does not have is no fault.
NETWORK='virtio_net virtio_pci e1000 e1000e igb igc ixgbe i40e ice tg3 bnxt_en r8169 8139cp mlx4_en mlx5_core
  vmxnet3 hv_netvsc ena gve xen-netfront'
DISKS='virtio_blk virtio_scsi sd_mod sr_mod ahci ata_piix ata_generic nvme megaraid_sas mpt3sas hpsa smartpqi vmw_pvscsi
  hv_storvsc xen-blkfront usb-storage uas xhci-pci ehci-pci'
OTHERS='virtio-rng virtio_console ext4 xfs btrfs isofs vfat nls_cp437 nls_ascii nls_iso8859-1 nls_utf8 squashfs overlay
  loop dm-mod efivarfs af_packet'

fail() {
  echo "build-initramfs: $*" >&2
  exit 69
}

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo 'usage: build-initramfs.sh OUT.img [KERNEL_VERSION]' >&2
  exit 64
fi
out=$1
version=${2:-}
root=${PUREBOOT_PACKAGES_ROOT:-}
here=$(cd "$(dirname "$0")" && pwd)
agent=${PUREBOOT_AGENT:-$here/../linux/pureboot-agent.sh}
init=${PUREBOOT_INIT:-$here/init}

[ -r "$agent" ] || fail "no agent at $agent; set PUREBOOT_AGENT"
[ -r "$init" ] || fail "no init at $init; set PUREBOOT_INIT"
command -v cpio >/dev/null || fail 'cpio is missing: apt-get install cpio'
command -v gzip >/dev/null || fail 'gzip is missing: apt-get install gzip'

busybox=${PUREBOOT_BUSYBOX:-}
if [ -z "$busybox" ]; then
  for candidate in "$root/bin/busybox" "$root/usr/bin/busybox" "$(command -v busybox || true)"; do
    if [ -x "$candidate" ]; then
      busybox=$candidate
      break
    fi
  done
fi
[ -n "$busybox" ] || fail 'busybox is missing: apt-get install busybox-static'
if LC_ALL=C grep -q '/ld-linux' "$busybox"; then
  fail "$busybox is dynamically linked: apt-get install busybox-static"
fi
for applet in ash wget udhcpc modprobe depmod setsid awk od mkfifo; do
  "$busybox" --list | grep -qx "$applet" || fail "$busybox lacks $applet: apt-get install busybox-static"
done

modules=$root/lib/modules
if [ -z "$version" ]; then
  for candidate in $(find "$modules" -mindepth 1 -maxdepth 1 2>/dev/null | sed 's|.*/||' | sort -V); do
    if [ -e "$root/boot/vmlinuz-$candidate" ]; then version=$candidate; fi
  done
  [ -n "$version" ] || fail "no kernel in $root/boot with modules in $modules: apt-get install linux-image-cloud-amd64"
fi
kernel=$root/boot/vmlinuz-$version
[ -d "$modules/$version/kernel" ] ||
  fail "no modules in $modules/$version: apt-get install linux-image-$version"
[ -e "$kernel" ] || fail "no kernel at $kernel: apt-get install linux-image-$version"

work=$(mktemp -d "${TMPDIR:-/tmp}/pureboot-initramfs.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
tree=$work/tree

# Who depends on whom: the kernel package's own list, or, for one only unpacked, a list made now.
dependencies=$modules/$version/modules.dep
if [ ! -s "$dependencies" ]; then
  mkdir -p "$work/all/lib/modules"
  cp -R "$modules/$version" "$work/all/lib/modules/"
  "$busybox" depmod -b "$work/all" "$version" || fail "depmod failed on $modules/$version"
  dependencies=$work/all/lib/modules/$version/modules.dep
fi

# The wanted modules and all that they need, as paths below the version's directory. Spelling: - and _ are the same.
wanted=$(
  awk -v names="$NETWORK $DISKS $OTHERS ${PUREBOOT_MODULES:-}" '
    function name_of(path) {
      sub(/.*\//, "", path)
      sub(/\.ko(\.(xz|gz|zst))?$/, "", path)
      gsub(/-/, "_", path)
      return path
    }
    { path = $1; sub(/:$/, "", path); where[name_of(path)] = path; $1 = ""; needs[path] = $0 }
    function take(path,    list, n, i) {
      if (path in taken) return
      taken[path] = 1
      n = split(needs[path], list, " ")
      for (i = 1; i <= n; i++) take(list[i])
      print path
    }
    END {
      count = split(names, wanted, /[ \n]+/)
      for (w = 1; w <= count; w++) {
        gsub(/-/, "_", wanted[w])
        if (wanted[w] in where) take(where[wanted[w]])
      }
    }' "$dependencies"
)
[ -n "$wanted" ] || fail "none of the modules is in $dependencies"

mkdir -p "$tree/bin" "$tree/sbin" "$tree/usr/bin" "$tree/usr/sbin" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/run" \
  "$tree/tmp" "$tree/mnt" "$tree/root" "$tree/etc" "$tree/lib/pureboot" "$tree/lib/modules/$version"
cp "$busybox" "$tree/bin/busybox"
for applet in $("$busybox" --list); do
  [ "$applet" = busybox ] || ln -s busybox "$tree/bin/$applet"
done
cp "$init" "$tree/init"
cp "$agent" "$tree/lib/pureboot/pureboot-agent.sh"
cp "$here/udhcpc.script" "$tree/lib/pureboot/udhcpc.script"
echo 'root:x:0:0:root:/root:/bin/sh' >"$tree/etc/passwd"
echo 'root:x:0:' >"$tree/etc/group"
echo '127.0.0.1 localhost' >"$tree/etc/hosts"
echo "$version" >"$tree/lib/pureboot/kernel-version"
chmod 755 "$tree/init" "$tree/lib/pureboot/pureboot-agent.sh" "$tree/lib/pureboot/udhcpc.script" "$tree/bin/busybox"

for path in $wanted; do
  file=$modules/$version/$path
  target=$tree/lib/modules/$version/$path
  mkdir -p "$(dirname "$target")"
  case $path in
    *.ko) cp "$file" "$target" ;;
    *.ko.gz) gzip -dc "$file" >"${target%.gz}" ;;
    *.ko.xz)
      if command -v xz >/dev/null; then
        xz -dc "$file" >"${target%.xz}"
      else
        "$busybox" xzcat "$file" >"${target%.xz}" || fail "cannot unpack $file: apt-get install xz-utils"
      fi
      ;;
    *.ko.zst)
      command -v zstd >/dev/null || fail "cannot unpack $file: apt-get install zstd"
      zstd -qdc "$file" >"${target%.zst}"
      ;;
  esac
done
for list in modules.builtin modules.order; do
  [ ! -e "$modules/$version/$list" ] || cp "$modules/$version/$list" "$tree/lib/modules/$version/"
done
"$busybox" depmod -b "$tree" "$version" || fail 'depmod failed on the collected modules'

find "$tree" -exec touch -h -d "@${SOURCE_DATE_EPOCH:-0}" {} +
mkdir -p "$(dirname "$out")"
(
  cd "$tree"
  # GNU's, or busybox's own, which its ash prefers.
  case $(cpio --help 2>&1) in
    *--reproducible*) set -- --reproducible ;;
    *) set -- --ignore-devno --renumber-inodes ;;
  esac
  find . | LC_ALL=C sort | cpio "$@" -R 0:0 -o -H newc 2>"$work/cpio.said"
) >"$work/initramfs.cpio" || fail "cpio failed: $(cat "$work/cpio.said")"
gzip -9 -n <"$work/initramfs.cpio" >"$work/initramfs.img"
chmod 644 "$work/initramfs.img"
mv -f "$work/initramfs.img" "$out"

echo "build-initramfs: $(echo "$wanted" | wc -l) modules of $version, $(wc -c <"$out") bytes" >&2
echo "kernel=$kernel"
echo "initrd=$out"
