#!/usr/bin/env bash
# What the tests use besides Python and npm: Chromium with Chinese fonts, poppler's pdfsig, pdftotext, pdftoppm, and NSS's
# certutil.
# From Debian's packages, when something is missing and this user may install it; otherwise the tests that need it are
# skipped, each with a line that says so.
set -u
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v pdfsig >/dev/null || missing+=(poppler-utils)
command -v certutil >/dev/null || missing+=(libnss3-tools)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "not installed: ${missing[*]} (no apt-get here); tests that need them are skipped"
  exit 0
fi
as=()
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then as=(sudo -n); else
    echo "not installed: ${missing[*]} (this user may not install packages); tests that need them are skipped"
    exit 0
  fi
fi
echo "installing ${missing[*]} from Debian's packages"
export DEBIAN_FRONTEND=noninteractive
"${as[@]}" apt-get -qq update >/dev/null 2>&1
"${as[@]}" apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
  echo "could not install ${missing[*]}; tests that need them are skipped"
exit 0
