#!/bin/sh
# deb: configure [OLD VERSION]; rpm: number of versions installed afterwards.
set -e
if ! getent passwd kfunc-census >/dev/null; then
  if command -v systemd-sysusers >/dev/null; then
    systemd-sysusers kfunc-census.conf
  else
    useradd --system --user-group --no-create-home --home-dir /var/lib/kfunc-census \
      --shell /usr/sbin/nologin kfunc-census
  fi
fi
install -d -m 0700 -o kfunc-census -g kfunc-census /var/lib/kfunc-census
# The timers are not enabled here: a host joins a census when its operator says so.
[ ! -d /run/systemd/system ] || systemctl daemon-reload
