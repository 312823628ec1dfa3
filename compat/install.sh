#!/usr/bin/env bash
# Installs what PackageMode=compat needs and the NuGet feed does not serve: Debian's libtorch and BLAS, and the npm
# package that carries ONNX Runtime. Where everything is there it changes nothing; root is asked for only when a
# Debian package is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

onnxruntime=com.github.asus4.onnxruntime-0.4.9
onnxruntime_sha512=064cf176e499f4891e0cfe90f25cf64c553689eee1492bd2ed921fccca28131a2ad02373267bae19a509ec8b288c182a3b8a2e0f58d76a1f0e63225b08ddbd16
onnxruntime_folder=$here/Microsoft.ML.OnnxRuntime/package

say() { printf 'compat: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] ||
  fail "this machine is $(uname -s) $(uname -m); the compat packages are for x64 Linux (Debian 12 is the one tested). Use --packages=nuget."

# Debian package, and a file that shows it is there (so that a hand-made installation counts too).
missing=()
need() { compgen -G "$2" >/dev/null || missing+=("$1"); }
need g++ "/usr/bin/g++"
need npm "$(command -v npm || echo /usr/bin/npm)"
need libtorch-dev "/usr/include/torch/csrc/api/include/torch/version.h"
need libtorch-dev "/usr/lib/*/libtorch_cpu.so"
need libopenblas0-openmp "/usr/lib/*/openblas-openmp/libblas.so.3"
mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u | sed '/^$/d')

if [ ${#missing[@]} -gt 0 ]; then
  by_hand="apt-get update && apt-get install --no-install-recommends ${missing[*]}"
  command -v apt-get >/dev/null ||
    fail "missing: ${missing[*]}. There is no apt-get here; install these by hand and run this again."
  root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "missing: ${missing[*]}. As root, run: $by_hand"
    root=(sudo)
    [ -t 0 ] || root=(sudo -n)
    say "root is needed for: $by_hand"
    "${root[@]}" true || fail "missing: ${missing[*]}. As root, run: $by_hand"
  fi
  say "installing ${missing[*]} (libtorch is 130 MB; about two minutes) ..."
  log=$(mktemp)
  { "${root[@]}" apt-get update &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "missing: ${missing[*]}, and apt-get failed (its last lines are above, all of them in $log)."
  }
  rm -f "$log"
fi

if [ "$(cat "$onnxruntime_folder/.version" 2>/dev/null)" != "$onnxruntime" ]; then
  say "fetching ONNX Runtime ($onnxruntime from npm, 100 MB) ..."
  work=$(mktemp -d "$here/.install.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  npm pack "${onnxruntime%-*}@${onnxruntime##*-}" --silent --pack-destination "$work" >/dev/null ||
    fail "npm could not fetch $onnxruntime."
  echo "$onnxruntime_sha512  $work/$onnxruntime.tgz" | sha512sum --check --status ||
    fail "$onnxruntime.tgz has another SHA-512 than expected ($onnxruntime_sha512); not used."
  tar -xzf "$work/$onnxruntime.tgz" -C "$work" \
    package/Runtime package/Plugins/Linux package/LICENSE package/ThirdPartyNotices.txt
  echo "$onnxruntime" >"$work/package/.version"
  rm -rf "$onnxruntime_folder"
  mv "$work/package" "$onnxruntime_folder"
fi
