#!/usr/bin/env bash
# The one entry point: ./build.sh builds and runs the main job, ./build.sh --description lists what else there is.
set -euo pipefail
export CHARRNN_INVOKED_FROM=$PWD
cd "$(dirname "$(readlink -f "$0")")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
command -v dotnet >/dev/null || { echo "build.sh: the .NET 10 SDK is missing: there is no dotnet on the PATH." >&2; exit 1; }
mkdir -p artifacts
if ! log=$(dotnet tool restore 2>&1); then
  printf '%s\n' "$log" >&2
  echo "build.sh: the build tool (Cake, see .config/dotnet-tools.json) could not be restored; the lines above say why." >&2
  exit 1
fi
exec dotnet cake build.cake "$@"
