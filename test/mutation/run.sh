#!/usr/bin/env bash
# Runs the mutation tests part by part; see stryker.config.mjs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

rm -f coverage/mutation-*
for part in requests rate; do
	PART=$part QUICKLY=yes npx stryker run
	PART=$part npx stryker run
done
PART=rules npx stryker run
