#!/usr/bin/env bash
# Made the files beside it, with ffmpeg and jpegtran. Each film and sound lasts 1.5 seconds.
set -euo pipefail
cd "$(dirname "$0")"

picture=(-f lavfi -i "testsrc=size=32x24:rate=12:duration=1.5")
tone=(-f lavfi -i "sine=frequency=440:duration=1.5:sample_rate=16000")
h264=(-c:v libx264 -crf 40)

make() { ffmpeg -v error -y "${@:2}" -fflags +bitexact -flags:v +bitexact -flags:a +bitexact "$1"; }

make clip.mp4 "${picture[@]}" "${tone[@]}" "${h264[@]}" -c:a aac -b:a 16k
make clip.mov "${picture[@]}" "${h264[@]}"
make clip.webm "${picture[@]}" -c:v libvpx -b:v 20k
make hevc.mp4 "${picture[@]}" "${tone[@]}" -c:v libx265 -crf 40 -x265-params log-level=none -tag:v hvc1 -c:a aac -b:a 16k
make hevc.mov "${picture[@]}" -c:v libx265 -crf 40 -x265-params log-level=none
make clip.avi "${picture[@]}" "${tone[@]}" -c:v mpeg4 -q:v 20 -c:a mp3 -b:a 16k
make clip.ogv "${picture[@]}" -c:v libtheora -q:v 1
# All of it is stored, but an edit list presents the last 1.5 of 4 seconds.
ffmpeg -v error -y -f lavfi -i "testsrc=size=32x24:rate=12:duration=4" "${h264[@]}" -fflags +bitexact /tmp/whole.mp4
make edited.mp4 -ss 2.5 -i /tmp/whole.mp4 -c copy
# Their heads do not know how long they become.
make fragmented.mp4 "${picture[@]}" "${h264[@]}" -movflags frag_keyframe+empty_moov
ffmpeg -v error "${picture[@]}" "${h264[@]}" -f matroska - | cat >piped.mkv
make headless.mp3 "${tone[@]}" -b:a 16k -write_xing 0

make sound.wav "${tone[@]}" -ar 8000
make sound.flac "${tone[@]}" -ar 8000
make sound.mp3 "${tone[@]}" -b:a 16k
make sound.ogg "${tone[@]}" -c:a libvorbis -q:a 0
make sound.opus "${tone[@]}" -c:a libopus -b:a 12k
make sound.m4a "${tone[@]}" -c:a aac -b:a 16k
make sound.aac "${tone[@]}" -c:a aac -b:a 16k
make rf64.wav "${tone[@]}" -ar 8000 -rf64 always
# Two streams, one after the other.
half=(-f lavfi -i "sine=frequency=440:duration=0.75:sample_rate=16000")
make /tmp/first.ogg "${half[@]}" -c:a libvorbis -q:a 0
make /tmp/second.ogg "${half[@]}" -c:a libopus -b:a 12k
cat /tmp/first.ogg /tmp/second.ogg >chained.ogg

# The same picture twice: its colors together, and one after the other.
make together.jpg -f lavfi -i "testsrc=size=32x24" -frames:v 1 -q:v 3 -pix_fmt yuvj420p
jpegtran -copy none -scans <(printf '0;\n1;\n2;\n') together.jpg >separate.jpg
