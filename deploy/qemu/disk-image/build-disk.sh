#!/bin/sh
# Builds the disk image that the lab "installs": a boot loader for BIOS and UEFI, a kernel, and an initramfs whose /init does
# what an installed system's cloud-init does (see installed-init). Needs no root: nothing is mounted.
#
# Usage: build-disk.sh OUT.img.gz [KERNEL_VERSION]
#
# Needs the packages grub-pc-bin, grub-efi-amd64-bin, grub-common, mtools, and those of build-initramfs.sh.
#
# The image: an MBR with GRUB (BIOS), and one FAT partition from 1 MiB on, type 0xEF, that is also the EFI system partition.
# Whoever installs it writes seed.cfg into that partition: GRUB sources it, and it says on one line
#   set seed='ds=nocloud-net;s=http://EDGE/cloud-init/EXECUTION/'
# and, where it likes, set arguments='…' with more for the kernel command line.
#
# Environment: PUREBOOT_INITRAMFS_BUILDER  default: ../../../agents/initramfs/build-initramfs.sh
# Exit status: 0 built; 64 wrong usage; 69 something is missing, and the message names the package.

set -eu

fail() {
  echo "build-disk: $*" >&2
  exit 69
}

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo 'usage: build-disk.sh OUT.img.gz [KERNEL_VERSION]' >&2
  exit 64
fi
out=$1
here=$(cd "$(dirname "$0")" && pwd)
builder=${PUREBOOT_INITRAMFS_BUILDER:-$here/../../../agents/initramfs/build-initramfs.sh}
[ -r "$builder" ] || fail "no initramfs builder at $builder; set PUREBOOT_INITRAMFS_BUILDER"
command -v grub-mkimage >/dev/null || fail 'grub-mkimage is missing: apt-get install grub-common'
command -v mformat >/dev/null || fail 'mformat is missing: apt-get install mtools'
[ -e /usr/lib/grub/i386-pc/boot.img ] || fail 'GRUB for BIOS is missing: apt-get install grub-pc-bin'
[ -e /usr/lib/grub/x86_64-efi/moddep.lst ] || fail 'GRUB for UEFI is missing: apt-get install grub-efi-amd64-bin'

work=$(mktemp -d "${TMPDIR:-/tmp}/pureboot-disk.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [ $# -eq 2 ]; then set -- "$2"; else set --; fi
PUREBOOT_INIT=$here/installed-init sh "$builder" "$work/initrd.img" "$@" >"$work/built"
kernel=$(sed -n 's/^kernel=//p' "$work/built")

cat >"$work/early.cfg" <<'CONFIG'
search --no-floppy --file --set=root /pureboot-installed
set prefix=($root)/grub
configfile /grub/grub.cfg
CONFIG
cat >"$work/grub.cfg" <<'CONFIG'
serial --unit=0 --speed=115200
terminal_output serial
set seed=
set arguments=
if [ -f /seed.cfg ]; then source /seed.cfg; fi
echo "GRUB: starting the installed system from ${root}"
linux /vmlinuz console=ttyS0 panic=10 "$seed" $arguments
initrd /initrd.img
boot
CONFIG
echo 'GRUB finds its partition by this file.' >"$work/pureboot-installed"

modules='normal configfile search search_fs_file part_msdos fat linux serial terminal echo test boot reboot'
# shellcheck disable=SC2086
grub-mkimage -O i386-pc -c "$work/early.cfg" -p /grub -o "$work/core.img" biosdisk $modules
# shellcheck disable=SC2086
grub-mkimage -O x86_64-efi -c "$work/early.cfg" -p /grub -o "$work/bootx64.efi" $modules

mebibytes=$((($(wc -c <"$kernel") + $(wc -c <"$work/initrd.img") + $(wc -c <"$work/bootx64.efi")) / 1048576 + 10))
sectors=$(((mebibytes - 1) * 2048))
[ "$(wc -c <"$work/core.img")" -lt $((2047 * 512)) ] || fail 'GRUB does not fit before the first partition'
truncate -s "${mebibytes}M" "$work/disk.img"

# le32 NUMBER: its four bytes, least significant first, as octal escapes.
le32() {
  printf '\\%03o\\%03o\\%03o\\%03o' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}
dd if=/usr/lib/grub/i386-pc/boot.img of="$work/disk.img" bs=440 count=1 conv=notrunc status=none
dd if="$work/core.img" of="$work/disk.img" bs=512 seek=1 conv=notrunc status=none
# The one partition: active, no CHS addresses, type 0xEF, from sector 2048; then the signature.
# shellcheck disable=SC2059
printf "\\200\\376\\377\\377\\357\\376\\377\\377$(le32 2048)$(le32 "$sectors")" |
  dd of="$work/disk.img" bs=1 seek=446 conv=notrunc status=none
printf '\125\252' | dd of="$work/disk.img" bs=1 seek=510 conv=notrunc status=none

fat=$work/disk.img@@1M
export MTOOLS_SKIP_CHECK=1
# Clusters of 4 KiB: GRUB reads one with each call of the BIOS.
mformat -i "$fat" -T "$sectors" -c 8 -H 2048 -v PUREBOOT ::
mmd -i "$fat" ::/EFI ::/EFI/BOOT ::/grub
mcopy -i "$fat" "$work/bootx64.efi" ::/EFI/BOOT/BOOTX64.EFI
mcopy -i "$fat" "$work/grub.cfg" ::/grub/grub.cfg
mcopy -i "$fat" "$work/pureboot-installed" ::/pureboot-installed
mcopy -i "$fat" "$kernel" ::/vmlinuz
mcopy -i "$fat" "$work/initrd.img" ::/initrd.img

mkdir -p "$(dirname "$out")"
gzip -1 -n <"$work/disk.img" >"$work/disk.img.gz"
chmod 644 "$work/disk.img.gz"
mv -f "$work/disk.img.gz" "$out"
echo "build-disk: $mebibytes MiB, $(wc -c <"$out") bytes packed" >&2
