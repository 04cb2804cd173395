#!/bin/busybox sh
# What runs inside a machine: loads the programs of /job/bpf, scans, and writes all that was seen to
# /tmp/out. Facts only; they are judged outside.
export PATH=/usr/bin:/usr/sbin HOME=/tmp
out=/tmp/out
mkdir -p $out/load $out/dump

ids() { # FILE: ids of all programs, maps and links
	for kind in prog map link; do
		echo "$kind $(bpftool -j $kind show | grep -o '{"id":[0-9]*' | grep -o '[0-9]*' | tr '\n' ' ')"
	done >"$out/$1"
}

uname -r >$out/release
uptime() { cut -d' ' -f1 /proc/uptime; }
echo "start $(uptime)" >>$out/times
for object in /job/bpf/*.o; do
	name=$(basename $object .o)
	case $name in
	scheduler) load="struct_ops register $object /sys/fs/bpf/$name" ;;
	keys | guarded | modified | task) load="prog loadall $object /sys/fs/bpf/$name autoattach" ;;
	*) load="prog loadall $object /sys/fs/bpf/$name" ;;
	esac
	bpftool $load >$out/load/$name.log 2>&1
	echo $? >$out/load/$name.status
	echo "$name $(uptime)" >>$out/times
done
cat /sys/kernel/sched_ext/state >$out/sched_ext 2>/dev/null || true

ids ids-before
cd /tmp
CENSUS_STATE_DIR=/tmp/state node /job/agent.mjs scan --print >$out/report.json 2>$out/agent.err
echo $? >$out/agent.status
ids ids-after
echo "scan $(uptime)" >>$out/times

CENSUS_STATE_DIR=/tmp/state node /job/agent.mjs scan --print-catalogues >$out/catalogues.jsonl 2>&1
echo "catalogues $(uptime)" >>$out/times
# bpftool reads all symbols again for each program: 1.3 s of emulation, 0.1 s with those it needs. An
# address whose symbol is not among them would show as a number, which is judged as a difference.
grep -E ' __bpf_call_base$|[A-Za-z] [^ ]*(bpf|scx)' /proc/kallsyms >/tmp/kallsyms
mount -o bind /tmp/kallsyms /proc/kallsyms
bpftool -j prog show >$out/programs.json
for id in $(grep -o '{"id":[0-9]*' $out/programs.json | grep -o '[0-9]*'); do
	bpftool -j prog dump xlated id $id opcodes >$out/dump/$id.json 2>$out/dump/$id.err
done
echo "dump $(uptime)" >>$out/times
ls /sys/kernel/btf >$out/btf-modules
dmesg >$out/dmesg
