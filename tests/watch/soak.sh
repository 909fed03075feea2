#!/usr/bin/env bash
# Files through a running watcher that is killed and started again every few seconds: none lost, none twice, no growth.
#
#   tests/watch/soak.sh target/release/unboil          50,000 files; half an hour or so
#   FILES=2000 KILLS=5 tests/watch/soak.sh target/debug/unboil
#
# FILES: how many. KILLS: how many ends at least, for they go on while files are dropped; every third one in order (SIGTERM),
# the others not (SIGKILL). WORK: where, a folder to be made; without it a temporary one. REPORTS=1: with a report for each
# output. Exit 0: all is well, and the last lines say what was measured.
#
# First part: files are dropped in while the watcher is ended and started again. Second part: as many files again with
# nobody killing anything, where memory and open files are looked at. Last: what came out is held against what went in.
set -euo pipefail
unboil="$(realpath "${1:?the binary to run}")"
files="${FILES:-50000}"
least="${KILLS:-60}"
work="${WORK:-$(mktemp -d)}"
mkdir -p "$work"
cd "$work"
mkdir -p in out done failed
more=()
[ -z "${REPORTS:-}" ] || more=(--reports reports)
fail() {
  echo "soak: $* (in $work)" >&2
  exit 1
}

pid=""
start() {
  "$unboil" watch in out --done done --failed failed --settle 300ms --isolated --no-default-rules --log-format json \
    ${more[@]+"${more[@]}"} 2>> log &
  pid=$!
}
trap '[ -z "$pid" ] || kill -9 "$pid" 2> /dev/null || true' EXIT

# drop FROM TO: files of these numbers. Most come in folders of 500 that appear at once, so that there is always work to be
# killed in; every fiftieth is written in two parts with a pause, every other fiftieth under a temporary name.
drop() {
  local i
  mkdir -p new in/slow in/part
  for ((i = $1; i < $2; i++)); do
    if ((i % 50 == 0)); then
      { printf 'Boat  number'; sleep 0.05; printf '   %d came home.\n' "$i"; } > "in/slow/$i.txt"
    elif ((i % 50 == 25)); then
      printf 'Boat  number   %d came home.\n' "$i" > "in/part/$i.part"
      mv "in/part/$i.part" "in/part/$i.txt"
    else
      printf 'Boat  number   %d came home.\n' "$i" > "new/$i.txt"
    fi
    if ((i % 500 == 499)); then
      mv new "in/$i"
      mkdir new
    fi
  done
  mv new "in/$i"
}

first=$((files / 2))
began=$SECONDS
drop 0 "$first" &
dropper=$!
kills=0 busy=0
# A file that waits or is in work, if there is one.
waiting() { find in -name .unboil -prune -o -type f -print -quit; }
while ((kills < least)) || kill -0 "$dropper" 2> /dev/null; do
  ((++kills))
  start
  sleep "$((RANDOM % 4 / 3)).$((3 + RANDOM % 7))"
  [ -z "$(waiting)" ] || ((++busy))
  if ((kills % 3 == 0)); then
    kill -TERM "$pid"
    wait "$pid" || fail "ended with $? when it was told to end"
  else
    kill -KILL "$pid"
    wait "$pid" 2> /dev/null || true
  fi
done
start
wait "$dropper"

# value of a field of the status, since the start; descriptors and kilobytes of the process.
field() { sed -n "s/^ *\"$1\": \([0-9]*\).*/\1/p" in/.unboil/status.json | head -n 1; }
opened() { ls "/proc/$pid/fd" 2> /dev/null | wc -l; }
resident() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2> /dev/null || echo 0; }
# What is on its way does not count: only what is there when nothing is to be done.
drain() {
  local waited=0
  while [ -n "$(waiting)" ]; do
    sleep 1
    ((++waited < 3600)) || fail "it does not come to an end"
    kill -0 "$pid" 2> /dev/null || fail "it ended by itself: $(tail -n 1 log)"
  done
  sleep 1
}
drain
echo "soak: $first files through $kills ends, $busy of them with files waiting, in $((SECONDS - began)) s"
fds_before="$(opened)" rss_before="$(resident)"
began=$SECONDS
drop "$first" "$files"
drain
fds_after="$(opened)" rss_after="$(resident)"
echo "soak: $((files - first)) more in $((SECONDS - began)) s: open files $fds_before then $fds_after," \
  "memory $rss_before KB then $rss_after KB, $(field failed) failed"
kill -TERM "$pid"
wait "$pid" || fail "ended with $?"
pid=""

((fds_after <= fds_before + 2)) || fail "open files grew from $fds_before to $fds_after"
((rss_after <= rss_before + 20000)) || fail "memory grew from $rss_before KB to $rss_after KB"
for folder in out done ${REPORTS:+reports}; do
  # `.unboil-id` is how a journal recognizes the folder.
  count="$(find "$folder" -type f ! -name .unboil-id | wc -l)"
  ((count == files)) || fail "$folder has $count files and not $files"
done
[ -z "$(find failed in/.unboil/leaving -type f 2> /dev/null)" ] || fail "something failed, or was left behind"
# Each output is the one of its source: by name, whole, and of this content.
find out -type f -name '*.txt' -printf '%P\n' | while IFS= read -r name; do
  number="${name##*/}"
  read -r line < "out/$name"
  [ "$line" = "Boat number ${number%.txt} came home." ] || { echo "out/$name"; break; }
done > wrong
[ ! -s wrong ] || fail "wrong: $(cat wrong)"
cleaned="$(grep -c '"event":"cleaned"' log)"
again=$((cleaned - files))
# A kill between the output and the journal has those in work cleaned once more, to the same bytes.
((again <= kills * 2 * $(nproc))) || fail "$again files were cleaned more than once"
echo "soak: $files files came out, each once; $again lines of log more than that, of files in work when it was killed"
[ -n "${WORK:-}" ] || rm -rf "$work"
