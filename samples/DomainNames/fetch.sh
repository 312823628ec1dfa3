#!/bin/sh
# Fetches real names into data/names.txt, one per line: English words, given and family names, popular sites. Needs npm and node.
set -eu
cd "$(dirname "$0")"
mkdir -p data
cd data
npm pack --silent an-array-of-english-words@2.0.0 humannames@1.0.5 top-sites@1.1.222 > fetched.txt
sha256sum --check --quiet - <<'SUMS'
24a6f44cd209c8127ad0afacfff935e2af0831e4b0ed5fa62cd0e2c3774e2f2a  an-array-of-english-words-2.0.0.tgz
2fe1b08a4805e5f643f4b007f49c833f74d14c78a1b1860445783eb1f432c628  humannames-1.0.5.tgz
20c436c91c192dd8b2a91dfe927095ba845ad4617413ab639ee3193b5d6caabb  top-sites-1.1.222.tgz
SUMS
while read -r package; do
    mkdir -p "${package%-*}"
    tar -xzf "$package" -C "${package%-*}" --strip-components 1
done < fetched.txt

# What a domain can be called: 4 to 24 letters, digits and hyphens. Of www.bbc.co.uk it is bbc.
node -e '
const read = path => JSON.parse(require("fs").readFileSync(path));
const sites = read("top-sites/top-sites.json").map(site => site.rootDomain.replace(/\.(co|com|org|gov)?\.?\w+$/, "").split(".").at(-1));
const names = [...read("an-array-of-english-words/index.json"), ...Object.keys(read("humannames/index.json")), ...sites];
const right = names.map(name => name.toLowerCase()).filter(name => /^[a-z0-9][a-z0-9-]{2,22}[a-z0-9]$/.test(name));
require("fs").writeFileSync("names.txt", [...new Set(right)].join("\n") + "\n");
'
wc -l names.txt
