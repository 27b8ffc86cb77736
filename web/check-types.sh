#!/usr/bin/env bash
# Checks the JSDoc types of the dashboard's modules. Needs Node.js; nothing of it goes into the product.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
exec npx --yes -p typescript@7.0.2 tsc --project jsconfig.json
