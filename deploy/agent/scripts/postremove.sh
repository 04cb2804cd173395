#!/bin/sh
# deb: remove, purge and others; rpm: number of versions left afterwards. rpm knows no purge: state and
# user stay, as docs/install.md says.
set -e
if [ "$1" = purge ]; then
  rm -rf /var/lib/kfunc-census /etc/kfunc-census /run/kfunc-census
  rm -f /var/lib/systemd/timers/stamp-kfunc-census-scan.timer /var/lib/systemd/timers/stamp-kfunc-census-send.timer
  if getent passwd kfunc-census >/dev/null; then userdel kfunc-census; fi
  if getent group kfunc-census >/dev/null; then groupdel kfunc-census; fi
fi
[ ! -d /run/systemd/system ] || systemctl daemon-reload
