#!/bin/sh
# Writes Flatcar to the disk, with the Ignition config that the machine has booted with. Runs under the agent in Flatcar's own PXE image.
set -eu
# The disk to install on: meta.disk.root, or else the one that fits meta.disk.hints; without either, the machine's only one.
disk=/dev/nvme0n1
if [ -z "$disk" ]; then
  disk=$(pureboot_root_disk )
fi
if [ ! -b "$disk" ]; then
  echo "there is no disk '$disk' to install on" >&2
  exit 1
fi
pureboot_report "writing to $disk"

curl -fsS --retry 20 --retry-delay 3 -o ignition.json http://edge.example:8081/cloud-init/EXECUTION/user-data
flatcar-install -d "$disk" -C stable -i ignition.json
