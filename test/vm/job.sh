#!/bin/busybox sh
# What runs inside a machine: loads the programs of /job/bpf, scans, and writes all that was seen to
# /tmp/out. Facts only; they are judged outside.
export PATH=/usr/bin:/usr/sbin HOME=/tmp CENSUS_STATE_DIR=/tmp/state CENSUS_SPOOL_DIR=/tmp/state/spool
out=/tmp/out
mkdir -p $out/load $out/dump
cd /tmp

seconds() { # WHAT: when it was done, in seconds since boot
	echo "$1 $(cut -d' ' -f1 /proc/uptime)" >>$out/times
}

ids() { # FILE: ids of all programs, maps and links
	for kind in prog map link; do
		echo "$kind $(bpftool -j $kind show | grep -o '{"id":[0-9]*' | grep -o '[0-9]*' | tr '\n' ' ')"
	done >"$out/$1"
}

load() { # NAME COMMAND…: runs what loads an object
	name=$1
	shift
	"$@" >$out/load/$name.log 2>&1
	echo $? >$out/load/$name.status
}

uname -r >$out/release
# Off on riscv64 unless it is asked for, and kfuncs need it.
echo 1 >/proc/sys/net/core/bpf_jit_enable
seconds boot
for object in /job/bpf/*.o; do
	name=$(basename $object .o)
	case $name in
	scheduler) load $name bpftool struct_ops register $object /sys/fs/bpf/$name ;;
	live-congestion) load $name bpftool struct_ops register $object ;;
	guarded | keys | modified | task) load $name bpftool prog loadall $object /sys/fs/bpf/$name autoattach ;;
	*) load $name bpftool prog loadall $object /sys/fs/bpf/$name ;;
	esac
done
seconds objects
id=$(bpftool -j prog show pinned /sys/fs/bpf/freplaced/freplaced_tc | grep -o '"id":[0-9]*' | head -n1 | cut -d: -f2)
load freplace node /job/freplace.mjs "$id" freplaced_answer
cat /sys/kernel/sched_ext/state >$out/sched_ext 2>/dev/null
seconds freplace

ids ids-before
dmesg -c >/dev/null
node /job/agent.mjs scan --format json >$out/report.json 2>$out/agent.err
echo $? >$out/agent.status
dmesg >$out/dmesg
ids ids-after
find /tmp -newer $out/ids-before -type f >$out/written
cp -r /tmp/state/spool/catalogues $out/catalogues 2>/dev/null
seconds scan

if [ -e /job/record ]; then
	node /job/agent.mjs scan --record $out/record >$out/record.log 2>&1
	echo $? >$out/record.status
	seconds record
fi

# bpftool reads all symbols again for each program: 1.3 s of emulation, 0.1 s with those it needs. An
# address whose symbol is not among them would show as a number, which is judged as a difference.
grep -E ' __bpf_call_base$|[A-Za-z] [^ ]*(bpf|scx|tcp)' /proc/kallsyms >/tmp/kallsyms
mount -o bind /tmp/kallsyms /proc/kallsyms
bpftool -j prog show >$out/programs.json
for id in $(grep -o '{"id":[0-9]*' $out/programs.json | grep -o '[0-9]*'); do
	bpftool -j prog dump xlated id $id opcodes >$out/dump/$id.json
done
seconds dumps
