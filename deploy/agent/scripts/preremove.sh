#!/bin/sh
# deb: remove or upgrade VERSION; rpm: number of versions left afterwards.
set -e
case $1 in
  remove | 0)
    [ ! -d /run/systemd/system ] || systemctl disable --now kfunc-census-scan.timer kfunc-census-send.timer
    ;;
esac
