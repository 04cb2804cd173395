#!/bin/sh
# In the machine, after boot: lets the timers fire, and keeps what is to be proved in /proof/out.
# $1: port of the gateway on the host.
set -u
out=/proof/out
mkdir -p "$out"
ip link set lo up
ip addr add 10.0.2.15/24 dev "$(basename /sys/class/net/e*)"
ip link set "$(basename /sys/class/net/e*)" up
ip route add default via 10.0.2.2
# The agent sends plain http to loopback only: what comes there goes on to the host.
/usr/lib/kfunc-census/node /proof/relay.cjs 7080 10.0.2.2 "$1" &
relay=$!

ended() { [ "$(systemctl show -P ExecMainExitTimestampMonotonic "$1")" != 0 ]; }
# Waits until the timer has had its service run to its end, two minutes at most.
fire() {
  systemctl start "$1.timer"
  tries=0
  until ended "$1.service" || [ "$tries" -ge 240 ]; do
    sleep 0.5
    tries=$((tries + 1))
  done
  until [ "$(systemctl is-active "$1.service")" != activating ] || [ "$tries" -ge 240 ]; do
    sleep 0.5
    tries=$((tries + 1))
  done
  systemctl show "$1.service" >"$out/$1.show"
  systemctl show "$1.timer" >"$out/$1.timer.show"
  journalctl -o cat -u "$1.service" >"$out/$1.log" 2>&1
}
ids() { /usr/lib/kfunc-census/node /proof/program-ids.cjs; }

ids >"$out/ids-before"
fire kfunc-census-scan
ids >"$out/ids-after"
ls -ln /var/lib/kfunc-census/spool >"$out/spool-after-scan" 2>&1
fire kfunc-census-send
ls -ln /var/lib/kfunc-census/spool >"$out/spool-after-send" 2>&1
ids >"$out/ids-after-send"
# Between runs.
find /proc -maxdepth 1 -user kfunc-census -name '[0-9]*' >"$out/processes"
cp /var/lib/kfunc-census/proof-* "$out/"
kill "$relay"
tar -C "$out" -cf /dev/vdb .
sync
systemctl poweroff --force --force
